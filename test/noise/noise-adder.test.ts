import { describe, expect, test } from 'vitest';
import { type FillGains, GainedNoise, NoiseAdder } from '../../src/noise/noise-adder.ts';
import { NormalStream } from '../../src/noise/normal-stream.ts';
import { PowerSum } from '../level/oracles/power-sum.ts';
import { randomChannels } from '../mix/signals.ts';
import { oracleMix, oracleNormals } from './oracle.ts';

const SEED = 8;
const KEY = 'noise-adder';
const FRAME_INDEX = 4000;
const FRAMES = 5000;

const createStream = () => new NormalStream(SEED, KEY);

/** Normals of a channel, one after the other. */
function normals(channel: number): (frame: number) => number {
  const blocks = new Map<number, Float32Array>();
  return (frame) => {
    const blockIndex = Math.floor(frame / 4096);
    if (!blocks.has(blockIndex)) {
      blocks.set(blockIndex, oracleNormals({ seed: SEED, key: KEY, channel, blockIndex }));
    }
    return blocks.get(blockIndex)![frame % 4096]!;
  };
}

/** Gains that are different at every frame, and 32-bit floats. */
const gainAt = (frame: number) => Math.fround(1 / (1 + frame));
const fillGains: FillGains = (out, frameIndex, frames) => {
  for (let i = 0; i < frames; i++) out[i] = gainAt(frameIndex + i);
};

function signal(channels: number): Float32Array[] {
  return Array.from({ length: channels }, (_, channel) =>
    Float32Array.from({ length: FRAMES }, (_, i) => Math.cos(0.01 * i * (channel + 1))),
  );
}

/** Signal with noise by its definition; `streamChannels` says which noise each channel gets. */
function noisy(
  stds: readonly number[],
  mean: number,
  streamChannels: readonly number[],
  gain: (frame: number) => number = () => 1,
): Float32Array[] {
  return signal(stds.length).map((samples, channel) => {
    const normalAt = normals(streamChannels[channel]!);
    return samples.map((sample, i) => {
      const normal = Math.fround(gain(FRAME_INDEX + i) * normalAt(FRAME_INDEX + i));
      return oracleMix(sample, normal, stds[channel]!, mean);
    });
  });
}

describe('NoiseAdder adds std times gained normal plus mean', () => {
  test('with a deviation for each channel', () => {
    const channelData = signal(2);
    const shape = { stds: [0.1, 0.7], mean: -0.003, shared: false };
    new NoiseAdder(createStream(), shape).add(channelData, FRAME_INDEX, FRAMES);
    expect(channelData).toEqual(noisy([0.1, 0.7], -0.003, [0, 1]));
  });

  test('of the first channel to all, where it is shared', () => {
    const channelData = signal(3);
    const shape = { stds: [0.1, 0.2, 0.2], mean: 0, shared: true };
    new NoiseAdder(createStream(), shape).add(channelData, FRAME_INDEX, FRAMES);
    expect(channelData).toEqual(noisy([0.1, 0.2, 0.2], 0, [0, 0, 0]));
  });

  test.each([false, true])('with the gain of each frame, in all channels; shared: %s', (shared) => {
    const channelData = signal(2);
    const shape = { stds: [0.5, 0.25], mean: 0.01, shared, fillGains };
    new NoiseAdder(createStream(), shape).add(channelData, FRAME_INDEX, FRAMES);
    expect(channelData).toEqual(noisy([0.5, 0.25], 0.01, shared ? [0, 0] : [0, 1], gainAt));
  });
});

describe('GainedNoise', () => {
  test('is plain without gains: its blocks are those of the stream', () => {
    const noise = new GainedNoise(createStream(), { shared: false });
    expect(noise.isPlain).toBe(true);
    expect(noise.block(1, 2)).toEqual(createStream().block(1, 2));
    const gained = new GainedNoise(createStream(), { shared: false, fillGains });
    expect(gained.isPlain).toBe(false);
  });

  test('gives gained blocks in any order, and asks for the gains of a block once', () => {
    const asked: number[] = [];
    const counting: FillGains = (out, frameIndex, frames) => {
      asked.push(frameIndex, frames);
      fillGains(out, frameIndex, frames);
    };
    const noise = new GainedNoise(createStream(), { shared: false, fillGains: counting });
    for (const blockIndex of [1, 3, 0]) {
      for (const channel of [0, 1]) {
        const expected = createStream()
          .block(channel, blockIndex)
          .map((x, i) => x * gainAt(4096 * blockIndex + i));
        expect(noise.block(channel, blockIndex)).toEqual(expected);
      }
    }
    expect(asked).toEqual([4096, 4096, 3 * 4096, 4096, 0, 4096]);
  });
});

describe('the energy of the noise that is added', () => {
  test.each([1e-20, 0.1, 1, 7, 1e6])('is that of what the samples really got, peak %s', (peak) => {
    const clean = randomChannels(4, 2, 9000, peak);
    const noisy = clean.map((samples) => samples.slice());
    const plain = clean.map((samples) => samples.slice());
    const shape = { stds: [0.1 * peak, 3 * peak], mean: 0.01 * peak, shared: false };
    const adder = new NoiseAdder(createStream(), shape);
    // In pieces that do not keep to the blocks of the noise.
    for (let start = 0; start < 9000; start += 3001) {
      const pieces = noisy.map((samples) => samples.subarray(start, start + 3001));
      adder.addAndSum(pieces, start, pieces[0]!.length);
    }
    new NoiseAdder(createStream(), shape).add(plain, 0, 9000);
    expect(noisy).toEqual(plain);
    const expected = noisy.map((samples, channel) => {
      const sum = new PowerSum();
      sum.addDifference(samples, clean[channel]!, 1);
      return sum;
    });
    expect(adder.energy).toBe(PowerSum.total(expected));
  });
});
