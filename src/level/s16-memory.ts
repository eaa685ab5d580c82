import type { CreateKernel, Kernel, KernelExports } from '../kernel/kernel.ts';

/** Samples, of all channels, that stand in the kernel's memory at a time. */
const S16_SAMPLES = 8192;

/** A kernel with memory for interleaved 16-bit samples, and for those of one channel. */
export class S16Memory {
  readonly #kernel: Kernel;
  readonly #channels: number;
  readonly #interleaved: Int16Array<ArrayBuffer>;
  readonly #channel: Int16Array<ArrayBuffer>;
  readonly #bytes: Uint8Array;

  /** @param furtherBytes of memory, for the caller's own use: see {@link furtherAddress}. */
  constructor(channels: number, createKernel: CreateKernel, furtherBytes = 0) {
    this.#kernel = createKernel(4 * S16_SAMPLES + furtherBytes);
    this.#channels = channels;
    this.#interleaved = this.#view(0);
    this.#channel = this.#view(2 * S16_SAMPLES);
    const { buffer, byteOffset, byteLength } = this.#interleaved;
    this.#bytes = new Uint8Array(buffer, byteOffset, byteLength);
  }

  get exports(): KernelExports {
    return this.#kernel.exports;
  }

  /** Where the interleaved samples stand. */
  get address(): number {
    return this.#kernel.audioAddress;
  }

  get furtherAddress(): number {
    return this.#kernel.audioAddress + 4 * S16_SAMPLES;
  }

  /**
   * Loads little-endian samples, piece by piece, and calls `work` for each piece.
   *
   * @param bytes whole frames.
   */
  load(bytes: Uint8Array, work: (memory: S16Memory, frames: number) => void): void {
    const bytesPerFrame = 2 * this.#channels;
    const pieceBytes = Math.floor((2 * S16_SAMPLES) / bytesPerFrame) * bytesPerFrame;
    for (let start = 0; start < bytes.length; start += pieceBytes) {
      const piece = bytes.subarray(start, start + pieceBytes);
      this.#bytes.set(piece);
      work(this, piece.length / bytesPerFrame);
    }
  }

  /** Samples of one channel of the piece; the next call overwrites them. */
  channel(channel: number, frames: number): Int16Array {
    if (this.#channels === 1) {
      return this.#interleaved.subarray(0, frames);
    }
    const from = this.#interleaved.byteOffset + 2 * channel;
    this.exports.extractChannelS16(from, this.#channels, frames, this.#channel.byteOffset);
    return this.#channel.subarray(0, frames);
  }

  #view(byteOffset: number): Int16Array<ArrayBuffer> {
    const { exports, audioAddress } = this.#kernel;
    return new Int16Array(exports.memory.buffer, audioAddress + byteOffset, S16_SAMPLES);
  }
}
