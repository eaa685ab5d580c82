import { describe, expect, test } from 'vitest';
import { instantiateKernel } from '../../src/kernel/kernel.ts';
import { NOISE_BLOCK_FRAMES, NormalStream } from '../../src/noise/normal-stream.ts';
import { oracleEnergy, oracleNormals } from './oracle.ts';

const SEED = 4;
const KEY = 'normal-stream';

function squaresOfFirst(channel: number, blockIndex: number, frames: number): number {
  const normals = oracleNormals({ seed: SEED, key: KEY, channel, blockIndex });
  let sum = 0;
  for (let i = 0; i < frames; i++) sum += normals[i]! * normals[i]!;
  return sum;
}

describe('NormalStream', () => {
  test('blocks have 4096 frames', () => {
    expect(NOISE_BLOCK_FRAMES).toBe(4096);
    expect(new NormalStream(SEED, KEY).block(0, 0)).toHaveLength(4096);
  });

  test('the empty key is the default', () => {
    const block = new NormalStream(SEED).block(0, 0);
    expect(block).toEqual(oracleNormals({ seed: SEED, key: '', channel: 0, blockIndex: 0 }));
  });

  test('a block is the same whatever was asked for before', () => {
    const stream = new NormalStream(SEED, KEY);
    const first = stream.block(2, 7).slice();
    stream.block(0, 2 ** 40);
    stream.blockEnergy(3, 9);
    stream.energy(1, 10_000);
    expect(stream.block(2, 7)).toEqual(first);
  });

  test('streams on one kernel and streams on their own agree', () => {
    const kernel = instantiateKernel();
    const a = new NormalStream(SEED, 'a', kernel);
    const b = new NormalStream(SEED, 'b', kernel);
    b.block(0, 0);
    expect(a.block(0, 0)).toEqual(new NormalStream(SEED, 'a').block(0, 0));
    expect(b.block(0, 0)).toEqual(new NormalStream(SEED, 'b').block(0, 0));
  });

  test('streams on their own do not overwrite each other', () => {
    const a = new NormalStream(SEED, 'a').block(0, 0);
    const before = a.slice();
    new NormalStream(SEED, 'b').block(0, 0);
    expect(a).toEqual(before);
  });

  test.each([0, 1, 2, 7, 2048, 4095])(
    'the energy of the first %i of a block is the sum of their squares, to the last bit',
    (frames) => {
      const stream = new NormalStream(SEED, KEY);
      expect(stream.blockEnergy(1, 3, frames)).toBe(squaresOfFirst(1, 3, frames));
    },
  );

  test.each([0, 1, 4095, 4096, 4097, 3 * 4096, 3 * 4096 + 17])(
    'the energy of %i frames is that of the whole blocks and of the rest, to the last bit',
    (frames) => {
      const whole = Math.floor(frames / 4096);
      let expected = 0;
      for (let blockIndex = 0; blockIndex < whole; blockIndex++) {
        expected += oracleEnergy({ seed: SEED, key: KEY, channel: 5, blockIndex });
      }
      expected += squaresOfFirst(5, whole, frames % 4096);
      const stream = new NormalStream(SEED, KEY);
      expect(stream.energy(5, frames)).toBe(expected);

      let sum = 0;
      for (let blockIndex = 0; blockIndex <= whole; blockIndex++) {
        sum += squaresOfFirst(5, blockIndex, Math.min(4096, frames - blockIndex * 4096));
      }
      // 1e-6 is 0.000004 dB.
      expect(Math.abs(stream.energy(5, frames) - sum)).toBeLessThanOrEqual(1e-6 * sum);
    },
  );

  test.each([0, 3, 2 ** 32 + 3])('block %i and its energy are those of the specification', (b) => {
    const address = { seed: SEED, key: KEY, channel: 1, blockIndex: b };
    const stream = new NormalStream(SEED, KEY);
    expect(stream.block(1, b)).toEqual(oracleNormals(address));
    expect(stream.blockEnergy(1, b)).toBe(oracleEnergy(address));
  });

  test('a sum of energies goes on from any block, channel by channel', () => {
    const stream = new NormalStream(SEED, KEY);
    expect(stream.addEnergy(0.5, 2, 3, 0)).toBe(0.5);
    expect(stream.addEnergy(0, 2, 3, 100)).toBe(squaresOfFirst(2, 3, 100));
    let sum = 7;
    for (const blockIndex of [3, 4]) {
      sum += oracleEnergy({ seed: SEED, key: KEY, channel: 2, blockIndex });
    }
    expect(stream.addEnergy(7, 2, 3, 2 * 4096 + 100)).toBe(sum + squaresOfFirst(2, 5, 100));
  });

  test.each([0, 5, 2 ** 32 + 1])('block %i can be drawn at another address', (blockIndex) => {
    const kernel = instantiateKernel(4 * 4096);
    new NormalStream(SEED, KEY, kernel).draw(kernel.audioAddress, 3, blockIndex);
    const samples = new Float32Array(kernel.exports.memory.buffer, kernel.audioAddress, 4096);
    expect(samples).toEqual(oracleNormals({ seed: SEED, key: KEY, channel: 3, blockIndex }));
  });

  test('16-bit samples get std times the normals of channel 0 plus mean, in steps', () => {
    const kernel = instantiateKernel(2 * 5000);
    const samples = new Int16Array(kernel.exports.memory.buffer, kernel.audioAddress, 5000);
    const std = 1000;
    const mean = -20;
    const stream = new NormalStream(SEED, KEY, kernel);
    const energy = stream.mixS16(kernel.audioAddress, 5000, 6, std, mean);
    const normals = [6, 7].map((blockIndex) =>
      oracleNormals({ seed: SEED, key: KEY, channel: 0, blockIndex }),
    );
    const expected = Array.from(samples, (_, i) =>
      Math.round(std * normals[i >> 12]![i % 4096]! + mean),
    );
    // Some are just between two steps, by the rounding of the noise to 24 bits.
    const differences = expected.map((x, i) => Math.abs(x - samples[i]!));
    expect(Math.max(...differences)).toBeLessThanOrEqual(1);
    expect(differences.filter((difference) => difference > 0).length).toBeLessThan(10);
    expect(energy).toBe(samples.reduce((sum, x) => sum + x * x, 0));
  });

  test('the pooled energy is the sum of the channels, in their order', () => {
    const stream = new NormalStream(SEED, KEY);
    const [a, b, c] = [0, 1, 2].map((channel) => stream.energy(channel, 10_001)) as [
      number,
      number,
      number,
    ];
    expect(stream.pooledEnergy(3, 10_001)).toBe(a + b + c);
    expect(stream.pooledEnergy(0, 10_001)).toBe(0);
  });

  test.each([-1, 1.5, 2 ** 53, Number.NaN])('seed %d is refused', (seed) => {
    expect(() => new NormalStream(seed)).toThrow(RangeError);
  });
});
