import {
  AudioFormatError,
  type AwgnError,
  TruncatedAudioError,
  UnsupportedAudioError,
} from '../../errors.ts';
import type { AudioHeader } from '../audio-decoder.ts';
import { type ByteQueue, type Parsing, waitForBytes } from '../byte-queue.ts';
import { concatBytes } from '../concat-bytes.ts';
import {
  describeBytes,
  foreignFormatError,
  hasReplacementCharacter,
  MAGIC_BYTES,
  MOST_ZEROS,
  OGG_HEAD_BYTES,
  REENCODED_REMEDY,
} from '../foreign-formats.ts';
import { rewrittenByFfmpeg } from '../remedies.ts';
import { isChunkHeader, type RiffContext, skipPadByte } from './chunk-boundary.ts';
import { type Ds64, isPlaceholderSize, parseDs64, UNKNOWN_SIZE } from './ds64-chunk.ts';
import { parseFmtChunk } from './fmt-chunk.ts';
import type { RiffChunk } from './riff-chunk.ts';
import {
  CHUNK_HEADER_BYTES,
  dataViewOf,
  encodeChunkHeader,
  isPlausibleChunkId,
  readChunkId,
} from './riff-chunk.ts';
import { is64Bit, isBigEndian, type WavContainer, type WavFormat } from './wav-format.ts';
import type { WavWarning, WavWarningCode } from './wav-warning.ts';

/** The most bytes that the chunks before the samples may have; they are kept in memory. */
export const MAX_METADATA_BYTES = 64 * 1024 * 1024;

/** The most chunks that may stand before the samples. */
export const MAX_CHUNKS = 4096;

/** All that a WAV file says before its first sample. */
export interface WavHeader extends AudioHeader {
  readonly container: WavContainer;
  readonly format: WavFormat;
  /** The chunks before the samples, in order, but `fmt `, `ds64` and `data`. */
  readonly chunksBeforeData: readonly RiffChunk[];
  /** How many of {@link chunksBeforeData} stand before the `fmt ` chunk. */
  readonly fmtIndex: number;
  readonly dataByteOffset: number;
  /** Bytes of sample data by the header; undefined: not known before the input ends. */
  readonly declaredDataBytes: number | undefined;
  /**
   * Bytes of the chunks after the samples by the RIFF size, without the data's own pad byte; undefined: not known.
   * It is what the header says: a wrong RIFF size makes it wrong.
   */
  readonly declaredTailBytes: number | undefined;
}

/** The header, and what the parsing of the rest needs to know. */
export interface ParsedHeader {
  readonly header: WavHeader;
  readonly context: RiffContext;
  readonly ds64: Ds64 | undefined;
}

const CONTAINERS: readonly string[] = ['RIFF', 'RIFX', 'RF64', 'BW64'] satisfies WavContainer[];

/** True if a file that begins with these bytes is a WAV file; undefined for fewer than {@link MAGIC_BYTES}. */
export function isWavMagic(head: Uint8Array): boolean | undefined {
  if (head.length < MAGIC_BYTES) return undefined;
  return CONTAINERS.includes(readChunkId(head)) && readChunkId(head.subarray(8)) === 'WAVE';
}

/**
 * Parses a WAV file up to its first sample, and takes these bytes from the queue.
 *
 * @throws AudioFormatError, UnsupportedAudioError or TruncatedAudioError.
 */
export function* parseHeader(queue: ByteQueue, warnings: WavWarning[]): Parsing<ParsedHeader> {
  const parser = new HeaderParser(queue, warnings);
  try {
    return yield* parser.parse();
  } catch (error) {
    const { byteOffset = 0 } = error as AwgnError;
    throw parser.isReencoded ? reencodedError(byteOffset, error) : error;
  }
}

class HeaderParser {
  readonly #queue: ByteQueue;
  readonly #warnings: WavWarning[];
  #container: WavContainer = 'RIFF';
  #littleEndian = true;
  #riffSizeField = 0;
  #ds64: Ds64 | undefined;
  #fmt: { bytes: Uint8Array; format: WavFormat } | undefined;
  #fmtIndex = 0;
  #metadataBytes = 0;
  readonly #chunks: RiffChunk[] = [];
  readonly #idsFound: string[] = [];
  /** Whether U+FFFD was seen where no text should be. */
  isReencoded = false;

  constructor(queue: ByteQueue, warnings: WavWarning[]) {
    this.#queue = queue;
    this.#warnings = warnings;
  }

