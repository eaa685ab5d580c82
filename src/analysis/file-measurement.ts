import type { SampleEncoding } from '../audio-format.ts';

/**
 * What `awgn measure` finds in a file: one JSON object. docs/audit.md says what each number means.
 *
 * Levels are in dB re full scale: a square wave of full scale has 0, a sine -3.01. A level that there is none of is null, as
 * that of silence. Channels are counted from 1.
 */
export interface FileMeasurement {
  /** Name of the file. */
  source: string;
  /** Kind of file: `RIFF`, `RIFX`, `RF64` or `BW64`. */
  container: string;
  /** How samples are stored. */
  encoding: SampleEncoding;
  /** Frames per second. */
  sample_rate: number;
  /** Number of channels. */
  channels: number;
  /** Number of frames. */
  frames: number;
  /** Their duration. */
  duration_seconds: number;
  /** Mean power of all samples of all channels. */
  rms_dbfs: number | null;
  /** ITU-T P.56, method B. */
  active_dbfs: number | null;
  /** Part of the time that is active, 0 to 1. */
  activity_factor: number | null;
  /** RMS behind the A-weighting of IEC 61672-1. */
  a_weighted_dbfs: number | null;
  /** Integrated loudness, ITU-R BS.1770 and EBU R 128; null also where nothing is above its gate of -70 LUFS. */
  loudness_lufs: number | null;
  /** Sample peak. */
  peak_dbfs: number | null;
  /** Peak over RMS. */
  crest_db: number | null;
  /** Share of the power that is DC, 0 to 1. */
  dc_share: number;
  /** Samples at full scale. */
  full_scale_samples: number;
  /** Runs of three or more consecutive samples at full scale. */
  clipped_runs: number;
  /** Samples in these runs. */
  clipped_samples: number;
  /** Most consecutive samples at full scale. */
  longest_full_scale_run: number;
  /** Width of the narrowest integers that hold all samples; null where none of up to 32 bits do. */
  bits_used: number | null;
  /** Channels of nothing but zeros. */
  silent_channels: number[];
  /** RMS of the loudest channel over that of the softest that is not silent; null for fewer than two. */
  channel_spread_db: number | null;
  /** Empty where there are no samples. */
  by_channel: ChannelMeasurement[];
  /** What the reader found odd. */
  warnings: string[];
}

/** The same for one channel. */
export interface ChannelMeasurement {
  /** Mean power of all samples. */
  rms_dbfs: number | null;
  /** ITU-T P.56, method B. */
  active_dbfs: number | null;
  /** RMS behind the A-weighting of IEC 61672-1. */
  a_weighted_dbfs: number | null;
  /** As if the channel were mono. */
  loudness_lufs: number | null;
  /** Sample peak. */
  peak_dbfs: number | null;
  /** Peak over RMS. */
  crest_db: number | null;
  /** Mean of the samples, linear, full scale 1. */
  dc: number;
  /** Share of the power that is DC, 0 to 1. */
  dc_share: number;
  /** Samples at full scale. */
  full_scale_samples: number;
  /** Runs of three or more consecutive samples at full scale. */
  clipped_runs: number;
  /** Samples in these runs. */
  clipped_samples: number;
  /** Most consecutive samples at full scale. */
  longest_full_scale_run: number;
}
