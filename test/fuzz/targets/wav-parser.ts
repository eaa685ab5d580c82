// Any bytes, in any pieces: the same events as unsplit, or one of our errors.

import { AwgnError } from '../../../src/errors.ts';
import { inRandomPieces, parse } from '../../formats/wav/splitting.ts';
import { boundAllocations, must, mustEqual, orOurs } from '../expect.ts';
import { WAV_SEEDS } from '../wav-seeds.ts';

boundAllocations();
export const seeds = WAV_SEEDS;

export function run(bytes: Uint8Array): void {
  const whole = orOurs(() => parse([bytes]));
  const seed = bytes.reduce((sum, byte) => (Math.imul(sum, 31) + byte) | 0, 7);
  const split = orOurs(() => parse(inRandomPieces(seed, bytes)));
  if (whole instanceof AwgnError || split instanceof AwgnError) {
    must(whole instanceof AwgnError && split instanceof AwgnError, 'refused in one split only');
    const { message, byteOffset } = whole as AwgnError;
    mustEqual((split as AwgnError).message, message, 'message');
    mustEqual((split as AwgnError).byteOffset, byteOffset, 'byteOffset');
  } else mustEqual(split, whole, 'what was parsed');
}
