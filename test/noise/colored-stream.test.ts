import { describe, expect, test } from 'vitest';
import { instantiateKernel } from '../../src/kernel/kernel.ts';
import { KernelPool } from '../../src/kernel/kernel-pool.ts';
import { type ColorFilter, createColorFilter } from '../../src/noise/color-filter.ts';
import { CosineTransform } from '../../src/noise/color-transform.ts';
import { ColoredStream } from '../../src/noise/colored-stream.ts';
import { NormalStream } from '../../src/noise/normal-stream.ts';
import { sampleOf } from '../tools/depth.ts';
import { oracleColoredGroup, oracleEnergy, whiteGroup } from './color-oracle.ts';
import { consecutive } from './noise-streams.ts';

const SEED = 5;
const KEY = 'coloured';
const PERIOD = 16384;
const GROUP_FRAMES = 24576;

const PINK = createColorFilter({ color: 'pink', sampleRate: 16000 });
const BROWN = createColorFilter({ color: 'brown', sampleRate: 16000 });

const bitsOf = (samples: Float32Array) => new Uint32Array(samples.slice().buffer);

describe('a stream of colored noise', () => {
  test.each(
    sampleOf(
      [
        { seed: SEED, key: KEY, channel: 0, groupIndex: 0 },
        { seed: 0, key: '', channel: 1, groupIndex: 7 },
        { seed: Number.MAX_SAFE_INTEGER, key: '東京', channel: 65535, groupIndex: 2 ** 31 },
        { seed: 3, key: 'last', channel: 2, groupIndex: Math.floor((2 ** 41 - 1) / 6) },
      ],
      2,
    ),
  )('has the bits of the specification: %j', (address) => {
    const { seed, key, channel, groupIndex } = address;
    const stream = new ColoredStream(seed, key, PINK);
    const expected = bitsOf(oracleColoredGroup(address, PINK.response));
    for (let i = 0; i < 6; i++) {
      const bits = bitsOf(stream.block(channel, 6 * groupIndex + i));
      expect(bits).toEqual(expected.subarray(4096 * i, 4096 * (i + 1)));
    }
  });

  test('gives the same bits in any order of blocks and channels, on one kernel or its own', () => {
    const blocks = [0, 1, 5, 6, 7, 11, 12, 40];
    const ordered = new ColoredStream(SEED, KEY, PINK);
    const expected = new Map<string, Float32Array>();
    for (const channel of [0, 1, 2]) {
      for (const b of blocks) expected.set(`${channel} ${b}`, ordered.block(channel, b).slice());
    }
    const kernel = instantiateKernel();
    const other = new ColoredStream(SEED, 'other', BROWN, kernel);
    const shuffled = new ColoredStream(SEED, KEY, PINK, kernel);
    for (const b of [...blocks].reverse()) {
      for (const channel of [2, 0, 1]) {
        other.block(channel, b);
        shuffled.blockEnergy(channel, b, 100);
        expect(shuffled.block(channel, b)).toEqual(expected.get(`${channel} ${b}`));
      }
    }
  });

  test('gives the same bits on kernels that others have worked with and left as they were', {
    tags: 'thorough',
  }, () => {
    const expected = consecutive(new ColoredStream(SEED, KEY, PINK), 1, 14);
    const pool = new KernelPool();
    for (const filter of [BROWN, PINK, BROWN]) {
      pool.lendNow((createKernel) => {
        const { exports, audioAddress } = createKernel(1 << 20);
        new Float32Array(exports.memory.buffer, audioAddress, 1 << 18).fill(Number.NaN);
        consecutive(new ColoredStream(9, 'other', filter, createKernel(), createKernel), 0, 14);
      });
      const samples = pool.lendNow((createKernel) =>
        consecutive(new ColoredStream(SEED, KEY, PINK, createKernel(), createKernel), 1, 14),
      );
      expect(samples).toEqual(expected);
    }
  });

  test('leaves its blocks in the normals of the kernel it was given', () => {
    const kernel = instantiateKernel();
    const stream = new ColoredStream(SEED, KEY, PINK, kernel);
    expect(stream.kernel).toBe(kernel);
    expect(stream.block(0, 0)).toBe(kernel.normals);
  });

  test.each([
    ['the first frame', 0],
    ['the border of two segments', 12288],
    ['the border of two groups', GROUP_FRAMES],
    ['the border of two blocks', 4096],
  ])('is the convolution of white noise, continuous across %s', (_, border) => {
    const taps = tapsOf(BROWN);
    const white = consecutive(new NormalStream(SEED, KEY), 0, 14);
    const samples = consecutive(new ColoredStream(SEED, KEY, BROWN), 0, 12);
    for (let f = Math.max(0, border - 20); f < border + 20; f++) {
      let sum = taps[0]! * white[f + 2048]!;
      for (let k = 1; k <= 2048; k++)
        sum += taps[k]! * (white[f + 2048 - k]! + white[f + 2048 + k]!);
      expect(Math.abs(samples[f]! - sum)).toBeLessThan(2e-6);
    }
  });

  test('depends on seed, key and channel', () => {
    const block = new ColoredStream(SEED, KEY, PINK).block(0, 0).slice();
    expect(new ColoredStream(SEED + 1, KEY, PINK).block(0, 0)).not.toEqual(block);
    expect(new ColoredStream(SEED, 'x', PINK).block(0, 0)).not.toEqual(block);
    expect(new ColoredStream(SEED, KEY, PINK).block(1, 0)).not.toEqual(block);
  });

  test('refuses the seeds that white noise refuses', () => {
    expect(() => new ColoredStream(-1, '', PINK)).toThrow(/seed is -1/);
  });
});

