import { describe, expect, test } from 'vitest';
import { BatchMeans } from '../../src/analysis/batch-means.ts';
import { colored, gaussianNoise, inParts, meanSquare } from './signals.ts';

const N = 2 ** 18;

function correlationOf(samples: ArrayLike<number>, center = 0): number {
  const floats = Float32Array.from(samples);
  const means = new BatchMeans(center);
  inParts(1, 3000, floats.length, (start, end) => means.process(floats.subarray(start, end)));
  const mean = floats.reduce((a, b) => a + b, 0) / floats.length;
  return means.correlationSamples(mean, meanSquare(floats) - mean * mean);
}

describe('BatchMeans', () => {
  test('finds independent samples independent, whatever their mean', () => {
    // The largest of five variances of 256 batches and more, of which each scatters by √(2/256) at most.
    expect(correlationOf(gaussianNoise(1, N))).toBeLessThan(1.3);
    expect(
      correlationOf(
        gaussianNoise(1, N).map((x) => x + 100),
        99.9,
      ),
    ).toBeLessThan(1.3);
  });

  test.each([4, 20, 100])('finds that of samples which come %i times', (times) => {
    const noise = gaussianNoise(2, N / times + 1);
    const held = Float32Array.from({ length: N }, (_, i) => noise[Math.floor(i / times)]!);
    expect(Math.abs(correlationOf(held) / times - 1)).toBeLessThan(0.3);
  });

  test('finds no more than 256 independent ones in brown noise, which has none', () => {
    expect(N / correlationOf(colored(3, N, -2))).toBeLessThan(300);
  });

  test('does not take fast noise for more than independent', () => {
    expect(correlationOf(colored(4, N, 2))).toBe(1);
  });
});
