import { describe, expect, test } from 'vitest';
import { sampleOf, timesOf } from '../tools/depth.ts';
import {
  andersonDarlingP,
  chiSquareP,
  kolmogorovP,
  normalCdf,
  poissonP,
  upperQuantile,
} from './distributions.ts';
import { fft } from './fft.ts';
import { FLAWED_GENERATORS } from './flawed-generators.ts';
import { blocksAlong } from './noise-streams.ts';
import {
  CONDEMNED,
  condemning,
  examine,
  fitOf,
  Histogram,
  independenceP,
  SAMPLE_TEST_NAMES,
} from './statistics.ts';

describe('noise stream v1 is white, Gaussian and of variance 1', () => {
  test('in its own order: samples of one channel', () => {
    const samples = blocksAlong(timesOf(256, 1024), (blockIndex) => ({ seed: 1, blockIndex }));
    expect(condemning(examine(samples))).toEqual([]);
  });

  const orders = [
    ['blocks from 2^32 on', (i: number) => ({ blockIndex: 2 ** 32 + i })],
    ['first blocks of consecutive seeds', (i: number) => ({ seed: i })],
    ['first blocks of consecutive keys', (i: number) => ({ key: `utterance-${i}` })],
    ['first blocks of consecutive channels', (i: number) => ({ channel: i })],
    ['blocks 2^32 apart', (i: number) => ({ blockIndex: i * 2 ** 32 })],
    ['seeds of one bit', (i: number) => ({ seed: 2 ** (i % 53), blockIndex: Math.floor(i / 53) })],
  ] as const;
  test.each(sampleOf(orders, 3))('in another order: %s', (_, change) => {
    expect(condemning(examine(blocksAlong(128, change)))).toEqual([]);
  });
});

describe('streams are independent', () => {
  const numberOfBlocks = 48;
  const base = blocksAlong(numberOfBlocks, (i) => ({ blockIndex: i + 1 }));

  test.each([
    ['the next channel', (i: number) => ({ channel: 1, blockIndex: i + 1 })],
    ['channel 65535', (i: number) => ({ channel: 65535, blockIndex: i + 1 })],
    ['the next block', (i: number) => ({ blockIndex: i + 2 })],
    ['the block 2^32 further', (i: number) => ({ blockIndex: i + 1 + 2 ** 32 })],
    ['channel and block exchanged', (i: number) => ({ channel: i + 1 })],
    ['another key', (i: number) => ({ key: 'a', blockIndex: i + 1 })],
    ['a key of one byte 0', (i: number) => ({ key: '\0', blockIndex: i + 1 })],
    ['the next seed', (i: number) => ({ seed: 2, blockIndex: i + 1 })],
    ['seed 0', (i: number) => ({ seed: 0, blockIndex: i + 1 })],
  ])('seed 1, channel 0 and %s', (_, change) => {
    const other = blocksAlong(numberOfBlocks, change);
    expect(independenceP(base, other)).toBeGreaterThan(CONDEMNED);
  });

  test('seeds that differ in one bit, whichever of the 53', { tags: 'thorough' }, () => {
    const few = base.subarray(0, 8 * 4096);
    for (let bit = 0; bit < 53; bit++) {
      const seed = Number(1n ^ (1n << BigInt(bit)));
      const other = blocksAlong(8, (i) => ({ seed, blockIndex: i + 1 }));
      expect(independenceP(few, other), `bit ${bit}`).toBeGreaterThan(CONDEMNED);
    }
  });

  test('a stretch and itself 3 samples later are found out', () => {
    expect(independenceP(base, base.subarray(3))).toBeLessThan(CONDEMNED);
  });

  test('stretches whose squares alone are correlated are found out', () => {
    const other = blocksAlong(numberOfBlocks, (blockIndex) => ({ seed: 3, blockIndex }));
    const louder = other.map((x, i) => (i % 10 === 0 ? Math.sign(x) * Math.abs(base[i]!) : x));
    expect(independenceP(base, louder)).toBeLessThan(CONDEMNED);
  });
});

