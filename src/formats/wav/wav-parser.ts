import type { AudioDecoder, AudioExtent } from '../audio-decoder.ts';
import { ByteQueue, type Parsing, waitForBytes } from '../byte-queue.ts';
import { skipPadByte } from './chunk-boundary.ts';
import { type ParsedHeader, parseHeader, type WavHeader } from './wav-header-parser.ts';
import { parseTail, type WavTail } from './wav-tail-parser.ts';
import type { WavWarning } from './wav-warning.ts';

/**
 * What a {@link WavParser} finds, in the order of the file: one header, data, tail.
 *
 * - `header`: all that stands before the first sample. Exactly once, and first.
 * - `data`: encoded samples, always whole frames.
 * - `tail`: bytes after the samples, to be written after the output's samples and their pad byte.
 */
export type WavEvent =
  | { readonly type: 'header'; readonly header: WavHeader }
  | { readonly type: 'data'; readonly bytes: Uint8Array }
  | ({ readonly type: 'tail' } & WavTail);

/**
 * Takes a WAV file apart as it arrives, in pieces of any size. It knows of chunks and frames, not of sample values.
 *
 * However the input is split, header, warnings, and data and tail each joined together are the same. Memory: the
 * header and less than one frame.
 *
 * The bytes of `data` and `tail` events may be parts of the piece just pushed: use them before the piece is
 * overwritten.
 */
export class WavParser implements AudioDecoder {
  readonly keepsBytes = true;
  readonly #queue = new ByteQueue();
  readonly #warnings: WavWarning[] = [];
  readonly #parsing: Parsing<void>;
  #events: WavEvent[] = [];
  #numberOfFrames = 0;
  #tailBytes = 0;
  #failure: { readonly error: unknown } | undefined;

  constructor() {
    this.#parsing = this.#parse();
  }

  /** What was odd about the file so far; complete after {@link end}. */
  get warnings(): readonly WavWarning[] {
    return this.#warnings;
  }

  get extent(): AudioExtent {
    return { numberOfFrames: this.#numberOfFrames, tailBytes: this.#tailBytes };
  }

  /**
   * Takes the next bytes of the file.
   *
   * @returns what they complete.
   * @throws AudioFormatError, UnsupportedAudioError or TruncatedAudioError before the first sample; never after it.
   */
  push(bytes: Uint8Array): WavEvent[] {
    if (this.#queue.isEnded)
      throw new Error(
        'push() after end(); expected no more bytes, since the WAV file is over: use a new parser for the next',
      );
    this.#queue.push(bytes);
    const events = this.#resume();
    this.#queue.hold();
    return events;
  }

  /**
   * Says that the file is over.
   *
   * @returns what was waiting for more.
   * @throws as {@link push} does.
   */
  end(): WavEvent[] {
    this.#queue.end();
    return this.#resume();
  }

  #resume(): WavEvent[] {
    if (this.#failure !== undefined) throw this.#failure.error;
    this.#events = [];
    try {
      this.#parsing.next();
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
    return this.#events;
  }

  *#parse(): Parsing<void> {
    const parsed = yield* parseHeader(this.#queue, this.#warnings);
    this.#events.push({ type: 'header', header: parsed.header });
    const isComplete = yield* this.#parseData(parsed);
    if (!isComplete) return;
    const { declaredDataBytes = 0 } = parsed.header;
    yield* skipPadByte(this.#queue, declaredDataBytes, parsed.context, this.#warnings);
    const isEmpty = this.#numberOfFrames === 0;
    yield* parseTail(this.#queue, parsed, { isEmpty, warnings: this.#warnings }, (tail) => {
      this.#events.push({ type: 'tail', ...tail });
      if (!tail.outsideRiff) this.#tailBytes += tail.bytes.length;
    });
  }

  /** Returns whether the end of the data was reached, and not of the input. */
  *#parseData({ header }: ParsedHeader): Parsing<boolean> {
    const { dataByteOffset, declaredDataBytes } = header;
    const { bytesPerFrame } = header.format;
    let remainingBytes = declaredDataBytes ?? Number.POSITIVE_INFINITY;
    while (remainingBytes >= bytesPerFrame && (yield* waitForBytes(this.#queue, bytesPerFrame))) {
      const bytes = this.#queue.takeRun(remainingBytes, bytesPerFrame)!;
      remainingBytes -= bytes.length;
      this.#numberOfFrames += bytes.length / bytesPerFrame;
      this.#events.push({ type: 'data', bytes });
    }
    const fractionOffset = this.#queue.byteOffset;
    yield* waitForBytes(this.#queue, Math.min(remainingBytes, bytesPerFrame));
    const fractionBytes = Math.min(remainingBytes, this.#queue.availableBytes);
    this.#queue.take(fractionBytes);
    if (fractionBytes > 0) {
      const message = `the data ends with ${fractionBytes} bytes of a frame of ${bytesPerFrame}; they are dropped`;
      this.#warnings.push({ code: 'incomplete-frame', message, byteOffset: fractionOffset });
    }
    remainingBytes -= fractionBytes;
    if (declaredDataBytes !== undefined && remainingBytes > 0) {
      const foundBytes = this.#queue.byteOffset - dataByteOffset;
      const message = `the data chunk states ${declaredDataBytes} bytes of samples and the input ends after ${foundBytes}; these are processed`;
      const byteOffset = this.#queue.byteOffset;
      this.#warnings.push({ code: 'truncated-data', message, byteOffset });
    }
    return remainingBytes === 0;
  }
}
