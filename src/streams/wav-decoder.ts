import type { AudioBlock } from '../audio-format.ts';
import { UnsupportedAudioError } from '../errors.ts';
import { MAX_METADATA_BYTES } from '../formats/wav/wav-header-parser.ts';
import { WavReader } from '../formats/wav/wav-reader.ts';
import type { WavTail } from '../formats/wav/wav-tail-parser.ts';
import { refuseOptions } from '../options/check-options.ts';
import { runStage } from './run-stage.ts';
import { requireBytes } from './stage-pieces.ts';

/** Bytes that are decoded at a time: what stands in memory, four times as much for 8-bit samples. */
const PIECE_BYTES = 1 << 16;

/** A WAV file that is being decoded. */
export interface DecodedWav {
  /** What was read: the header from the first block on, the warnings when all was decoded. */
  readonly reader: WavReader;
  /** The bytes after the samples, when all was decoded. */
  readonly tail: readonly WavTail[];
  /** Whether all was decoded. */
  readonly isComplete: boolean;
}

/** Decodes a WAV file, whatever kind of stream it comes in, and keeps what follows the samples. */
export class WavDecoder implements DecodedWav {
  readonly #stage: string;
  readonly reader = new WavReader();
  readonly tail: WavTail[] = [];
  #tailBytes = 0;
  #isComplete = false;

  /**
   * @param stage what decodes, for messages.
   * @param options as they were given: none.
   * @throws TypeError for an option.
   */
  constructor(stage: string, options?: unknown) {
    refuseOptions(options, stage);
    this.#stage = stage;
  }

  get isComplete(): boolean {
    return this.#isComplete;
  }

  /**
   * @throws as `WavReader` does; UnsupportedAudioError where more follows the samples than can be kept; TypeError for what
   *   is not bytes.
   */
  *push(bytes: Uint8Array): Generator<AudioBlock, void, void> {
    requireBytes(bytes, this.#stage);
    for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
      yield* this.reader.push(bytes.subarray(start, start + PIECE_BYTES));
      this.#keepTail();
    }
  }

  /** @throws as {@link push} does. */
  *end(): Generator<AudioBlock, void, void> {
    const blocks = this.reader.end();
    this.#keepTail();
    this.#isComplete = true;
    yield* blocks;
  }

  #keepTail(): void {
    for (const part of this.reader.takeTail()) {
      this.tail.push(part);
      this.#tailBytes += part.bytes.length;
    }
    if (this.#tailBytes > MAX_METADATA_BYTES) {
      throw new UnsupportedAudioError(
        `more than ${MAX_METADATA_BYTES} bytes follow the samples; expected less, since a stream must keep them in memory; ` +
          'process it as a file',
      );
    }
  }
}

/** Blocks of a WAV file, to be iterated over once. */
export interface WavBlocks extends AsyncIterable<AudioBlock>, DecodedWav {}

/**
 * Decodes a WAV file: an iterable of bytes in, blocks of planar 32-bit floats out.
 *
 * Memory: a block of at most 65536 frames, and the chunks before and after the samples (64 MiB each at most).
 *
 * The iteration fails with AudioFormatError, UnsupportedAudioError or TruncatedAudioError for what is no WAV file, or none that
 * can be decoded.
 *
 * @param bytes a file in pieces of any size: a Node stream, a fetched body, an array of pieces.
 */
export function decodeWav(
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options?: Record<string, never>,
): WavBlocks {
  const decoder = new WavDecoder('decodeWav', options);
  return {
    reader: decoder.reader,
    tail: decoder.tail,
    get isComplete() {
      return decoder.isComplete;
    },
    [Symbol.asyncIterator]: () => runStage(bytes, decoder),
  };
}
