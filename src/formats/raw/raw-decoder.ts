import { AudioFormatError, TruncatedAudioError } from '../../errors.ts';
import type { AudioDecoder, AudioEvent, AudioExtent, AudioWarning } from '../audio-decoder.ts';
import { ByteQueue } from '../byte-queue.ts';
import { describeBytes, MAGIC_BYTES } from '../foreign-formats.ts';
import type { RawFormat } from './raw-format.ts';

/** What files with a header begin with. A few of these bytes would be a loud click, and shift all that follows. */
const HEADER =
  /^(?:(?:RIFF|RIFX|RF64|BW64).{4}WAVE|FORM.{4}AIF[FC]|riff\.\x91\xcf|fLaC|OggS|NIST_1A|\.SoX|XoS\.|\.snd|caff)/s;

/**
 * Cuts headerless samples into whole frames as they arrive; what they are, the caller says. Memory: less than one frame.
 */
export class RawDecoder implements AudioDecoder {
  readonly keepsBytes = true;
  readonly #format: RawFormat;
  readonly #queue = new ByteQueue();
  readonly #warnings: AudioWarning[] = [];
  #isBegun = false;
  #numberOfFrames = 0;

  constructor(format: RawFormat) {
    this.#format = format;
  }

  get warnings(): readonly AudioWarning[] {
    return this.#warnings;
  }

  get extent(): AudioExtent {
    return { numberOfFrames: this.#numberOfFrames, tailBytes: 0 };
  }

  /** @throws AudioFormatError before the first sample, for a file that has a header; never after it. */
  push(bytes: Uint8Array): AudioEvent[] {
    this.#queue.push(bytes);
    const events = this.#queue.availableBytes >= MAGIC_BYTES || this.#isBegun ? this.#frames() : [];
    this.#queue.hold();
    return events;
  }

  /** @throws AudioFormatError as {@link push} does; TruncatedAudioError where there was not one byte. */
  end(): AudioEvent[] {
    this.#queue.end();
    const events = this.#frames();
    const restBytes = this.#queue.availableBytes;
    if (restBytes > 0) {
      const { bytesPerFrame } = this.#format;
      const message = `the samples end with ${restBytes} bytes of a frame of ${bytesPerFrame}; they are dropped`;
      const { byteOffset } = this.#queue;
      this.#warnings.push({ code: 'incomplete-frame', message, byteOffset });
    }
    return events;
  }

  #frames(): AudioEvent[] {
    const { bytesPerFrame } = this.#format;
    const events: AudioEvent[] = this.#isBegun ? [] : [this.#begin()];
    while (this.#queue.availableBytes >= bytesPerFrame) {
      const bytes = this.#queue.takeRun(Number.POSITIVE_INFINITY, bytesPerFrame)!;
      this.#numberOfFrames += bytes.length / bytesPerFrame;
      events.push({ type: 'data', bytes });
    }
    return events;
  }

  #begin(): AudioEvent {
    const head = this.#queue.peek(Math.min(MAGIC_BYTES, this.#queue.availableBytes))!;
    if (head.length === 0) {
      throw new TruncatedAudioError(
        'the input is empty (0 bytes); expected headerless samples; check the program that should have written them',
        { byteOffset: 0 },
      );
    }
    if (HEADER.test(String.fromCharCode(...head))) {
      throw new AudioFormatError(
        `the input is a file with a header (it begins with ${describeBytes(head)}), not headerless samples; read it without --raw, which would turn the header into noise`,
        { byteOffset: 0 },
      );
    }
    this.#isBegun = true;
    const header = {
      container: 'RAW',
      format: this.#format,
      declaredFrames: undefined,
      dataByteOffset: 0,
    };
    return { type: 'header', header };
  }
}
