import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { deriveNoiseKey, drawSeed, drawUniform, MAX_SEED } from '../../src/noise/noise-key.ts';
import { timesOf } from '../tools/depth.ts';
import { streamKey } from './oracle.ts';

describe('deriveNoiseKey', () => {
  test('gives the halves of the 64-bit key of the specification', { tags: 'thorough' }, () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.string({ unit: 'binary' }), (seed, key) => {
        const [low, high] = streamKey(seed, key);
        expect(deriveNoiseKey(seed, key)).toEqual({ low, high });
      }),
      { seed: 1, numRuns: timesOf(40, 200) },
    );
  });

  test('gives 2000 seeds and 2000 names different keys', () => {
    const keys = new Set<string>();
    for (let i = 0; i < 2000; i++) {
      for (const { low, high } of [deriveNoiseKey(i, ''), deriveNoiseKey(0, `utterance-${i}`)]) {
        keys.add(`${low} ${high}`);
      }
    }
    expect(keys.size).toBe(4000);
  });

  test('does not normalise names: composed and decomposed letters differ', () => {
    expect(deriveNoiseKey(1, '\u00fc')).not.toEqual(deriveNoiseKey(1, 'u\u0308'));
  });

  test('takes an unpaired surrogate for U+FFFD', () => {
    expect(deriveNoiseKey(1, '\ud800')).toEqual(deriveNoiseKey(1, '\ufffd'));
  });

  test('takes both ends of the range of seeds', () => {
    expect(MAX_SEED).toBe(2 ** 53 - 1);
    expect(() => deriveNoiseKey(0, '')).not.toThrow();
    expect(() => deriveNoiseKey(2 ** 53 - 1, '')).not.toThrow();
  });

  test.each([-1, 0.5, 2 ** 53, Number.NaN, Infinity, -Infinity])(
    'refuses seed %d and names it',
    (seed) => {
      expect(() => deriveNoiseKey(seed, '')).toThrow(
        new RangeError(`seed is ${seed}; expected an integer from 0 to 9007199254740991`),
      );
    },
  );
});

describe('drawSeed', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  const drawFrom = (first: number, second: number) => {
    vi.spyOn(globalThis.crypto, 'getRandomValues').mockImplementation((array) => {
      (array as unknown as Uint32Array).set([first, second]);
      return array;
    });
    return drawSeed();
  };

  test('reaches both ends of the range of seeds, and every bit', () => {
    expect(drawFrom(0, 0)).toBe(0);
    expect(drawFrom(2 ** 32 - 1, 2 ** 32 - 1)).toBe(MAX_SEED);
    expect(drawFrom(0, 1)).toBe(1);
    expect(drawFrom(2 ** 31, 0)).toBe(2 ** 52);
    expect(drawFrom(2 ** 11, 0)).toBe(2 ** 32);
  });

  test('gives seeds that are accepted, and not the same twice', () => {
    const seeds = Array.from({ length: 100 }, drawSeed);
    for (const seed of seeds) expect(() => deriveNoiseKey(seed, '')).not.toThrow();
    expect(new Set(seeds).size).toBe(100);
  });
});

describe('drawUniform', () => {
  test('gives the upper 53 bits of the key of purpose and name', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.string(), fc.string(), (seed, purpose, key) => {
        const [low, high] = streamKey(seed, `${purpose}\0${key}`);
        const bits = (BigInt(high) << 32n) | BigInt(low);
        expect(drawUniform(seed, purpose, key)).toBe(Number(bits >> 11n) / 2 ** 53);
      }),
      { seed: 2, numRuns: timesOf(40, 200) },
    );
  });

  test('stays from 0 to below 1, and has the mean and variance of a uniform number', () => {
    const draws = Array.from({ length: 10_000 }, (_, i) => drawUniform(7, 'test', `${i}`));
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...draws)).toBeLessThan(1);
    const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
    const square = draws.reduce((sum, x) => sum + (x - 0.5) ** 2, 0) / draws.length;
    // Five standard errors: √(1/12 n), and √(1/180 n) of the squares.
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / draws.length));
    expect(Math.abs(square - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / draws.length));
  });
});
