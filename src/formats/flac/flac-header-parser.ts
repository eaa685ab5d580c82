import type { SampleEncoding } from '../../audio-format.ts';
import { AudioFormatError, TruncatedAudioError } from '../../errors.ts';
import type { AudioHeader } from '../audio-decoder.ts';
import { type ByteQueue, type Parsing, waitForBytes } from '../byte-queue.ts';
import { foreignFormatError, MAGIC_BYTES } from '../foreign-formats.ts';
import { id3BytesAt } from '../id3-tag.ts';
import { isAt } from '../magic.ts';
import { plainSampleFormat, type SampleFormat } from '../sample-format.ts';
import { channelMaskOf } from './channel-mask.ts';
import type { FlacWarning } from './flac-warning.ts';
import { parseStreamInfo, STREAM_INFO_BYTES, type StreamInfo } from './stream-info.ts';

/** Bytes of metadata that are kept to be passed on, all blocks together: 16 MiB. */
export const MAX_METADATA_BYTES = 1 << 24;

/** Blocks of metadata that are kept. */
const MAX_METADATA_BLOCKS = 4096;

/** Types of metadata blocks: RFC 9639, 8.1. */
export const METADATA = {
  streamInfo: 0,
  application: 2,
  comments: 4,
  cueSheet: 5,
  picture: 6,
  forbidden: 127,
} as const;

/** A metadata block that an encoder passes on. */
export interface MetadataBlock {
  readonly type: number;
  readonly bytes: Uint8Array;
}

/** All that a FLAC file says before its first frame. */
export interface FlacHeader extends AudioHeader {
  readonly container: 'FLAC';
  readonly streamInfo: StreamInfo;
  /** Comments, pictures, cue sheets and data of applications, in the order of the file. */
  readonly metadata: readonly MetadataBlock[];
}

/**
 * Parses a FLAC file up to its first frame, and takes these bytes from the queue.
 *
 * Memory: what is passed on, {@link MAX_METADATA_BYTES} at most, and one block of up to 16 MiB.
 *
 * @throws AudioFormatError, TruncatedAudioError; AudioFormatError for another kind of file behind an ID3 tag.
 */
export function* parseFlacHeader(queue: ByteQueue, warnings: FlacWarning[]): Parsing<FlacHeader> {
  yield* parseMagic(queue);
  const metadata: MetadataBlock[] = [];
  let streamInfo: StreamInfo | undefined;
  let keptBytes = 0;
  let leftOutBytes = 0;
  const metadataOffset = queue.byteOffset;
  for (let isLast = false; !isLast; ) {
    const byteOffset = queue.byteOffset;
    const head = yield* take(queue, 4, 'a metadata block');
    isLast = head[0]! >= 128;
    const type = head[0]! & 127;
    const byteLength = (head[1]! << 16) | (head[2]! << 8) | head[3]!;
    if (streamInfo === undefined) {
      if (type !== METADATA.streamInfo || byteLength !== STREAM_INFO_BYTES) {
        throw new AudioFormatError(
          `the first metadata block of the FLAC file is of type ${type} and has ${byteLength} bytes; expected STREAMINFO, type 0, of ${STREAM_INFO_BYTES}; ` +
            'the header is damaged; copy or export the file again',
          { byteOffset },
        );
      }
      streamInfo = parseStreamInfo(yield* take(queue, byteLength, 'STREAMINFO'), byteOffset + 4);
      continue;
    }
    if (type === METADATA.forbidden) {
      throw new AudioFormatError(
        'a metadata block of the FLAC file is of type 127, which there is not; the header is damaged; copy or export the file again',
        { byteOffset },
      );
    }
    if (type === METADATA.streamInfo) {
      const message = 'a second STREAMINFO follows; it is left out';
      warnings.push({ code: 'duplicate-streaminfo', message, byteOffset });
    }
    const hasRoom =
      keptBytes + byteLength <= MAX_METADATA_BYTES && metadata.length < MAX_METADATA_BLOCKS;
    if (isKept(type) && hasRoom) {
      const bytes = (yield* take(queue, byteLength, 'the metadata')).slice();
      if (isOfOtherContainer(type, bytes)) continue;
      metadata.push({ type, bytes });
      keptBytes += byteLength;
    } else {
      if (isKept(type)) leftOutBytes += byteLength;
      yield* skip(queue, byteLength);
    }
  }
  if (leftOutBytes > 0) {
    const message = `the metadata has more than ${MAX_METADATA_BYTES} bytes or ${MAX_METADATA_BLOCKS} blocks; ${leftOutBytes} bytes of it are left out`;
    warnings.push({ code: 'metadata-size', message, byteOffset: metadataOffset });
  }
  return headerOf(streamInfo!, metadata);
}

