import { describe, expect, test } from 'vitest';
import { createColorFilter } from '../../src/noise/color-filter.ts';
import { CosineTransform } from '../../src/noise/color-transform.ts';
import { ColoredStream } from '../../src/noise/colored-stream.ts';
import { type ColorSpec, NOISE_COLORS } from '../../src/noise/noise-color.ts';
import type { NoiseStream } from '../../src/noise/noise-stream.ts';
import { sampleOf } from '../tools/depth.ts';
import { measureColor } from './color-measurement.ts';
import { kolmogorovP, normalCdf } from './distributions.ts';
import { consecutive } from './noise-streams.ts';
import { CONDEMNED, momentScores } from './statistics.ts';

const KEY = 'coloured';
const PERIOD = 16384;
const PINK = createColorFilter({ color: 'pink', sampleRate: 16000 });

const SPECS: readonly ColorSpec[] = [
  ...NOISE_COLORS.filter((color) => color !== 'matched').map((color) => ({
    color,
    sampleRate: 16000,
  })),
  { color: 'matched', sampleRate: 16000, predictor: [1, -1.2, 0.7] },
  { color: 'white', sampleRate: 16000, band: { lowHz: 300, highHz: 3400 } },
];

const nameOf = ({ color, band }: ColorSpec) => (band ? `${color} in a band` : color);
const NAMED_SPECS = SPECS.map((spec) => [nameOf(spec), spec] as const);

describe('the distribution of colored noise', () => {
  /** A filter of 4097 taps: samples that far apart have no white sample in common and are independent. */
  const DISTANCE = 4097;
  const GROUPS = 1000;
  /** Every second group, so that they are independent too. */
  const group = (stream: NoiseStream, index: number) => consecutive(stream, 0, 6, 12 * index);

  test.each(sampleOf(NAMED_SPECS, 2))('is the standard normal one: %s', (_, spec) => {
    const stream = new ColoredStream(6, 'distribution', createColorFilter(spec));
    const samples = new Float32Array(6 * GROUPS);
    for (let g = 0; g < GROUPS; g++) {
      const frames = group(stream, g);
      for (let i = 0; i < 6; i++) samples[6 * g + i] = frames[i * DISTANCE]!;
    }
    // A perfect generator exceeds 5 in one of 290,000 scores; 60 are looked at here.
    for (const score of momentScores(samples)) expect(Math.abs(score)).toBeLessThan(5);
    expect(kolmogorovP(kolmogorovDistance(samples), samples.length)).toBeGreaterThan(CONDEMNED);
  });

  test.each(sampleOf(NAMED_SPECS, 2))(
    'is the same at every frame of a group, the variance within 5 standard errors: %s',
    (_, spec) => {
      const stream = new ColoredStream(7, 'stationary', createColorFilter(spec));
      const frames = [0, 1, 2047, 4095, 4096, 12287, 12288, 20480, 24575];
      const sums = frames.map(() => 0);
      for (let g = 0; g < GROUPS; g++) {
        const samples = group(stream, g);
        for (const [i, frame] of frames.entries()) sums[i]! += samples[frame]! ** 2;
      }
      for (const sum of sums) {
        expect(Math.abs(sum / GROUPS - 1)).toBeLessThan(5 * Math.sqrt(2 / GROUPS));
      }
    },
  );

  test('is independent between channels and keys', () => {
    const base = consecutive(new ColoredStream(8, KEY, PINK), 0, 240);
    const others = [
      consecutive(new ColoredStream(8, KEY, PINK), 1, 240),
      consecutive(new ColoredStream(8, 'another', PINK), 0, 240),
    ];
    // Of two colored streams Σ x y has the variance N Σ r[l]², r being the autocorrelation.
    const autocorrelation = new CosineTransform(PERIOD / 2)
      .transform(Float64Array.from(PINK.response, (value) => value * value))
      .map((value) => value / PERIOD);
    let variance = autocorrelation[0]! ** 2;
    for (let l = 1; l <= 4096; l++) variance += 2 * autocorrelation[l]! ** 2;
    for (const other of others) {
      let sum = 0;
      for (let i = 0; i < base.length; i++) sum += base[i]! * other[i]!;
      expect(Math.abs(sum)).toBeLessThan(5 * Math.sqrt(base.length * variance));
    }
  });
});

describe('the spectrum of colored noise', () => {
  test.each(
    sampleOf(
      NAMED_SPECS.filter(([, { band }]) => !band),
      2,
    ),
  )('of 2^21 samples is the definition, to 0.3 dB and 5 standard errors: %s', (_, spec) => {
    for (const { hz, deviationDb, standardErrorDb } of measureColor(spec, 9, 8)) {
      expect(Math.abs(deviationDb), `at ${hz} Hz`).toBeLessThan(0.3 + 5 * standardErrorDb);
    }
  });
});

function kolmogorovDistance(samples: Float32Array): number {
  const sorted = samples.slice().sort();
  const n = sorted.length;
  return sorted.reduce((distance, x, i) => {
    const p = normalCdf(x);
    return Math.max(distance, Math.abs(p - i / n), Math.abs(p - (i + 1) / n));
  }, 0);
}
