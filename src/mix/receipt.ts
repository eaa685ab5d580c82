import type { SampleEncoding } from '../audio-format.ts';
import type { Container } from '../formats/containers.ts';
import type { RawEncoding } from '../formats/raw/raw-format.ts';
import type { LevelDefinition } from '../level/level-definitions.ts';
import type { NoiseColor } from '../noise/noise-color.ts';
import type { Dither } from './dither.ts';

/** What happens to samples beyond full scale of an integer encoding. */
export type ClipPolicy =
  /** They become full scale, and are counted. */
  | 'saturate'
  /** Signal and noise are attenuated together until none is beyond. */
  | 'scale'
  /** An error; nothing is written. */
  | 'fail';

/** What happens to a signal without power, for which no noise stands in a ratio. */
export type SilencePolicy =
  /** Nothing is written. */
  | 'skip'
  /** An error; nothing is written. */
  | 'fail'
  /** It is written without noise. */
  | 'pass';

/** Something odd about source or output: what sort of thing, and in words. */
export interface ReceiptWarning {
  readonly code: string;
  readonly message: string;
}

/**
 * What was done to one input: enough to do it again, bit for bit.
 *
 * Levels are mean powers in dB re full scale (a full-scale square wave has 0 dBFS), all channels pooled. A level or
 * ratio that is not finite is null.
 */
export interface Receipt {
  /** Name of what was read. */
  source: string;
  /** Null where nothing was written. */
  output: string | null;
  /** Where the signal alone went, and the noise alone: only where that was asked for; null where nothing was written. */
  clean_output?: string | null;
  /** Where the noise alone went: only where that was asked for; null where nothing was written. */
  noise_output?: string | null;
  /** Name and version of the package that decoded the source, on which its samples depend; absent for formats of awgn's own. */
  decoder?: string;
  /** How the samples of the source were stored, if it had no header; rate and channels are those of the output. */
  raw?: RawEncoding;
  /** Key of the noise. */
  key: string;
  /** Seed of the noise. */
  seed: number;
  /** Version of the definition of the noise. */
  stream_version: number;
  /** By what definition the signal's power counts; null where none was needed. */
  level: LevelDefinition | null;
  /** That power, where it was given and not measured. */
  signal_level_given_dbfs: number | null;
  /** Whether the mean of each channel did not count as signal. */
  remove_dc: boolean;
  /** One gain for all channels, or each its own. */
  channel_levels: 'joint' | 'separate';
  /** Whether each channel has noise of its own. */
  noise_channels: 'independent' | 'shared';
  /** Whether the noise's energy was made exact, or is what the draw gave. */
  exact: boolean;
  /** The SNR asked for; null where none was, or it varies with time. */
  snr_target_db: number | null;
  /** Points of an SNR that varies with time: seconds, dB. */
  snr_envelope: [seconds: number, snrDb: number][] | null;
  /** After quantisation and clipping, by the definition of `level`. */
  snr_achieved_db: number | null;
  /** By the definition of `level`. */
  signal_dbfs: number | null;
  /** Mean square of the signal, whatever `level` is. */
  signal_rms_dbfs: number | null;
  /** Mean power of the means of the signal's channels; null where it was not measured. */
  signal_dc_dbfs: number | null;
  /** Power of what was really added, after quantisation and clipping. */
  noise_dbfs: number | null;
  /** Standard deviation of the noise as drawn, linear, full scale 1: a 32-bit float, one a channel where they differ. */
  noise_std: number | number[];
  /** Mean of the noise, linear, full scale 1: a 32-bit float. */
  noise_mean: number;
  /** What was added before rounding: `tpdf` only where there was something to add it to. */
  dither: Dither;
  /** What `--clip scale` did to signal and noise together. */
  gain_db: number;
  /** Spectrum of the noise. */
  color: NoiseColor;
  /** Frequencies of the noise. */
  band_hz: [lowHz: number, highHz: number] | null;
  /** What was to happen to samples beyond full scale. */
  clip: ClipPolicy;
  /** Samples clipped. */
  clipped: number;
  /** Frames that were written. */
  frames: number;
  /** Frames per second. */
  sample_rate: number;
  /** Channels of the output. */
  channels: number;
  /** Format of the output. */
  container: Container;
  /** Encoding of the output. */
  encoding: SampleEncoding;
  /** Why there is no noise in it, where there is none. */
  silent: boolean;
  /** What is odd about source or output, in words. */
  warnings: string[];
  /** The sort of each of these, for programs; not there where there are none. */
  warning_codes?: string[];
  /** First second of the source that was used, where a part of it was. */
  source_start_s?: number;
  /** Seconds of the source that were used, where a part of it was. */
  source_duration_s?: number;
  /** Channels of the source that were used, from 0, where they were not all as they are. */
  source_channels?: readonly number[];
  /** Of the source as it was read; of a part, as a WAV file of its own. */
  source_sha256?: string;
  /** Of the output; only where hashes were asked for, as all of them. */
  output_sha256?: string;
  /** Of the file of the signal alone. */
  clean_sha256?: string;
  /** Of the file of the noise alone. */
  noise_sha256?: string;
  /** Version of this package. */
  tool_version: string;
}

/**
 * What was done live. `snr_achieved_db` and `signal_dbfs` are of the whole that passed: its exact active level (P.56)
 * against the noise really added. `noise_std` is the root mean square of the standard deviations, which varied.
 */
export interface LiveReceipt extends Receipt {
  /** The level was not known when the noise was made: the ratio achieved is near the target, not at it. */
  approximate: true;
  /** Seconds by which the output came after the input. */
  live_window_seconds: number;
}
