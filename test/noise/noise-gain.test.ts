import { describe, expect, test } from 'vitest';
import { exactNoiseGain, isRatio, noiseRmsForSnr, snrDb } from '../../src/noise/noise-gain.ts';
import { SnrEnvelope } from '../../src/noise/snr-envelope.ts';

test.each([
  [{ type: 'snr', snrDb: 10 }, true],
  [{ type: 'envelope', envelope: new SnrEnvelope([{ seconds: 0, snrDb: 10 }]) }, true],
  [{ type: 'std', std: 0.1, mean: 0 }, false],
  [{ type: 'level', noiseDbfs: -40 }, false],
] as const)('noise of %o is a ratio to the signal: %s', (target, expected) => {
  expect(isRatio(target)).toBe(expected);
});

describe('the RMS of the noise for an SNR', () => {
  test.each([
    [1, 0, 1],
    [1, 20, 0.1],
    [0.25, 0, 0.5],
    [0.01, -20, 1],
    [1e-6, 40, 1e-5],
  ])('is, for a signal power of %d and %d dB, %d', (power, snr, rms) => {
    expect(noiseRmsForSnr(power, snr)).toBeCloseTo(rms, 14);
  });

  test('is 0 for a silent signal', () => {
    expect(noiseRmsForSnr(0, 10)).toBe(0);
  });
});

describe('the exact gain', () => {
  test('brings just these normals to the wanted RMS', () => {
    const normals = [0.3, -1.2, 2.5, 0.01];
    const energy = normals.reduce((sum, x) => sum + x * x, 0);
    const gain = exactNoiseGain(0.02, energy / 4);
    const power = normals.reduce((sum, x) => sum + (gain * x) ** 2, 0) / 4;
    expect(Math.sqrt(power)).toBeCloseTo(0.02, 15);
  });

  test('is the RMS itself for no normals', () => {
    expect(exactNoiseGain(0.5, 0)).toBe(0.5);
  });
});

describe('the SNR', () => {
  test.each([
    [100, 1, 20],
    [1, 1, 0],
    [1, 2, -3.010299956639812],
    [1, 0, Number.POSITIVE_INFINITY],
    [0, 1, Number.NEGATIVE_INFINITY],
    [0, 0, Number.NaN],
  ])('of energies %d and %d is %d dB', (signal, noise, expected) => {
    expect(snrDb(signal, noise)).toBe(expected);
  });
});
