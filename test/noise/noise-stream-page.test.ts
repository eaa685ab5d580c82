// docs/noise-stream.md states numbers; here they are computed.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { TpdfDither } from '../../src/mix/dither.ts';
import { NormalStream } from '../../src/noise/normal-stream.ts';
import {
  fnv1a64,
  laneState,
  oracleEnergy,
  oracleNormals,
  streamKey,
  xoshiro128plusplus,
} from './oracle.ts';

const page = readFileSync(new URL('../../docs/noise-stream.md', import.meta.url), 'utf8');

interface TestVector {
  seed: number;
  key: string;
  channel: number;
  block: number;
  fnv: string;
  keyLow: string;
  keyHigh: string;
  lane0: string[];
  lane7: string[];
  radiusWords: string[];
  angleWords: string[];
  normals: string[];
  lastNormal: string;
  energy: string;
}

const section = page.split('## Test vectors')[1]!;
const vectors: TestVector[] = JSON.parse(/```json\n(.*?)```/s.exec(section)![1]!);

const hex32 = (word: number) => `0x${(word >>> 0).toString(16).padStart(8, '0')}`;
const hex64 = (bits: bigint) => `0x${bits.toString(16).padStart(16, '0')}`;

function bitsOfDouble(value: number): bigint {
  return new BigUint64Array(Float64Array.of(value).buffer)[0]!;
}

function bitsOfFloats(values: Float32Array): string[] {
  return Array.from(new Uint32Array(values.slice().buffer), hex32);
}

describe('the test vectors of docs/noise-stream.md', () => {
  test('begin with seed 1, the empty key, channel 0 and block 0', () => {
    expect(vectors[0]).toMatchObject({ seed: 1, key: '', channel: 0, block: 0 });
    expect(vectors.length).toBeGreaterThan(1);
  });

  test.each(vectors)(
    'come of the steps: seed $seed, key $key, channel $channel, block $block',
    (vector) => {
      const { seed, key, channel, block } = vector;
      const address = { seed, key, channel, blockIndex: block };
      const firstWords = [0, 1, 2, 3, 4, 5, 6, 7].map((lane) =>
        hex32(xoshiro128plusplus(laneState(address, lane))()),
      );
      const [keyLow, keyHigh] = streamKey(seed, key).map(hex32);
      const normals = bitsOfFloats(oracleNormals(address));
      expect({
        ...{ seed, key, channel, block },
        ...{ fnv: hex64(fnv1a64(new TextEncoder().encode(key))), keyLow, keyHigh },
        lane0: laneState(address, 0).map(hex32),
        lane7: laneState(address, 7).map(hex32),
        radiusWords: firstWords.slice(0, 4),
        angleWords: firstWords.slice(4),
        normals: normals.slice(0, 8),
        lastNormal: normals[4095],
        energy: hex64(bitsOfDouble(oracleEnergy(address))),
      }).toEqual(vector);
    },
  );

  test.each(vectors)(
    'come of the library: seed $seed, key $key, channel $channel, block $block',
    ({ seed, key, channel, block, normals, lastNormal, energy }) => {
      const stream = new NormalStream(seed, key);
      const bits = bitsOfFloats(stream.block(channel, block));
      expect(bits.slice(0, 8)).toEqual(normals);
      expect(bits[4095]).toBe(lastNormal);
      expect(hex64(bitsOfDouble(stream.blockEnergy(channel, block)))).toBe(energy);
    },
  );
});

test('each coefficient of docs/noise-stream.md has the decimals of its pattern', () => {
  const rows = [...page.matchAll(/\| (L\d|LN4|S\d|C\d) +\| `(0x[0-9a-f]{8})` +\| (-?[0-9.]+) /g)];
  expect(rows.map(([, name]) => name).sort()).toEqual(
    ['C0', 'C1', 'C2', 'C3', 'L0', 'L1', 'L2', 'LN4', 'S0', 'S1', 'S2'].sort(),
  );
  for (const [, , bits, decimals] of rows) {
    const value = new Float32Array(Uint32Array.of(Number(bits)).buffer)[0]!;
    expect(Math.fround(Number(decimals))).toBe(value);
  }
});

describe('the dither of docs/noise-stream.md', () => {
  const [, table] = page.split('| 65536 · steps |');
  const rows = table!.split('\n\n')[0]!.split('\n').slice(2);

  test.each(rows)('is that of %s', (row) => {
    const cells = row.split('|').map((cell) => cell.trim().replaceAll('`', ''));
    const [, seed, key, channel, frame, steps] = cells;
    const sample = new Float32Array(1);
    // Of 1 bit, a step is full scale.
    new TpdfDither(Number(seed), key!, 1).add(sample, Number(frame), 1, Number(channel));
    expect(65_536 * sample[0]!).toBe(Number(steps));
  });

  test('has a table', () => expect(rows.length).toBe(6));
});
