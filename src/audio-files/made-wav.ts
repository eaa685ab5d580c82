import { WAV_OUTPUT } from '../formats/audio-formats.ts';
import type { SampleFormat } from '../formats/sample-format.ts';

/** Encoded frames, in pieces of any size. */
export type Frames = AsyncGenerator<Uint8Array, void, void>;

/** The bytes of a WAV file without other chunks, whose frames are read from elsewhere: a part of a `ByteSource`. */
export class MadeWav {
  readonly totalBytes: number;
  readonly #header: Uint8Array;
  readonly #readFrames: () => Frames;
  #isBegun = false;
  #frames: Frames;

  /** @param readFrames called anew for each time that they are read, once the first of them is wanted. */
  constructor(format: SampleFormat, numberOfFrames: number, readFrames: () => Frames) {
    const extent = { numberOfFrames, tailBytes: 0 };
    this.#header = WAV_OUTPUT.createEncoder({ format, extent }).header();
    this.totalBytes = this.#header.length + numberOfFrames * format.bytesPerFrame;
    this.#readFrames = readFrames;
    this.#frames = readFrames();
  }

  rewind(): void {
    this.#isBegun = false;
    this.#frames = this.#readFrames();
  }

  read(): Uint8Array | Promise<Uint8Array | undefined> {
    if (this.#isBegun) return this.#frames.next().then(({ value }) => value ?? undefined);
    this.#isBegun = true;
    return this.#header;
  }
}
