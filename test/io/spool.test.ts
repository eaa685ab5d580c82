import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Spool } from '../../src/io/spool.ts';
import { seededRandom } from '../formats/wav/splitting.ts';
import { temporaryFolder } from '../tools/wav-files.ts';

const MEMORY = 600_000;

function randomBytes(seed: number, count: number): Uint8Array {
  const random = seededRandom(seed);
  return Uint8Array.from({ length: count }, () => 256 * random());
}

function readAll(spool: Spool): Buffer {
  const pieces: Uint8Array[] = [];
  for (let bytes = spool.read(); bytes !== undefined; bytes = spool.read()) {
    pieces.push(bytes.slice());
  }
  return Buffer.concat(pieces);
}

afterEach(() => void vi.unstubAllEnvs());

describe('spool', () => {
  test.each([0, 1, 262_143, 262_144, 262_145, 599_999, 600_000, 600_001, 1_500_000])(
    'gives back %i bytes, as often as wanted, however they came',
    (count) => {
      const bytes = randomBytes(count, count);
      const random = seededRandom(1);
      for (const pieceBytes of [() => 2_000_000, () => 1 + Math.floor(300_000 * random())]) {
        const spool = new Spool(MEMORY);
        for (let at = 0; at < count; ) {
          const piece = bytes.slice(at, at + pieceBytes());
          spool.write(piece);
          at += piece.length;
          piece.fill(0xee);
        }
        expect(spool.totalBytes).toBe(count);
        for (let pass = 0; pass < 3; pass++) {
          spool.rewind();
          expect(Buffer.compare(readAll(spool), bytes)).toBe(0);
        }
        spool.close();
      }
    },
  );

  test('has no name in the file system, whether it is full or not', () => {
    vi.stubEnv('TMPDIR', temporaryFolder());
    const spool = new Spool(MEMORY);
    spool.write(randomBytes(2, MEMORY + 1));
    expect(readdirSync(tmpdir())).toEqual([]);
    spool.close();
  });

  test('needs no temporary folder as long as the memory does', () => {
    vi.stubEnv('TMPDIR', '/nowhere/at/all');
    const spool = new Spool(MEMORY);
    spool.write(randomBytes(3, MEMORY));
    expect(() => spool.write(Uint8Array.of(1))).toThrow(
      expect.objectContaining({ code: 'ENOENT', path: 'temporary file in /nowhere/at/all' }),
    );
  });

  test('may be closed twice', () => {
    const spool = new Spool(10);
    spool.write(randomBytes(4, 20));
    spool.close();
    expect(() => spool.close()).not.toThrow();
  });
});
