import { describe, expect, test } from 'vitest';
import { SegmentalSnr } from '../../src/analysis/segmental-snr.ts';
import { burstsOfSound, factorFor, gaussianNoise, inParts } from './signals.ts';

const SIGNAL = Float32Array.from(burstsOfSound(1, 16000));
const NOISE_64 = gaussianNoise(2, 16000);
const NOISE = Float32Array.from(NOISE_64, (x) => factorFor(SIGNAL, NOISE_64, 5) * x);

function measured(rate: number, signal: Float32Array[], noise: Float32Array[]) {
  const meter = new SegmentalSnr(rate, signal.length);
  meter.process(signal, noise);
  return meter.decibels;
}

/** As Loizou's comp_snr.m has it, but for the last frame. */
function asPublished(rate: number, clean: Float32Array, noise: Float32Array): number {
  const windowLength = Math.round((30 * rate) / 1000);
  const skip = Math.floor(windowLength / 4);
  const ratios: number[] = [];
  for (let start = 0; start + windowLength <= clean.length; start += skip) {
    let signalEnergy = 0;
    let noiseEnergy = 0;
    for (let n = 1; n <= windowLength; n++) {
      const window = 0.5 * (1 - Math.cos((2 * Math.PI * n) / (windowLength + 1)));
      signalEnergy += (clean[start + n - 1]! * window) ** 2;
      noiseEnergy += (noise[start + n - 1]! * window) ** 2;
    }
    ratios.push(Math.min(35, Math.max(-10, 10 * Math.log10(signalEnergy / noiseEnergy))));
  }
  return ratios.reduce((a, b) => a + b) / ratios.length;
}

describe('SegmentalSnr', () => {
  test.each([8000, 11025, 16000, 44100])(
    'is at %i Hz what the published program computes',
    (rate) => {
      const expected = asPublished(rate, SIGNAL, NOISE);
      expect(Math.abs(measured(rate, [SIGNAL], [NOISE])! - expected)).toBeLessThan(1e-9);
    },
  );

  test('is the SNR where that is the same everywhere, within the clamps', () => {
    const scaled = (gain: number) => measured(16000, [SIGNAL], [SIGNAL.map((x) => x * gain)])!;
    expect(scaled(0.1)).toBeCloseTo(20, 5);
    expect(scaled(0.001)).toBe(35);
    expect(scaled(0)).toBe(35);
    expect(scaled(100)).toBe(-10);
  });

  test('leaves digital silence out, and knows no SNR where there is nothing else', () => {
    const half = SIGNAL.map((x, i) => (i < 8000 ? 0 : x));
    const rest = measured(16000, [SIGNAL.subarray(8000)], [NOISE.subarray(8000)])!;
    // Three more frames that are partly silent, of some 63.
    expect(Math.abs(measured(16000, [half], [NOISE])! - rest)).toBeLessThan(1.5);
    expect(measured(16000, [new Float32Array(16000)], [NOISE])).toBeUndefined();
    expect(measured(16000, [SIGNAL.subarray(0, 479)], [NOISE])).toBeUndefined();
  });

  test('is the mean over the frames of all channels, silent ones left out', () => {
    const silence = new Float32Array(16000);
    const one = measured(16000, [SIGNAL], [NOISE])!;
    expect(measured(16000, [SIGNAL, silence], [NOISE, NOISE])).toBe(one);
    const loud = SIGNAL.map((x) => 0.1 * x);
    expect(measured(16000, [SIGNAL, SIGNAL], [NOISE, loud])).toBeCloseTo((one + 20) / 2, 5);
  });

  test('does not depend on the blocks', () => {
    const meter = new SegmentalSnr(16000, 1);
    inParts(3, 6000, SIGNAL.length, (start, end) =>
      meter.process([SIGNAL.subarray(start, end)], [NOISE.subarray(start, end)]),
    );
    expect(meter.decibels).toBe(measured(16000, [SIGNAL], [NOISE]));
  });
});
