import { type AudioDecodeStream, createAudioDecodeStream } from './audio-decode.ts';
import { createRawStreamDecoder, type RawDecodeOptions } from './raw-decoder.ts';

/**
 * Decodes headerless samples, such as those of a microphone: bytes in, blocks of planar 32-bit floats out. Pieces may end
 * anywhere, also within a sample.
 *
 *     const microphone = spawn('arecord', ['-t', 'raw', '-f', 'S16_LE', '-r', '16000']).stdout;
 *     await pipeline(
 *       microphone,
 *       rawDecode({ encoding: 's16', sampleRate: 16000 }),
 *       gaussianNoise({ noiseLevelDbfs: -40 }),
 *       wavEncode({ encoding: 's16' }),
 *       createWriteStream('noisy.wav'),
 *     );
 *
 * Memory: two blocks of at most 65536 frames.
 *
 * The stream fails with an AwgnError for an empty input, and for a file with a header, which is not samples. A last frame
 * that is cut off is left out, with a warning.
 *
 * @throws TypeError or RangeError for an option that is missing, unknown or wrong.
 */
export function rawDecode(options: RawDecodeOptions): AudioDecodeStream {
  return createAudioDecodeStream(createRawStreamDecoder('rawDecode', options));
}
