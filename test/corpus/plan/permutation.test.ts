import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPermutation } from '../../../src/corpus/plan/permutation.ts';

describe('a permutation', () => {
  it('gives each index of any range once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.nat(), (count, seed) => {
        const permute = createPermutation(count, seed);
        const places = new Set(Array.from({ length: count }, (_, index) => permute(index)));
        expect(places.size).toBe(count);
        expect(Math.max(...places)).toBe(count - 1);
        expect(Math.min(...places)).toBe(0);
      }),
      { seed: 1 },
    );
  });

  it('stays in a range that needs more than 32 bits', () => {
    const count = 2 ** 40 + 12345;
    const permute = createPermutation(count, 7);
    const places = Array.from({ length: 1000 }, (_, index) => permute(index * 2 ** 30));
    expect(new Set(places).size).toBe(1000);
    for (const place of places) {
      expect(Number.isSafeInteger(place)).toBe(true);
      expect(place).toBeLessThan(count);
      expect(place).toBeGreaterThanOrEqual(0);
    }
  });

  it('differs with the seed, and scatters neighbours', () => {
    const count = 10_000;
    const [one, two] = [1, 2].map((seed) => createPermutation(count, seed));
    let same = 0;
    let near = 0;
    for (let i = 1; i < count; i++) {
      if (one!(i) === two!(i)) same++;
      if (Math.abs(one!(i) - one!(i - 1)) < count / 100) near++;
    }
    // Of two random permutations one place agrees on average; 2 % of random neighbours are that near (σ = 0.14 %).
    expect(same).toBeLessThan(10);
    expect(near / count).toBeGreaterThan(0.013);
    expect(near / count).toBeLessThan(0.027);
  });
});
