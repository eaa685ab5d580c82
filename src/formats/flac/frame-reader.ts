import {
  type FlacKernel,
  FRAME_STATUS,
  FREE_ADDRESS,
  growMemory,
  instantiateFlacKernel,
  RESERVE_BYTES,
} from '../../kernel/flac-kernel.ts';
import type { ByteQueue } from '../byte-queue.ts';
import type { StreamInfo } from './stream-info.ts';

/** Encoded samples that are given at a time, where blocks are shorter. */
const LEAST_OUTPUT_BYTES = 1 << 16;

/** Bytes of the file that are in the kernel's memory at first. */
const LEAST_INPUT_BYTES = 1 << 17;

/** Frames and channels for which there is memory at first. */
const LEAST_SAMPLES = 1 << 14;

/** What a frame needs at the most besides its samples. */
const MOST_OVERHEAD_BYTES = 1 << 12;

/** What became of an attempt to read a frame. */
export type Attempt = 'sound' | 'cut-short' | 'damaged';

/**
 * Frames of a FLAC file, in the memory of a kernel:
 *
 *     kernel │ samples: i32, channel after channel │ side: i64, one channel │ encoded samples │ bytes of the file
 *
 * Memory: 12 bytes for each sample of a block, and what a frame may have: 8 bytes a sample and 4 KiB. Blocks of 65535 frames
 * of 8 channels make that 10.5 MB, of which 6.3 MB are asked for when the header of such a frame is there, and the others
 * as its bytes come.
 */
export class FrameReader {
  readonly #kernel: FlacKernel = instantiateFlacKernel();
  readonly #info: StreamInfo;
  readonly #sampleBytes: number;
  /** By how many bits samples stand above the lowest one of their bytes. */
  readonly #shift: number;
  readonly #isHashed: boolean;
  #memory!: Uint8Array;
  /** Samples for which there is memory. */
  #mostSamples = 0;
  #inputBytes = LEAST_INPUT_BYTES;
  /** Addresses. */
  #side = 0;
  #output = 0;
  #input = 0;
  #start = 0;
  #end = 0;
  #outputBytes = 0;
  #hasHeader = false;
  /** Encoded samples that were not taken yet. */
  #pendingBytes = 0;