function headerOf(streamInfo: StreamInfo, metadata: readonly MetadataBlock[]): FlacHeader {
  const format = sampleFormatOf(streamInfo, metadata);
  const { numberOfFrames, md5 } = streamInfo;
  // What was made of a WAV file without an end has the placeholder of its length.
  const isPlaceholder =
    md5 === undefined && numberOfFrames === Math.floor(0xffffffff / format.bytesPerFrame);
  return {
    container: 'FLAC',
    format,
    declaredFrames: isPlaceholder ? undefined : numberOfFrames,
    dataByteOffset: undefined,
    streamInfo,
    metadata,
  };
}

/** Bits that are no multiple of 8 stand at the top of their bytes, as in a WAV file. */
function sampleFormatOf(info: StreamInfo, metadata: readonly MetadataBlock[]): SampleFormat {
  const encodings: readonly SampleEncoding[] = ['u8', 's16', 's24', 's32'];
  const encoding = encodings[Math.ceil(info.bitsPerSample / 8) - 1]!;
  const comments = metadata.find(({ type }) => type === METADATA.comments)?.bytes;
  return {
    ...plainSampleFormat(info, encoding),
    validBits: info.bitsPerSample,
    channelMask: channelMaskOf(info.numberOfChannels, comments),
  };
}

/** Up to `fLaC`, past ID3 tags, which some programs put in front. */
function* parseMagic(queue: ByteQueue): Parsing<void> {
  yield* waitForBytes(queue, MAGIC_BYTES);
  const head = queue.peek(Math.min(MAGIC_BYTES, queue.availableBytes))!.slice();
  for (;;) {
    yield* waitForBytes(queue, 10);
    const start = queue.peek(Math.min(10, queue.availableBytes))!;
    if (isAt(start, 'fLaC')) {
      queue.take(4);
      return;
    }
    const tagBytes = id3BytesAt(start);
    // Of none, or of one that is cut off within its header.
    if (!tagBytes) throw foreignFormatError(head);
    yield* skip(queue, tagBytes);
  }
}

function isKept(type: number): boolean {
  const { application, comments, cueSheet, picture } = METADATA;
  return type === application || type === comments || type === cueSheet || type === picture;
}

/** True for headers of the WAV or AIFF file that this was made from: they would say something else than the output. */
function isOfOtherContainer(type: number, bytes: Uint8Array): boolean {
  return type === METADATA.application && ['riff', 'aiff', 'w64 '].some((id) => isAt(bytes, id));
}

function* take(queue: ByteQueue, byteLength: number, what: string): Parsing<Uint8Array> {
  if (yield* waitForBytes(queue, byteLength)) return queue.take(byteLength)!;
  throw truncated(queue, what);
}

/** Takes bytes without keeping them. */
function* skip(queue: ByteQueue, byteLength: number): Parsing<void> {
  for (let left = byteLength; left > 0; ) {
    if (!(yield* waitForBytes(queue, 1))) throw truncated(queue, 'the metadata');
    left -= queue.takeRun(left)!.length;
  }
}

function truncated(queue: ByteQueue, what: string): TruncatedAudioError {
  const byteOffset = queue.byteOffset + queue.availableBytes;
  return new TruncatedAudioError(
    `the FLAC file ends inside ${what}, after ${byteOffset} bytes and before any sample; copy or download it again`,
    { byteOffset },
  );
}
