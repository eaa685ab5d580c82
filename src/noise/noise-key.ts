const MASK_64 = 0xffff_ffff_ffff_ffffn;

/** The largest seed: the largest integer that JSON carries everywhere unharmed. */
export const MAX_SEED: number = Number.MAX_SAFE_INTEGER;

/** The 64-bit key of one noise stream, as two unsigned halves. */
export interface NoiseKey {
  readonly low: number;
  readonly high: number;
}

/**
 * Output of SplitMix64 whose state is `state` before the step (Steele, Lea & Flood, OOPSLA 2014).
 */
export function splitMix64(state: bigint): bigint {
  let z = (state + 0x9e3779b97f4a7c15n) & MASK_64;
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK_64;
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK_64;
  return z ^ (z >> 31n);
}

/** 2^40 + 0x1b3 is the prime of {@link fnv1a64}. */
const FNV_PRIME_LOW = 0x1b3;

/** FNV-1a, 64 bits, of the text's UTF-8 bytes (Fowler, Noll & Vo). */
export function fnv1a64(text: string): bigint {
  // In two halves of 32 bits, for BigInts take a hundred times as long: hash · (2^40 + 0x1b3) mod 2^64.
  let low = 0x84222325;
  let high = 0xcbf29ce4;
  for (const byte of new TextEncoder().encode(text)) {
    const mixed = (low ^ byte) >>> 0;
    const product = mixed * FNV_PRIME_LOW;
    high = (Math.imul(high, FNV_PRIME_LOW) + Math.floor(product / 2 ** 32) + (mixed << 8)) >>> 0;
    low = product >>> 0;
  }
  return (BigInt(high) << 32n) | BigInt(low);
}

/**
 * Key of the noise that belongs to a seed and a name: SplitMix64(SplitMix64(seed) xor FNV-1a(key)).
 *
 * @param seed an integer from 0 to {@link MAX_SEED}.
 * @param key any text: an utterance id, a path; streams of different keys are independent.
 * @throws RangeError when the seed is not such an integer.
 */
export function deriveNoiseKey(seed: number, key: string): NoiseKey {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(`seed is ${seed}; expected an integer from 0 to ${MAX_SEED}`);
  }
  const bits = splitMix64(splitMix64(BigInt(seed)) ^ fnv1a64(key));
  return { low: Number(bits & 0xffff_ffffn), high: Number(bits >> 32n) };
}

/** A seed nobody chose, for when none was given: 53 bits from the system's generator. */
export function drawSeed(): number {
  const words = globalThis.crypto.getRandomValues(new Uint32Array(2));
  return (words[0]! >>> 11) * 2 ** 32 + words[1]!;
}

/**
 * A number drawn uniformly from [0, 1), of 53 bits: a function of seed, purpose and key alone, independent of the noise
 * that has the same seed and key, and of draws for other purposes.
 */
export function drawUniform(seed: number, purpose: string, key: string): number {
  const { low, high } = deriveNoiseKey(seed, `${purpose}\u0000${key}`);
  return (high * 2 ** 21 + (low >>> 11)) / 2 ** 53;
}
