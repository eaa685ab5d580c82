import type { AudioBlock } from '../../audio-format.ts';
import { shown } from '../../shown.ts';
import { decodeSamples } from '../encoded-samples/sample-codec.ts';
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
  readonly #maxBlockFrames: number;
  #header: WavHeader | undefined;
  #tail: WavTail[] = [];
  #framesRead = 0;

  /** @throws RangeError for `maxBlockFrames` that is no whole number from 1. */
  constructor({ maxBlockFrames = DEFAULT_MAX_BLOCK_FRAMES }: WavReaderOptions = {}) {
    if (!Number.isInteger(maxBlockFrames) || maxBlockFrames < 1) {
      throw new RangeError(
        `maxBlockFrames is ${shown(maxBlockFrames)}; expected a whole number from 1`,
      );
    }
    this.#maxBlockFrames = maxBlockFrames;
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
    return this.#framesRead;
  }

  /**
   * Takes the next bytes of the file. They may be overwritten afterwards.
   *
   * @returns the frames that they complete, in blocks of at most `maxBlockFrames`.
   * @throws WavFormatError, UnsupportedWavError or TruncatedWavError before the first sample; never after it.
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
    return this.#header === undefined ? [] : this.#decode(data, this.#header);
  }

  #decode(data: readonly Uint8Array[], { format }: WavHeader): AudioBlock[] {
    const blocks: AudioBlock[] = [];
    let pendingFrames = data.reduce((sum, bytes) => sum + bytes.length, 0) / format.bytesPerFrame;
    let channelData: Float32Array[] = [];
    let filledFrames = 0;
    for (const bytes of data) {
      for (let byteOffset = 0; byteOffset < bytes.length; ) {
        if (filledFrames === (channelData[0]?.length ?? 0)) {
          const blockFrames = Math.min(pendingFrames, this.#maxBlockFrames);
          channelData = newChannels(format.numberOfChannels, blockFrames);
          filledFrames = 0;
          blocks.push({ format, frameIndex: this.#framesRead, channelData });
        }
        const rest = bytes.subarray(byteOffset);
        const roomFrames = channelData[0]!.length - filledFrames;
        const frames = Math.min(roomFrames, rest.length / format.bytesPerFrame);
        const start = filledFrames;
        decodeSamples(
          rest,
          format,
          channelData.map((samples) => samples.subarray(start)),
          frames,
        );
        filledFrames += frames;
        pendingFrames -= frames;
        this.#framesRead += frames;
        byteOffset += frames * format.bytesPerFrame;
      }
    }
    return blocks;
  }
}

function newChannels(numberOfChannels: number, numberOfFrames: number): Float32Array[] {
  return Array.from({ length: numberOfChannels }, () => new Float32Array(numberOfFrames));
}