  *parse(): Parsing<ParsedHeader> {
    yield* this.#parseMagic();
    for (;;) {
      const { id, sizeField, byteOffset } = yield* this.#parseChunkHeader();
      if (id === 'data') return yield* this.#parseDataHeader(sizeField, byteOffset);
      const bytes = yield* this.#parseContent(id, sizeField, byteOffset);
      this.#addChunk({ id, bytes }, byteOffset + CHUNK_HEADER_BYTES);
      yield* skipPadByte(this.#queue, bytes.length, this.#context(), this.#warnings);
    }
  }

  /** Of an Ogg file as much more as says what is in it. */
  *#withFirstPacket(head: Uint8Array): Parsing<Uint8Array> {
    if (readChunkId(head) !== 'OggS') return head;
    const missingBytes = OGG_HEAD_BYTES - head.length;
    yield* waitForBytes(this.#queue, missingBytes);
    return concatBytes([
      head,
      this.#queue.peek(Math.min(missingBytes, this.#queue.availableBytes))!,
    ]);
  }

  *#parseMagic(): Parsing<void> {
    const isThere = yield* waitForBytes(this.#queue, MAGIC_BYTES);
    // A copy: what is no WAV file may be looked at further.
    const bytes = this.#queue.take(Math.min(MAGIC_BYTES, this.#queue.availableBytes))!.slice();
    const container = CONTAINERS.find((id) => id === readChunkId(bytes));
    if (bytes.length === 0) {
      throw new TruncatedAudioError(
        'the input is empty (0 bytes); expected an audio file; check the program that should have written it',
        { byteOffset: 0 },
      );
    }
    if (!isThere && container !== undefined) {
      const message = `the input ends after ${bytes.length} bytes, inside the RIFF header; copy or download it again`;
      throw new TruncatedAudioError(message, { byteOffset: bytes.length });
    }
    if (!isWavMagic(bytes)) {
      const head = yield* this.#withFirstPacket(bytes);
      throw foreignFormatError(head, yield* this.#countZeros(bytes));
    }
    this.#container = container as WavContainer;
    this.#littleEndian = !isBigEndian({ container: this.#container });
    this.#riffSizeField = dataViewOf(bytes).getUint32(4, this.#littleEndian);
  }

  /** How many zero bytes the input begins with, if there is nothing else as far as {@link MOST_ZEROS}. */
  *#countZeros(head: Uint8Array): Parsing<number> {
    const isZero = (byte: number) => byte === 0;
    if (!head.every(isZero)) return 0;
    yield* waitForBytes(this.#queue, MOST_ZEROS - head.length);
    const restBytes = Math.min(this.#queue.availableBytes, MOST_ZEROS - head.length);
    return this.#queue.peek(restBytes)!.every(isZero) ? head.length + restBytes : 0;
  }

  *#parseChunkHeader(): Parsing<{ id: string; sizeField: number; byteOffset: number }> {
    const byteOffset = this.#queue.byteOffset;
    if (!(yield* waitForBytes(this.#queue, CHUNK_HEADER_BYTES))) throw this.#noDataError();
    const bytes = this.#queue.take(CHUNK_HEADER_BYTES)!;
    this.isReencoded ||= hasReplacementCharacter(bytes);
    const id = readChunkId(bytes);
    if (!isPlausibleChunkId(id)) {
      throw new AudioFormatError(
        `at byte ${byteOffset} a chunk was expected, with an id of four printable characters, and ${describeBytes(bytes)} was ` +
          'found; the header is damaged, or the chunk before states a wrong size; copy or export the file again',
        { byteOffset },
      );
    }
    if (this.#idsFound.push(id) > MAX_CHUNKS) {
      const message = `more than ${MAX_CHUNKS} chunks stand before the samples; expected fewer; the header is damaged, or not of a recording; export the file again`;
      throw new UnsupportedAudioError(message, { byteOffset });
    }
    return { id, sizeField: dataViewOf(bytes).getUint32(4, this.#littleEndian), byteOffset };
  }

  *#parseContent(id: string, sizeField: number, byteOffset: number): Parsing<Uint8Array> {
    const contentBytes =
      sizeField === UNKNOWN_SIZE ? (this.#ds64?.chunkBytes.get(id) ?? sizeField) : sizeField;
    this.#metadataBytes += contentBytes;
    if (this.#metadataBytes > MAX_METADATA_BYTES) {
      // Metadata of that size fits into its RIFF; what does not, or is the format, has a wrong size.
      const { riffEnd = 0 } = this.#context();
      const isMetadata = id !== 'fmt ' && id !== 'ds64';
      const isStrippable = isMetadata && this.#queue.byteOffset + contentBytes <= riffEnd;
      const remedy = isStrippable
        ? rewrittenByFfmpeg('strip them in a pipe').remedy
        : 'the header is damaged; copy or export the file again';
      throw new UnsupportedAudioError(
        `the chunk "${id}" states ${contentBytes} bytes, which makes ${this.#metadataBytes} before the samples; expected ` +
          `${MAX_METADATA_BYTES} at most`,
        { byteOffset, remedy },
      );
    }
    if (!(yield* waitForBytes(this.#queue, contentBytes))) {
      const message =
        `the input ends inside the chunk "${id}", after ${this.#queue.availableBytes} of its ${contentBytes} bytes and ` +
        'before any sample; copy or download it again';
      throw new TruncatedAudioError(message, {
        byteOffset: this.#queue.byteOffset + this.#queue.availableBytes,
      });
    }
    return this.#queue.take(contentBytes)!.slice();
  }

  #addChunk(chunk: RiffChunk, byteOffset: number): void {
    if (chunk.id === 'fmt ') {
      this.#addFmt(chunk.bytes, byteOffset);
    } else if (chunk.id === 'ds64') {
      this.#ds64 = parseDs64(chunk.bytes, this.#littleEndian, byteOffset);
    } else {
      this.#chunks.push(chunk);
    }
  }

  #addFmt(bytes: Uint8Array, byteOffset: number): void {
    this.isReencoded ||= hasReplacementCharacter(bytes);
    const { format, warnings } = parseFmtChunk(bytes, this.#container, byteOffset);
    if (this.#fmt === undefined) {
      this.#fmt = { bytes, format };
      this.#fmtIndex = this.#chunks.length;
      this.#warnings.push(...warnings);
      return;
    }
    if (JSON.stringify(format) !== JSON.stringify(this.#fmt.format)) {
      throw new AudioFormatError(
        `two fmt chunks contradict each other: ${describeFormat(this.#fmt.format)}, then ${describeFormat(format)}`,
        {
          byteOffset,
          ...rewrittenByFfmpeg('export the file again; or, if the first is right'),
        },
      );
    }
    this.#warn('duplicate-fmt', 'there are two fmt chunks, which say the same', byteOffset);
  }

  *#parseDataHeader(sizeField: number, byteOffset: number): Parsing<ParsedHeader> {
    const context = this.#context();
    if (this.#fmt === undefined) throw noFmtError(sizeField, byteOffset, context);
    const dataByteOffset = this.#queue.byteOffset;
    this.#refuseReencodedSize(sizeField, dataByteOffset, context);
    const declaredDataBytes = yield* this.#resolveDataBytes(sizeField, context);
    const { format } = this.#fmt;
    const header: WavHeader = {
      container: format.container,
      format,
      chunksBeforeData: this.#chunks,
      fmtIndex: this.#fmtIndex,
      dataByteOffset,
      declaredDataBytes,
      declaredFrames:
        declaredDataBytes === undefined
          ? undefined
          : Math.floor(declaredDataBytes / format.bytesPerFrame),
      declaredTailBytes: tailBytesOf(dataByteOffset, declaredDataBytes, context.riffEnd),
    };
    return { header, context, ds64: this.#ds64 };
  }

  /**
   * Refuses a data size with U+FFFD in it, unless the RIFF size bears it out: about one sound file in eight million has
   * such a size, and its RIFF has room for the data. What text made longer had a smaller one.
   */
  #refuseReencodedSize(sizeField: number, start: number, { riffEnd }: RiffContext): void {
    const chunkHeader = encodeChunkHeader('data', sizeField, this.#littleEndian);
    if (!hasReplacementCharacter(chunkHeader)) return;
    const isBorneOut = riffEnd !== undefined && start + sizeField <= riffEnd;
    if (!isBorneOut) throw reencodedError(start - CHUNK_HEADER_BYTES);
  }

  /** How many bytes of data there are; undefined: all that follows, as far as one can know. */
  *#resolveDataBytes(sizeField: number, context: RiffContext): Parsing<number | undefined> {
    const start = this.#queue.byteOffset;
    const dataBytes = this.#statedDataBytes(sizeField, start - CHUNK_HEADER_BYTES);
    if (dataBytes === undefined) return undefined;
    if (dataBytes > 0) {
      // A RIFF with room for chunks after the data means its sizes.
      const isMeant =
        dataBytes !== sizeField ||
        (context.riffEnd !== undefined &&
          start + dataBytes + CHUNK_HEADER_BYTES <= context.riffEnd);
      return isMeant || !isPlaceholderSize(dataBytes) ? dataBytes : undefined;
    }
    // No samples, or a writer that could not seek back to state their number? What follows decides.
    const isFollowed = yield* waitForBytes(this.#queue, CHUNK_HEADER_BYTES);
    if (!isFollowed) return this.#queue.availableBytes === 0 ? 0 : undefined;
    return isChunkHeader(this.#queue.peek(CHUNK_HEADER_BYTES)!, start, context) ? 0 : undefined;
  }

  /** The size of the data by `data` and `ds64` chunk; undefined: unknown. */
  #statedDataBytes(sizeField: number, byteOffset: number): number | undefined {
    const ds64 = this.#ds64;
    const is64 = is64Bit({ container: this.#container });
    if (ds64 === undefined) {
      if (is64) {
        const taken =
          sizeField === UNKNOWN_SIZE
            ? 'all that follows is taken for samples'
            : 'that of the data chunk is believed';
        const message = `the ${this.#container} file has no ds64 chunk with its sizes; ${taken}`;
        this.#warn('ds64', message, byteOffset);
      }
      return sizeField === UNKNOWN_SIZE ? undefined : sizeField;
    }
    if (!is64) {
      const message = `the ${this.#container} file has a ds64 chunk, which only RF64 and BW64 files need; it is left out of the output`;
      this.#warn('ds64', message, byteOffset);
    }
    if (sizeField === UNKNOWN_SIZE || sizeField === 0) return ds64.dataBytes ?? 0;
    if (ds64.dataBytes !== undefined && ds64.dataBytes !== sizeField) {
      const message = `the data chunk states ${sizeField} bytes and the ds64 chunk ${ds64.dataBytes}; the data chunk is believed`;
      this.#warn('ds64', message, byteOffset);
    }
    return sizeField;
  }

  #context(): RiffContext {
    const field = this.#riffSizeField;
    const isElsewhere = this.#ds64 !== undefined && (field === UNKNOWN_SIZE || field === 0);
    const riffBytes = isElsewhere ? this.#ds64?.riffBytes : field;
    const isKnown = riffBytes !== undefined && (isElsewhere || !isPlaceholderSize(riffBytes));
    return {
      littleEndian: this.#littleEndian,
      riffEnd: isKnown ? riffBytes + CHUNK_HEADER_BYTES : undefined,
    };
  }

  #noDataError(): AwgnError {
    const byteOffset = this.#queue.byteOffset + this.#queue.availableBytes;
    const { riffEnd } = this.#context();
    const found = this.#idsFound.map((id) => `"${id}"`).join(', ') || 'none';
    if (this.#queue.availableBytes > 0 || (riffEnd !== undefined && byteOffset < riffEnd)) {
      const message = `the input ends after ${byteOffset} bytes, before any sample (chunks found: ${found}); copy or download it again`;
      return new TruncatedAudioError(message, { byteOffset });
    }
    const message = `the file has no data chunk, so no samples (chunks found: ${found}); expected one; copy or export the file again`;
    return new AudioFormatError(message, { byteOffset });
  }

  #warn(code: WavWarningCode, message: string, byteOffset: number): void {
    this.#warnings.push({ code, message, byteOffset });
  }
}

/** The fewest bytes of a `fmt ` chunk, with its header. */
const LEAST_FMT_BYTES = CHUNK_HEADER_BYTES + 16;

/** For samples that no `fmt ` chunk stands before: whether one may follow, the RIFF size tells. */
function noFmtError(
  dataBytes: number,
  byteOffset: number,
  { riffEnd }: RiffContext,
): AudioFormatError {
  const samples = `the samples (chunk "data" at byte ${byteOffset})`;
  const start = byteOffset + CHUNK_HEADER_BYTES;
  const mayFollow = riffEnd === undefined || start + dataBytes + LEAST_FMT_BYTES <= riffEnd;
  const message = mayFollow
    ? `${samples} come before any fmt chunk that would tell what they are`
    : `no fmt chunk tells what ${samples} are`;
  // What else reads WAV files does not read these.
  const remedy =
    'export the file again; or, if you know what they are, say it: ' +
    `tail -c +${start + 1} FILE | awgn --raw s16 --rate 16000 ... - out.wav`;
  return new AudioFormatError(message, { byteOffset, remedy });
}

function tailBytesOf(
  dataByteOffset: number,
  dataBytes: number | undefined,
  riffEnd: number | undefined,
): number | undefined {
  if (dataBytes === undefined || riffEnd === undefined) return undefined;
  const tailBytes = riffEnd - (dataByteOffset + dataBytes + (dataBytes % 2));
  // Fewer bytes than a chunk header has are a miscount; an odd number is one of a missing pad byte.
  return tailBytes < CHUNK_HEADER_BYTES ? 0 : tailBytes + (tailBytes % 2);
}

function describeFormat(format: WavFormat): string {
  const { encoding, numberOfChannels, sampleRate, bytesPerFrame } = format;
  return `${encoding}, ${numberOfChannels} channels, ${sampleRate} Hz, ${bytesPerFrame} bytes per frame`;
}

function reencodedError(byteOffset: number, cause?: unknown): AudioFormatError {
  return new AudioFormatError(
    `the input is a WAV file that was re-encoded as UTF-8 text (it has EF BF BD in its header); ${REENCODED_REMEDY}`,
    { byteOffset, ...(cause !== undefined && { cause }) },
  );
}
