import { rootsOfUnity } from './color-transform.ts';
import type { ColorSpec } from './noise-color.ts';
import { speechAmplitude } from './speech-color.ts';

/** Poles of the A-weighting, in Hz: IEC 61672-1:2013, annex E. */
const A_POLES_HZ = [20.598997, 107.65265, 737.86223, 12194.217] as const;

/**
 * The definition of each color: root of its power density, up to a factor, at the frequencies k / size of the sample rate.
 *
 * Computed with + - * / and square roots alone, so that every machine gets the same bits.
 *
 * @param size a power of two.
 * @returns size / 2 + 1 amplitudes, of k = 0 .. size / 2.
 */
export function colorAmplitudes(
  { color, sampleRate, predictor }: ColorSpec,
  size: number,
): Float64Array {
  const sample = (amplitudeAt: (frequency: number) => number): Float64Array => {
    const amplitudes = new Float64Array(size / 2 + 1);
    for (let k = 0; k < amplitudes.length; k++) amplitudes[k] = amplitudeAt(k / size);
    return amplitudes;
  };
  switch (color) {
    case 'white':
      return sample(() => 1);
    case 'pink':
      return sample((frequency) => 1 / Math.sqrt(Math.max(frequency, LOWEST_SLOPE)));
    case 'brown':
      return sample((frequency) => 1 / Math.max(frequency, LOWEST_SLOPE));
    case 'blue':
      return sample(Math.sqrt);
    case 'violet':
      return sample((frequency) => frequency);
    case 'grey':
      return sample((frequency) => greyAmplitude(frequency * sampleRate, sampleRate));
    case 'speech':
      return sample((frequency) => speechAmplitude(frequency * sampleRate));
    case 'matched':
      return predictedAmplitudes(predictor ?? [1], size);
  }
}

/** Pink and brown noise are flat below this part of the sample rate: their power would be infinite else. */
const LOWEST_SLOPE = 1 / 2000;

/**
 * Amplitude of the inverse A-weighting, up to a factor; constant from 20 kHz on.
 *
 * Towards 0 Hz, where that is infinite, a sixth-order high-pass takes over: 1 / (1 + (f0 / f)^6) with f0 = 25 Hz, or more at
 * sample rates above 40 kHz, which is 0.13 dB at 50 Hz.
 */
function greyAmplitude(hz: number, sampleRate: number): number {
  const squared = (x: number) => x * x;
  const f2 = squared(Math.min(hz, 20_000));
  const p1 = f2 + squared(A_POLES_HZ[0]);
  const p2 = f2 + squared(A_POLES_HZ[1]);
  const p3 = f2 + squared(A_POLES_HZ[2]);
  const p4 = f2 + squared(A_POLES_HZ[3]);
  const cutoff2 = squared(Math.max(25, sampleRate / 1600));
  // 1 / (f^4 (1 + (f0 / f)^6)) = f² / (f^6 + f0^6)
  return (p1 * Math.sqrt(p2 * p3) * p4 * f2) / (f2 * f2 * f2 + cutoff2 * cutoff2 * cutoff2);
}

/** 1 / |1 + a1 e^-iω + a2 e^-2iω + ...| */
function predictedAmplitudes(predictor: readonly number[], size: number): Float64Array {
  const { cosines, sines } = rootsOfUnity(size);
  const amplitudes = new Float64Array(size / 2 + 1);
  for (let k = 0; k < amplitudes.length; k++) {
    let real = 0;
    let imaginary = 0;
    for (let i = 0; i < predictor.length; i++) {
      const angle = (k * i) % size;
      real += predictor[i]! * cosines[angle]!;
      imaginary += predictor[i]! * sines[angle]!;
    }
    amplitudes[k] = 1 / Math.sqrt(real * real + imaginary * imaginary);
  }
  return amplitudes;
}