  constructor(info: StreamInfo) {
    this.#info = info;
    this.#sampleBytes = Math.ceil(info.bitsPerSample / 8);
    this.#shift = 8 * this.#sampleBytes - info.bitsPerSample;
    this.#isHashed = info.md5 !== undefined;
    this.#start = this.#end = this.#input;
    this.#layOut(LEAST_SAMPLES, LEAST_INPUT_BYTES);
    if (this.#isHashed) this.#kernel.startMd5();
  }

  /** Bytes of the file that are there and were not used. */
  get availableBytes(): number {
    return this.#end - this.#start;
  }

  /** The next bytes, not taken; those that are there. */
  peek(byteLength: number): Uint8Array {
    return this.#memory.subarray(this.#start, Math.min(this.#end, this.#start + byteLength));
  }

  /** Takes as many bytes of a queue as there is room for. */
  fill(queue: ByteQueue): void {
    if (queue.availableBytes === 0) return;
    this.#memory.copyWithin(this.#input, this.#start, this.#end);
    this.#end -= this.#start - this.#input;
    this.#start = this.#input;
    for (;;) {
      const room = this.#input + this.#inputBytes - this.#end;
      const bytes = room > 0 ? queue.takeRun(room) : undefined;
      if (bytes === undefined) return;
      this.#memory.set(bytes, this.#end);
      this.#end += bytes.length;
    }
  }

  /** True if no more bytes have room. */
  get isFull(): boolean {
    return this.availableBytes === this.#inputBytes;
  }

  /** Tries to read the frame that begins with the next byte. What it says is then in the getters below. */
  read(): Attempt {
    const kernel = this.#kernel;
    const head = kernel.readHeader(this.#start, this.#end);
    this.#hasHeader = head === FRAME_STATUS.sound;
    if (!this.#hasHeader) return attemptOf(head);
    const samples = this.blockFrames * this.numberOfChannels;
    if (samples > this.#mostSamples) this.#layOut(samples, this.#inputBytes);
    const { bitsPerSample: bits } = this;
    const mostBytes = 8 * samples + MOST_OVERHEAD_BYTES;
    // However many bytes are there: what becomes of a frame must not depend on how they came.
    const end = Math.min(this.#end, this.#start + mostBytes);
    const status = kernel.readFrame(this.#start, end, FREE_ADDRESS, this.#side, bits);
    if (status === FRAME_STATUS.cutShort && this.availableBytes >= mostBytes) return 'damaged';
    if (status !== FRAME_STATUS.cutShort) return attemptOf(status);
    if (this.isFull) this.#layOut(this.#mostSamples, Math.min(2 * this.#inputBytes, mostBytes));
    return 'cut-short';
  }

  /** True if the frame that was tried last has a sound header, whatever the rest of it. */
  get hasHeader(): boolean {
    return this.#hasHeader;
  }

  /** Bytes of the frame that was read last. */
  get frameBytes(): number {
    return this.#kernel.frameBytes.value;
  }

  /** Frames of audio in the frame that was read last. */
  get blockFrames(): number {
    return this.#kernel.blockFrames.value;
  }

  get numberOfChannels(): number {
    return this.#kernel.numberOfChannels.value;
  }

  get sampleRate(): number {
    return this.#kernel.sampleRate.value || this.#info.sampleRate;
  }

  get bitsPerSample(): number {
    return this.#kernel.bitsPerSample.value || this.#info.bitsPerSample;
  }

  /** True if blocks differ in length, and {@link codedNumber} counts frames of audio in place of blocks. */
  get isVariable(): boolean {
    return this.#kernel.isVariable.value !== 0;
  }

  get codedNumber(): number {
    return this.#kernel.codedNumber.value;
  }

  /** True if there is no room for the samples of the frame that was read last: take those that are pending first. */
  get mustTake(): boolean {
    return this.#pendingBytes + this.#blockBytes > this.#outputBytes;
  }

  /** Encoded samples of all frames that were accepted; overwritten by the next {@link accept}. */
  takePending(): Uint8Array {
    const bytes = this.#memory.subarray(this.#output, this.#output + this.#pendingBytes);
    this.#pendingBytes = 0;
    return bytes;
  }

  /** Uses the frame that was read last, and its bytes. */
  accept(): void {
    const kernel = this.#kernel;
    const { blockFrames, numberOfChannels } = this;
    const byteLength = this.#blockBytes;
    const to = this.#output + this.#pendingBytes;
    const put = (shift: number) =>
      kernel.interleave(FREE_ADDRESS, numberOfChannels, blockFrames, this.#sampleBytes, shift, to);
    if (this.#isHashed) {
      // Of the samples as they are, which is nearly always as they are wanted.
      put(0);
      kernel.addMd5(to, byteLength);
    }
    if (!this.#isHashed || this.#shift > 0) put(this.#shift);
    if (this.#sampleBytes === 1) kernel.flipSigns(to, byteLength);
    this.#pendingBytes += byteLength;
    this.#start += this.frameBytes;
  }

  /** Leaves out bytes. */
  skip(byteLength: number): void {
    this.#start += Math.min(byteLength, this.availableBytes);
  }

  /** Leaves out all up to the next byte with which a frame may begin. */
  skipToSync(): void {
    this.#start = this.#kernel.findSync(this.#start, this.#end);
  }

  /** True if the samples of all frames that were accepted have the MD5 that the file states, or it states none. */
  isMd5Right(): boolean {
    const { md5 } = this.#info;
    if (md5 === undefined) return true;
    // All samples were taken: there is room.
    this.#kernel.finishMd5(this.#output);
    return md5.every((byte, i) => byte === this.#memory[this.#output + i]);
  }

  get #blockBytes(): number {
    return this.blockFrames * this.numberOfChannels * this.#sampleBytes;
  }

  #layOut(mostSamples: number, inputBytes: number): void {
    const pending = this.#memory?.slice(this.#output, this.#output + this.#pendingBytes);
    const unread = this.#memory?.slice(this.#start, this.#end);
    this.#mostSamples = mostSamples;
    this.#inputBytes = inputBytes;
    this.#outputBytes = Math.max(LEAST_OUTPUT_BYTES, 4 * mostSamples);
    this.#side = FREE_ADDRESS + 8 * Math.ceil(mostSamples / 2);
    // Of the two channels of a frame with a side channel, one.
    this.#output = this.#side + 8 * Math.ceil(mostSamples / 2);
    this.#input = this.#output + this.#outputBytes;
    growMemory(this.#kernel, this.#input + inputBytes + RESERVE_BYTES);
    this.#memory = new Uint8Array(this.#kernel.memory.buffer);
    if (pending !== undefined) this.#memory.set(pending, this.#output);
    this.#start = this.#input;
    this.#end = this.#input + (unread?.length ?? 0);
    if (unread !== undefined) this.#memory.set(unread, this.#input);
  }
}

function attemptOf(status: number): Attempt {
  if (status === FRAME_STATUS.sound) return 'sound';
  return status === FRAME_STATUS.cutShort ? 'cut-short' : 'damaged';
}
