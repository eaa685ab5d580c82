import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BLOCK_FRAMES, instantiateKernel } from '../../src/kernel/kernel.ts';
import { sampleOf, timesOf } from '../tools/depth.ts';

const { fround } = Math;
const MAX_SAMPLES = BLOCK_FRAMES * 7;

const kernel = instantiateKernel(2 * MAX_SAMPLES + 64 + 4 * (MAX_SAMPLES + 64));
const { exports, audioAddress } = kernel;
const noiseAddress = audioAddress + 2 * MAX_SAMPLES + 64;
const samplesView = new Int16Array(exports.memory.buffer, audioAddress, MAX_SAMPLES + 32);
const noiseView = new Float32Array(exports.memory.buffer, noiseAddress, MAX_SAMPLES + 32);

/** Numbers in [0, 1) that are the same at every run. */
function seededNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const sample = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: -32768, max: 32767 }) },
  { weight: 1, arbitrary: fc.constantFrom(-32768, -32767, -1, 0, 1, 32766, 32767) },
);

describe('sumSquaresS16', () => {
  function naively(samples: ArrayLike<number>): number {
    let sum = 0n;
    for (let i = 0; i < samples.length; i++) sum += BigInt(samples[i]!) ** 2n;
    return Number(sum);
  }

  test('is exact for any samples, any number of them, at any address', () => {
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 100 }), fc.nat({ max: 7 }), (samples, offset) => {
        samplesView.fill(-32768);
        samplesView.set(samples, offset);
        const sum = exports.sumSquaresS16(audioAddress + 2 * offset, samples.length);
        expect(sum).toBe(naively(samples));
      }),
      { seed: 1, numRuns: timesOf(100, 500) },
    );
  });

  test.each([-32768, 32767])('is exact for a full block of %i', (value) => {
    samplesView.fill(value);
    expect(exports.sumSquaresS16(audioAddress, MAX_SAMPLES)).toBe(MAX_SAMPLES * value * value);
  });
});

describe('decodeS16', () => {
  test.each([1, 2, 3, 8])('divides by 2^15, every %i. sample, and touches nothing else', (step) => {
    const next = seededNumbers(step);
    for (let i = 0; i < 200; i++) samplesView[i] = Math.floor(next() * 65536) - 32768;
    for (let frames = 0; frames < 25; frames++) {
      noiseView.fill(12345, 0, 40);
      exports.decodeS16(audioAddress + 2 * (step - 1), step, frames, noiseAddress);
      const expected = Array.from({ length: frames }, (_, i) => {
        return samplesView[i * step + step - 1]! / 32768;
      });
      expect([...noiseView.subarray(0, frames)]).toEqual(expected);
      expect(noiseView[frames]).toBe(12345);
    }
  });
});

describe('scaleNormals', () => {
  const UNTOUCHED = 12345;

  const channelOf = (channel: number, channels: number, frames: number) =>
    Float32Array.from({ length: frames }, (_, i) => noiseView[i * channels + channel]!);

  describe.each([1, 2, 3, 7])('with %i channels', (channels) => {
    test.each([
      [4096, 0.1, 0],
      [4095, 3276.8, -100.5],
      [1, 1e6, 0.1],
      [5, 0, 0.25],
      [6, 1e-30, 0],
      [7, 0.3, 1e6],
      [0, 1, 1],
    ])('%i frames of gain %d and mean %d', (frames, gain, mean) => {
      const g = fround(gain);
      const m = fround(mean);
      noiseView.fill(UNTOUCHED);
      for (let channel = 0; channel < channels; channel++) {
        exports.fillNormals(3, 0, channel, 1, 2);
        const normals = kernel.normals.slice();
        exports.scaleNormals(noiseAddress + 4 * channel, channels, frames, gain, mean);
        // Mono is done by the vector, of which the last may reach past the end.
        const end = channels === 1 ? Math.ceil(frames / 4) * 4 : frames;
        const expected = normals.slice(0, frames).map((x) => fround(fround(g * x) + m));
        expect(channelOf(channel, channels, frames)).toEqual(expected);
        expect(noiseView[end * channels + channel]).toBe(UNTOUCHED);
        expect(kernel.normals).toEqual(normals);
      }
      // Channels were written beside each other, not over each other.
      exports.fillNormals(3, 0, 0, 1, 2);
      const expected = kernel.normals.slice(0, frames).map((x) => fround(fround(g * x) + m));
      expect(channelOf(0, channels, frames)).toEqual(expected);
    });
  });
});

