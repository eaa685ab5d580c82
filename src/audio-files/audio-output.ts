import type { Hash } from 'node:crypto';
import type { AudioTail, AudioWarning } from '../formats/audio-decoder.ts';
import type { AudioEncoder } from '../formats/audio-encoder.ts';
import type { ByteSink } from '../io/byte-sink.ts';
import { createSha256 } from '../io/sha256.ts';
import { BYTES_PER_TURN, turn } from '../io/turns.ts';

/** One file on its way into a sink: header, encoded samples, tails, end; hashed as it goes where that is wanted. */
export class AudioOutput {
  readonly #sink: ByteSink;
  #hash: Hash | undefined;
  #encoder: AudioEncoder | undefined;

  /** @param hash true if {@link sha256} will be wanted. */
  constructor(sink: ByteSink, hash = false) {
    this.#sink = sink;
    this.#hash = hash ? createSha256() : undefined;
  }

  /** See `AudioEncoderOptions`. */
  get isSeekable(): boolean {
    return this.#sink.isSeekable;
  }

  /** Writes the header. */
  begin(encoder: AudioEncoder): void {
    this.#encoder = encoder;
    this.#put(encoder.header());
  }

  /** Writes whole frames in the encoder's sample format. */
  write(samples: Uint8Array): void {
    this.#put(this.#encoder!.write(samples));
  }

  writeTail(tail: AudioTail): void {
    this.#put(this.#encoder!.writeTail(tail));
  }

  end(): void {
    this.#put(this.#encoder!.end());
  }

  /** Sets right what the header states, when all is written; returns what could not be, in words. */
  async mend(): Promise<readonly AudioWarning[]> {
    const encoder = this.#encoder!;
    if (!this.#sink.isSeekable) return [encoder.unpatched() ?? []].flat();
    const patches = encoder.patches();
    for (const { byteOffset, bytes } of patches) this.#sink.patch(byteOffset, bytes);
    if (this.#hash !== undefined && patches.length > 0) this.#hash = await hashOf(this.#sink);
    return [];
  }

  /** Of all that was written, in hexadecimal; to be asked once. Undefined where it was not wanted. */
  sha256(): string | undefined {
    return this.#hash?.digest('hex');
  }

  #put(bytes: Uint8Array): void {
    this.#hash?.update(bytes);
    this.#sink.write(bytes);
  }
}

async function hashOf(sink: ByteSink): Promise<Hash> {
  const hash = createSha256();
  const buffer = new Uint8Array(BYTES_PER_TURN);
  for (let byteOffset = 0; ; ) {
    const count = sink.read(byteOffset, buffer);
    if (count === 0) return hash;
    hash.update(buffer.subarray(0, count));
    byteOffset += count;
    await turn();
  }
}
