import type { AudioTail } from '../audio-decoder.ts';
import type { ByteQueue, Parsing } from '../byte-queue.ts';
import { waitForBytes } from '../byte-queue.ts';
import { isChunkHeader, type RiffContext, skipPadByte } from './chunk-boundary.ts';
import { UNKNOWN_SIZE } from './ds64-chunk.ts';
import { CHUNK_HEADER_BYTES, dataViewOf, encodeChunkHeader, readChunkId } from './riff-chunk.ts';
import type { ParsedHeader } from './wav-header-parser.ts';
import type { WavWarning } from './wav-warning.ts';

/** Bytes that stand after the samples and pass through unchanged: whole chunks, or parts of them. */
export interface WavTail extends AudioTail {
  /** Whether they are junk behind the end of the RIFF, and so not counted in its size. */
  readonly outsideRiff: boolean;
}

/** What the parsing of a tail depends on besides the header. */
interface TailParsing {
  /** Whether there are no samples before it. */
  readonly isEmpty: boolean;
  readonly warnings: WavWarning[];
}

/**
 * Parses what follows the samples and their pad byte, and passes it on piece by piece: whole chunks with their pads
 * put right, then whatever else is there.
 *
 * `fmt `, `ds64` and `fact` chunks are left out: after the samples they could only contradict the output's own. So is what stands
 * directly behind a data chunk without samples and is no chunk: it would be taken for samples of an unknown
 * number.
 */
export function* parseTail(
  queue: ByteQueue,
  { context, ds64 }: ParsedHeader,
  { isEmpty, warnings }: TailParsing,
  emit: (tail: WavTail) => void,
): Parsing<void> {
  let isBare = isEmpty;
  while (yield* isAtChunk(queue, context)) {
    const byteOffset = queue.byteOffset;
    const head = queue.take(CHUNK_HEADER_BYTES)!;
    const id = readChunkId(head);
    const sizeField = dataViewOf(head).getUint32(4, context.littleEndian);
    const contentBytes =
      sizeField === UNKNOWN_SIZE ? (ds64?.chunkBytes.get(id) ?? sizeField) : sizeField;

    const isDropped = id === 'fmt ' || id === 'ds64' || id === 'fact';
    if (!isDropped) isBare = false;
    if (isDropped || id === 'data') {
      const action = isDropped ? 'left out' : 'passed through unchanged, without noise';
      const message = `another chunk "${id}" stands after the samples; it is ${action}`;
      warnings.push({ code: 'late-chunk', message, byteOffset });
    }
    const pass = (bytes: Uint8Array) => {
      if (!isDropped) emit({ bytes, outsideRiff: false });
    };
    // A size from the table of ds64 is put where it belongs, for the output has no such table.
    pass(encodeChunkHeader(id, Math.min(contentBytes, UNKNOWN_SIZE), context.littleEndian));
    const missingBytes = yield* passContent(queue, contentBytes, pass);
    if (missingBytes > 0) {
      const message = `the input ends ${missingBytes} bytes before the end of the chunk "${id}", which states ${contentBytes}; it is passed through as it is`;
      warnings.push({ code: 'truncated-chunk', message, byteOffset });
      return;
    }
    yield* skipPadByte(queue, contentBytes, context, warnings);
    if (contentBytes % 2 === 1) pass(new Uint8Array(1));
  }
  yield* passJunk(queue, context, { isEmpty: isBare, warnings }, emit);
}

function* isAtChunk(queue: ByteQueue, context: RiffContext): Parsing<boolean> {
  if (!(yield* waitForBytes(queue, CHUNK_HEADER_BYTES))) return false;
  return isChunkHeader(queue.peek(CHUNK_HEADER_BYTES)!, queue.byteOffset, context);
}

/** Passes bytes on; returns how many the input lacks. */
function* passContent(
  queue: ByteQueue,
  contentBytes: number,
  pass: (bytes: Uint8Array) => void,
): Parsing<number> {
  let missingBytes = contentBytes;
  while (missingBytes > 0 && (yield* waitForBytes(queue, 1))) {
    const run = queue.takeRun(missingBytes)!;
    missingBytes -= run.length;
    pass(run);
  }
  return missingBytes;
}

function* passJunk(
  queue: ByteQueue,
  { riffEnd }: RiffContext,
  { isEmpty, warnings }: TailParsing,
  emit: (tail: WavTail) => void,
): Parsing<void> {
  const start = queue.byteOffset;
  // One byte too few or too many is a pad byte counted by one of two customs.
  if (riffEnd !== undefined && Math.abs(riffEnd - start) > 1) {
    const message = `the RIFF size states that the file ends at byte ${riffEnd}; its chunks end at byte ${start}`;
    warnings.push({ code: 'riff-size', message, byteOffset: 4 });
  }
  yield* passContent(queue, Number.POSITIVE_INFINITY, (bytes) => {
    if (!isEmpty) emit({ bytes, outsideRiff: true });
  });
  if (queue.byteOffset > start) {
    const action = isEmpty ? 'left out, for there are no samples before them' : 'passed through';
    const message = `${queue.byteOffset - start} bytes after the last chunk are no chunk; they are ${action}`;
    warnings.push({ code: 'trailing-junk', message, byteOffset: start });
  }
}
