import { describe, expect, test } from 'vitest';
import { normalCdf } from '../../src/analysis/normal-distribution.ts';
import {
  type DistributionForecast,
  SampleDistribution,
} from '../../src/analysis/sample-distribution.ts';
import { upperTail } from '../noise/distributions.ts';
import { gaussianNoise, inParts, meanSquare, uniformNoise } from './signals.ts';

const N = 200_000;

function shapeOf(samples: Float32Array, forecast: Partial<DistributionForecast> = {}) {
  const distribution = new SampleDistribution({ mean: 0, variance: 1, step: 0, ...forecast });
  inParts(9, 5000, samples.length, (start, end) =>
    distribution.process(samples.subarray(start, end)),
  );
  return distribution.shape;
}

/** KS by its definition: sorted samples against the normal distribution of their mean and variance. */
function naiveKs(samples: Float32Array): number {
  const mean = samples.reduce((a, b) => a + b, 0) / samples.length;
  const deviation = Math.sqrt(meanSquare(samples) - mean * mean);
  let largest = 0;
  for (const [i, x] of samples.toSorted().entries()) {
    const z = (x - mean) / deviation;
    const expected = z < 0 ? upperTail(-z) : 1 - upperTail(z);
    largest = Math.max(
      largest,
      Math.abs(i / samples.length - expected),
      Math.abs((i + 1) / samples.length - expected),
    );
  }
  return largest;
}

describe('normalCdf', () => {
  test.each([-9, -8, -5, -3.3, -1, -0.1, 0, 0.5, 2, 4, 7, 9])('is Φ(%d)', (x) => {
    const expected = x < 0 ? upperTail(-x) : 1 - upperTail(x);
    expect(Math.abs(normalCdf(x) - expected)).toBeLessThan(2e-15);
  });
});

describe('SampleDistribution', () => {
  test('gives moments to rounding, however rough the forecast', () => {
    const samples = Float32Array.from(gaussianNoise(1, N), (x) => 0.01 * x ** 3 + 0.2);
    const mean = samples.reduce((a, b) => a + b, 0) / N;
    const centred = Float64Array.from(samples, (x) => x - mean);
    const variance = meanSquare(centred);
    const moment = (k: number) => centred.reduce((a, x) => a + x ** k, 0) / N / variance ** (k / 2);
    for (const forecast of [
      { mean, variance },
      { mean: 0.21, variance: 3 * variance },
    ]) {
      const shape = shapeOf(samples, forecast)!;
      expect(Math.abs(shape.variance / variance - 1)).toBeLessThan(1e-9);
      expect(Math.abs(shape.skewness - moment(3))).toBeLessThan(1e-8);
      expect(Math.abs(shape.kurtosis / moment(4) - 1)).toBeLessThan(1e-8);
    }
  });

  test.each([
    ['Gaussian', gaussianNoise(2, N)],
    ['uniform', uniformNoise(3, N)],
    ['outlying', gaussianNoise(8, N).map((x, i) => (i % 50 === 0 ? -9 : x))],
  ])('finds the KS statistic of %s noise to the width of a bin', (_, noise) => {
    const samples = Float32Array.from(noise);
    // A bin of 1/256 σ holds at most φ(0)/256 = 0.0016 of a normal distribution.
    expect(Math.abs(shapeOf(samples)!.ks! - naiveKs(samples))).toBeLessThan(0.0016);
  });

  test('has the kurtosis and the KS statistic of a uniform distribution', () => {
    const { kurtosis, ks } = shapeOf(Float32Array.from(uniformNoise(4, N)))!;
    // The standard error of the kurtosis is about 0.002 here.
    expect(Math.abs(kurtosis - 1.8)).toBeLessThan(0.01);
    // max |(x + √3) / 2√3 - Φ(x)|, where φ(x) = 1 / 2√3; standard error at most 1 / 2√N.
    const x = Math.sqrt(2 * Math.log(Math.sqrt(12) / Math.sqrt(2 * Math.PI)));
    const expected = normalCdf(x) - (x + Math.sqrt(3)) / Math.sqrt(12);
    expect(Math.abs(ks! - expected)).toBeLessThan(5 / (2 * Math.sqrt(N)));
  });

  test.each([0.7, 1, 3, 50])(
    'finds rounded normals Gaussian, of a deviation of %d steps',
    (deviation) => {
      const step = 2 ** -15;
      const mean = 3.3;
      const samples = Float32Array.from(
        gaussianNoise(5, N),
        (x) => step * Math.round(mean + deviation * x),
      );
      const forecast = { mean: step * mean, variance: (step * deviation) ** 2, step };
      // Above 1.5 / √n less than once in 10^4 times; Sheppard's correction is off by 0.001 at 0.7 steps.
      const limit = 1.5 / Math.sqrt(N) + 0.001;
      expect(shapeOf(samples, forecast)!.ks).toBeLessThan(limit);
      // Not so, where the steps are not known of: half the probability of one integer, 0.2 / deviation.
      expect(shapeOf(samples, { ...forecast, step: 0 })!.ks).toBeGreaterThan(
        Math.max(limit, 0.1 / deviation) * Number(deviation < 20),
      );
    },
  );

  test('has no KS statistic for noise that is weaker than half a step', () => {
    const samples = Float32Array.from(gaussianNoise(6, N), (x) => Math.round(0.3 * x));
    expect(shapeOf(samples, { variance: meanSquare(samples), step: 1 })!.ks).toBeUndefined();
  });

  test('has no KS statistic where the forecast was wrong', () => {
    expect(
      shapeOf(Float32Array.from(gaussianNoise(7, 1000)), { variance: 10 })!.ks,
    ).toBeUndefined();
  });

  test('has no shape for a constant', () => {
    expect(shapeOf(new Float32Array(1000).fill(0.3), { mean: 0.3, variance: 0 })).toBeUndefined();
    expect(shapeOf(new Float32Array(0))).toBeUndefined();
  });
});
