import { deriveNoiseKey } from '../../noise/noise-key.ts';

const ROUNDS = 6;

/**
 * A permutation of 0 ... count - 1 that takes no memory: a Feistel network on the next power of four, walked until it
 * comes out in range.
 *
 * @param count 1 to 2^52.
 * @param purpose what it is for: those for different purposes are independent.
 * @returns where an index goes.
 */
export function createPermutation(
  count: number,
  seed: number,
  purpose = 'permutation',
): (index: number) => number {
  const halfBits = Math.max(1, Math.ceil(Math.log2(count) / 2));
  const half = 2 ** halfBits;
  const { low, high } = deriveNoiseKey(seed, purpose);

  const step = (index: number): number => {
    let left = Math.floor(index / half);
    let right = index % half;
    for (let round = 0; round < ROUNDS; round++) {
      const mixed = mix(right ^ mix(round % 2 === 0 ? low + round : high + round)) % half;
      [left, right] = [right, (left ^ mixed) % half];
    }
    return left * half + right;
  };
  return (index) => {
    // The network is a permutation of a larger range, so the walk comes back into ours at last.
    let place = step(index);
    while (place >= count) place = step(place);
    return place;
  };
}

/** The finalizer of MurmurHash3: every bit of the result depends on every bit of the word. */
function mix(word: number): number {
  let hash = word | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
