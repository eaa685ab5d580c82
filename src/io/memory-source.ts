import type { ByteSource } from './byte-source.ts';

/** Bytes in memory, to be read as often as wanted. */
export class MemorySource implements ByteSource {
  readonly name: string;
  readonly fileName: string | undefined;
  readonly identity = undefined;
  readonly keepsBytes = true;
  readonly #bytes: Uint8Array;
  #position = 0;

  /** @param bytes not to be changed while it is used. */
  /** @param fileName of the file that the bytes were read from, if it was one. */
  constructor(name: string, bytes: Uint8Array, fileName?: string | undefined) {
    this.name = name;
    this.fileName = fileName;
    this.#bytes = bytes;
  }

  get totalBytes(): number {
    return this.#bytes.length;
  }

  rewind(): void {
    this.#position = 0;
  }

  seek(byteOffset: number): void {
    this.#position = byteOffset;
  }

  read(): Uint8Array | undefined {
    const bytes = this.#bytes.subarray(this.#position);
    this.#position += bytes.length;
    return bytes.length > 0 ? bytes : undefined;
  }

  assertUnchanged(): void {}

  close(): void {}
}
