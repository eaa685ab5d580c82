import { LEVEL_DEFINITIONS, type LevelDefinition } from '../level/level-definitions.ts';
import type { NoiseOptions } from '../mix/noise-plan.ts';
import { type FrequencyBand, NOISE_COLORS, type NoiseColor } from '../noise/noise-color.ts';
import type { NoiseTarget } from '../noise/noise-gain.ts';
import { SnrEnvelope } from '../noise/snr-envelope.ts';
import { shown } from '../shown.ts';

/** Which noise, whatever its strength. */
export interface NoiseIdentity {
  /** Integer from 0 to 2^53 - 1; drawn when it is not given. */
  readonly seed?: number;
  /** Any text: an utterance id, a path. Default: the empty one. */
  readonly key?: string;
  /** Spectrum of the noise. Default `white`. */
  readonly color?: NoiseColor;
  /** Frequencies of the noise; all unless given. */
  readonly band?: FrequencyBand;
  /** Whether each channel has noise of its own (the default), or all that of the first. */
  readonly noiseChannels?: 'independent' | 'shared';
}

/** Noise in a ratio to the signal. */
export interface SnrNoiseOptions extends NoiseIdentity {
  /** Signal-to-noise ratio, dB; an envelope for one that varies with time. */
  readonly snrDb: number | SnrEnvelope;
  /** What the signal's power is. Default `rms`. */
  readonly level?: LevelDefinition;
  /**
   * Power of the signal in dB re full scale, if it is known: nothing is measured. A stream without it gives nothing before
   * it has taken all, since the noise depends on the whole signal.
   */
  readonly signalLevelDbfs?: number;
  /** Whether the very noise drawn is scaled to the SNR (default), or its expected power. Not with a known level. */
  readonly exact?: boolean;
  /** One gain for all channels (the default), or the SNR in each channel. */
  readonly channels?: 'joint' | 'separate';
  /** Whether the mean of each channel does not count as signal. Default false. */
  readonly removeDc?: boolean;
}

/** Noise of a fixed strength. */
export interface FixedNoiseOptions extends NoiseIdentity {
  /** Standard deviation, linear, full scale 1; rounded once to a 32-bit float. */
  readonly std: number;
  /** Mean, linear; 0 unless given. */
  readonly mean?: number;
}

/** Noise of a fixed level. */
export interface LevelNoiseOptions extends NoiseIdentity {
  /** Power of the noise in dB re full scale. */
  readonly noiseLevelDbfs: number;
}

/** How strong the noise is, and which. */
export type AudioNoiseOptions = SnrNoiseOptions | FixedNoiseOptions | LevelNoiseOptions;

/** All that may stand in any of the three. */
type AnyOptions = Partial<SnrNoiseOptions & FixedNoiseOptions & LevelNoiseOptions>;

const STRENGTHS = ['snrDb', 'noiseLevelDbfs', 'std'] as const;

/**
 * What `planNoise` understands of options.
 *
 * @throws RangeError or TypeError for options out of range, of the wrong type, or of which there are too few or many.
 */
export function toNoiseOptions(options: AudioNoiseOptions, seed: number): NoiseOptions {
  const {
    key = '',
    level,
    color,
    band,
    channels,
    noiseChannels,
    exact,
    removeDc,
  } = options as AnyOptions;
  const { signalLevelDbfs } = options as AnyOptions;
  requireOneOf('level', level, LEVEL_DEFINITIONS);
  // Under its British name it would otherwise be white noise, without a word.
  if ('colour' in options) throw new TypeError('colour is no option; expected color');
  requireOneOf('color', color, NOISE_COLORS);
  requireOneOf('channels', channels, ['joint', 'separate']);
  requireOneOf('noiseChannels', noiseChannels, ['independent', 'shared']);
  if (signalLevelDbfs !== undefined) requireDecibels('signalLevelDbfs', signalLevelDbfs);
  return {
    target: targetOf(options),
    seed,
    key,
    level,
    color,
    band,
    channels,
    noiseChannels,
    exact,
    removeDc,
    signalLevelDbfs,
  };
}

function targetOf(options: AnyOptions): NoiseTarget {
  const given = STRENGTHS.filter((name) => options[name] !== undefined);
  if (given.length !== 1) {
    const found = given.length === 0 ? 'no strength of the noise' : given.join(' and ');
    throw new TypeError(
      `${found} is given; expected one of snrDb, noiseLevelDbfs and std, as in { snrDb: 10 }`,
    );
  }
  const { snrDb, noiseLevelDbfs, std, mean = 0 } = options;
  if (std !== undefined) {
    requireStdAndMean(std, mean);
    return { type: 'std', std, mean };
  }
  if (noiseLevelDbfs !== undefined) {
    requireDecibels('noiseLevelDbfs', noiseLevelDbfs);
    return { type: 'level', noiseDbfs: noiseLevelDbfs };
  }
  if (snrDb instanceof SnrEnvelope) return { type: 'envelope', envelope: snrDb };
  requireDecibels('snrDb', snrDb!);
  return { type: 'snr', snrDb: snrDb! };
}

/** @throws RangeError where the noise could not be computed in 32-bit floats. */
export function requireStdAndMean(std: number, mean: number): void {
  if (!(typeof std === 'number' && Math.fround(std) >= 0 && Math.fround(std) < Infinity)) {
    throw new RangeError(
      `std is ${shown(std)}; expected a number from 0 to 3.4e38, as 32-bit floats hold`,
    );
  }
  if (typeof mean !== 'number' || !Number.isFinite(Math.fround(mean))) {
    throw new RangeError(
      `mean is ${shown(mean)}; expected a number within ±3.4e38, as 32-bit floats hold`,
    );
  }
}

function requireDecibels(name: string, value: unknown): void {
  if (typeof value !== 'number') {
    throw new TypeError(`${name} is ${shown(value)}; expected a number of dB`);
  }
  if (!Number.isFinite(value)) {
    throw new RangeError(`${name} is ${value}; expected a finite number of dB`);
  }
}

/** @throws TypeError for a value that is given and not among those. */
export function requireOneOf(name: string, value: unknown, values: readonly string[]): void {
  if (value === undefined || values.includes(value as string)) return;
  throw new TypeError(`${name} is ${shown(value)}; expected one of ${values.join(', ')}`);
}
