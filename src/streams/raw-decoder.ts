import type { RawEncoding } from '../formats/raw/raw-format.ts';
import { createRawFormat } from '../formats/raw/raw-format.ts';
import { MAX_CHANNELS } from '../formats/sample-format.ts';
import { createAudioDecoder } from '../formats/sniffing-decoder.ts';
import { checkOptions } from '../options/check-options.ts';
import type { Option } from '../options/option.ts';
import { integerOf } from '../options/option-types.ts';
import { rawEncodingOf, sampleRateOf } from '../options/raw-options.ts';
import { type AudioBlocks, AudioStreamDecoder, blocksOf } from './audio-decoder.ts';

/** What headerless samples are. */
export interface RawDecodeOptions {
  /** How samples are stored: little-endian unless it ends in `be`. */
  readonly encoding: RawEncoding;
  /** Frames per second. */
  readonly sampleRate: number;
  /** Samples per frame, 1 to 1024. Default 1. */
  readonly numberOfChannels?: number | undefined;
}

const OPTIONS = {
  list: () =>
    [
      {
        name: 'encoding',
        group: 'source',
        type: rawEncodingOf(),
        help: 'how samples are stored',
      },
      { name: 'sample-rate', group: 'source', type: sampleRateOf(), help: 'frames per second' },
      {
        name: 'number-of-channels',
        group: 'source',
        type: integerOf({ least: 1, most: MAX_CHANNELS }),
        standard: 1,
        help: 'samples per frame',
      },
    ] as const satisfies readonly Option[],
};

/**
 * A decoder of headerless samples.
 *
 * @param stage what decodes, for messages.
 * @param options as they were given: `RawDecodeOptions`.
 * @throws TypeError or RangeError for an option that is missing, unknown or wrong.
 */
export function createRawStreamDecoder(stage: string, options: unknown): AudioStreamDecoder {
  const { encoding, sampleRate, numberOfChannels } = checkOptions(OPTIONS, options, stage);
  if (encoding === undefined || sampleRate === undefined) {
    const missing = encoding === undefined ? 'encoding' : 'sampleRate';
    throw new TypeError(
      `${missing} is missing; headerless samples do not say it; expected options such as { encoding: 's16', sampleRate: 16000 }`,
    );
  }
  const format = createRawFormat({ sampleRate, numberOfChannels }, encoding);
  return new AudioStreamDecoder(stage, createAudioDecoder(format));
}

/**
 * Decodes headerless samples, such as those of a microphone or a telephone line: an iterable of bytes in, blocks of planar
 * 32-bit floats out. Pieces may end anywhere, also within a sample.
 *
 *     for await (const block of decodeRaw(socket, { encoding: 'mulaw', sampleRate: 8000 })) { … }
 *
 * Memory: a block of at most 65536 frames.
 *
 * The iteration fails with an AwgnError for an empty input, and for a file with a header, which is not samples. A last
 * frame that is cut off is left out, with a warning.
 *
 * @param bytes samples in pieces of any size: a Node stream, an array of pieces.
 * @throws TypeError or RangeError for an option that is missing, unknown or wrong.
 */
export function decodeRaw(
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: RawDecodeOptions,
): AudioBlocks {
  return blocksOf(bytes, createRawStreamDecoder('decodeRaw', options));
}
