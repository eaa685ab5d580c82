import type { Hash } from 'node:crypto';
import type { WavFormat } from '../formats/wav/wav-format.ts';
import type { WavHeader } from '../formats/wav/wav-header-parser.ts';
import type { WavTail } from '../formats/wav/wav-tail-parser.ts';
import type { WavWarning } from '../formats/wav/wav-warning.ts';
import type { WavWriter } from '../formats/wav/wav-writer.ts';
import type { ByteSink } from '../io/byte-sink.ts';
import { createSha256 } from '../io/sha256.ts';
import { createWavWriter, mendHeader, type OutputExtent } from './output-header.ts';

/** One WAV file on its way into a sink: header, encoded samples, tails, end; hashed as it goes where that is wanted. */
export class HashedWav {
  readonly #sink: ByteSink;
  #hash: Hash | undefined;
  #writer: WavWriter | undefined;

  /** @param hash true if {@link sha256} will be wanted. */
  constructor(sink: ByteSink, hash = false) {
    this.#sink = sink;
    this.#hash = hash ? createSha256() : undefined;
  }

  /** Writes the header, as `createWavWriter` makes it. */
  begin(header: WavHeader, format: WavFormat, extent: OutputExtent | undefined): void {
    this.#writer = createWavWriter(header, format, this.#sink, extent);
    this.#write(this.#writer.header());
  }

  /** Writes whole frames, encoded. */
  write(bytes: Uint8Array): void {
    this.#writer!.writeEncoded(bytes);
    this.#write(bytes);
  }

  writeTail(tail: WavTail): void {
    this.#write(this.#writer!.writeTail(tail));
  }

  end(): void {
    this.#write(this.#writer!.end());
  }

  /** Sets right what the header states, when all is written; returns what could not be. */
  async mend(): Promise<readonly WavWarning[]> {
    const { hash, warnings } = await mendHeader(this.#writer!, this.#sink, this.#hash);
    this.#hash = hash;
    return warnings;
  }

  /** Of all that was written, in hexadecimal; to be asked once. Undefined where it was not wanted. */
  sha256(): string | undefined {
    return this.#hash?.digest('hex');
  }

  #write(bytes: Uint8Array): void {
    this.#hash?.update(bytes);
    this.#sink.write(bytes);
  }
}
