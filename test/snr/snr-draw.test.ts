import { describe, expect, test } from 'vitest';
import { drawSnrDb, snrRangeOfEpoch } from '../../src/snr/snr-draw.ts';

describe('drawSnrDb', () => {
  const range = { lowDb: -5, highDb: 15 };
  const draws = Array.from({ length: 20_000 }, (_, i) => drawSnrDb(range, 1, `utt${i}`));

  test('stays in its range', () => {
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(-5);
    expect(Math.max(...draws)).toBeLessThan(15);
  });

  test('is uniform in dB over keys', () => {
    // Kolmogorov's statistic: 1.95 / √n is exceeded once in a thousand times.
    const sorted = [...draws].sort((a, b) => a - b);
    const distance = Math.max(
      ...sorted.map((snr, i) => Math.abs((snr + 5) / 20 - i / sorted.length)),
    );
    expect(distance).toBeLessThan(1.95 / Math.sqrt(draws.length));
  });

  test('is the same for the same seed and key, another for another', () => {
    expect(drawSnrDb(range, 1, 'utt7')).toBe(draws[7]);
    expect(drawSnrDb(range, 2, 'utt7')).not.toBe(draws[7]);
    expect(new Set(draws).size).toBe(draws.length);
  });

  test('of a range of no width is its end', () => {
    expect(drawSnrDb({ lowDb: 3, highDb: 3 }, 1, 'a')).toBe(3);
  });

  test.each([
    [5, 0],
    [Number.NaN, 0],
    [-Infinity, 0],
  ])('refuses the range %d:%d', (lowDb, highDb) => {
    expect(() => drawSnrDb({ lowDb, highDb }, 1, 'a')).toThrow(RangeError);
  });
});

describe('snrRangeOfEpoch', () => {
  const schedule = { fromDb: 30, toDb: 0, rampEpochs: 10 };

  test.each([
    [0, 30, 30],
    [1, 27, 30],
    [5, 15, 30],
    [10, 0, 30],
    [99, 0, 30],
  ])('of epoch %d is %d to %d dB', (epoch, lowDb, highDb) => {
    expect(snrRangeOfEpoch(schedule, epoch)).toEqual({ lowDb, highDb });
  });

  test.each([
    [{ ...schedule, rampEpochs: 0 }, 0, /rampEpochs is 0/],
    [schedule, -1, /epoch is -1/],
    [{ ...schedule, toDb: -Infinity }, 0, /schedule is 30:-Infinity/],
  ])('refuses %o', (bad, epoch, message) => {
    expect(() => snrRangeOfEpoch(bad, epoch)).toThrow(message);
  });
});
