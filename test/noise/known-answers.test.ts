// Published answers of the generators that noise stream v1 is built of.

import { describe, expect, test } from 'vitest';
import { fnv1a64, splitMix64 } from '../../src/noise/noise-key.ts';
import * as oracle from './oracle.ts';

const GOLDEN_GAMMA = 0x9e3779b97f4a7c15n;

const utf8 = (text: string) => new TextEncoder().encode(text);

describe('Philox4x32-10', () => {
  // kat_vectors of Random123: counter, key, answer.
  test.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ] as const)('of counter %j and key %j is %j', (counter, key, answer) => {
    expect(oracle.philox4x32(counter, key)).toEqual(answer);
  });
});

describe('xoshiro128++', () => {
  test('from state 1, 2, 3, 4 gives the words of the reference implementation', () => {
    const next = oracle.xoshiro128plusplus([1, 2, 3, 4]);
    expect(Array.from({ length: 10 }, next)).toEqual([
      641, 1573767, 3222811527, 3517856514, 836907274, 4247214768, 3867114732, 1355841295,
      495546011, 621204420,
    ]);
  });

  test('agrees with the recurrence in unbounded integers', () => {
    const mask = 0xffff_ffffn;
    const rotl = (x: bigint, k: bigint) => ((x << k) | (x >> (32n - k))) & mask;
    let s = [1n, 2n, 3n, 4n] as [bigint, bigint, bigint, bigint];
    const next = oracle.xoshiro128plusplus([1, 2, 3, 4]);
    for (let i = 0; i < 1000; i++) {
      const word = (rotl((s[0] + s[3]) & mask, 7n) + s[0]) & mask;
      expect(next()).toBe(Number(word));
      const s2 = s[2] ^ s[0];
      const s3 = s[3] ^ s[1];
      s = [s[0] ^ s3, s[1] ^ s2, s2 ^ ((s[1] << 9n) & mask), rotl(s3, 11n)];
    }
  });
});

describe.each([
  ['the library', splitMix64, fnv1a64],
  ['the oracle', oracle.splitMix64, (text: string) => oracle.fnv1a64(utf8(text))],
])('in %s', (_, mix, hash) => {
  test.each([
    [
      0n,
      [
        0xe220a8397b1dcdafn,
        0x6e789e6aa1b965f4n,
        0x06c45d188009454fn,
        0xf88bb8a8724c81ecn,
        0x1b39896a51a8749bn,
      ],
    ],
    [
      1234567n,
      [
        6457827717110365317n,
        3203168211198807973n,
        9817491932198370423n,
        4593380528125082431n,
        16408922859458223821n,
      ],
    ],
  ])('SplitMix64 from seed %s gives the words of the reference implementation', (seed, words) => {
    const state = (i: number) => BigInt.asUintN(64, seed + BigInt(i) * GOLDEN_GAMMA);
    expect(words.map((_, i) => mix(state(i)))).toEqual(words);
  });

  test.each([
    ['', 0xcbf29ce484222325n],
    ['a', 0xaf63dc4c8601ec8cn],
    ['foobar', 0x85944171f73967e8n],
  ])('FNV-1a of %j is that of its Internet draft', (text, answer) => {
    expect(hash(text)).toBe(answer);
  });
});
