import type { LevelDefinition } from '../level/level-definitions.ts';
import type { FrequencyBand, NoiseColor } from '../noise/noise-color.ts';
import type { SnrRange } from '../noise/snr-draw.ts';
import type { SnrEnvelope, SnrPoint } from '../noise/snr-envelope.ts';

/** Which noise, whatever its strength. */
export interface NoiseIdentity {
  /** Integer from 0 to 2^53 - 1; drawn when it is not given. */
  readonly seed?: number | undefined;
  /** Any text: an utterance id, a path. Default: the empty one. */
  readonly key?: string | undefined;
  /** Spectrum of the noise; `gray` is another spelling of `grey`. Default `white`. */
  readonly color?: NoiseColor | 'gray' | undefined;
  /** Frequencies of the noise; all unless given. */
  readonly band?: FrequencyBand | undefined;
  /** Noise of its own for each channel (the default), or that of the first for all. */
  readonly noiseChannels?: 'independent' | 'shared' | undefined;
}

/**
 * Options of noise that is added to audio: which noise, and how strong. Exactly one of `snrDb`, `snrEnvelope`, `noiseLevelDbfs`
 * and `std` says the latter. They are those of the command line, in camelCase, with the same defaults.
 */
export interface AudioNoiseOptions extends NoiseIdentity {
  /** Signal-to-noise ratio, dB; of a range one is drawn, from seed and key. */
  readonly snrDb?: number | SnrRange | undefined;
  /** A ratio that varies with time instead: linear in dB from point to point. */
  readonly snrEnvelope?: SnrEnvelope | readonly SnrPoint[] | undefined;
  /** Power of the noise instead, in dB re full scale, whatever the signal. */
  readonly noiseLevelDbfs?: number | undefined;
  /** Standard deviation of the noise instead, linear, full scale 1; rounded once to a 32-bit float. */
  readonly std?: number | undefined;
  /** With `std`: mean of the noise, linear. Default 0. */
  readonly mean?: number | undefined;
  /** With a ratio: what the signal's power is. Default `rms`. */
  readonly level?: LevelDefinition | undefined;
  /**
   * With a ratio: power of the signal in dB re full scale, if it is known: nothing is measured. A stream without it gives nothing
   * before it has taken all, since the noise depends on the whole signal.
   */
  readonly signalLevelDbfs?: number | undefined;
  /** With a ratio: scale the very noise drawn (the default), or its expected power. Not with `signalLevelDbfs`. */
  readonly exact?: boolean | undefined;
  /** With a ratio: one gain for all channels (the default), or the SNR in each channel. */
  readonly channels?: 'joint' | 'separate' | undefined;
  /** With a ratio: true if the mean of each channel does not count as signal. Default false. */
  readonly removeDc?: boolean | undefined;
  /** What becomes of a signal without power where a ratio is asked for: an error (the default), or no noise. */
  readonly onSilence?: 'fail' | 'pass' | undefined;
}
