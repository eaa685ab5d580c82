import type { CreateKernel } from '../kernel/kernel.ts';
import { ActiveLevelMeter } from './active-level-meter.ts';
import type {
  LevelDefinition,
  LevelMeter,
  MeterFormat,
  S16LevelMeter,
  WeightingDefinition,
} from './level-meter.ts';
import { LoudnessMeter } from './loudness-meter.ts';
import { PeakMeter } from './peak-meter.ts';
import { RmsMeter } from './rms-meter.ts';
import { WeightedMeter } from './weighted-meter.ts';

/** A meter for signals, by any of the definitions. */
export function createLevelMeter(definition: LevelDefinition, format: MeterFormat): LevelMeter {
  return definition === 'rms' ? new RmsMeter() : createS16LevelMeter(definition, format);
}

/**
 * The same, for encoded samples as well.
 *
 * @param createKernel where their kernels come from; new ones unless given.
 */
export function createS16LevelMeter(
  definition: Exclude<LevelDefinition, 'rms'>,
  format: MeterFormat,
  createKernel?: CreateKernel,
): S16LevelMeter {
  switch (definition) {
    case 'active':
      return new ActiveLevelMeter(format, createKernel);
    case 'a-weighted':
      return new WeightedMeter('a', format, createKernel);
    case 'loudness':
      return new LoudnessMeter(format, createKernel);
    case 'peak':
      return new PeakMeter(format.numberOfChannels, createKernel);
  }
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
  switch (definition) {
    case 'rms':
    case 'active':
    case 'peak':
      return new RmsMeter();
    case 'a-weighted':
    case 'loudness':
      return createNoiseWeighting(definition, format);
  }
}

/** The same for definitions that weight the noise. */
export function createNoiseWeighting(
  definition: WeightingDefinition,
  format: MeterFormat,
): WeightedMeter {
  return new WeightedMeter(definition === 'a-weighted' ? 'a' : 'k', format);
}