describe('the tests can fail', () => {
  test.each(sampleOf(FLAWED_GENERATORS, 2))('$flaw', ({ condemnedBy, generate }) => {
    const samples = generate(512);
    expect(condemning(examine(samples, condemnedBy))).toEqual(condemnedBy);
  });

  test('each of them condemns some flawed generator', () => {
    const used = new Set(FLAWED_GENERATORS.flatMap(({ condemnedBy }) => condemnedBy));
    expect([...used].sort()).toEqual([...SAMPLE_TEST_NAMES].sort());
  });

  test('NaN is condemned', () => {
    const samples = blocksAlong(256, (blockIndex) => ({ blockIndex }));
    samples[1000] = Number.NaN;
    expect(condemning(examine(samples, ['moments', 'autocorrelation']))).toHaveLength(2);
  });
});

describe('the tests are right', () => {
  // Values of the standard tables.
  test('normal distribution', () => {
    expect(normalCdf(0)).toBe(0.5);
    expect(normalCdf(-1.959963984540054)).toBeCloseTo(0.025, 14);
    expect(normalCdf(3) + normalCdf(-3)).toBe(1);
    expect(normalCdf(-6) / 9.865876450376946e-10).toBeCloseTo(1, 9);
    expect(normalCdf(-4.0000001) / normalCdf(-3.9999999)).toBeCloseTo(1 - 8.45e-7, 8);
    expect(upperQuantile(0.001)).toBeCloseTo(3.090232306167813, 10);
  });

  test('percentage points of Kolmogorov-Smirnov and Anderson-Darling', () => {
    expect(kolmogorovP(1.3581e-4, 1e8)).toBeCloseTo(0.05, 4);
    expect(kolmogorovP(1.6276e-4, 1e8)).toBeCloseTo(0.01, 4);
    expect(andersonDarlingP(1.933)).toBeCloseTo(0.1, 3);
    expect(andersonDarlingP(2.492)).toBeCloseTo(0.05, 3);
    expect(andersonDarlingP(3.857)).toBeCloseTo(0.01, 3);
    expect(andersonDarlingP(5.999) / andersonDarlingP(6.001)).toBeCloseTo(1, 1);
  });

  test('percentage points of chi-square', () => {
    // Two-sided: twice the tables' upper or lower 5 %.
    expect(chiSquareP(11.0705, 5)).toBeCloseTo(0.1, 2);
    expect(chiSquareP(124.342, 100)).toBeCloseTo(0.1, 3);
    expect(chiSquareP(77.9295, 100)).toBeCloseTo(0.1, 3);
  });

  test('Poisson counts', () => {
    expect(poissonP(0, 10)).toBeCloseTo(2 * Math.exp(-10), 12);
    expect(poissonP(10, 10)).toBeCloseTo(1, 1);
    // 1 - Σ e^-1 / k!, k < 10
    expect(poissonP(10, 1) / 2).toBeCloseTo(1.114255e-7, 12);
  });

  test('the transform of a sine is one line', () => {
    const real = Float64Array.from({ length: 64 }, (_, n) => Math.cos((2 * Math.PI * 5 * n) / 64));
    const imaginary = new Float64Array(64);
    fft(real, imaginary);
    const lines = real.map((x, k) => Math.hypot(x, imaginary[k]!));
    for (const [k, line] of lines.entries()) {
      expect(line).toBeCloseTo(k === 5 || k === 59 ? 32 : 0, 12);
    }
  });

  test('the histogram gives the Anderson-Darling statistic of the sorted samples', () => {
    const samples = blocksAlong(256, (blockIndex) => ({ seed: 5, blockIndex }));
    const histogram = new Histogram();
    histogram.add(samples);
    const exact = fitOf(samples).andersonDarling;
    // The empirical distribution moves by √(cell's probability / n) within a cell: 1 % of its own size at most.
    expect(histogram.verdict().andersonDarlingStatistic / exact).toBeCloseTo(1, 1);
  });
});
