import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AudioBlock } from '../../src/audio-format.ts';
import { GaussianNoise } from '../../src/noise/gaussian-noise.ts';
import { timesOf } from '../tools/depth.ts';
import { oracleMix, oracleNormals } from './oracle.ts';

const SEED = 6;
const KEY = 'gaussian-noise';
const STD = 0.1;
const MEAN = -0.003;

/** A signal that is not 0 anywhere and different in each channel. */
function signal(channels: number, frames: number): Float32Array[] {
  return Array.from({ length: channels }, (_, channel) =>
    Float32Array.from({ length: frames }, (_, i) => 0.5 * Math.cos(0.01 * (i + 1) * (channel + 1))),
  );
}

/** Signal with noise, one sample after the other, by the specification. */
function noisy(
  channelData: readonly Float32Array[],
  frameIndex: number,
  { std, mean }: { std: number; mean: number },
): Float32Array[] {
  return channelData.map((samples, channel) => {
    const blocks = new Map<number, Float32Array>();
    return samples.map((sample, i) => {
      const blockIndex = Math.floor((frameIndex + i) / 4096);
      if (!blocks.has(blockIndex)) {
        blocks.set(blockIndex, oracleNormals({ seed: SEED, key: KEY, channel, blockIndex }));
      }
      const normal = blocks.get(blockIndex)![(frameIndex + i) % 4096]!;
      return oracleMix(sample, normal, std, mean);
    });
  });
}

function cut(channelData: readonly Float32Array[], from: number, to: number): Float32Array[] {
  return channelData.map((samples) => samples.slice(from, to));
}

/** Compares numbers as Object.is does, much quicker than `toEqual`. */
function expectSame(actual: readonly Float32Array[], expected: readonly Float32Array[]): void {
  expect(actual.map((samples) => samples.length)).toEqual(
    expected.map((samples) => samples.length),
  );
  const wrong = actual.map((samples, channel) =>
    samples.findIndex((sample, i) => !Object.is(sample, expected[channel]![i])),
  );
  expect(wrong, 'first wrong frame of each channel').toEqual(actual.map(() => -1));
}

describe('noise is std times normal plus mean, rounded after each step', () => {
  test.each([
    ['of one channel, from the start', 1, 0, 4096],
    ['of three channels, over two borders of blocks', 3, 4001, 5000],
    ['of two channels, from an odd frame beyond 2^44', 2, 2 ** 44 + 4095, 4099],
    ['of a single frame', 2, 12287, 1],
  ])('%s', (_, channels, frameIndex, frames) => {
    const channelData = signal(channels, frames);
    const expected = noisy(channelData, frameIndex, { std: STD, mean: MEAN });
    new GaussianNoise({ std: STD, mean: MEAN, seed: SEED, key: KEY }).add(
      channelData,
      frameIndex,
      frames,
    );
    expectSame(channelData, expected);
  });

  test.each([
    [1e-30, 0],
    [1e6, -12345.678],
    [0, 0.25],
    [0, 0],
    [0.7, 0],
  ])('with std %d and mean %d', (std, mean) => {
    const channelData = signal(1, 5000);
    const expected = noisy(channelData, 0, { std, mean });
    new GaussianNoise({ std, mean, seed: SEED, key: KEY }).add(channelData, 0, 5000);
    expectSame(channelData, expected);
  });

  test('std and mean are told as they are used: rounded to 32 bits', () => {
    const noise = new GaussianNoise({ std: STD, mean: MEAN, seed: SEED });
    expect(noise.std).toBe(Math.fround(0.1));
    expect(noise.mean).toBe(Math.fround(-0.003));
    expect(new GaussianNoise({ std: 1, seed: SEED }).mean).toBe(0);
  });

  test('a million samples of it have that mean and deviation', () => {
    const frames = 2 ** 20;
    const channelData = [new Float32Array(frames)];
    new GaussianNoise({ std: STD, mean: MEAN, seed: SEED }).add(channelData, 0, frames);
    let sum = 0;
    for (const sample of channelData[0]!) sum += sample;
    let squares = 0;
    for (const sample of channelData[0]!) squares += (sample - sum / frames) ** 2;
    // Standard errors σ/√n and σ/√(2n); five of each happen by chance once in 1.7 million.
    expect(Math.abs(sum / frames - MEAN)).toBeLessThan((5 * STD) / Math.sqrt(frames));
    expect(Math.abs(Math.sqrt(squares / frames) - STD)).toBeLessThan(
      (5 * STD) / Math.sqrt(2 * frames),
    );
  });
});

