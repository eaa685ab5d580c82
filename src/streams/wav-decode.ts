import type { Transform } from 'node:stream';
import { transform } from 'through2';
import type { AudioBlock } from '../audio-format.ts';
import { UnsupportedWavError } from '../errors.ts';
import { MAX_METADATA_BYTES } from '../wav/wav-header-parser.ts';
import { WavReader } from '../wav/wav-reader.ts';
import type { WavTail } from '../wav/wav-tail-parser.ts';

/** Bytes that are decoded at a time: what stands in memory, four times as much for 8-bit samples. */
const PIECE_BYTES = 1 << 16;

/** A Node stream that takes the bytes of a WAV file and gives {@link AudioBlock}s. */
export interface WavDecodeStream extends Transform {
  /** What was read: the header from the first block on, the warnings when the stream has ended. */
  readonly reader: WavReader;
  /** The bytes after the samples, when the stream has ended. */
  readonly tail: readonly WavTail[];
}

/**
 * Decodes a WAV file: bytes in, blocks of planar 32-bit floats out.
 *
 * Memory: two blocks of at most 65536 frames, and the chunks before and after the samples (64 MiB each at most).
 *
 * The stream fails with WavFormatError, UnsupportedWavError or TruncatedWavError for what is no WAV file, or none that
 * can be decoded.
 */
export function wavDecode(): WavDecodeStream {
  const reader = new WavReader();
  const tail: WavTail[] = [];
  let tailBytes = 0;

  function keepTail(): void {
    for (const part of reader.takeTail()) {
      tail.push(part);
      tailBytes += part.bytes.length;
    }
    if (tailBytes > MAX_METADATA_BYTES) {
      throw new UnsupportedWavError(
        `more than ${MAX_METADATA_BYTES} bytes follow the samples; expected less, since a stream must keep them in memory; ` +
          'process it as a file',
      );
    }
  }

  const stream = transform(
    // The bound on memory: one piece of the input and one block wait. (through2 counts pieces here, not bytes.)
    { readableObjectMode: true, readableHighWaterMark: 1, writableHighWaterMark: 1 },
    async function* decode(
      source: AsyncIterable<Uint8Array>,
    ): AsyncGenerator<AudioBlock, void, void> {
      for await (const bytes of source) {
        for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
          yield* reader.push(bytes.subarray(start, start + PIECE_BYTES));
          keepTail();
        }
      }
      yield* reader.end();
      keepTail();
    },
  );
  return Object.assign(stream as unknown as Transform, { reader, tail });
}
