/** Sizes grow by steps of an eighth at most, so that what was given back fits many. */
const STEPS_PER_OCTAVE = 8;
const LEAST_BYTES = 1 << 14;

/**
 * Memory that threads share, used again and again.
 *
 * Left to the garbage collectors, a buffer lives until those of all threads that saw it have run, and the allocator spreads
 * the next ones over ever more pages: the longer an archive, the more memory it would take.
 */
export class SharedMemory {
  readonly #free = new Map<number, SharedArrayBuffer[]>();

  /** @returns memory with any content. */
  take(byteLength: number): Uint8Array {
    const size = sizeFor(byteLength);
    const buffer = this.#free.get(size)?.pop() ?? new SharedArrayBuffer(size);
    return new Uint8Array(buffer, 0, byteLength);
  }

  /** @param bytes from {@link take}, which nobody reads any more. */
  give({ buffer }: Uint8Array): void {
    if (!(buffer instanceof SharedArrayBuffer)) return;
    const others = this.#free.get(buffer.byteLength);
    if (others) others.push(buffer);
    else this.#free.set(buffer.byteLength, [buffer]);
  }
}

function sizeFor(byteLength: number): number {
  const least = Math.max(byteLength, LEAST_BYTES);
  const step = 2 ** Math.floor(Math.log2(least)) / STEPS_PER_OCTAVE;
  return Math.ceil(least / step) * step;
}
