import { describe, expect, test } from 'vitest';
import { AwgnError } from '../../../src/errors.ts';
import { IS_ALL_TRIED, timesOf } from '../../tools/depth.ts';
import { FIXTURES } from './odd-files.ts';
import { inPiecesOf, inRandomPieces, parse, seededRandom } from './splitting.ts';

/** Bytes from one split to the next: of all, or of some that meet every remainder of small sizes. */
const STEP = IS_ALL_TRIED ? 1 : 7;

describe.each(Object.entries(FIXTURES))('%s', (_name, fixture) => {
  const parseWhole = () => parse([fixture.bytes]);

  test('gives the same split in two at every position', () => {
    const whole = parseWhole();
    for (let at = 0; at <= fixture.bytes.length; at += STEP) {
      expect(parse([fixture.bytes.slice(0, at), fixture.bytes.slice(at)])).toEqual(whole);
    }
  });

  test('gives the same in random pieces', () => {
    const whole = parseWhole();
    for (let seed = 1; seed <= 20; seed++) {
      expect(parse(inRandomPieces(seed, fixture.bytes))).toEqual(whole);
    }
  });
});

test('a damaged file is parsed or refused by name, the same in every split', () => {
  const random = seededRandom(7);
  const files = Object.values(FIXTURES).filter(({ bytes }) => bytes.length < 300);
  const outcome = (pieces: readonly Uint8Array[]) => {
    try {
      return parse(pieces);
    } catch (error) {
      if (error instanceof AwgnError) return [error.code, error.message, error.byteOffset];
      throw error;
    }
  };
  for (let run = 0; run < timesOf(800, 4000); run++) {
    const bytes = files[run % files.length]!.bytes.slice();
    const numberOfFaults = 1 + Math.floor(3 * random());
    for (let i = 0; i < numberOfFaults; i++) {
      bytes[Math.floor(random() ** 2 * bytes.length)] = Math.floor(256 * random());
    }
    const cut = random() < 0.3 ? bytes.slice(0, Math.floor(random() * bytes.length)) : bytes;
    expect(outcome(inPiecesOf(1, cut))).toEqual(outcome([cut]));
    expect(outcome(inRandomPieces(run, cut))).toEqual(outcome([cut]));
  }
});
