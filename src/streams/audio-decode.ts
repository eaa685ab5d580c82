import type { Transform } from 'node:stream';
import { transform } from 'through2';
import { createAudioDecoder } from '../formats/sniffing-decoder.ts';
import { refuseOptions } from '../options/check-options.ts';
import { AudioStreamDecoder, type DecodedAudio } from './audio-decoder.ts';
import { runStage } from './run-stage.ts';

/** A Node stream that takes the bytes of audio, and gives `AudioBlock`s. */
export interface AudioDecodeStream extends Transform, DecodedAudio {}

/**
 * Decodes a file of any format that is read: bytes in, blocks of planar 32-bit floats out. What stands after the samples
 * is left out.
 *
 * Memory: two blocks of at most 65536 frames, and what stands before the samples.
 *
 * The stream fails with an AwgnError for what cannot be decoded.
 */
export function audioDecode(options?: Record<string, never>): AudioDecodeStream {
  refuseOptions(options, 'audioDecode');
  return createAudioDecodeStream(new AudioStreamDecoder('audioDecode', createAudioDecoder()));
}

/** A Node stream around a decoder. */
export function createAudioDecodeStream(decoder: AudioStreamDecoder): AudioDecodeStream {
  const stream = transform(
    // The bound on memory: one piece of the input and one block wait.
    { objectMode: true, readableHighWaterMark: 1, writableHighWaterMark: 1 },
    async function* decode(source: AsyncIterable<Uint8Array>) {
      yield* runStage(source, decoder);
    },
  );
  return Object.defineProperties(stream as unknown as AudioDecodeStream, {
    header: { get: () => decoder.header },
    warnings: { get: () => decoder.warnings },
  });
}
