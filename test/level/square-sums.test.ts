import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MixSums } from '../../src/level/mix-sums.ts';
import { SignalSums } from '../../src/level/signal-sums.ts';
import { sampleOf, timesOf } from '../tools/depth.ts';
import { feed } from './test-signals.ts';

/** The sum of the squares of integers in units of 2^-bits, correctly rounded once. */
function exactSum(integers: Iterable<number>, bits: number): number {
  let sum = 0n;
  for (const integer of integers) sum += BigInt(integer) ** 2n;
  // Number() rounds to nearest; dividing by a power of two does not round.
  return Number(sum) / 2 ** (2 * bits);
}

function seededIntegers(count: number, bits: number, seed: number): Int32Array {
  let state = seed;
  return Int32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state >> (31 - bits);
  });
}

function samplesOf(integers: Int32Array, bits: number): Float32Array {
  return Float32Array.from(integers, (integer) => integer / 2 ** bits);
}

/** The energy that the kernel finds, in blocks that end where `cuts` say. */
function sumOf(channelData: readonly Float32Array[], cuts: readonly number[] = []): number {
  const format = { sampleRate: 1, numberOfChannels: channelData.length };
  return feed(new SignalSums(channelData.length), channelData, format, cuts).energy;
}

function sumOfDifference(mixed: Float32Array, signal: Float32Array, scale: number): number {
  const sums = new MixSums(1);
  sums.add([signal], [mixed], scale, mixed.length);
  return sums.noiseEnergy;
}

describe('the sum of squares is exact', () => {
  test.each(
    sampleOf(
      [
        ['8-bit', 7],
        ['16-bit', 15],
        ['24-bit', 23],
      ],
      1,
    ),
  )('for a million %s samples', (_, bits) => {
    const integers = seededIntegers(1_000_000, bits, bits);
    expect(Math.max(...integers.subarray(0, 10_000))).toBeGreaterThan(0.9 * 2 ** bits);
    expect(sumOf([samplesOf(integers, bits)])).toBe(exactSum(integers, bits));
  });

  test('for ten million samples at full scale of 24 bits, and next to it', () => {
    for (const integer of [-(2 ** 23), 2 ** 23 - 1]) {
      const samples = new Float32Array(10_000_000).fill(integer / 2 ** 23);
      const expected = Number(10_000_000n * BigInt(integer) ** 2n) / 2 ** 46;
      expect(sumOf([samples])).toBe(expected);
    }
  });

  test('for the smallest samples of 24 bits beside the largest', () => {
    const integers = new Int32Array(100_001).fill(1);
    integers.fill(-(2 ** 23), 0, 63);
    integers[100_000] = 2 ** 23 - 1;
    expect(sumOf([samplesOf(integers, 23)])).toBe(exactSum(integers, 23));
  });

  // Half of full scale, so that no difference exceeds it.
  const halves = [1, 2].map((seed) => seededIntegers(300_000, 22, seed)) as [
    Int32Array,
    Int32Array,
  ];

  test('for differences of such samples', () => {
    const [a, b] = halves;
    expect(sumOfDifference(samplesOf(a, 23), samplesOf(b, 23), 1)).toBe(
      exactSum(
        a.map((x, i) => x - b[i]!),
        23,
      ),
    );
  });
});

describe('the total of several sums is exact', () => {
  test.each([
    ['8 channels of 16 bits', 8, 15],
    ['2 channels of 24 bits', 2, 23],
  ])('for %s', (_, channels, bits) => {
    const integers = Array.from({ length: channels }, (_, channel) =>
      seededIntegers(100_003, bits, channel + 1),
    );
    expect(sumOf(integers.map((channel) => samplesOf(channel, bits)))).toBe(
      exactSum(
        integers.flatMap((channel) => [...channel]),
        bits,
      ),
    );
  });
});

describe('the sum does not depend on how the samples come', () => {
  test('in blocks of any size', () => {
    // Multiples of nothing: every rounding counts.
    const samples = Float32Array.from({ length: 20_000 }, (_, i) => Math.sin(i * 0.1) * 1.1);
    const reference = samples.map((x, i) => x * Math.cos(i));
    const whole = sumOf([samples]);
    const wholeDifference = sumOfDifference(samples, reference, 0.7);
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 20_000 }), { maxLength: 10 }),
        (cuts) => {
          const at = cuts.sort((a, b) => a - b);
          expect(sumOf([samples], at)).toBe(whole);
          const sums = new MixSums(1);
          let from = 0;
          for (const to of [...at, 20_000]) {
            sums.add([reference.subarray(from)], [samples.subarray(from)], 0.7, to - from);
            from = to;
          }
          expect(sums.noiseEnergy).toBe(wholeDifference);
        },
      ),
      { seed: 1, numRuns: timesOf(20, 100) },
    );
  });

  test('and only the first `total` frames of a mix count', () => {
    const sums = new MixSums(1);
    sums.add([Float32Array.of(0.5, 0, Number.NaN)], [Float32Array.of(1, 7, 0)], 3, 1);
    expect([sums.signalEnergy, sums.noiseEnergy]).toEqual([0.25, 0.25]);
  });
});

describe('sums beyond the ordinary', () => {
  const energyOf = (...samples: number[]) => {
    const sums = new MixSums(1);
    const signal = [Float32Array.from(samples)];
    sums.add(signal, signal, 1, samples.length);
    return sums.signalEnergy;
  };

  test('nothing is 0', () => {
    expect(energyOf()).toBe(0);
    expect(new SignalSums(2).energy).toBe(0);
  });

  test.each([
    [Number.NaN, Number.NaN],
    [Infinity, Infinity],
    [-Infinity, Infinity],
  ])('a sample %d makes it %d, for good', (sample, value) => {
    const sums = new MixSums(1);
    for (const samples of [Float32Array.of(1, sample, 1), new Float32Array(1000).fill(1)]) {
      sums.add([samples], [samples], 1, samples.length);
      expect(sums.signalEnergy).toBe(value);
    }
  });

  test('the largest float does not overflow it', () => {
    const largest = 3.4028234663852886e38;
    expect(energyOf(largest, -largest)).toBe(2 * largest * largest);
  });

  test('the smallest float is not lost beside nothing', () => {
    expect(energyOf(2 ** -149)).toBe(2 ** -298);
  });
});
