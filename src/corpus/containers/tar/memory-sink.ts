import { CorpusError } from '../../../errors.ts';
import type { ByteSink } from '../../../io/byte-sink.ts';

/** The bound of a sample: see `kinds/webdataset/samples.ts`. */
const MOST_BYTES = 2 ** 31;

/** An output in memory. */
export class MemorySink implements ByteSink {
  readonly name: string;
  readonly isSeekable = true;
  #memory: Uint8Array<ArrayBuffer>;
  #numberOfBytes = 0;

  /** @param expectedBytes room to begin with. */
  constructor(name: string, expectedBytes: number) {
    this.name = name;
    this.#memory = new Uint8Array(expectedBytes);
  }

  /** All that was written: nothing else is in the memory that it lies in. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#memory.subarray(0, this.#numberOfBytes);
  }

  write(bytes: Uint8Array): void {
    this.patch(this.#numberOfBytes, bytes);
  }

  patch(byteOffset: number, bytes: Uint8Array): void {
    const end = byteOffset + bytes.length;
    // A FLAC member may be a thousandth of that.
    if (end > MOST_BYTES) {
      throw new CorpusError(
        'ERR_SAMPLE_TOO_LARGE',
        `${this.name} would have more than 2 GiB, and a tar states sizes first; expected shorter audio; cut it, or give a folder of files instead`,
      );
    }
    if (end > this.#memory.length) {
      const larger = new Uint8Array(Math.max(end, 2 * this.#memory.length));
      larger.set(this.bytes);
      this.#memory = larger;
    }
    this.#memory.set(bytes, byteOffset);
    this.#numberOfBytes = Math.max(this.#numberOfBytes, end);
  }

  read(byteOffset: number, buffer: Uint8Array): number {
    const bytes = this.bytes.subarray(byteOffset, byteOffset + buffer.length);
    buffer.set(bytes);
    return bytes.length;
  }

  async commit(): Promise<void> {}

  discard(): void {}
}
