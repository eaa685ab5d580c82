import type { Kernel } from '../kernel/kernel.ts';
import { type ColorFilter, FILTER_PERIOD_FRAMES, FILTER_REACH_FRAMES } from './color-filter.ts';

// As in kernel/assembly/color.ts.
const RESPONSE_BYTES = 8 * FILTER_PERIOD_FRAMES;
const ROOTS_BYTES = RESPONSE_BYTES + 4 * FILTER_PERIOD_FRAMES;
/** Numbers of the roots that {@link ColorConvolver} needs: `orderedRoots` computes them. */
export const ROOTS_FLOATS = 24 * 1365;
/** Audio memory that a kernel must have for {@link ColorConvolver} to begin with. */
export const PLAN_BYTES = ROOTS_BYTES + 4 * ROOTS_FLOATS;
const PAGE_BYTES = 65536;
/** What is left of a segment when the filter's reach is taken off both ends. */
export const USEFUL_FRAMES = FILTER_PERIOD_FRAMES - 2 * FILTER_REACH_FRAMES;

/**
 * Filters two segments of white noise at a time, in a kernel of its own, as if they were periodic.
 *
 * Samples are where the caller reserved room for them.
 */
export class ColorConvolver {
  /** Draws the white noise; its memory holds all samples. */
  readonly kernel: Kernel;
  readonly #plan: number;
  #end: number;

  /**
   * @param roots {@link ROOTS_FLOATS} of them.
   * @param kernel that nobody else uses, with {@link PLAN_BYTES} of audio memory: they need not be zero.
   */
  constructor({ response }: Pick<ColorFilter, 'response'>, roots: Float32Array, kernel: Kernel) {
    this.kernel = kernel;
    this.#plan = this.kernel.audioAddress;
    this.#end = this.#plan + PLAN_BYTES;
    // Where the coefficients are going to be.
    this.view(this.#plan, response.length).set(response);
    this.kernel.exports.orderResponse(this.#plan, this.#plan + RESPONSE_BYTES);
    this.view(this.#plan + ROOTS_BYTES, ROOTS_FLOATS).set(roots);
  }

  /**
   * Makes room for samples.
   *
   * @param frames a multiple of 4.
   * @returns their address. All views of the memory are of no use from now on.
   */
  reserve(frames: number): number {
    const { memory } = this.kernel.exports;
    const address = this.#end;
    this.#end += 4 * frames;
    const missing = this.#end - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
    return address;
  }

  /** The samples from an address on. */
  view(address: number, frames: number): Float32Array {
    return new Float32Array(this.kernel.exports.memory.buffer, address, frames);
  }

  /**
   * Filters the segments at two addresses, {@link FILTER_PERIOD_FRAMES} samples each, which may overlap.
   *
   * The first and the last 2048 samples of a segment would get something of its other end, and are left out.
   *
   * @param to where the 12288 samples of the first segment go, and after them those of the second.
   */
  run(first: number, second: number, to: number): void {
    this.kernel.exports.filterSegments(first, second, this.#plan, to);
  }
}