describe('mixS16', () => {
  function roundTiesToEven(x: number): number {
    const floor = Math.floor(x);
    const fraction = x - floor;
    if (fraction === 0.5) return floor % 2 === 0 ? floor : floor + 1;
    return fraction < 0.5 ? floor : floor + 1;
  }

  function naively(samples: readonly number[], noise: readonly number[]) {
    let clipped = 0;
    let energy = 0n;
    const mixed = samples.map((x, i) => {
      const rounded = roundTiesToEven(fround(x + fround(noise[i]!)));
      const y = Math.max(-32768, Math.min(32767, rounded));
      if (y !== rounded) clipped++;
      energy += BigInt(y - x) ** 2n;
      return y;
    });
    return { mixed, clipped, energy: Number(energy) };
  }

  function byTheKernel(samples: readonly number[], noise: readonly number[]) {
    const tail = 9;
    samplesView.fill(0);
    samplesView.set(samples);
    // What stands behind the samples must stay; the noise there is 0.
    samplesView.fill(-32768, samples.length, samples.length + tail);
    noiseView.fill(0);
    noiseView.set(noise);
    const energy = exports.mixS16(audioAddress, noiseAddress, samples.length);
    const after = samplesView.subarray(samples.length, samples.length + tail);
    expect([...after]).toEqual(new Array(tail).fill(-32768));
    const mixed = [...samplesView.subarray(0, samples.length)];
    return { mixed, clipped: exports.clippedSamples.value, energy };
  }

  function expectAgreement(samples: readonly number[], noise: readonly number[]): void {
    expect(byTheKernel(samples, noise)).toEqual(naively(samples, noise));
  }

  /** The same by the function that leaves what was added where the noise was. */
  function andSubtract(samples: readonly number[], noise: readonly number[]) {
    samplesView.fill(0);
    samplesView.set(samples);
    noiseView.fill(0);
    noiseView.set(noise);
    const energy = exports.mixS16AndSubtract(audioAddress, noiseAddress, samples.length);
    const mixed = [...samplesView.subarray(0, samples.length)];
    const added = [...noiseView.subarray(0, samples.length)];
    return { mixed, clipped: exports.clippedSamples.value, energy, added };
  }

  const noise = fc.oneof(
    fc.float({ min: -4, max: 4, noNaN: true }),
    fc.float({ min: -70_000, max: 70_000, noNaN: true }),
    fc.float({ min: -1e6, max: 1e6, noNaN: true }),
    fc.integer({ min: -140_000, max: 140_000 }).map((halves) => halves / 2),
    fc.constantFrom(0, -0, 1e30, -1e30, Infinity, -Infinity),
  );

  test('agrees with the naive mix for any samples, noise and number of them', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(sample, noise), { maxLength: 60 }), (pairs) => {
        expectAgreement(
          pairs.map(([x]) => x),
          pairs.map(([, n]) => n),
        );
      }),
      { seed: 1, numRuns: timesOf(200, 1000) },
    );
  });

  test('mixS16AndSubtract does the same, and leaves what was added, full scale 1', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(sample, noise), { maxLength: 60 }), (pairs) => {
        const samples = pairs.map(([x]) => x);
        const values = pairs.map(([, n]) => n);
        const expected = naively(samples, values);
        const added = expected.mixed.map((y, i) => (y - samples[i]!) / 32768);
        expect(andSubtract(samples, values)).toEqual({ ...expected, added });
      }),
      { seed: 3, numRuns: timesOf(100, 500) },
    );
  });

  test.each([1, 30, 1000, 32768, 1e6])('agrees over 20003 samples of gain %d', (gain) => {
    const next = seededNumbers(gain);
    const samples = Array.from({ length: 20_003 }, () => Math.floor(next() * 65536) - 32768);
    const values = samples.map(() => fround(gain * (next() + next() + next() - 1.5)));
    expectAgreement(samples, values);
  });

  test('rounds ties to even, on both sides of 0', () => {
    const samples = [0, 0, 0, 0, 0, 0, 5, -5, 100, 32766, 32767, -32768, -32767];
    const halves = [0.5, -0.5, 1.5, -1.5, 2.5, -2.5, 0.5, -0.5, 0.5, 0.5, 0.5, -0.5, -0.5];
    const { mixed, clipped } = byTheKernel(samples, halves);
    // 32767.5 rounds to 32768, which is clipped; -32768.5 rounds to -32768, which is not.
    expect(mixed).toEqual([0, 0, 2, -2, 2, -2, 6, -6, 100, 32766, 32767, -32768, -32768]);
    expect(clipped).toBe(1);
    expectAgreement(samples, halves);
  });

  test('counts what is beyond full scale, not what is at it', () => {
    const samples = [32767, 32767, -32768, -32768, 0, 0, 0, 0, 0];
    const added = [0, 0.499, 0, -0.499, 32767, 32768, -32768, -32769, 1e9];
    const { mixed, clipped } = byTheKernel(samples, added);
    expect(mixed).toEqual([32767, 32767, -32768, -32768, 32767, 32767, -32768, -32768, 32767]);
    expect(clipped).toBe(3);
  });

  test('counts afresh at every call', () => {
    expect(byTheKernel([32767, 32767], [10, 10]).clipped).toBe(2);
    expect(byTheKernel([0, 0], [10, 10]).clipped).toBe(0);
    expect(byTheKernel([], []).clipped).toBe(0);
  });

  test('the sum of squares is exact where all are as large as they can be', () => {
    const samples = new Array<number>(MAX_SAMPLES).fill(-32768);
    const added = new Array<number>(MAX_SAMPLES).fill(1e6);
    expect(byTheKernel(samples, added)).toEqual({
      mixed: new Array(MAX_SAMPLES).fill(32767),
      clipped: MAX_SAMPLES,
      energy: MAX_SAMPLES * 65535 ** 2,
    });
  });
});

