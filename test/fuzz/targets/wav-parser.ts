// Any bytes, in any pieces: the same events as unsplit, or one of our errors.

import { inRandomPieces, parse } from '../../formats/wav/splitting.ts';
import { boundAllocations, mustNotDependOnPieces } from '../expect.ts';
import { WAV_SEEDS } from '../wav-seeds.ts';

boundAllocations();
export const seeds = WAV_SEEDS;

export function run(bytes: Uint8Array): void {
  mustNotDependOnPieces(bytes, parse, inRandomPieces);
}
