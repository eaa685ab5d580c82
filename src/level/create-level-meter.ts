import { ActiveLevelMeter } from './active-level-meter.ts';
import type { LevelDefinition, LevelMeter, MeterFormat } from './level-meter.ts';
import { LoudnessMeter } from './loudness-meter.ts';
import { PeakMeter } from './peak-meter.ts';
import { RmsMeter } from './rms-meter.ts';
import { WeightedMeter } from './weighted-meter.ts';

/** A meter for signals, by any of the definitions. */
export function createLevelMeter(definition: LevelDefinition, format: MeterFormat): LevelMeter {
  switch (definition) {
    case 'rms':
      return new RmsMeter();
    case 'active':
      return new ActiveLevelMeter(format);
    case 'a-weighted':
      return new WeightedMeter('a', format);
    case 'loudness':
      return new LoudnessMeter(format);
    case 'peak':
      return new PeakMeter();
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
      return new WeightedMeter('a', format);
    case 'loudness':
      return new WeightedMeter('k', format);
  }
}
