import { ClippingError } from '../errors.ts';
import { isIntegerPcm, type SampleFormat } from '../formats/sample-format.ts';
import type { Dither } from './dither.ts';

export function clipping(clippedSamples: number): ClippingError {
  return new ClippingError(
    `${clippedSamples} samples would go over full scale; expected none with --clip fail; ` +
      'give --clip scale or saturate, --encoding f32, or a higher --snr',
  );
}

/** Factor that brings a peak just within full scale of an integer encoding; dither may add a step to it. */
export function scaleToFit(peak: number, format: SampleFormat, dither: Dither = 'none'): number {
  const bits = isIntegerPcm(format) ? 8 * format.significantBytes : 16;
  // Of 32 bits the samples, being 32-bit floats, have 25 at full scale: the next one up would be 1.
  const step = 2 ** (1 - Math.min(bits, 25));
  return (1 - (dither === 'tpdf' ? 2 : 1) * step) / peak;
}
