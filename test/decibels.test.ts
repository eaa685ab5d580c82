import { describe, expect, test } from 'vitest';
import { decibelsToPower, powerToDecibels } from '../src/decibels.ts';

describe('decibelsToPower', () => {
  test.each([
    [0, 1],
    [10, 10],
    [20, 100],
    [-10, 0.1],
    [30, 1000],
    [100, 1e10],
    [3, 1.9952623149688795],
    [-60, 1e-6],
  ])('of %d dB is %d, within two units in the last place', (decibels, power) => {
    expect(Math.abs(decibelsToPower(decibels) / power - 1)).toBeLessThan(5e-16);
  });

  test('agrees with the power function of the engine to 1e-15 from -300 to 300 dB', () => {
    for (let decibels = -300; decibels <= 300; decibels += 0.0937) {
      // The engine's own argument, dB / 10, is rounded: an error of 1e-16 · |dB| / 10 · ln 10 there too.
      const bound = 1e-15 + 2 ** -53 * Math.abs(decibels / 10) * Math.LN10;
      const ratio = decibelsToPower(decibels) / 10 ** (decibels / 10);
      expect(Math.abs(ratio - 1)).toBeLessThan(bound);
    }
  });

  test('is undone by powerToDecibels', () => {
    for (const decibels of [-123.456, -5, 0, 0.001, 17.3, 99]) {
      expect(powerToDecibels(decibelsToPower(decibels))).toBeCloseTo(decibels, 10);
    }
  });
});

test('the power 0 has no level', () => {
  expect(powerToDecibels(0)).toBe(-Infinity);
});
