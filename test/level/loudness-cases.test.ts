import { describe, expect, test } from 'vitest';
import { sampleOf } from '../tools/depth.ts';
import { loudness, steps } from './loudness-signals.ts';

describe.each(sampleOf([48000, 44100, 16000, 8000], 1))(
  'EBU Tech 3341 at %i Hz, within 0.1 LU',
  (rate) => {
    const stereo = (...parts: [number, number][]) => {
      const samples = steps(rate, ...parts);
      return loudness([samples, samples], rate)!;
    };
    const within = (lufs: number, expected: number) =>
      expect(Math.abs(lufs - expected)).toBeLessThanOrEqual(0.1);

    test('case 1: -23 dBFS for 20 s', () => within(stereo([20, -23]), -23));
    test('case 2: -33 dBFS for 20 s', () => within(stereo([20, -33]), -33));
    test('case 3: soft ends, below the relative gate', () =>
      within(stereo([10, -36], [60, -23], [10, -36]), -23));
    test('case 4: softer ones too, below the absolute gate', () =>
      within(stereo([10, -72], [10, -36], [60, -23], [10, -36], [10, -72]), -23));
    test('case 5: three parts that all count', () =>
      within(stereo([20, -26], [20.1, -20], [20, -26]), -23));
    test('case 6: five channels', () => {
      const channelData = [-28, -28, -24, -30, -30].map((dbfs) => steps(rate, [20, dbfs]));
      within(loudness(channelData, rate)!, -23);
    });
  },
);
