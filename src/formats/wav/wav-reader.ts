import type { AudioBlock } from '../../audio-format.ts';
import { refuseUnknownProperties } from '../../known-properties.ts';
import { shown } from '../../shown.ts';
import { BlockCutter } from '../block-cutter.ts';
import type { WavHeader } from './wav-header-parser.ts';
import { type WavEvent, WavParser } from './wav-parser.ts';
import type { WavTail } from './wav-tail-parser.ts';
import type { WavWarning } from './wav-warning.ts';

/** The most frames in a block of a {@link WavReader}, unless it is told otherwise. */
export const DEFAULT_MAX_BLOCK_FRAMES = 65536;

/** How a {@link WavReader} cuts blocks. */
export interface WavReaderOptions {
  /** The most frames in a block, at least 1. Default 65536. */
  readonly maxBlockFrames?: number;
}

/**
 * Reads a WAV file as it arrives, in pieces of any size, into blocks of samples.
 *
 * However the input is split, the blocks joined together are the same. The caller owns the blocks: nothing is kept
 * of them, and nothing is overwritten.
 *
 *     const reader = new WavReader();
 *     for (const bytes of pieces) use(reader.push(bytes));
 *     use(reader.end());
 */
export class WavReader {
  readonly #parser = new WavParser();
  readonly #cutter: BlockCutter;
  #header: WavHeader | undefined;
  #tail: WavTail[] = [];

  /** @throws RangeError for `maxBlockFrames` that is no whole number from 1; TypeError for an unknown option. */
  constructor(options: WavReaderOptions = {}) {
    refuseUnknownProperties(options, ['maxBlockFrames'], 'WavReader');
    const { maxBlockFrames = DEFAULT_MAX_BLOCK_FRAMES } = options;
    if (!Number.isInteger(maxBlockFrames) || maxBlockFrames < 1) {
      throw new RangeError(
        `maxBlockFrames is ${shown(maxBlockFrames)}; expected a whole number from 1`,
      );
    }
    this.#cutter = new BlockCutter(maxBlockFrames);
  }

  /** The header, as soon as it is complete; all blocks come after it. */
  get header(): WavHeader | undefined {
    return this.#header;
  }

  /** What was odd about the file so far; complete after {@link end}. */
  get warnings(): readonly WavWarning[] {
    return this.#parser.warnings;
  }

  /** Frames in all the blocks so far. */
  get framesRead(): number {
    return this.#cutter.framesCut;
  }

  /**
   * Takes the next bytes of the file. They may be overwritten afterwards.
   *
   * @returns the frames that they complete, in blocks of at most `maxBlockFrames`.
   * @throws AudioFormatError, UnsupportedAudioError or TruncatedAudioError before the first sample; never after it.
   */
  push(bytes: Uint8Array): AudioBlock[] {
    return this.#read(this.#parser.push(bytes));
  }

  /**
   * Says that the file is over.
   *
   * @returns the frames that were waiting for more; usually none.
   * @throws as {@link push} does.
   */
  end(): AudioBlock[] {
    return this.#read(this.#parser.end());
  }

  /**
   * What has come after the samples since the last call, to be handed to a `WavWriter`. Taken after every
   * {@link push}, it keeps no more than one piece in memory.
   */
  takeTail(): WavTail[] {
    const tail = this.#tail;
    this.#tail = [];
    return tail;
  }

  #read(events: readonly WavEvent[]): AudioBlock[] {
    const data: Uint8Array[] = [];
    for (const event of events) {
      if (event.type === 'header') this.#header = event.header;
      else if (event.type === 'data') data.push(event.bytes);
      else this.#tail.push({ bytes: event.bytes.slice(), outsideRiff: event.outsideRiff });
    }
    return this.#header === undefined ? [] : this.#cutter.cut(data, this.#header.format);
  }
}
