import { instantiateKernel } from '../kernel/kernel.ts';
import { meansFirst } from '../level/level-meter.ts';
import type { WavFormat } from '../wav/wav-format.ts';
import { DecodingMeter } from './decoding-meter.ts';
import { isPlainS16 } from './plain-s16.ts';
import { S16ActiveMeter, S16Meter } from './s16-meter.ts';
import type { SampleMeter, SampleMeterOptions } from './sample-meter.ts';

/**
 * The quickest meter for a format; they agree to the last bit.
 *
 * @throws RangeError where means are needed and not given.
 */
export function createSampleMeter(
  format: WavFormat,
  {
    level = 'rms',
    perChannel = false,
    spectrum = false,
    removeDc = false,
    means,
    createKernel = instantiateKernel,
  }: SampleMeterOptions = {},
): SampleMeter {
  const needsMeans = removeDc && meansFirst(level);
  if (needsMeans && means === undefined) {
    throw new RangeError(`the level ${level} without DC needs the means; expected them as "means"`);
  }
  const isQuick = isPlainS16(format) && !spectrum;
  if (isQuick && level === 'rms' && !perChannel)
    return new S16Meter(format, removeDc, createKernel);
  if (isQuick && level === 'active' && !removeDc) return new S16ActiveMeter(format, createKernel);
  return new DecodingMeter(format, {
    level,
    spectrum,
    removesDc: removeDc,
    means: needsMeans ? means : undefined,
  });
}
