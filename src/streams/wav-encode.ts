import type { Transform } from 'node:stream';
import { transform } from 'through2';
import type { AudioBlock } from '../audio-format.ts';
import { runStage } from './run-stage.ts';
import { type WavEncodeOptions, WavEncoder } from './wav-encoder.ts';

/** A Node stream that takes {@link AudioBlock}s and gives the bytes of a WAV file. */
export interface WavEncodeStream extends Transform {
  /** Samples beyond full scale so far: they became full scale. Always 0 for float encodings. */
  readonly clippedSamples: number;
}

/**
 * Encodes a WAV file: blocks of planar 32-bit floats in, bytes out.
 *
 * Without `from` the number of frames is not known when the header is written: its sizes are 0xFFFFFFFF then, which
 * readers take for "to the end of the input".
 *
 * Memory: one block. The stream fails with a RangeError when the number of channels or the rate changes on the way.
 */
export function wavEncode(options: WavEncodeOptions = {}): WavEncodeStream {
  const encoder = new WavEncoder('wavEncode', options);
  const stream = transform(
    // The bound on memory: the block at work, and the bytes of one that wait to be read.
    { writableObjectMode: true, writableHighWaterMark: 1, readableHighWaterMark: 1 << 16 },
    async function* encode(source: AsyncIterable<AudioBlock>) {
      yield* runStage(source, encoder);
    },
  );
  return Object.defineProperty(stream as unknown as WavEncodeStream, 'clippedSamples', {
    get: () => encoder.clippedSamples,
  });
}
