import { AudioFormatError } from '../../errors.ts';
import { ChunkedDecoder } from '../chunked-decoder.ts';
import type { Decoding } from '../event-steps.ts';
import { isAt } from '../magic.ts';
import { parseFmtChunk } from '../wav/fmt-chunk.ts';
import type { WavFormat } from '../wav/wav-format.ts';

/** What the GUIDs of chunks that WAV has too end with, after four letters. */
const GUID_TAIL = '\xf3\xac\xd3\x11\x8c\xd1\0\xc0\x4f\x8e\xdb\x8a';

/** GUID and size, both counted in the size. */
const CHUNK_HEADER_BYTES = 24;

const MOST_CHUNKS = 4096;
const MOST_FMT_BYTES = 1 << 16;

/** What is larger than any file: "to the end". */
const UNKNOWN_BYTES = 2 ** 62;

/**
 * A Wave64 file: chunks at multiples of 8 bytes.
 *
 *     GUID of 16 bytes │ size of all of it, 8 bytes │ content │ up to 7 bytes of padding
 */
export class W64Decoder extends ChunkedDecoder {
  constructor() {
    super('Wave64');
  }

  protected override *parse(): Decoding {
    yield* this.take(CHUNK_HEADER_BYTES);
    if (!isAt(yield* this.take(16), `wave${GUID_TAIL}`)) {
      throw this.#damage('its type is not WAVE', CHUNK_HEADER_BYTES);
    }
    let format: WavFormat | undefined;
    for (let chunks = 0; ; chunks++) {
      const { byteOffset } = this.queue;
      const head = (yield* this.take(CHUNK_HEADER_BYTES)).slice();
      const statedBytes = new DataView(head.buffer).getBigUint64(16, true);
      const size = Number(statedBytes);
      const contentBytes = size - CHUNK_HEADER_BYTES;
      if (isAt(head, `data${GUID_TAIL}`)) {
        if (format === undefined)
          throw this.#damage('its data stands before its fmt chunk', byteOffset);
        const isOpen = size === 0 || size >= UNKNOWN_BYTES;
        const declaredFrames = isOpen
          ? undefined
          : Math.floor(Math.max(0, contentBytes) / format.bytesPerFrame);
        const dataByteOffset = this.queue.byteOffset;
        yield {
          type: 'header',
          header: { container: 'W64', format, declaredFrames, dataByteOffset },
        };
        yield* this.samples({ format, declaredFrames });
        return;
      }
      if (contentBytes < 0 || size >= UNKNOWN_BYTES || chunks >= MOST_CHUNKS) {
        throw this.#damage(`a chunk states a size of ${statedBytes} bytes`, byteOffset);
      }
      const paddedBytes = Math.ceil(contentBytes / 8) * 8;
      if (!isAt(head, `fmt ${GUID_TAIL}`) || contentBytes > MOST_FMT_BYTES) {
        yield* this.skip(paddedBytes);
        continue;
      }
      const fmtOffset = this.queue.byteOffset;
      const fmt = parseFmtChunk(withoutPadding(yield* this.take(contentBytes)), 'RIFF', fmtOffset);
      format = fmt.format;
      for (const { code, message, byteOffset: at } of fmt.warnings) this.warn(code, message, at);
      yield* this.skip(paddedBytes - contentBytes);
    }
  }

  #damage(what: string, byteOffset: number): AudioFormatError {
    return new AudioFormatError(
      `the Wave64 file is damaged at byte ${byteOffset}: ${what}; copy or export the file again`,
      { byteOffset },
    );
  }
}

/** A fmt chunk without the padding that ffmpeg counts in its size. */
function withoutPadding(fmt: Uint8Array): Uint8Array {
  if (fmt.length < 18) return fmt;
  const extensionBytes = fmt[16]! + 256 * fmt[17]!;
  const surplusBytes = fmt.length - 18 - extensionBytes;
  return surplusBytes > 0 && surplusBytes < 8 ? fmt.subarray(0, 18 + extensionBytes) : fmt;
}
