/**
 * What `awgn compare` finds between a clean file and a noisy version of it: one JSON object. docs/audit.md says what each
 * number means. A number that there is none of is null; an SNR also where it is infinite. Channels are counted from 1.
 */
export interface WavComparison {
  clean: string;
  noisy: string;
  sample_rate: number;
  channels: number;
  clean_frames: number;
  noisy_frames: number;
  /** Frames that were compared: those that both files have when the delay is undone. */
  frames: number;
  /** By how much the noisy file is late; negative: early. */
  delay_frames: number;
  delay_seconds: number;
  /** Least and largest of the delays that explain the files as well. */
  plausible_delay_frames: [number, number];
  /** By least squares; negative: the polarity is inverted. */
  gain: number;
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
  clipped_runs: number;
  clipped_samples: number;
  /** noisy - clean where a gain of 1 will do, noisy - gain · clean otherwise. */
  residual: ResidualDescription;
  /** The same in words. */
  verdicts: string[];
  warnings: string[];
}

/** Ratios in dB; the signal's power is measured as the name says, the noise's as docs/snr.md says for it. */
export interface SnrByDefinition {
  rms: number | null;
  active: number | null;
  a_weighted: number | null;
  loudness: number | null;
  peak: number | null;
  segmental: number | null;
}

/** What is left of the noisy file without the clean one. */
export interface ResidualDescription {
  rms_dbfs: number | null;
  /** Share of its power that is DC, 0 to 1. */
  dc_share: number;
  by_channel: ChannelResidual[];
}

/** The residual of one channel. */
export interface ChannelResidual {
  rms_dbfs: number | null;
  /** Mean, linear, full scale 1. */
  dc: number;
  skewness: number | null;
  /** 3 for a normal distribution. */
  kurtosis: number | null;
  /** Statistic of Kolmogorov and Smirnov against the normal distribution of the same mean and variance. */
  ks: number | null;
  /** Null where the residual is too short or too weak to tell. */
  is_gaussian: boolean | null;
  /** Spectral flatness, 0 to 1. */
  flatness: number | null;
  slope_db_per_octave: number | null;
  /** Null where the residual is too short to tell. */
  is_white: boolean | null;
}