describe('energy of colored noise', () => {
  const stream = new ColoredStream(SEED, KEY, PINK);

  test.each([0, 1, 2, 3, 4, 7, 2048, 4093, 4096])(
    'is the sum of the squares of the first %i of a block, to the last bit',
    (frames) => {
      const samples = new ColoredStream(SEED, KEY, PINK).block(1, 8);
      expect(stream.blockEnergy(1, 8, frames)).toBe(oracleEnergy(samples.subarray(0, frames)));
    },
  );

  test('of a whole block is that of all its frames', () => {
    expect(stream.blockEnergy(0, 3)).toBe(stream.blockEnergy(0, 3, 4096));
  });

  test('leaves the noise as it was', () => {
    const before = stream.block(0, 2).slice();
    stream.blockEnergy(0, 2, 5);
    stream.blockEnergy(0, 1);
    expect(stream.block(0, 2)).toEqual(before);
  });

  test('leaves the noise after it as it was, of that channel and of another', () => {
    const plain = consecutive(new ColoredStream(SEED, KEY, PINK), 0, 14);
    const other = consecutive(new ColoredStream(SEED, KEY, PINK), 1, 14);
    const measured = new ColoredStream(SEED, KEY, PINK);
    for (let b = 0; b < 14; b++) {
      const at = 4096 * b;
      for (const [channel, samples] of [plain, other].entries()) {
        const block = samples.subarray(at, at + 4096);
        expect(measured.blockEnergy(channel, b)).toBe(oracleEnergy(block));
        expect(measured.block(channel, b)).toEqual(block);
      }
    }
  });

  test.each([0, 1, 4095, 4096, 4097, GROUP_FRAMES + 17])('adds up over %i frames', (frames) => {
    let sum = 0;
    for (let b = 0; 4096 * b < frames; b++) {
      sum += stream.blockEnergy(0, b, Math.min(4096, frames - 4096 * b));
    }
    expect(stream.energy(0, frames)).toBe(sum);
  });

  test('adds up over channels', () => {
    const sum = stream.energy(0, 5000) + stream.energy(1, 5000) + stream.energy(2, 5000);
    expect(stream.pooledEnergy(3, 5000)).toBe(sum);
  });
});

test('the white noise of a group reaches 4096 frames beyond it', () => {
  const address = { seed: SEED, key: KEY, channel: 0, groupIndex: 1 };
  const white = new NormalStream(SEED, KEY);
  expect(whiteGroup(address).subarray(GROUP_FRAMES)).toEqual(white.block(0, 12));
});

/** Taps of the middle and of one side. */
function tapsOf({ response }: ColorFilter): Float64Array {
  const transform = new CosineTransform(PERIOD / 2);
  return transform.transform(Float64Array.from(response)).map((tap) => tap / PERIOD);
}
