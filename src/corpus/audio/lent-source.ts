import type { AudioWarning } from '../../formats/audio-decoder.ts';
import type { ByteSource, SourceCodec } from '../../io/byte-source.ts';

/** The same source, which stays open when it is closed: for others who come after. */
export class LentSource implements ByteSource {
  readonly name: string;
  readonly identity: string | undefined;
  readonly codec: SourceCodec | undefined;
  readonly seek: ByteSource['seek'];
  readonly #source: ByteSource;

  constructor(source: ByteSource) {
    this.name = source.name;
    this.identity = source.identity;
    this.codec = source.codec;
    this.seek = source.seek && ((byteOffset) => source.seek!(byteOffset));
    this.#source = source;
  }

  get totalBytes(): number | undefined {
    return this.#source.totalBytes;
  }

  get warnings(): readonly AudioWarning[] | undefined {
    return this.#source.warnings;
  }

  rewind(): void {
    this.#source.rewind();
  }

  read(): Uint8Array | undefined | Promise<Uint8Array | undefined> {
    return this.#source.read();
  }

  assertUnchanged(): void {
    this.#source.assertUnchanged();
  }

  close(): void {}
}