describe('which noise a frame gets does not depend on how the frames come', () => {
  test('blocks of any size in any order give the same samples', () => {
    const frames = 13_000;
    const whole = signal(2, frames);
    const expected = noisy(whole, 1000, { std: STD, mean: MEAN });
    const blocks = fc
      .uniqueArray(fc.integer({ min: 1, max: frames - 1 }), { maxLength: 12 })
      .map((cuts) => [0, ...cuts.sort((a, b) => a - b), frames])
      .map((cuts) => cuts.slice(1).map((to, i) => ({ from: cuts[i]!, to })))
      .chain((ranges) =>
        fc.shuffledSubarray(ranges, { minLength: ranges.length, maxLength: ranges.length }),
      );
    fc.assert(
      fc.property(blocks, (ranges) => {
        const noise = new GaussianNoise({ std: STD, mean: MEAN, seed: SEED, key: KEY });
        for (const { from, to } of ranges) {
          const piece = cut(whole, from, to);
          noise.add(piece, 1000 + from, to - from);
          expectSame(piece, cut(expected, from, to));
        }
      }),
      { seed: 1, numRuns: timesOf(8, 40) },
    );
  });

  test('a channel gets the same noise whatever channels are beside it', () => {
    const mono = signal(1, 5000);
    const stereo = signal(2, 5000);
    const noise = new GaussianNoise({ std: STD, seed: SEED, key: KEY });
    noise.add(mono, 77, 5000);
    noise.add(stereo, 77, 5000);
    expect(stereo[0]).toEqual(mono[0]);
    expectSame(stereo, noisy(signal(2, 5000), 77, { std: STD, mean: 0 }));
    // Back to one channel, on the same instance.
    const again = signal(1, 5000);
    noise.add(again, 77, 5000);
    expect(again).toEqual(mono);
  });

  test('the empty key is the default', () => {
    const [unnamed, named] = [signal(1, 10), signal(1, 10)];
    new GaussianNoise({ std: STD, seed: SEED }).add(unnamed, 0, 10);
    new GaussianNoise({ std: STD, seed: SEED, key: '' }).add(named, 0, 10);
    expect(unnamed).toEqual(named);
  });

  test('frames beyond the given number stay as they are', () => {
    const channelData = signal(2, 6000);
    const before = cut(channelData, 0, 6000);
    new GaussianNoise({ std: STD, seed: SEED, key: KEY }).add(channelData, 0, 4100);
    expect(cut(channelData, 4100, 6000)).toEqual(cut(before, 4100, 6000));
    expect(cut(channelData, 0, 4100)).toEqual(
      noisy(cut(before, 0, 4100), 0, { std: STD, mean: 0 }),
    );
  });
});

describe('process', () => {
  const block: AudioBlock = {
    format: { sampleRate: 16000, numberOfChannels: 2 },
    frameIndex: 4095,
    channelData: signal(2, 4500),
  };

  test('gives a new block with the noise of its frames and leaves the old one alone', () => {
    const before = cut(block.channelData, 0, 4500);
    const result = new GaussianNoise({ std: STD, mean: MEAN, seed: SEED, key: KEY }).process(block);
    expect(block.channelData).toEqual(before);
    expect(result).toEqual({
      ...block,
      channelData: noisy(before, 4095, { std: STD, mean: MEAN }),
    });
  });

  test('copies samples that are a view of a longer array', () => {
    const long = signal(1, 200)[0]!;
    const view = long.subarray(50, 100);
    const { channelData } = new GaussianNoise({ std: STD, seed: SEED, key: KEY }).process({
      ...block,
      channelData: [view],
    });
    expect(channelData).toEqual(noisy([view], 4095, { std: STD, mean: 0 }));
    expect(channelData[0]!.buffer).not.toBe(long.buffer);
  });

  test('takes blocks without frames and without channels', () => {
    const noise = new GaussianNoise({ std: STD, seed: SEED });
    expect(noise.process({ ...block, channelData: [] }).channelData).toEqual([]);
    const empty = [new Float32Array(0), new Float32Array(0)];
    expect(noise.process({ ...block, channelData: empty }).channelData).toEqual(empty);
  });
});

describe('options out of range are refused by name', () => {
  test.each([-1e-9, -Infinity, Infinity, 1e39, Number.NaN])('std %d', (std) => {
    expect(() => new GaussianNoise({ std, seed: SEED })).toThrow(
      new RangeError(`std is ${std}; expected a number from 0 to 3.4e38, as 32-bit floats hold`),
    );
  });

  test.each([Infinity, -Infinity, -1e39, Number.NaN])('mean %d', (mean) => {
    expect(() => new GaussianNoise({ std: STD, mean, seed: SEED })).toThrow(
      new RangeError(`mean is ${mean}; expected a number within ±3.4e38, as 32-bit floats hold`),
    );
  });

  test.each([-1, 2 ** 53, 0.5, Number.NaN])('seed %d', (seed) => {
    expect(() => new GaussianNoise({ std: STD, seed })).toThrow(
      new RangeError(`seed is ${seed}; expected an integer from 0 to 9007199254740991`),
    );
  });
});
