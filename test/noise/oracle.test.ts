import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instantiateKernel } from '../../src/kernel/kernel.ts';
import { NormalStream } from '../../src/noise/normal-stream.ts';
import { timesOf } from '../tools/depth.ts';
import {
  type BlockAddress,
  bitsOf,
  oracleEnergy,
  oracleNormals,
  pairOf,
  radiusOf,
} from './oracle.ts';

const MAX_SEED = Number.MAX_SAFE_INTEGER;
/** The block of frame 2^53 - 1. */
const LAST_BLOCK = 2 ** 41 - 1;

const kernel = instantiateKernel();

/** Compares bit by bit: zeros have signs. */
function expectAgreement(address: BlockAddress): void {
  const { seed, key, channel, blockIndex } = address;
  const stream = new NormalStream(seed, key, kernel);
  const normals = new Uint32Array(stream.block(channel, blockIndex).slice().buffer);
  const expected = new Uint32Array(oracleNormals(address).buffer);
  const wrong = normals.findIndex((bits, i) => bits !== expected[i]);
  expect(wrong, `first wrong normal of ${JSON.stringify(address)}`).toBe(-1);
  expect(stream.blockEnergy(channel, blockIndex), JSON.stringify(address)).toBe(
    oracleEnergy(address),
  );
}

const ORIGIN: BlockAddress = { seed: 1, key: '', channel: 0, blockIndex: 0 };

describe('the kernel gives the bits of the specification', () => {
  test('for every seed and block at a border, together', () => {
    for (const seed of [0, 1, 2 ** 32 - 1, 2 ** 32, MAX_SEED]) {
      for (const blockIndex of [0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, LAST_BLOCK]) {
        expectAgreement({ ...ORIGIN, seed, blockIndex });
      }
    }
  });

  test.each([0, 1, 7, 255, 65535, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1])(
    'for channel %i',
    (channel) => {
      expectAgreement({ ...ORIGIN, channel });
      expectAgreement({ ...ORIGIN, channel, blockIndex: LAST_BLOCK });
    },
  );

  test.each([
    'a',
    '\0',
    'speaker-1/utt-0003.wav',
    'Grüße',
    'Gru\u0308ße',
    '東京/🎧.wav',
    'x'.repeat(10_000),
    '\ud800 is half a character',
  ])('for key %j', (key) => {
    expectAgreement({ ...ORIGIN, key });
  });

  test('for many arbitrary addresses', { tags: 'thorough' }, () => {
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.maxSafeNat(),
          key: fc.string({ unit: 'binary', maxLength: 40 }),
          channel: fc.nat({ max: 2 ** 32 - 1 }),
          blockIndex: fc.maxSafeNat().map((n) => n % (LAST_BLOCK + 1)),
        }),
        expectAgreement,
      ),
      { seed: 1, numRuns: timesOf(20, 200) },
    );
  });

  // Words of 2^32 - 128 and more make the radius -0, which one block in 16384 has.
  test.each([5261, 16281])('for block %i, which has a radius of 0', (blockIndex) => {
    const address = { ...ORIGIN, blockIndex };
    const normals = oracleNormals(address);
    expect(normals.some((x, i) => (i & 4) === 0 && x === 0 && normals[i + 4] === 0)).toBe(true);
    expectAgreement(address);
  });

  test('for block 412976, which has a normal beyond 6 sigma', () => {
    const address = { ...ORIGIN, blockIndex: 412976 };
    expect(Math.max(...oracleNormals(address).map(Math.abs))).toBeGreaterThan(6);
    expectAgreement(address);
  });
});

describe('the specification is what it says of itself', () => {
  /** Words that meet every exponent, both ends of each, and arbitrary ones. */
  const words = [
    ...Array.from({ length: 32 }, (_, i) => [2 ** i - 1, 2 ** i, 2 ** i + 1, 3 * 2 ** i]).flat(),
    ...Array.from({ length: 20_000 }, (_, i) => Math.imul(i, 0x9e3779b1) >>> 0),
    2 ** 32 - 257,
    2 ** 32 - 256,
    2 ** 32 - 129,
    2 ** 32 - 128,
    2 ** 32 - 1,
  ].filter((word) => word < 2 ** 32);

  test('radii are wrong by 2.1e-7 of themselves at most', () => {
    const errors = words.map((word) => {
      // u as rounded to 32 bits: the error of the rounding is the distribution's, not the function's.
      const u = Math.fround(Math.fround(word >>> 1) + 0.5) / 2 ** 31;
      const exact = Math.sqrt(-2 * Math.log(u));
      return exact === 0 ? Math.abs(radiusOf(word)) : Math.abs(radiusOf(word) / exact - 1);
    });
    expect(Math.max(...errors)).toBeLessThan(2.1e-7);
  });

  test('sines are wrong by 1.2e-6, cosines by 1.7e-6 at most', () => {
    const errors = words.map((word) => {
      const angle = (Math.fround(word | 0) / 2 ** 31) * (Math.PI / 2);
      const [sine, cosine] = pairOf(1, word);
      const mirror = word % 2 === 1 ? -1 : 1;
      return [sine - Math.sin(angle), mirror * cosine - Math.cos(angle)].map(Math.abs);
    });
    expect(Math.max(...errors.map(([sine]) => sine!))).toBeLessThan(1.2e-6);
    expect(Math.max(...errors.map(([, cosine]) => cosine!))).toBeLessThan(1.7e-6);
  });

  test('the smallest radius is -0', () => {
    expect(radiusOf(2 ** 32 - 128)).toBe(-0);
    expect(radiusOf(2 ** 32 - 1)).toBe(-0);
    expect(radiusOf(2 ** 32 - 131)).toBeGreaterThan(0);
  });

  test('the largest normal is 0x40d52259, 6.660443', () => {
    expect(radiusOf(0)).toBe(radiusOf(1));
    expect(Math.max(...words.map(radiusOf))).toBe(radiusOf(0));
    let largest = 0;
    // The sine is largest at the ends of the circle's half, the cosine in its middle.
    for (let i = 0; i < 2 ** 18; i++) {
      for (const word of [2 ** 31 - 1 - 64 * i, 4096 * i]) {
        const [sine, cosine] = pairOf(radiusOf(0), word);
        largest = Math.max(largest, Math.abs(sine), Math.abs(cosine));
      }
    }
    expect(bitsOf(largest).toString(16)).toBe('40d52259');
  });

  test('energies are those of the normals, to 1e-6 of themselves', () => {
    for (let blockIndex = 0; blockIndex < 100; blockIndex++) {
      const address = { ...ORIGIN, blockIndex };
      let sum = 0;
      for (const normal of oracleNormals(address)) sum += normal * normal;
      expect(Math.abs(oracleEnergy(address) / sum - 1)).toBeLessThan(1e-6);
    }
  });
});
