// Any bytes as a Wave64 file, in any pieces: the same events as unsplit, or one of our errors.

import { decodeW64, w64, w64Chunk } from '../../formats/w64/w64-files.ts';
import { inRandomPieces } from '../../formats/wav/splitting.ts';
import { extensibleFmt, fmtContent, ramp } from '../../tools/wav-fixtures.ts';
import { boundAllocations, mustNotDependOnPieces } from '../expect.ts';

boundAllocations();

export const seeds = [
  w64(w64Chunk('fmt ', fmtContent()), w64Chunk('data', ramp(30))),
  w64(
    w64Chunk('fact', ramp(5)),
    w64Chunk('fmt ', extensibleFmt({ channels: 2 }).subarray(8)),
    w64Chunk('data', ramp(40), 0n),
  ),
].map((bytes) => Buffer.from(bytes));

export function run(bytes: Uint8Array): void {
  mustNotDependOnPieces(bytes, decodeW64, inRandomPieces);
}
