import { shown } from '../shown.ts';

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

const ENCODER = new TextEncoder();

/** FNV-1a, 64 bits, of the text's UTF-8 bytes (Fowler, Noll & Vo). */
export function fnv1a64(text: string): bigint {
  // In halves of 32 bits, whose products with 0x1b3 a double holds: corpora hash many names, and a BigInt a byte is slow.
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  for (const byte of ENCODER.encode(text)) {
    low = (low ^ byte) >>> 0;
    // The prime is 2^40 + 0x1b3.
    const product = low * 0x1b3;
    high = (high * 0x1b3 + Math.floor(product / 2 ** 32) + (low << 8)) >>> 0;
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
    throw new RangeError(`seed is ${shown(seed)}; expected an integer from 0 to ${MAX_SEED}`);
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
