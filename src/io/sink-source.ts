import type { ByteSink } from './byte-sink.ts';
import { type ByteSource, READ_BYTES } from './byte-source.ts';

/** What a sink has been given, to be read from its start before it is committed. */
export class SinkSource implements ByteSource {
  readonly name: string;
  readonly identity = undefined;
  readonly totalBytes = undefined;
  readonly #sink: ByteSink;
  readonly #buffer = new Uint8Array(READ_BYTES);
  #position = 0;

  /** @param sink one that is seekable. */
  constructor(sink: ByteSink) {
    this.#sink = sink;
    this.name = sink.name;
  }

  rewind(): void {
    this.#position = 0;
  }

  seek(byteOffset: number): void {
    this.#position = byteOffset;
  }

  read(): Uint8Array | undefined {
    const count = this.#sink.read(this.#position, this.#buffer);
    this.#position += count;
    return count > 0 ? this.#buffer.subarray(0, count) : undefined;
  }

  assertUnchanged(): void {}

  close(): void {}
}
