import { type CreateKernel, instantiateKernel, type Kernel, withAudioMemory } from './kernel.ts';

/** Kernels with more memory than this are not kept. */
const MOST_KEPT_BYTES = 1 << 22;

/**
 * Lends kernels, and lends them again: to make an instance and touch its memory for the first time takes longer than
 * to add noise to a second of speech.
 *
 * Holds as many as were ever lent at the same time.
 */
export class KernelPool {
  readonly #idle: Kernel[] = [];

  /**
   * Lends kernels while the work lasts; they are taken back when it has ended, well or not.
   *
   * @param work gets what creates a kernel, as `instantiateKernel` does: nobody else uses it, and its audio memory is
   *   zeroed, from the byte on that is given where one is. No such kernel may be used after the work.
   */
  async lend<T>(work: (createKernel: CreateKernel) => T | Promise<T>): Promise<T> {
    const lent: Kernel[] = [];
    try {
      return await work(this.#lender(lent));
    } finally {
      this.#takeBack(lent);
    }
  }

  /** {@link lend}, for work that is done when it returns. */
  lendNow<T>(work: (createKernel: CreateKernel) => T): T {
    const lent: Kernel[] = [];
    try {
      return work(this.#lender(lent));
    } finally {
      this.#takeBack(lent);
    }
  }

  #lender(lent: Kernel[]): CreateKernel {
    return (audioBytes = 0, zeroedFrom = 0) => {
      const kernel = this.#take(audioBytes, zeroedFrom);
      lent.push(kernel);
      return kernel;
    };
  }

  #takeBack(lent: readonly Kernel[]): void {
    for (const kernel of lent) {
      const { byteLength } = kernel.exports.memory.buffer;
      if (byteLength <= MOST_KEPT_BYTES) this.#idle.push(kernel);
    }
  }

  #take(audioBytes: number, zeroedFrom: number): Kernel {
    const idle = this.#idle.pop();
    if (idle === undefined) return instantiateKernel(audioBytes);
    const kernel = withAudioMemory(idle.exports, audioBytes);
    const { audioAddress, exports } = kernel;
    new Uint8Array(exports.memory.buffer, audioAddress, audioBytes).fill(0, zeroedFrom);
    return kernel;
  }
}
