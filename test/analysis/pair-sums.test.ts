import { describe, expect, test } from 'vitest';
import { PairSums } from '../../src/analysis/pair-sums.ts';
import { burstsOfSound, factorFor, gaussianNoise, inParts, meanSquare } from './signals.ts';

const LENGTH = 20000;
const CLEAN = Float32Array.from(burstsOfSound(1, LENGTH));
const NOISE = gaussianNoise(2, LENGTH);

function noisyAt(snrDb: number, gain = 1): Float32Array {
  const factor = factorFor(CLEAN, NOISE, snrDb);
  return CLEAN.map((sample, i) => gain * sample + factor * NOISE[i]!);
}

function sumsOf(noisy: Float32Array, clean = CLEAN): PairSums {
  const sums = new PairSums(1);
  inParts(3, 777, clean.length, (start, end) =>
    sums.process([clean.subarray(start, end)], [noisy.subarray(start, end)]),
  );
  return sums;
}

describe('PairSums', () => {
  test('finds the gain of a copy to the rounding of its samples', () => {
    // Relative errors of 2^-25 RMS in each of 20000 samples.
    expect(Math.abs(sumsOf(CLEAN.map((x) => 0.3 * x)).gain - 0.3)).toBeLessThan(1e-8);
    expect(sumsOf(CLEAN.map((x) => -2 * x)).gain).toBeCloseTo(-2, 12);
    expect(sumsOf(CLEAN).gain).toBe(1);
  });

  test('finds the gain of least squares', () => {
    const noisy = noisyAt(3, 0.7);
    let product = 0;
    for (let i = 0; i < LENGTH; i++) product += CLEAN[i]! * noisy[i]!;
    const expected = product / LENGTH / meanSquare(CLEAN);
    expect(Math.abs(sumsOf(noisy).gain - expected)).toBeLessThan(1e-12);
  });

  test.each([40, 10, 0, -10])('takes a gain for 1 that the noise at %i dB explains', (snrDb) => {
    const sums = sumsOf(noisyAt(snrDb));
    expect(sums.gain).not.toBe(1);
    expect(sums.isGainOne).toBe(true);
  });

  test.each([
    [60, 0.999],
    [20, 0.98],
    [0, 0.9],
    [10, -1],
  ])('tells at an SNR of %i dB a gain of %d from 1', (snrDb, gain) => {
    expect(sumsOf(noisyAt(snrDb, gain)).isGainOne).toBe(false);
  });

  test('foresees mean and variance of the residual', () => {
    const noisy = noisyAt(20, 0.9).map((sample) => sample + 0.01);
    const sums = sumsOf(noisy);
    for (const gain of [1, sums.gain]) {
      const residual = Float64Array.from(noisy, (sample, i) => sample - gain * CLEAN[i]!);
      const mean = residual.reduce((total, value) => total + value, 0) / LENGTH;
      const variance = meanSquare(residual) - mean * mean;
      const [forecast] = sums.forecast(gain);
      expect(Math.abs(forecast!.mean - mean)).toBeLessThan(1e-12);
      expect(Math.abs(forecast!.variance / variance - 1)).toBeLessThan(1e-9);
    }
  });

  test('has a gain of 1 for a silent clean signal', () => {
    expect(sumsOf(noisyAt(0), new Float32Array(LENGTH)).gain).toBe(1);
  });

  test('pools the channels for one gain', () => {
    const sums = new PairSums(2);
    sums.process([CLEAN, CLEAN], [CLEAN, CLEAN.map((x) => 0.5 * x)]);
    expect(sums.gain).toBe(0.75);
    expect(sums.forecast(1).map(({ variance }) => variance > 0)).toEqual([false, true]);
  });
});
