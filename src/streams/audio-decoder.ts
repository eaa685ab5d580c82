import type { AudioBlock } from '../audio-format.ts';
import type {
  AudioDecoder,
  AudioEvent,
  AudioHeader,
  AudioWarning,
} from '../formats/audio-decoder.ts';
import { BlockCutter } from '../formats/block-cutter.ts';
import { createAudioDecoder } from '../formats/sniffing-decoder.ts';
import { refuseOptions } from '../options/check-options.ts';
import { runStage } from './run-stage.ts';
import { requireBytes } from './stage-pieces.ts';

/** Bytes that are decoded at a time. */
const PIECE_BYTES = 1 << 16;

/** The most frames in a block. */
const MAX_BLOCK_FRAMES = 1 << 16;

/** A file that is being decoded. */
export interface DecodedAudio {
  /** All that stands before the samples, from the first block on. */
  readonly header: AudioHeader | undefined;
  /** What was odd about the file; complete when all was decoded. */
  readonly warnings: readonly AudioWarning[];
}

/** Decodes audio, whatever kind of stream it comes in. */
export class AudioStreamDecoder implements DecodedAudio {
  readonly #stage: string;
  readonly #decoder: AudioDecoder;
  readonly #cutter = new BlockCutter(MAX_BLOCK_FRAMES);
  header: AudioHeader | undefined;

  /**
   * @param stage what decodes, for messages.
   * @param decoder for all that the stage takes.
   */
  constructor(stage: string, decoder: AudioDecoder) {
    this.#stage = stage;
    this.#decoder = decoder;
  }

  get warnings(): readonly AudioWarning[] {
    return this.#decoder.warnings;
  }

  /** @throws AwgnError for what cannot be decoded; TypeError for what is not bytes. */
  async *push(bytes: Uint8Array): AsyncGenerator<AudioBlock, void, void> {
    requireBytes(bytes, this.#stage);
    for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
      const piece = bytes.subarray(start, start + PIECE_BYTES);
      yield* this.#blocksOf(await this.#decoder.push(piece));
    }
  }

  /** @throws as {@link push} does. */
  async *end(): AsyncGenerator<AudioBlock, void, void> {
    yield* this.#blocksOf(await this.#decoder.end());
  }

  *#blocksOf(events: Iterable<AudioEvent>): Generator<AudioBlock, void, void> {
    for (const event of events) {
      if (event.type === 'header') this.header = event.header;
      else if (event.type === 'data') yield* this.#cutter.cut([event.bytes], this.header!.format);
    }
  }
}

/** Blocks of a file of any format, to be iterated over once. */
export interface AudioBlocks extends AsyncIterable<AudioBlock>, DecodedAudio {}

/**
 * Decodes a file of any format that is read: an iterable of bytes in, blocks of planar 32-bit floats out. What stands
 * after the samples is left out.
 *
 * Memory: a block of at most 65536 frames, and what stands before the samples.
 *
 * The iteration fails with an AwgnError for what cannot be decoded.
 *
 * @param bytes a file in pieces of any size: a Node stream, a fetched body, an array of pieces.
 */
export function decodeAudio(
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options?: Record<string, never>,
): AudioBlocks {
  refuseOptions(options, 'decodeAudio');
  return blocksOf(bytes, new AudioStreamDecoder('decodeAudio', createAudioDecoder()));
}

/** What a decoder makes of bytes, as an iterable. */
export function blocksOf(
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  decoder: AudioStreamDecoder,
): AudioBlocks {
  return {
    get header() {
      return decoder.header;
    },
    get warnings() {
      return decoder.warnings;
    },
    [Symbol.asyncIterator]: () => runStage(bytes, decoder),
  };
}
