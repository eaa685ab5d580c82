import type { Transform } from 'node:stream';
import { transform } from 'through2';
import { runStage } from './run-stage.ts';
import { type DecodedWav, WavDecoder } from './wav-decoder.ts';

/** A Node stream that takes the bytes of a WAV file and gives `AudioBlock`s. */
export interface WavDecodeStream extends Transform, DecodedWav {}

/**
 * Decodes a WAV file: bytes in, blocks of planar 32-bit floats out.
 *
 * Memory: two blocks of at most 65536 frames, and the chunks before and after the samples (64 MiB each at most).
 *
 * The stream fails with AudioFormatError, UnsupportedAudioError or TruncatedAudioError for what is no WAV file, or none that
 * can be decoded.
 */
export function wavDecode(options?: Record<string, never>): WavDecodeStream {
  const decoder = new WavDecoder('wavDecode', options);
  const stream = transform(
    // The bound on memory: one piece of the input and one block wait.
    { objectMode: true, readableHighWaterMark: 1, writableHighWaterMark: 1 },
    async function* decode(source: AsyncIterable<Uint8Array>) {
      yield* runStage(source, decoder);
    },
  );
  return Object.defineProperties(stream as unknown as WavDecodeStream, {
    reader: { value: decoder.reader },
    tail: { value: decoder.tail },
    isComplete: { get: () => decoder.isComplete },
  });
}
