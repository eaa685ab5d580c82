import { instantiateKernel, type KernelExports } from '../kernel/kernel.ts';

// Transforms for the design of filters, in double precision. Nothing but + - * / and square roots, which IEEE 754 rounds the
// same everywhere; Math.cos and Math.exp differ between engines in the last bit.

/** Cosines and sines of 2πk / size, k = 0 .. size - 1. */
export interface RootsOfUnity {
  readonly cosines: Float64Array;
  readonly sines: Float64Array;
}

/** Roots in the memory of a kernel, and half as many complex numbers and real ones beside them. */
interface TransformMemory {
  readonly exports: KernelExports;
  readonly roots: RootsOfUnity;
  readonly work: number;
  readonly values: Float64Array;
}

const memories = new Map<number, TransformMemory>();

/** Computed once for each size. */
function memoryOf(size: number): TransformMemory {
  let memory = memories.get(size);
  if (!memory) {
    const { exports, audioAddress } = instantiateKernel(8 * (2 * size + size + size / 2 + 1));
    const view = (address: number, length: number) =>
      new Float64Array(exports.memory.buffer, address, length);
    const work = audioAddress + 16 * size;
    exports.fillRoots(audioAddress, size);
    memory = {
      exports,
      roots: { cosines: view(audioAddress, size), sines: view(audioAddress + 8 * size, size) },
      work,
      values: view(work + 8 * size, size / 2 + 1),
    };
    memories.set(size, memory);
  }
  return memory;
}

/**
 * The roots of unity; computed once for each size.
 *
 * @param size a power of two, 4 or more. Absolute error below 1e-15 up to 2^14.
 */
export function rootsOfUnity(size: number): RootsOfUnity {
  return memoryOf(size).roots;
}

/**
 * Discrete Fourier transforms of real, even sequences of 2 m values: of these, 0 .. m are given and found.
 *
 *     X[k] = x[0] + (-1)^k x[m] + 2 Σ_{0 < n < m} x[n] cos(π k n / m)
 *
 * Twice over it gives the sequence again, times 2 m.
 */
export class CosineTransform {
  readonly #half: number;
  readonly #memory: TransformMemory;

  /** @param half m, a power of two. */
  constructor(half: number) {
    this.#half = half;
    this.#memory = memoryOf(2 * half);
  }

  /** @param values m + 1 of them. */
  transform(values: Float64Array): Float64Array {
    const { exports, roots, work, values: result } = this.#memory;
    result.set(values);
    exports.transformCosines(result.byteOffset, this.#half, roots.cosines.byteOffset, work);
    return result.slice();
  }
}

/** Kaiser's window, from its middle to its end: I0(β √(1 - (k / size)²)) / I0(β), k = 0 .. size - 1. */
export function kaiserWindow(size: number, beta: number): Float64Array {
  const { exports, audioAddress } = instantiateKernel(8 * size);
  exports.fillKaiserWindow(audioAddress, size, beta);
  return new Float64Array(exports.memory.buffer, audioAddress, size);
}

/** Of {@link rootsOfUnity} of 16384: what the kernel's `filterSegments` needs of them. */
export function orderedRoots(floats: number): Float32Array {
  const { exports, roots, work } = memoryOf(16384);
  exports.orderRoots(roots.cosines.byteOffset, work);
  return new Float32Array(exports.memory.buffer, work, floats).slice();
}
