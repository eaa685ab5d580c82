import { type AudioBlock, numberOfFrames as framesOf } from '../../audio-format.ts';
import { UnsupportedAudioError } from '../../errors.ts';
import { shown } from '../../shown.ts';
import { concatBytes } from '../concat-bytes.ts';
import { encodeSamples } from '../encoded-samples/sample-codec.ts';
import { isIntegerPcm } from '../sample-format.ts';
import { DS64_BYTES, LEAST_PLACEHOLDER, serializeDs64, UNKNOWN_SIZE } from './ds64-chunk.ts';
import { serializeFmtChunk } from './fmt-chunk.ts';
import {
  dataViewOf,
  encodeChunk,
  encodeChunkHeader,
  paddedChunkBytes,
  type RiffChunk,
} from './riff-chunk.ts';
import { is64Bit, type WavFormat } from './wav-format.ts';
import type { WavTail } from './wav-tail-parser.ts';

/** What a {@link WavWriter} writes. */
export interface WavWriterOptions {
  /** How samples are stored, and the rate. */
  readonly format: WavFormat;
  /** Chunks to stand before the samples, in order. A `fact` chunk among them gets its content from the writer. */
  readonly chunksBeforeData?: readonly RiffChunk[] | undefined;
  /** How many of them stand before the `fmt ` chunk. Default 0. */
  readonly fmtIndex?: number | undefined;
  /** Frames that will be written; undefined: not known, the sizes are stated as such. */
  readonly numberOfFrames?: number | undefined;
  /** Bytes that will follow the samples inside the RIFF. Default 0. */
  readonly tailBytes?: number | undefined;
  /**
   * Keeps a place in the header (a `JUNK` chunk) for the 64-bit sizes of RF64 (EBU Tech 3306), should
   * {@link WavWriter.headerPatches} find more than 4 GiB. Default false.
   */
  readonly reserveDs64?: boolean;
}

/** Bytes to overwrite in a seekable output. */
export interface WavPatch {
  /** From the start of the file. */
  readonly byteOffset: number;
  /** What stands there from now on. */
  readonly bytes: Uint8Array;
}

/** What the sizes in a header are made from. */
interface Extent {
  readonly numberOfFrames: number;
  readonly tailBytes: number;
}

/**
 * Writes a WAV file in one go: {@link header}, samples, tail. Each method returns bytes to be output in the order of
 * the calls.
 *
 * The `fmt ` chunk is written in its canonical form, other chunks as they are given, and a `fact` chunk where the
 * encoding asks for one. A RIFF becomes an RF64 where the number of frames says that 32-bit sizes will not do.
 *
 * With the number of frames known, the sizes are right from the start. Without, they are 0xFFFFFFFF, which readers
 * take for "to the end of the input"; {@link headerPatches} puts them right where the output can be seeked. Give no
 * tail to an output of unknown size that cannot be: its readers would take it for samples.
 */
export class WavWriter {
  readonly #format: WavFormat;
  readonly #littleEndian: boolean;
  /** The `fmt ` chunk and the caller's, `fact` among them. */
  readonly #chunks: readonly RiffChunk[];
  /** A `JUNK` chunk that may become a `ds64` chunk, the first of the file. */
  readonly #ds64Place: RiffChunk | undefined;
  readonly #declared: Extent | undefined;
  readonly #header: Uint8Array;
  #framesWritten = 0;
  #tailBytes = 0;
  #clippedSamples = 0;
  #state: 'samples' | 'tail' | 'ended' = 'samples';
  #isPadWithheld = false;

