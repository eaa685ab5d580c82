import { BLOCK_FRAMES } from '../kernel/kernel.ts';
import { totalOfSquares } from '../kernel/square-sums.ts';
import { MeterMemory } from './meter-memory.ts';

const BLOCK_BYTES = 4 * BLOCK_FRAMES;
/** Doubles of a channel, as the kernel's `addMixSumsF32` has them. */
const SUMS_OF_CHANNEL = 4;

/**
 * Squares of a signal's samples, and of what was added to them, each summed sample by sample, so that blocks of any size
 * give the same. Exact for samples of up to 24 bits.
 */
export class MixSums {
  readonly #memory: MeterMemory;
  /** Of the sums, and of a block of mixed samples. */
  readonly #sumsAddress: number;
  readonly #mixedAddress: number;
  readonly #doubles: number;

  constructor(numberOfChannels: number, memory = new MeterMemory()) {
    this.#memory = memory;
    this.#doubles = SUMS_OF_CHANNEL * numberOfChannels;
    this.#sumsAddress = memory.keep(new Float64Array(this.#doubles));
    this.#mixedAddress = memory.reserve(BLOCK_BYTES);
  }

  /**
   * Adds the first `total` frames of a block.
   *
   * @param scale of the signal in the mix: what was added is `mixed - scale · signal`.
   */
  add(
    signal: readonly Float32Array[],
    mixed: readonly Float32Array[],
    scale: number,
    total: number,
  ): void {
    const { exports } = this.#memory;
    for (let start = 0; start < total; start += BLOCK_FRAMES) {
      const end = Math.min(total, start + BLOCK_FRAMES);
      const room = this.#memory.samples;
      const mixedRoom = new Float32Array(room.buffer, this.#mixedAddress, BLOCK_FRAMES);
      for (const [channel, samples] of signal.entries()) {
        room.set(samples.subarray(start, end));
        mixedRoom.set(mixed[channel]!.subarray(start, end));
        const sums = this.#sumsAddress + 8 * SUMS_OF_CHANNEL * channel;
        exports.addMixSumsF32(room.byteOffset, this.#mixedAddress, end - start, scale, sums);
      }
    }
  }

  /** Of the signal, all channels pooled, full scale 1. NaN or infinite once a sample was. */
  get signalEnergy(): number {
    return totalOfSquares(this.#sums, 0, SUMS_OF_CHANNEL);
  }

  /** Of what was added. */
  get noiseEnergy(): number {
    return totalOfSquares(this.#sums, 2, SUMS_OF_CHANNEL);
  }

  get #sums(): Float64Array {
    return this.#memory.doubles(this.#sumsAddress, this.#doubles);
  }
}