describe('mixNormalsS16', () => {
  const [channel, keyLow, keyHigh] = [0, 12345, 0xfedcba98] as const;

  /** The same in the steps that it is made of, block by block. */
  function inSteps(count: number, firstBlock: number, gain: number, mean: number) {
    const found = { noise: 0, signal: 0, clipped: 0 };
    for (let start = 0; start < count; start += BLOCK_FRAMES) {
      const frames = Math.min(BLOCK_FRAMES, count - start);
      const block = firstBlock + start / BLOCK_FRAMES;
      const high = Math.floor(block / 2 ** 32);
      exports.fillNormals(block % 2 ** 32, high, channel, keyLow, keyHigh);
      exports.scaleNormals(noiseAddress, 1, frames, gain, mean);
      noiseView.fill(0, frames, frames + 8);
      const address = audioAddress + 2 * start;
      found.signal += exports.sumSquaresS16(address, frames);
      found.noise += exports.mixS16(address, noiseAddress, frames);
      found.clipped += exports.clippedSamples.value;
    }
    return { ...found, samples: samplesView.slice(0, count + 16) };
  }

  function atOnce(count: number, firstBlock: number, gain: number, mean: number) {
    const noise = exports.mixNormalsS16(
      audioAddress,
      count,
      firstBlock,
      channel,
      keyLow,
      keyHigh,
      gain,
      mean,
    );
    const signal = exports.signalEnergy.value;
    const clipped = exports.clippedSamples.value;
    return { noise, signal, clipped, samples: samplesView.slice(0, count + 16) };
  }

  // Noise that vanishes, that is usual, that clips much, and that is more than 16 bits hold.
  const gains = [0, 0.3, 900, 20000, 65536];
  const counts = [1, 7, 8, 4095, 4096, 4097, 4104, 3 * 4096, 3 * 4096 + 5];
  const cases = gains.flatMap((gain) => counts.map((count) => [gain, count] as const));

  test.each(sampleOf(cases, 8))(
    'with a gain of %d gives %i samples what its steps give',
    (gain, count) => {
      const random = seededNumbers(count);
      const clean = Int16Array.from({ length: count + 16 }, () => Math.floor(random() * 65536));
      for (const [firstBlock, mean] of [
        [0, 0],
        [5, 1.5],
        [2 ** 32 - 1, -40000],
      ] as const) {
        samplesView.set(clean);
        const expected = inSteps(count, firstBlock, gain, mean);
        samplesView.set(clean);
        expect(atOnce(count, firstBlock, gain, mean)).toEqual(expected);
      }
    },
  );
});
