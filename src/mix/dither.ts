import type { SampleFormat } from '../formats/sample-format.ts';
import { deriveNoiseKey, splitMix64 } from '../noise/noise-key.ts';
import { NOISE_BLOCK_FRAMES } from '../noise/normal-stream.ts';

/** What is added before samples are rounded to integers. */
export type Dither =
  /** Triangular dither, of two steps from peak to peak. */
  'tpdf' | 'none';

/** Sets the dither apart from all else that is made of the same seed and key: "dither" in ASCII. */
const DOMAIN = 0x646974686572n;

/** What SplitMix64 adds to its state at each step. */
const SPLIT_MIX_STEP = 0x9e3779b97f4a7c15n;

/**
 * Bits of the integers that dither is for; undefined where it would do no good.
 *
 * From 24 bits on, a step is less than what the 32-bit floats before it resolve, and G.711 has no step: they grow with the
 * sample.
 */
function ditherBits({ encoding }: Pick<SampleFormat, 'encoding'>): 8 | 16 | undefined {
  if (encoding === 'u8') return 8;
  return encoding === 's16' ? 16 : undefined;
}

/**
 * The dither for a format; undefined where there is to be none, or where it would do no good.
 *
 * @throws RangeError when the seed is not an integer from 0 to 2^53 - 1.
 */
export function createDither(
  dither: Dither | undefined,
  { seed, key = '' }: { readonly seed: number; readonly key?: string },
  format: Pick<SampleFormat, 'encoding'>,
): TpdfDither | undefined {
  return effectiveDither(dither, format) === 'tpdf'
    ? new TpdfDither(seed, key, ditherBits(format)!)
    : undefined;
}

/** What becomes of a wish for dither in a format: `none` where it would do no good. */
export function effectiveDither(
  dither: Dither | undefined,
  format: Pick<SampleFormat, 'encoding'>,
): Dither {
  return dither === 'tpdf' && ditherBits(format) !== undefined ? 'tpdf' : 'none';
}

/**
 * Triangular dither (TPDF): the sum of two independent uniform random numbers, of one step from peak to peak each.
 *
 * Rounded after it, a signal has an error whose mean is 0 and whose power is step² / 4, three times that of bare
 * rounding, whatever the signal, be it a hundredth of a step (Lipshitz, Wannamaker and Vanderkooy, "Quantization and
 * Dither: A Theoretical Survey", J. Audio Eng. Soc. 40 (1992) 355-375).
 *
 * A pure function of seed, key, channel and frame, independent of the noise of the same seed and key and the same on every
 * machine: integers and one rounded addition a sample. Each block of 4096 frames of each channel has a xoshiro128++ of its own
 * (Blackman and Vigna, 2019), of which frame f takes word number f mod 4096; seeded by SplitMix64, modulo 2^64:
 *
 *     K      = splitmix64(noise key ^ "dither")        noise key: section 1 of docs/noise-stream.md
 *     z      = splitmix64(splitmix64(K + block) + channel)
 *     s1:s0  = splitmix64(z)
 *     s3:s2  = splitmix64(z + 0x9e3779b97f4a7c15)      never 0 both: splitmix64 is one-to-one
 *     dither = ((word mod 2^16) + (word >> 16) - 65535) / 2^16    steps, in (-1, 1)
 */
export class TpdfDither {
  readonly #key: bigint;
  /** One step of the integers, full scale 1. */
  readonly #step: number;
  /** Dither of one block, in steps: exact, being 17 bits. */
  readonly #steps = new Float32Array(NOISE_BLOCK_FRAMES);

  /**
   * @param seed an integer from 0 to 2^53 - 1.
   * @param key any text.
   * @param bits of the integers that the samples will be rounded to, 1 to 16: a step is 2^(1 - bits).
   * @throws RangeError when the seed or the number of bits is not such an integer.
   */
  constructor(seed: number, key: string, bits: number) {
    if (!Number.isInteger(bits) || bits < 1 || bits > 16) {
      throw new RangeError(`bits is ${bits}; expected an integer from 1 to 16`);
    }
    this.#step = 1 / (1 << (bits - 1));
    const { low, high } = deriveNoiseKey(seed, key);
    this.#key = splitMix64(((BigInt(high) << 32n) | BigInt(low)) ^ DOMAIN);
  }

  /**
   * Adds dither in place to samples of one channel, full scale 1, each rounded to a 32-bit float.
   *
   * @param samples the first `count` of them are changed.
   * @param frameIndex index of the first one's frame, counted from the start of the audio.
   */
  add(samples: Float32Array, frameIndex: number, count: number, channel: number): void {
    const step = this.#step;
    const steps = this.#steps;
    for (let i = 0; i < count; ) {
      const blockIndex = Math.floor((frameIndex + i) / NOISE_BLOCK_FRAMES);
      const first = frameIndex + i - blockIndex * NOISE_BLOCK_FRAMES;
      const end = Math.min(count, i + NOISE_BLOCK_FRAMES - first);
      this.#fill(channel, blockIndex);
      for (let j = first; i < end; i++, j++) {
        samples[i] = samples[i]! + step * steps[j]!;
      }
    }
  }

  #fill(channel: number, blockIndex: number): void {
    const z = splitMix64(splitMix64(this.#key + BigInt(blockIndex)) + BigInt(channel));
    const [low, high] = [splitMix64(z), splitMix64(z + SPLIT_MIX_STEP)];
    let s0 = Number(low & 0xffff_ffffn) | 0;
    let s1 = Number(low >> 32n) | 0;
    let s2 = Number(high & 0xffff_ffffn) | 0;
    let s3 = Number(high >> 32n) | 0;
    const steps = this.#steps;
    for (let i = 0; i < NOISE_BLOCK_FRAMES; i++) {
      const sum = (s0 + s3) | 0;
      const word = (((sum << 7) | (sum >>> 25)) + s0) | 0;
      const t = s1 << 9;
      s2 ^= s0;
      s3 ^= s1;
      s1 ^= s2;
      s0 ^= s3;
      s2 ^= t;
      s3 = (s3 << 11) | (s3 >>> 21);
      steps[i] = ((word & 0xffff) + (word >>> 16) - 65535) / 65536;
    }
  }
}
