import { expect, test } from 'vitest';
import { exponential, logarithm, sine } from '../../src/level/portable-math.ts';
import { uniformSource } from './test-signals.ts';

// Math's functions are good to a unit of the last place themselves.
const FOUR_ULP = 4 * 2 ** -52;

function argumentsUpTo(limit: number): number[] {
  const next = uniformSource(1);
  return Array.from({ length: 10_000 }, (_, i) => next() * limit * 2 ** -(i % 40));
}

test('exponential is e^x', () => {
  for (const x of argumentsUpTo(700)) {
    // x is rounded three times on its way to decibels and back.
    const tolerance = FOUR_ULP + 3 * Math.abs(x) * 2 ** -53;
    expect(Math.abs(exponential(x) / Math.exp(x) - 1)).toBeLessThan(tolerance);
  }
  expect(exponential(0)).toBe(1);
  expect(exponential(-80_000)).toBe(0);
});

test('logarithm is ln x', () => {
  for (const x of argumentsUpTo(700).map(Math.exp)) {
    expect(Math.abs(logarithm(x) - Math.log(x))).toBeLessThanOrEqual(
      FOUR_ULP * Math.abs(Math.log(x)),
    );
  }
  expect(logarithm(1)).toBe(0);
  expect(logarithm(2 ** -1074)).toBeCloseTo(-1074 * Math.LN2, 12);
  expect(logarithm(Number.MAX_VALUE)).toBeCloseTo(1024 * Math.LN2, 12);
});

test('sine is sin x', () => {
  for (const x of argumentsUpTo(Math.PI / 2)) {
    expect(Math.abs(sine(x) - Math.sin(x))).toBeLessThanOrEqual(FOUR_ULP * Math.abs(Math.sin(x)));
  }
  for (const x of argumentsUpTo(10_000)) {
    // Beyond a quarter turn the error is that of a whole number of half turns.
    expect(Math.abs(sine(x) - Math.sin(x))).toBeLessThan(FOUR_ULP + Math.abs(x) * 2 ** -52);
  }
  expect(sine(0)).toBe(0);
  // The double next to π lacks 1.22e-16, which is all that is left of a whole number of half turns.
  for (const turns of [1, 2, 2 ** 10]) {
    expect(sine(turns * Math.PI) / Math.sin(turns * Math.PI)).toBeCloseTo(1, 12);
  }
});
