import { type CreateKernel, instantiateKernel, type Kernel } from '../kernel/kernel.ts';
import { type ColorFilter, FILTER_PERIOD_FRAMES } from './color-filter.ts';
import { orderedRoots } from './color-transform.ts';

// As in kernel/assembly/colour.ts.
const RESPONSE_BYTES = 8 * FILTER_PERIOD_FRAMES;
const ROOTS_BYTES = RESPONSE_BYTES + 4 * FILTER_PERIOD_FRAMES;
const ROOTS_FLOATS = 24 * 1365;
const PLAN_BYTES = ROOTS_BYTES + 4 * ROOTS_FLOATS;
const PAGE_BYTES = 65536;

let rootPowers: Float32Array | undefined;

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

  /** @param createKernel where the kernel comes from; a new one unless given. */
  constructor({ response }: ColorFilter, createKernel: CreateKernel = instantiateKernel) {
    // All of it is written below, or before it is read.
    this.kernel = createKernel(PLAN_BYTES, PLAN_BYTES);
    this.#plan = this.kernel.audioAddress;
    this.#end = this.#plan + PLAN_BYTES;
    // Where the coefficients are going to be.
    this.view(this.#plan, response.length).set(response);
    this.kernel.exports.orderResponse(this.#plan, this.#plan + RESPONSE_BYTES);
    rootPowers ??= orderedRoots(ROOTS_FLOATS);
    this.view(this.#plan + ROOTS_BYTES, ROOTS_FLOATS).set(rootPowers);
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
