import type { SampleFormat } from '../formats/sample-format.ts';
import { instantiateKernel } from '../kernel/kernel.ts';
import { LEVELS } from '../level/level-definitions.ts';
import { SpectrumMeter } from '../noise/matched-color.ts';
import { DecodingMeter } from './decoding-meter.ts';
import { isPlainS16 } from './plain-s16.ts';
import { S16LevelSampleMeter, S16Meter } from './s16-meter.ts';
import type { SampleMeter, SampleMeterOptions } from './sample-meter.ts';

/**
 * The quickest meter for a format; they agree to the last bit.
 *
 * @throws RangeError where means are needed and not given.
 */
export function createSampleMeter(
  format: SampleFormat,
  {
    level = 'rms',
    perChannel = false,
    spectrum = false,
    removeDc = false,
    means,
    createKernel = instantiateKernel,
  }: SampleMeterOptions = {},
): SampleMeter {
  const needsMeans = removeDc && LEVELS[level].meansFirst;
  if (needsMeans && means === undefined) {
    throw new RangeError(`the level ${level} without DC needs the means; expected them as "means"`);
  }
  // Channels apart, or samples less a mean, are found in decoded samples only.
  const isQuick = isPlainS16(format) && (level === 'rms' ? !perChannel : !needsMeans);
  if (isQuick) {
    const rms = new S16Meter(format, level === 'rms' && removeDc, createKernel);
    return new S16LevelSampleMeter(rms, {
      level: LEVELS[level].createMeter?.(format, createKernel),
      spectrum: spectrum ? new SpectrumMeter(format, createKernel) : undefined,
    });
  }
  return new DecodingMeter(format, {
    level,
    spectrum,
    removeDc,
    means: needsMeans ? means : undefined,
    createKernel,
  });
}
