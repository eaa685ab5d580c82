import type { Transform } from 'node:stream';
import { transform } from 'through2';
import type { AudioBlock, AudioFormat, SampleEncoding } from '../audio-format.ts';
import { createWavFormat, type WavFormat, wavFormatWithEncoding } from '../wav/wav-format.ts';
import { WavWriter } from '../wav/wav-writer.ts';
import type { WavDecodeStream } from './wav-decode.ts';

export interface WavEncodeOptions {
  /**
   * The stream that the audio was decoded by: its other chunks are passed on, and its number of frames is stated in
   * the header. The stages between must neither add nor drop frames.
   */
  readonly from?: WavDecodeStream;
  /** Default: that of the WAV file that the blocks come from, or else `f32`. */
  readonly encoding?: SampleEncoding;
}

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
export function wavEncode({ from, encoding }: WavEncodeOptions = {}): WavEncodeStream {
  let writer: WavWriter | undefined;
  let first: AudioFormat | undefined;

  function createWriter(input: AudioFormat): WavWriter {
    first = input;
    const plain = isWavFormat(input)
      ? input
      : createWavFormat({ ...input, encoding: encoding ?? 'f32' });
    const format = wavFormatWithEncoding(plain, encoding ?? plain.encoding);
    const { reader } = from ?? {};
    // What has been read to its end is known; what a header states is to be believed.
    const numberOfFrames = from?.readableEnded
      ? reader?.framesRead
      : reader?.header?.declaredFrames;
    const tailBytes = from?.readableEnded
      ? from.tail.reduce((sum, part) => sum + (part.outsideRiff ? 0 : part.bytes.length), 0)
      : reader?.header?.declaredTailBytes;
    return new WavWriter({ ...reader?.header, format, numberOfFrames, tailBytes });
  }

  const stream = transform(
    // The bound on memory: the block at work, and the bytes of one that wait to be read.
    { writableObjectMode: true, writableHighWaterMark: 1, readableHighWaterMark: 1 << 16 },
    async function* encode(
      source: AsyncIterable<AudioBlock>,
    ): AsyncGenerator<Uint8Array, void, void> {
      for await (const block of source) {
        if (writer === undefined) {
          writer = createWriter(block.format);
          yield writer.header();
        }
        assertSame(first!, block.format);
        yield writer.write(block);
      }
      if (writer === undefined && from?.reader.header !== undefined) {
        writer = createWriter(from.reader.header.format);
        yield writer.header();
      }
      if (writer === undefined) return;
      // Without a stated end of the samples, what follows them would be taken for some.
      const tail = writer.declaredFrames === undefined ? [] : (from?.tail ?? []);
      const rest = writer.end([...tail]);
      if (rest.length > 0) yield rest;
    },
  );
  return Object.defineProperty(stream as unknown as WavEncodeStream, 'clippedSamples', {
    get: () => writer?.clippedSamples ?? 0,
  });
}

function isWavFormat(format: AudioFormat): format is WavFormat {
  return 'bytesPerFrame' in format;
}

function assertSame(first: AudioFormat, next: AudioFormat): void {
  if (first.numberOfChannels === next.numberOfChannels && first.sampleRate === next.sampleRate) {
    return;
  }
  throw new RangeError(
    `a block has ${next.numberOfChannels} channels at ${next.sampleRate} Hz; expected ` +
      `${first.numberOfChannels} at ${first.sampleRate} Hz as in the first, since a WAV file has one format`,
  );
}
