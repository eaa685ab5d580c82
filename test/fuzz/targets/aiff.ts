// Any bytes as an AIFF file, in any pieces: the same events as unsplit, or one of our errors.

import { aiff, comm, decodeAiff, form, ssnd } from '../../formats/aiff/aiff-files.ts';
import { inRandomPieces } from '../../formats/wav/splitting.ts';
import { chunk, ramp } from '../../tools/wav-fixtures.ts';
import { boundAllocations, mustNotDependOnPieces } from '../expect.ts';

boundAllocations();

export const seeds = [
  aiff(ramp(40), { frames: 10, channels: 2 }),
  aiff(ramp(21), { frames: 7, bits: 24, type: 'sowt' }),
  aiff(ramp(9), { frames: 9, bits: 8 }),
  aiff(ramp(32), { frames: 4, bits: 64, type: 'fl64' }),
  form(
    'AIFC',
    chunk('NAME', 'odd', { bigEndian: true }),
    comm({ frames: 12, type: 'ulaw' }),
    ssnd(ramp(12), 3),
    chunk('MARK', 'behind', { bigEndian: true }),
  ),
].map((bytes) => Buffer.from(bytes));

export function run(bytes: Uint8Array): void {
  mustNotDependOnPieces(bytes, decodeAiff, inRandomPieces);
}
