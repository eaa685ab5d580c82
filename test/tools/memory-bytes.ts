import type { ByteSink } from '../../src/io/byte-sink.ts';
import type { ByteSource } from '../../src/io/byte-source.ts';

/** Bytes in memory, read in pieces. */
export class MemorySource implements ByteSource {
  readonly name: string;
  readonly totalBytes: number;
  readonly identity = undefined;
  isClosed = false;
  readonly #bytes: Uint8Array;
  readonly #pieceBytes: number;
  #position = 0;

  constructor(bytes: Uint8Array, name = 'memory', pieceBytes = 1 << 18) {
    this.#bytes = bytes;
    this.name = name;
    this.totalBytes = bytes.length;
    this.#pieceBytes = pieceBytes;
  }

  rewind(): void {
    this.#position = 0;
  }

  read(): Uint8Array | undefined {
    const piece = this.#bytes.subarray(this.#position, this.#position + this.#pieceBytes);
    this.#position += piece.length;
    return piece.length > 0 ? piece : undefined;
  }

  assertUnchanged(): void {}

  close(): void {
    this.isClosed = true;
  }
}

/** Keeps what is written, and what became of it. */
export class MemorySink implements ByteSink {
  readonly name: string;
  readonly isSeekable = true;
  ended: 'committed' | 'discarded' | undefined;
  #bytes = Buffer.alloc(0);

  constructor(name = 'memory') {
    this.name = name;
  }

  get bytes(): Buffer {
    return this.#bytes;
  }

  write(bytes: Uint8Array): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
  }

  patch(byteOffset: number, bytes: Uint8Array): void {
    const length = Math.max(this.#bytes.length, byteOffset + bytes.length);
    this.#bytes = Buffer.concat([this.#bytes], length);
    this.#bytes.set(bytes, byteOffset);
  }

  read(byteOffset: number, buffer: Uint8Array): number {
    return this.#bytes.copy(buffer, 0, byteOffset);
  }

  async commit(): Promise<void> {
    this.ended = 'committed';
  }

  discard(): void {
    this.ended = 'discarded';
  }
}
