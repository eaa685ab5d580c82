import {
  BLOCK_FRAMES,
  instantiateKernel,
  type Kernel,
  type KernelExports,
  withAudioMemory,
} from '../kernel/kernel.ts';

/** The kernel's vectors. */
const ALIGNMENT = 16;

/** Samples of one channel in a kernel's memory: 32-bit floats, full scale 1. */
export interface KernelSamples {
  /** Of the first one, in bytes. */
  readonly address: number;
  /** Bytes from one to the next. */
  readonly step: number;
  readonly frames: number;
}

/**
 * Memory of one kernel that meters of a signal share: a block of one channel's samples, then what each of them keeps.
 *
 *     audioAddress + from │ what was reserved first │ ... │ samples, once asked for │ ...
 *
 * It grows as meters reserve their parts; the addresses of these stay, views of the memory do not.
 */
export class MeterMemory {
  readonly #kernel: Kernel;
  #end: number;
  #samplesAddress: number | undefined;
  #samples = new Float32Array(0);

  /**
   * @param kernel whose audio memory nobody else uses from a byte on. Where others have views of it, it must have room for
   *   all that is going to be reserved.
   * @param from that byte, a multiple of 16.
   */
  constructor(kernel: Kernel = instantiateKernel(), from = 0) {
    this.#kernel = kernel;
    this.#end = from;
  }

  get exports(): KernelExports {
    return this.#kernel.exports;
  }

  /** Sets bytes aside, for good, and returns their address. What they hold is not known. */
  reserve(bytes: number): number {
    const start = this.#end;
    this.#end += ALIGNMENT * Math.ceil(bytes / ALIGNMENT);
    withAudioMemory(this.exports, this.#end);
    return this.#kernel.audioAddress + start;
  }

  /** Sets memory for doubles aside that have these values, and returns its address. */
  keep(values: Float64Array): number {
    const address = this.reserve(values.byteLength);
    this.doubles(address, values.length).set(values);
    return address;
  }

  /** A view, of use until more is reserved. */
  doubles(address: number, count: number): Float64Array {
    return new Float64Array(this.exports.memory.buffer, address, count);
  }

  /** {@link BLOCK_FRAMES} samples, for whoever is at work: a view, of use until more is reserved. */
  get samples(): Float32Array {
    this.#samplesAddress ??= this.reserve(4 * BLOCK_FRAMES);
    const { buffer } = this.exports.memory;
    if (this.#samples.buffer !== buffer) {
      this.#samples = new Float32Array(buffer, this.#samplesAddress, BLOCK_FRAMES);
    }
    return this.#samples;
  }
}
