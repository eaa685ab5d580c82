import { TruncatedAudioError } from '../errors.ts';
import type { AudioDecoder, AudioEvent, AudioExtent, AudioWarning } from './audio-decoder.ts';
import { ByteQueue, type Parsing, waitForBytes } from './byte-queue.ts';
import { type Decoding, EventSteps } from './event-steps.ts';
import type { SampleFormat } from './sample-format.ts';

/** The samples of a file of chunks. */
export interface SampleRun {
  readonly format: SampleFormat;
  /** Undefined where they go on to the end of the input. */
  readonly declaredFrames: number | undefined;
  /** Makes a byte that is stored one that `format` has. None by default. */
  readonly convert?: ((byte: number) => number) | undefined;
}

/**
 * What decoders of files of chunks have in common, whose outputs are of another format: a header, then plain samples; what
 * follows is left out. However the input is split, events and warnings are the same. Memory: a header and a piece of the input.
 */
export abstract class ChunkedDecoder implements AudioDecoder {
  readonly keepsBytes = false;
  protected readonly queue = new ByteQueue();
  readonly #name: string;
  readonly #warnings: AudioWarning[] = [];
  readonly #steps: EventSteps;
  #numberOfFrames = 0;

  /** @param name of the format, for messages. */
  constructor(name: string) {
    this.#name = name;
    // A generator: nothing of it runs before the first piece.
    this.#steps = new EventSteps(this.parse());
  }

  get warnings(): readonly AudioWarning[] {
    return this.#warnings;
  }

  get extent(): AudioExtent {
    return { numberOfFrames: this.#numberOfFrames, tailBytes: 0 };
  }

  /** @throws AwgnError before the first sample, while it is iterated over; never after it. */
  *push(bytes: Uint8Array): Iterable<AudioEvent> {
    this.queue.push(bytes);
    yield* this.#steps.resume();
    this.queue.hold();
  }

  *end(): Iterable<AudioEvent> {
    this.queue.end();
    yield* this.#steps.resume();
  }

  /** All of a file. */
  protected abstract parse(): Decoding;

  protected warn(code: string, message: string, byteOffset: number): void {
    this.#warnings.push({ code, message, byteOffset });
  }

  /** The next bytes of what stands before the samples. */
  protected *take(byteLength: number): Parsing<Uint8Array> {
    if (yield* waitForBytes(this.queue, byteLength)) return this.queue.take(byteLength)!;
    const found = this.queue.byteOffset + this.queue.availableBytes;
    throw new TruncatedAudioError(
      `the ${this.#name} file ends after ${found} bytes, before any sample; copy or download it again`,
      { byteOffset: found },
    );
  }

  /** Passes bytes by; fewer where the input ends. */
  protected *skip(byteLength: number): Parsing<void> {
    for (let left = byteLength; left > 0 && (yield* waitForBytes(this.queue, 1)); ) {
      left -= this.queue.takeRun(left)!.length;
    }
  }

  /** The samples, and past all that follows. */
  protected *samples({ format, declaredFrames, convert }: SampleRun): Decoding {
    const { bytesPerFrame } = format;
    let missing = declaredFrames ?? Number.POSITIVE_INFINITY;
    while (missing > 0 && (yield* waitForBytes(this.queue, bytesPerFrame))) {
      const bytes = this.queue.takeRun(missing * bytesPerFrame, bytesPerFrame)!;
      missing -= bytes.length / bytesPerFrame;
      this.#numberOfFrames += bytes.length / bytesPerFrame;
      yield { type: 'data', bytes: convert === undefined ? bytes : bytes.map(convert) };
    }
    const { byteOffset } = this.queue;
    const restBytes = this.queue.availableBytes;
    if (missing > 0 && restBytes > 0) {
      const message = `the samples end with ${restBytes} bytes of a frame of ${bytesPerFrame}; they are dropped`;
      this.warn('incomplete-frame', message, byteOffset);
    }
    if (missing > 0 && declaredFrames !== undefined) {
      const message = `the header states ${declaredFrames} frames and the input ends after ${this.#numberOfFrames}; these are processed`;
      this.warn('truncated-data', message, byteOffset);
    }
    yield* this.skip(Number.POSITIVE_INFINITY);
  }
}
