import type { WavHeader } from '../../../src/formats/wav/wav-header-parser.ts';
import { type WavEvent, WavParser } from '../../../src/formats/wav/wav-parser.ts';
import type { WavWarning } from '../../../src/formats/wav/wav-warning.ts';
import { bytesOf } from '../../tools/wav-fixtures.ts';

/** Pseudo-random numbers in [0, 1) from a seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let hash = Math.imul(state ^ (state >>> 15), state | 1);
    hash ^= hash + Math.imul(hash ^ (hash >>> 7), hash | 61);
    return ((hash ^ (hash >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The bytes in pieces of a fixed number of bytes. */
export function inPiecesOf(byteLength: number, bytes: Uint8Array): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += byteLength) {
    pieces.push(bytes.slice(at, at + byteLength));
  }
  return pieces;
}

/** The bytes in pieces of 0 to 40 bytes. */
export function inRandomPieces(seed: number, bytes: Uint8Array): Uint8Array[] {
  const random = seededRandom(seed);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + Math.floor(random() * 41);
    pieces.push(bytes.slice(at, end));
    at = end;
  }
  return pieces;
}

/** Everything that a parser makes of a file. */
export interface Parsed {
  readonly header: WavHeader;
  readonly data: Uint8Array;
  readonly tail: Uint8Array;
  readonly junk: Uint8Array;
  readonly warnings: readonly WavWarning[];
}

/**
 * Feeds the pieces to a parser. Each piece is overwritten after its events were used, so that a parser that kept a
 * view of one is found out.
 */
export function parse(pieces: readonly Uint8Array[]): Parsed {
  const parser = new WavParser();
  const headers: WavHeader[] = [];
  const parts = { data: [] as Uint8Array[], tail: [] as Uint8Array[], junk: [] as Uint8Array[] };
  const use = (events: readonly WavEvent[]) => {
    for (const event of events) {
      if (event.type === 'header') {
        headers.push(event.header);
      } else {
        if (headers.length === 0) throw new Error('no header before the first data');
        const kind = event.type === 'tail' && event.outsideRiff ? 'junk' : event.type;
        if (kind === 'data' && parts.tail.length > 0) throw new Error('data after the tail');
        if (kind === 'data' && event.bytes.length % headers[0]!.format.bytesPerFrame !== 0) {
          throw new Error(`${event.bytes.length} bytes of data are no whole frames`);
        }
        parts[kind].push(event.bytes.slice());
      }
    }
  };
  for (const piece of pieces) {
    const copy = piece.slice();
    use(parser.push(copy));
    copy.fill(0xee);
  }
  use(parser.end());
  if (headers.length !== 1) throw new Error(`${headers.length} headers`);
  return {
    header: headers[0]!,
    data: bytesOf(...parts.data),
    tail: bytesOf(...parts.tail),
    junk: bytesOf(...parts.junk),
    warnings: parser.warnings,
  };
}
