import type { SampleFormat } from '../formats/sample-format.ts';
import { LEVELS } from '../level/level-definitions.ts';
import { DecodingMeter } from './decoding-meter.ts';
import { isPlainS16 } from './plain-s16.ts';
import { S16Meter } from './s16-meter.ts';
import type { SampleMeter, SampleMeterOptions } from './sample-meter.ts';

/**
 * The quickest meter for a format; they agree to the last bit.
 *
 * @throws RangeError where means are needed and not given.
 */
export function createSampleMeter(
  format: SampleFormat,
  options: SampleMeterOptions = {},
): SampleMeter {
  const { level = 'rms', perChannel = false, removeDc = false, means } = options;
  const needsMeans = removeDc && LEVELS[level].meansFirst;
  if (needsMeans && means === undefined) {
    throw new RangeError(`the level ${level} without DC needs the means; expected them as "means"`);
  }
  // Channels apart, or samples less a mean, are found in decoded samples only.
  const isQuick = isPlainS16(format) && (level === 'rms' ? !perChannel : !needsMeans);
  return isQuick
    ? new S16Meter(format, options)
    : new DecodingMeter(format, { ...options, means: needsMeans ? means : undefined });
}
