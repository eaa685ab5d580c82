import type { ByteQueue, Parsing } from '../byte-queue.ts';
import { waitForBytes } from '../byte-queue.ts';
import {
  CHUNK_HEADER_BYTES,
  dataViewOf,
  isPlausibleChunkId,
  isWellKnownChunkId,
  readChunkId,
} from './riff-chunk.ts';
import type { WavWarning } from './wav-warning.ts';

/** What the search for chunks goes by. */
export interface RiffContext {
  readonly littleEndian: boolean;
  /** Where the RIFF chunk ends by its own size, in bytes from the start of the input; undefined: not known. */
  readonly riffEnd: number | undefined;
}

/**
 * Whether the eight bytes are the header of a chunk, and not samples or junk: the id is a well-known one, or it is
 * printable and the chunk ends inside the RIFF.
 */
export function isChunkHeader(
  bytes: Uint8Array,
  byteOffset: number,
  { littleEndian, riffEnd }: RiffContext,
): boolean {
  const id = readChunkId(bytes);
  if (isWellKnownChunkId(id)) return true;
  if (!isPlausibleChunkId(id) || riffEnd === undefined) return false;
  const contentBytes = dataViewOf(bytes).getUint32(4, littleEndian);
  return byteOffset + CHUNK_HEADER_BYTES + contentBytes <= riffEnd;
}

/**
 * Goes past the pad byte after a chunk with an odd number of bytes.
 *
 * Some writers leave it out, some leave garbage in it. A zero is a pad byte, as no id begins with one; anything else
 * is one if a chunk begins after it rather than at it.
 */
export function* skipPadByte(
  queue: ByteQueue,
  contentBytes: number,
  context: RiffContext,
  warnings: WavWarning[],
): Parsing<void> {
  if (contentBytes % 2 === 0) return;
  const byteOffset = queue.byteOffset;
  if ((yield* waitForBytes(queue, 1)) && queue.peek(1)![0] === 0) {
    queue.take(1);
    return;
  }
  yield* waitForBytes(queue, 1 + CHUNK_HEADER_BYTES);
  if (queue.availableBytes === 1 || isAfterPadByte(queue, context)) {
    queue.take(1);
    const message =
      'the pad byte after a chunk with an odd number of bytes is not zero; it is ignored';
    warnings.push({ code: 'pad-byte', message, byteOffset });
  } else {
    const message = 'the pad byte after a chunk with an odd number of bytes is missing';
    warnings.push({ code: 'pad-byte', message, byteOffset });
  }
}

function isAfterPadByte(queue: ByteQueue, context: RiffContext): boolean {
  const bytes = queue.peek(1 + CHUNK_HEADER_BYTES);
  if (bytes === undefined) return false;
  return (
    isChunkHeader(bytes.subarray(1), queue.byteOffset + 1, context) &&
    !isWellKnownChunkId(readChunkId(bytes))
  );
}
