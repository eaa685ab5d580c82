import { describe, expect, test } from 'vitest';
import { drawSnrDb, snrRangeOfEpoch } from '../../src/noise/snr-draw.ts';

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

  test('stays what it was: corpora are made again from seeds', () => {
    expect(draws.slice(0, 3)).toEqual([7.106702470358485, 0.21595331183797306, -4.427273328058103]);
  });

  test.each([
    [5, 0],
    [Number.NaN, 0],
    [-Infinity, 0],
    [0, Infinity],
  ])('refuses the range %d:%d', (lowDb, highDb) => {
    const draw = () => drawSnrDb({ lowDb, highDb }, 1, 'a');
    expect(draw).toThrow(RangeError);
    expect(draw).toThrow(`the SNR range is ${lowDb}:${highDb}; expected low:high in dB`);
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

  test('of a ramp of one epoch has the hard end in the second', () => {
    const steep = { ...schedule, rampEpochs: 1 };
    expect(snrRangeOfEpoch(steep, 0)).toEqual({ lowDb: 30, highDb: 30 });
    expect(snrRangeOfEpoch(steep, 1)).toEqual({ lowDb: 0, highDb: 30 });
  });

  test.each([
    [{ ...schedule, rampEpochs: 0 }, 0, /rampEpochs is 0/],
    [schedule, -1, /epoch is -1/],
    [{ ...schedule, toDb: -Infinity }, 0, /schedule is 30:-Infinity/],
  ])('refuses %o', (bad, epoch, message) => {
    expect(() => snrRangeOfEpoch(bad, epoch)).toThrow(message);
  });
});
