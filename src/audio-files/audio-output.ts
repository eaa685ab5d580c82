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
  /** Whether the hash is that of the file as it stands at last, since its header will be patched. */
  #isHashedLate = false;

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
    this.#isHashedLate = encoder.patchesHeader === true && this.#sink.isSeekable;
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
    const isStale = this.#isHashedLate || patches.length > 0;
    if (this.#hash !== undefined && isStale) this.#hash = await hashOf(this.#sink);
    return [];
  }

  /** Of all that was written, in hexadecimal; to be asked once. Undefined where it was not wanted. */
  sha256(): string | undefined {
    return this.#hash?.digest('hex');
  }

  #put(bytes: Uint8Array): void {
    if (!this.#isHashedLate) this.#hash?.update(bytes);
    this.#sink.write(bytes);
  }
}

/** For what is read back: one at a time has it, and others one of their own. */
let spareBuffer: Uint8Array | undefined;
const READ_BACK_BYTES = 1 << 18;

async function hashOf(sink: ByteSink): Promise<Hash> {
  const hash = createSha256();
  const buffer = spareBuffer ?? new Uint8Array(READ_BACK_BYTES);
  spareBuffer = undefined;
  let turnEnd = BYTES_PER_TURN;
  for (let byteOffset = 0; ; ) {
    const count = sink.read(byteOffset, buffer);
    if (count === 0) break;
    hash.update(buffer.subarray(0, count));
    byteOffset += count;
    if (byteOffset < turnEnd) continue;
    turnEnd += BYTES_PER_TURN;
    await turn();
  }
  spareBuffer = buffer;
  return hash;
}