  /**
   * @throws TypeError for a format that does not say how long a frame is.
   * @throws RangeError for counts that are no whole numbers from 0, or an `fmtIndex` beyond the chunks.
   * @throws UnsupportedAudioError for a RIFX of more than 4 GiB, which has no 64-bit form.
   */
  constructor(options: WavWriterOptions) {
    const { format, chunksBeforeData = [], fmtIndex = 0, numberOfFrames, tailBytes = 0 } = options;
    if (!Number.isInteger(format.bytesPerFrame)) {
      throw new TypeError(
        `format.bytesPerFrame is ${shown(format.bytesPerFrame)}; expected a whole number, as in a format of createWavFormat()`,
      );
    }
    requireCount('numberOfFrames', numberOfFrames ?? 0, Math.floor(2 ** 52 / format.bytesPerFrame));
    requireCount('tailBytes', tailBytes, 2 ** 52);
    requireCount('fmtIndex', fmtIndex, chunksBeforeData.length);
    this.#format = format;
    this.#littleEndian = !format.bigEndian;
    this.#declared = numberOfFrames === undefined ? undefined : { numberOfFrames, tailBytes };

    const chunks = withFmtAndFact(chunksBeforeData, fmtIndex, format);
    const isPlaceGiven = format.container === 'RIFF' && isDs64Place(chunks[0]);
    this.#chunks = isPlaceGiven ? chunks.slice(1) : chunks;
    const isHuge = this.#declared !== undefined && !this.#fits32Bits(this.#declared);
    if (isHuge && !this.#littleEndian) {
      throw new UnsupportedAudioError(
        `${numberOfFrames} frames of ${format.bytesPerFrame} bytes do not fit into a RIFX file, which holds 4 GiB; write ` +
          'a little-endian file (RIFF, which becomes RF64)',
      );
    }
    const isPlaceNeeded = isHuge || is64Bit(format) || (options.reserveDs64 && this.#littleEndian);
    if (isPlaceGiven) this.#ds64Place = chunks[0];
    else if (isPlaceNeeded) this.#ds64Place = { id: 'JUNK', bytes: new Uint8Array(DS64_BYTES) };
    this.#header = this.#render(this.#declared);
  }

  /** All bytes before the first sample. */
  header(): Uint8Array {
    return this.#header.slice();
  }

  /** Frames that the header states; undefined: it says that they are not known. */
  get declaredFrames(): number | undefined {
    return this.#declared?.numberOfFrames;
  }

  /** Frames written so far. */
  get framesWritten(): number {
    return this.#framesWritten;
  }

  /** Samples clipped so far, see `encodeSamples`. */
  get clippedSamples(): number {
    return this.#clippedSamples;
  }

  /**
   * Encodes a block.
   *
   * @returns its bytes, which are the caller's.
   * @throws RangeError for a block with another number of channels than the format.
   */
  write(block: AudioBlock): Uint8Array {
    const numberOfFrames = framesOf(block);
    const bytes = new Uint8Array(numberOfFrames * this.#format.bytesPerFrame);
    const clippedSamples = encodeSamples(block.channelData, numberOfFrames, this.#format, bytes);
    this.writeEncoded(bytes, clippedSamples);
    return bytes;
  }

  /**
   * Accounts for samples that somebody else encoded in the writer's format, and outputs.
   *
   * @param bytes whole frames.
   * @param clippedSamples how many of the samples were clipped.
   * @throws RangeError for a fraction of a frame.
   */
  writeEncoded(bytes: Uint8Array, clippedSamples = 0): void {
    if (this.#state !== 'samples')
      throw new Error(
        'samples follow the tail or the end; expected all of them before writeTail() and end()',
      );
    const { bytesPerFrame } = this.#format;
    if (bytes.length % bytesPerFrame !== 0) {
      throw new RangeError(
        `${bytes.length} bytes are given; expected whole frames of ${bytesPerFrame} bytes`,
      );
    }
    this.#framesWritten += bytes.length / bytesPerFrame;
    this.#clippedSamples += clippedSamples;
  }

  /**
   * Adds to what stands after the samples.
   *
   * @returns the bytes to be output: the tail's, and before the first of them the pad byte of the samples where one
   *   is due.
   */
  writeTail({ bytes, outsideRiff }: WavTail): Uint8Array {
    if (this.#state === 'ended')
      throw new Error('a tail follows the end; expected it before end()');
    const pad = new Uint8Array(
      this.#state === 'samples' ? this.#dataBytes(this.#framesWritten) % 2 : 0,
    );
    this.#state = 'tail';
    if (!outsideRiff) this.#tailBytes += bytes.length;
    return concatBytes([pad, bytes]);
  }

  /**
   * Ends the file, with a tail if one is given.
   *
   * @returns the last bytes: the pad byte of an odd number of sample bytes, and the tail. Where the number of frames
   *   was not declared and no tail follows, the pad byte waits for {@link headerPatches}: in an output that cannot
   *   be patched it would be taken for a sample.
   */
  end(tail: readonly WavTail[] = []): Uint8Array {
    const bytes = concatBytes(tail.map((part) => this.writeTail(part)));
    const isPadDue = this.#state === 'samples' && this.#dataBytes(this.#framesWritten) % 2 === 1;
    this.#state = 'ended';
    this.#isPadWithheld = isPadDue && this.#declared === undefined;
    return isPadDue && !this.#isPadWithheld ? new Uint8Array(1) : bytes;
  }

  /**
   * What must be overwritten in the output to make its sizes right; empty where they are. Asked after {@link end},
   * the last patch may append the pad byte that was withheld there.
   *
   * Beyond 4 GiB a header without a place for 64-bit sizes has sizes of 0xFFFFFFFF.
   */
  headerPatches(): WavPatch[] {
    if (this.#isAsDeclared()) return [];
    const patches: WavPatch[] = [];
    const header = this.#render({
      numberOfFrames: this.#framesWritten,
      tailBytes: this.#tailBytes,
    });
    const first = header.findIndex((byte, i) => byte !== this.#header[i]);
    const last = header.findLastIndex((byte, i) => byte !== this.#header[i]);
    if (first >= 0) patches.push({ byteOffset: first, bytes: header.slice(first, last + 1) });
    if (this.#isPadWithheld) {
      const byteOffset = header.length + this.#dataBytes(this.#framesWritten);
      patches.push({ byteOffset, bytes: new Uint8Array(1) });
    }
    return patches;
  }

  #isAsDeclared(): boolean {
    const declared = this.#declared;
    return (
      declared !== undefined &&
      declared.numberOfFrames === this.#framesWritten &&
      declared.tailBytes === this.#tailBytes
    );
  }

  #dataBytes(numberOfFrames: number): number {
    return numberOfFrames * this.#format.bytesPerFrame;
  }

  /** What the RIFF chunk contains: `WAVE`, the chunks, the samples with their pad byte, the tail. */
  #riffBytes({ numberOfFrames, tailBytes }: Extent): number {
    let riffBytes = 4 + tailBytes;
    for (const { bytes } of this.#chunks) riffBytes += paddedChunkBytes(bytes.length);
    if (this.#ds64Place !== undefined) riffBytes += paddedChunkBytes(DS64_BYTES);
    return riffBytes + paddedChunkBytes(this.#dataBytes(numberOfFrames));
  }

  #fits32Bits(extent: Extent): boolean {
    return this.#riffBytes(extent) < LEAST_PLACEHOLDER;
  }

  /** The header of a file of a certain extent, or of an unknown one. Its length is always the same. */
  #render(extent: Extent | undefined): Uint8Array {
    const { container } = this.#format;
    const fits32Bits = extent !== undefined && this.#fits32Bits(extent);
    const isTooLong = extent !== undefined && !fits32Bits;
    const isRf64 = this.#ds64Place !== undefined && (is64Bit(this.#format) || isTooLong);
    const hasSizes = fits32Bits && !isRf64;

    const header: Uint8Array[] = [];
    const id = isRf64 && container === 'RIFF' ? 'RF64' : container;
    const riffBytes = hasSizes ? this.#riffBytes(extent) : UNKNOWN_SIZE;
    header.push(encodeChunkHeader(id, riffBytes, this.#littleEndian));
    header.push(Uint8Array.from('WAVE', (character) => character.charCodeAt(0)));
    if (isRf64) header.push(this.#encode({ id: 'ds64', bytes: this.#ds64(extent) }));
    else if (this.#ds64Place !== undefined) header.push(this.#encode(this.#ds64Place));
    for (const chunk of this.#chunks) {
      const isFact = chunk.id === 'fact';
      header.push(this.#encode(isFact ? this.#withFrames(chunk, extent) : chunk));
    }
    const dataBytes = hasSizes ? this.#dataBytes(extent.numberOfFrames) : UNKNOWN_SIZE;
    header.push(encodeChunkHeader('data', dataBytes, this.#littleEndian));
    return concatBytes(header);
  }

  #encode(chunk: RiffChunk): Uint8Array {
    return encodeChunk(chunk, this.#littleEndian);
  }

  #ds64(extent: Extent | undefined): Uint8Array {
    if (extent === undefined) return serializeDs64(0, 0, 0);
    const { numberOfFrames } = extent;
    // BS.2088 turned RF64's number of frames into a dummy.
    const isBw64 = this.#format.container === 'BW64';
    const dataBytes = this.#dataBytes(numberOfFrames);
    return serializeDs64(this.#riffBytes(extent), dataBytes, isBw64 ? 0 : numberOfFrames);
  }

  #withFrames(fact: RiffChunk, extent: Extent | undefined): RiffChunk {
    const bytes = fact.bytes.slice();
    const numberOfFrames = Math.min(extent?.numberOfFrames ?? UNKNOWN_SIZE, UNKNOWN_SIZE);
    dataViewOf(bytes).setUint32(0, numberOfFrames, this.#littleEndian);
    return { id: fact.id, bytes };
  }
}

/** Bytes of the `fact` chunk that count frames; encodings other than integer PCM must have it. */
const FACT_BYTES = 4;

function withFmtAndFact(
  chunks: readonly RiffChunk[],
  fmtIndex: number,
  format: WavFormat,
): RiffChunk[] {
  const fmt = { id: 'fmt ', bytes: serializeFmtChunk(format) };
  const isFactMissing = !isIntegerPcm(format) && !chunks.some(({ id }) => id === 'fact');
  const fact = isFactMissing ? [{ id: 'fact', bytes: new Uint8Array(FACT_BYTES) }] : [];
  // A fact chunk's length may not change between renderings.
  const sized = chunks.map((chunk) =>
    chunk.id === 'fact' && chunk.bytes.length < FACT_BYTES
      ? { id: chunk.id, bytes: new Uint8Array(FACT_BYTES) }
      : chunk,
  );
  return [...sized.slice(0, fmtIndex), fmt, ...fact, ...sized.slice(fmtIndex)];
}

/** Whether the chunk is one that EBU Tech 3306 has writers keep for the 64-bit sizes. */
function isDs64Place(chunk: RiffChunk | undefined): boolean {
  return chunk?.id === 'JUNK' && chunk.bytes.length === DS64_BYTES;
}

function requireCount(name: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= most) return;
  throw new RangeError(`${name} is ${shown(value)}; expected a whole number from 0 to ${most}`);
}
