import { refuseUnknownProperties } from '../known-properties.ts';
import { colorAmplitudes } from './color-spectrum.ts';
import { CosineTransform, kaiserWindow } from './color-transform.ts';
import { type ColorSpec, type FrequencyBand, validateColorSpec } from './noise-color.ts';

/** Frames that are filtered at a time: one period of the fast convolution. */
export const FILTER_PERIOD_FRAMES = 16384;

/** The filter reaches this many frames to either side: 4097 taps in all. */
export const FILTER_REACH_FRAMES = 2048;

/**
 * A symmetric filter with 4097 taps that turns white noise of unit variance into colored noise of unit variance.
 *
 * Depends on the {@link ColorSpec} alone, bit for bit; may be shared by any number of streams.
 */
export interface ColorFilter {
  /** What it was designed for. */
  readonly spec: ColorSpec;
  /**
   * The filter's response at k / 16384 of the sample rate, k = 0 .. 8192: real, since the filter is symmetric. 32-bit floats.
   *
   * Its mean square over the whole circle is 1.
   */
  readonly response: Float32Array;
}

const HALF = FILTER_PERIOD_FRAMES / 2;
/** Kaiser's parameter: side lobes of the window's transform, integrated, are 63 dB down. */
const KAISER_BETA = 6;
const CORRECTIONS = 2;

let transform: CosineTransform | undefined;
let window: Float64Array | undefined;

const COLOR_SPEC: readonly (keyof ColorSpec)[] = ['color', 'sampleRate', 'band', 'predictor'];

/**
 * Designs the filter of a color, by windowing.
 *
 * The window smoothes the response, which lifts steep slopes and rounds corners; so the response is corrected twice by
 * the ratio of what was wanted and what came out. A band is cut out afterwards: its edges need the plain window.
 *
 * @throws RangeError or TypeError for a color, a band, a sample rate or a predictor that make no filter, or an unknown option.
 */
export function createColorFilter(spec: ColorSpec): ColorFilter {
  refuseUnknownProperties(spec, COLOR_SPEC, 'createColorFilter');
  validateColorSpec(spec);
  transform ??= new CosineTransform(HALF);
  const wanted = colorAmplitudes(spec, FILTER_PERIOD_FRAMES);
  let amplitudes = wanted;
  for (let round = 0; round < CORRECTIONS; round++) {
    const corrected = smooth(amplitudes, transform);
    for (let k = 0; k <= HALF; k++) {
      // What is 0 stays 0; where next to nothing came out there is no telling.
      const ratio = wanted[k]! / corrected[k]!;
      corrected[k] = amplitudes[k]! * (ratio > 0.25 && ratio < 4 ? ratio : 1);
    }
    amplitudes = corrected;
  }
  if (spec.band) amplitudes = cutBand(amplitudes, spec.sampleRate, spec.band);
  return { spec, response: normalise(smooth(amplitudes, transform)) };
}

/** The response with these amplitudes once the window has cut its taps to length. */
function smooth(amplitudes: Float64Array, cosines: CosineTransform): Float64Array {
  window ??= kaiserWindow(FILTER_REACH_FRAMES + 1, KAISER_BETA);
  const taps = cosines.transform(amplitudes);
  for (let k = 0; k <= FILTER_REACH_FRAMES; k++) {
    taps[k] = (taps[k]! * window[k]!) / FILTER_PERIOD_FRAMES;
  }
  taps.fill(0, FILTER_REACH_FRAMES + 1);
  return cosines.transform(taps);
}

/** Keeps what lies in the band: of the value at k, the share that the band has of k - 1/2 .. k + 1/2. */
function cutBand(
  amplitudes: Float64Array,
  sampleRate: number,
  { lowHz, highHz }: FrequencyBand,
): Float64Array {
  const bin = (hz: number) => (hz / sampleRate) * FILTER_PERIOD_FRAMES;
  // At 0 and at half the sample rate the spectrum goes on as its mirror image: no edges there.
  const low = lowHz === 0 ? -Infinity : bin(lowHz);
  const high = highHz === sampleRate / 2 ? Infinity : bin(highHz);
  return amplitudes.map((amplitude, k) => {
    const share = Math.min(high, k + 0.5) - Math.max(low, k - 0.5);
    return amplitude * Math.max(0, share);
  });
}

/** Rounds to 32-bit floats, scaled so that the mean square over the whole circle is 1. */
function normalise(response: Float64Array): Float32Array {
  let power = response[0]! * response[0]! + response[HALF]! * response[HALF]!;
  for (let k = 1; k < HALF; k++) {
    const value = response[k]!;
    power += 2 * value * value;
  }
  const scale = Math.sqrt(FILTER_PERIOD_FRAMES / power);
  const rounded = new Float32Array(response.length);
  for (let k = 0; k <= HALF; k++) rounded[k] = response[k]! * scale;
  return rounded;
}
