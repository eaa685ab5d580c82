import { ActiveLevelMeter } from './active-level-meter.ts';
import type { KernelMeter } from './kernel-meter.ts';
import type { LevelMeter, MeterFormat } from './level-meter.ts';
import { LoudnessMeter } from './loudness-meter.ts';
import type { MeterMemory } from './meter-memory.ts';
import { PeakMeter } from './peak-meter.ts';
import { SignalSums } from './signal-sums.ts';
import { WeightedMeter } from './weighted-meter.ts';
import type { WeightingCurve } from './weighting-filter.ts';

/**
 * Every {@link LevelDefinition}, in the order in which help texts list them. A list and no `Object.keys`: bundlers would keep
 * all meters for a call.
 */
export const LEVEL_DEFINITIONS = ['rms', 'active', 'a-weighted', 'loudness', 'peak'] as const;

/**
 * How the power of a signal is defined.
 *
 * - `rms`: mean square of all samples, pauses included.
 * - `active`: mean square while there is speech (ITU-T P.56, method B).
 * - `a-weighted`: mean square behind the A-weighting of IEC 61672-1.
 * - `loudness`: gated K-weighted power (ITU-R BS.1770, EBU R 128).
 * - `peak`: square of the largest sample.
 */
export type LevelDefinition = (typeof LEVEL_DEFINITIONS)[number];

/** What there is to know of a {@link LevelDefinition}. */
export interface Level {
  /** As a report names a signal's level. */
  readonly title: string;
  /** Weighting of frequencies, those of the noise too; undefined: the noise's mean square tells. */
  readonly weighting: WeightingCurve | undefined;
  /** True if a pass must find the mean before the signal can be measured without it. Others have no DC in them, or can take it out of the sum. */
  readonly meansFirst: boolean;
  /** Undefined where the sum of squares, which is always found, tells the level. */
  readonly createMeter: ((format: MeterFormat, memory?: MeterMemory) => KernelMeter) | undefined;
}

/** All definitions of level. */
export const LEVELS: Readonly<Record<LevelDefinition, Level>> = {
  rms: { title: 'RMS', weighting: undefined, meansFirst: false, createMeter: undefined },
  active: {
    title: 'active (P.56)',
    weighting: undefined,
    meansFirst: true,
    createMeter: (format, memory) => new ActiveLevelMeter(format, memory),
  },
  'a-weighted': {
    title: 'A-weighted',
    weighting: 'a',
    meansFirst: false,
    createMeter: (format, memory) => new WeightedMeter('a', format, memory),
  },
  loudness: {
    title: 'loudness (BS.1770)',
    weighting: 'k',
    meansFirst: false,
    createMeter: (format, memory) => new LoudnessMeter(format, memory),
  },
  peak: {
    title: 'peak',
    weighting: undefined,
    meansFirst: true,
    createMeter: (format, memory) => new PeakMeter(format.numberOfChannels, memory),
  },
};

/** A meter for signals, by any of the definitions. */
export function createLevelMeter(definition: LevelDefinition, format: MeterFormat): LevelMeter {
  return createSignalMeter(definition, format);
}

/** {@link createLevelMeter}, in memory that it may share with others. */
export function createSignalMeter(
  definition: LevelDefinition,
  format: MeterFormat,
  memory?: MeterMemory,
): KernelMeter {
  const { createMeter } = LEVELS[definition];
  return createMeter?.(format, memory) ?? new SignalSums(format.numberOfChannels, memory);
}

/**
 * The meter for the noise that goes with {@link createLevelMeter}:
 * `SNR = 10·log10(power of the signal / power of the noise)`.
 *
 * A weighting of frequencies applies to both. A choice of moments, or of one sample, is the signal's alone: the noise
 * is stationary, so at every moment it is as strong as on average.
 *
 * - `rms` and `active`: mean square. The noise never pauses; P.56 would find it active throughout.
 * - `a-weighted`: A-weighted mean square.
 * - `loudness`: K-weighted mean square with the same weights of channels, but no gates. That of -70 LUFS would take a
 *   soft noise away altogether, and no gain could be computed from it; the relative one takes nothing away from
 *   stationary noise.
 * - `peak`: mean square, so that the ratio is the peak signal-to-noise ratio, PSNR. The peak of Gaussian noise would
 *   grow with the length of the file.
 *
 * Its power is homogeneous: noise times g has the power times g², whatever g.
 */
export function createNoiseLevelMeter(
  definition: LevelDefinition,
  format: MeterFormat,
): LevelMeter {
  return createNoiseMeter(definition, format);
}

/** {@link createNoiseLevelMeter}, in memory that it may share with others. */
export function createNoiseMeter(
  definition: LevelDefinition,
  format: MeterFormat,
  memory?: MeterMemory,
): KernelMeter {
  const { weighting } = LEVELS[definition];
  return weighting === undefined
    ? new SignalSums(format.numberOfChannels, memory)
    : new WeightedMeter(weighting, format, memory);
}
