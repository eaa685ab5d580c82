/**
 * What `awgn compare` finds between a clean file and a noisy version of it: one JSON object. docs/audit.md says what each
 * number means. A number that there is none of is null; an SNR also where it is infinite. Channels are counted from 1.
 */
export interface FileComparison {
  /** Name of the clean file. */
  clean: string;
  /** Name of the noisy file. */
  noisy: string;
  /** Frames per second of both. */
  sample_rate: number;
  /** Channels of both. */
  channels: number;
  /** Frames of the clean file. */
  clean_frames: number;
  /** Frames of the noisy file. */
  noisy_frames: number;
  /** Frames that were compared: those that both files have when the delay is undone. */
  frames: number;
  /** By how much the noisy file is late; negative: early. */
  delay_frames: number;
  /** The same in seconds. */
  delay_seconds: number;
  /** Least and largest of the delays that explain the files as well. */
  plausible_delay_frames: [number, number];
  /** By least squares; negative: the polarity is inverted. */
  gain: number;
  /** Magnitude of that gain, dB. */
  gain_db: number | null;
  /** Whether a gain of 1 explains the files as well. */
  gain_is_one: boolean;
  /** Of the noise noisy - clean. */
  snr_db: SnrByDefinition;
  /** Of the noise noisy - gain · clean, over the signal gain · clean. */
  snr_gain_removed_db: SnrByDefinition;
  /** Scale-invariant signal-to-distortion ratio (Le Roux et al., ICASSP 2019): `snr_gain_removed_db.rms`. */
  si_sdr_db: number | null;
  /** Of the noisy file. */
  full_scale_samples: number;
  /** Runs of three or more consecutive samples of the noisy file at full scale. */
  clipped_runs: number;
  /** Samples in these runs. */
  clipped_samples: number;
  /** noisy - clean where a gain of 1 will do, noisy - gain · clean otherwise. */
  residual: ResidualDescription;
  /** The same in words. */
  verdicts: string[];
  /** What the readers found odd. */
  warnings: string[];
}

/** Ratios in dB; the signal's power is measured as the name says, the noise's as docs/snr.md says for it. */
export interface SnrByDefinition {
  /** Mean square of all samples. */
  rms: number | null;
  /** Mean square while there is speech (ITU-T P.56). */
  active: number | null;
  /** Mean squares behind the A-weighting. */
  a_weighted: number | null;
  /** Gated K-weighted power (ITU-R BS.1770). */
  loudness: number | null;
  /** Square of the largest sample. */
  peak: number | null;
  /** Mean of the ratios of short segments. */
  segmental: number | null;
}

/** What is left of the noisy file without the clean one. */
export interface ResidualDescription {
  /** Mean power, dB re full scale. */
  rms_dbfs: number | null;
  /** Share of its power that is DC, 0 to 1. */
  dc_share: number;
  /** One for each channel. */
  by_channel: ChannelResidual[];
}

/** The residual of one channel. */
export interface ChannelResidual {
  /** Mean power, dB re full scale. */
  rms_dbfs: number | null;
  /** Mean, linear, full scale 1. */
  dc: number;
  /** 0 for a normal distribution. */
  skewness: number | null;
  /** 3 for a normal distribution. */
  kurtosis: number | null;
  /** Statistic of Kolmogorov and Smirnov against the normal distribution of the same mean and variance. */
  ks: number | null;
  /** Null where the residual is too short or too weak to tell. */
  is_gaussian: boolean | null;
  /** Spectral flatness, 0 to 1. */
  flatness: number | null;
  /** Slope of the power density: 0 for white noise. */
  slope_db_per_octave: number | null;
  /** Null where the residual is too short to tell. */
  is_white: boolean | null;
}
