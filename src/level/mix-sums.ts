import {
  BLOCK_FRAMES,
  type CreateKernel,
  instantiateKernel,
  type Kernel,
} from '../kernel/kernel.ts';
import { totalInKernel } from './power-sum.ts';

/** The kernel's memory: a block of the signal, the same mixed, then the sums of each channel, as its `addMixSumsF32` has them. */
const BLOCK_BYTES = 4 * BLOCK_FRAMES;
const SUMS_OF_CHANNEL = 4;

/**
 * Squares of a signal's samples, and of what was added to them, each summed sample by sample as `PowerSum` does, so that
 * blocks of any size give the same.
 */
export class MixSums {
  readonly #kernel: Kernel;
  readonly #signal: Float32Array;
  readonly #mixed: Float32Array;
  readonly #sums: Float64Array;

  /** @param createKernel where the kernel comes from; a new one unless given. */
  constructor(numberOfChannels: number, createKernel: CreateKernel = instantiateKernel) {
    const doubles = SUMS_OF_CHANNEL * numberOfChannels;
    const kernel = createKernel(2 * BLOCK_BYTES + 8 * doubles, 2 * BLOCK_BYTES);
    const { buffer } = kernel.exports.memory;
    this.#kernel = kernel;
    this.#signal = new Float32Array(buffer, kernel.audioAddress, BLOCK_FRAMES);
    this.#mixed = new Float32Array(buffer, kernel.audioAddress + BLOCK_BYTES, BLOCK_FRAMES);
    this.#sums = new Float64Array(buffer, kernel.audioAddress + 2 * BLOCK_BYTES, doubles);
  }

  /**
   * Adds the first `count` frames of a block, at most 4096.
   *
   * @param scale of the signal in the mix: what was added is `mixed - scale · signal`.
   */
  add(
    signal: readonly Float32Array[],
    mixed: readonly Float32Array[],
    scale: number,
    count: number,
  ): void {
    const { exports, audioAddress } = this.#kernel;
    for (const [channel, samples] of signal.entries()) {
      this.#signal.set(samples.subarray(0, count));
      this.#mixed.set(mixed[channel]!.subarray(0, count));
      const sums = this.#sums.byteOffset + 8 * SUMS_OF_CHANNEL * channel;
      exports.addMixSumsF32(audioAddress, audioAddress + BLOCK_BYTES, count, scale, sums);
    }
  }

  /** Of the signal, all channels pooled, full scale 1. NaN or infinite once a sample was. */
  get signalEnergy(): number {
    return totalInKernel(this.#sums, 0, SUMS_OF_CHANNEL);
  }

  /** Of what was added. */
  get noiseEnergy(): number {
    return totalInKernel(this.#sums, 2, SUMS_OF_CHANNEL);
  }
}
