import type { AudioBlock, AudioFormat, SampleEncoding } from '../audio-format.ts';
import {
  createWavFormat,
  type WavFormat,
  wavFormatWithEncoding,
} from '../formats/wav/wav-format.ts';
import { WavWriter } from '../formats/wav/wav-writer.ts';
import { checkOptions } from '../options/check-options.ts';
import { noiseOptions } from '../options/noise-table.ts';
import { optionNamed } from '../options/option.ts';
import { objectOf } from '../options/option-types.ts';
import { runStage } from './run-stage.ts';
import { requireBlock } from './stage-pieces.ts';
import type { DecodedWav } from './wav-decoder.ts';

/** How blocks become a WAV file. */
export interface WavEncodeOptions {
  /**
   * What the audio was decoded by: its other chunks are passed on, and its number of frames is stated in
   * the header. The stages between must neither add nor drop frames.
   */
  readonly from?: DecodedWav | undefined;
  /** Default: that of the WAV file that the blocks come from, or else `f32`. */
  readonly encoding?: SampleEncoding | undefined;
}

const OPTIONS = {
  list: () =>
    [
      {
        name: 'from',
        group: 'output',
        type: objectOf('a stage that decodes a WAV file, such as wavDecode()', isDecodedWav),
        help: 'what the audio was decoded by',
      },
      optionNamed(noiseOptions(), 'encoding'),
    ] as const,
};

function isDecodedWav(value: unknown): value is DecodedWav {
  return typeof (value as DecodedWav | null)?.reader === 'object';
}

/** Encodes blocks as a WAV file, whatever kind of stream they come in. */
export class WavEncoder {
  readonly #stage: string;
  readonly #from: DecodedWav | undefined;
  readonly #encoding: SampleEncoding | undefined;
  #writer: WavWriter | undefined;
  #first: AudioFormat | undefined;

  /**
   * @param stage what encodes, for messages.
   * @param options as they were given: `WavEncodeOptions`.
   * @throws TypeError for an option that is unknown or wrong.
   */
  constructor(stage: string, options: unknown) {
    const { from, encoding } = checkOptions(OPTIONS, options, stage);
    this.#stage = stage;
    this.#from = from;
    this.#encoding = encoding;
  }

  /** Samples beyond full scale so far: they became full scale. Always 0 for float encodings. */
  get clippedSamples(): number {
    return this.#writer?.clippedSamples ?? 0;
  }

  /** @throws RangeError when the number of channels or the rate changes on the way; TypeError for what is no block. */
  *push(block: AudioBlock): Generator<Uint8Array, void, void> {
    requireBlock(block, this.#stage);
    if (this.#writer === undefined) {
      this.#writer = this.#createWriter(block.format);
      yield this.#writer.header();
    }
    assertSame(this.#first!, block.format);
    yield this.#writer.write(block);
  }

  *end(): Generator<Uint8Array, void, void> {
    const from = this.#from;
    if (this.#writer === undefined && from?.reader.header !== undefined) {
      this.#writer = this.#createWriter(from.reader.header.format);
      yield this.#writer.header();
    }
    if (this.#writer === undefined) return;
    // Without a stated end of the samples, what follows them would be taken for some.
    const tail = this.#writer.declaredFrames === undefined ? [] : (from?.tail ?? []);
    const rest = this.#writer.end([...tail]);
    if (rest.length > 0) yield rest;
  }

  #createWriter(input: AudioFormat): WavWriter {
    this.#first = input;
    const encoding = this.#encoding;
    const plain = isWavFormat(input)
      ? input
      : createWavFormat({ ...input, encoding: encoding ?? 'f32' });
    const format = wavFormatWithEncoding(plain, encoding ?? plain.encoding);
    const { reader, tail = [], isComplete = false } = this.#from ?? {};
    // What has been decoded to its end is known; what a header states is to be believed.
    const numberOfFrames = isComplete ? reader?.framesRead : reader?.header?.declaredFrames;
    const tailBytes = isComplete
      ? tail.reduce((sum, part) => sum + (part.outsideRiff ? 0 : part.bytes.length), 0)
      : reader?.header?.declaredTailBytes;
    return new WavWriter({ ...reader?.header, format, numberOfFrames, tailBytes });
  }
}

/** A WAV file, to be iterated over once. */
export interface WavBytes extends AsyncIterable<Uint8Array> {
  /** Samples beyond full scale so far: they became full scale. Always 0 for float encodings. */
  readonly clippedSamples: number;
}

/**
 * Encodes a WAV file: an iterable of blocks in, bytes out.
 *
 * Without `from` the number of frames is not known when the header is written: its sizes are 0xFFFFFFFF then, which
 * readers take for "to the end of the input".
 *
 * Memory: one block. The iteration fails with a RangeError when the number of channels or the rate changes on the way.
 */
export function encodeWav(
  blocks: AsyncIterable<AudioBlock> | Iterable<AudioBlock>,
  options: WavEncodeOptions = {},
): WavBytes {
  const encoder = new WavEncoder('encodeWav', options);
  return {
    get clippedSamples() {
      return encoder.clippedSamples;
    },
    [Symbol.asyncIterator]: () => runStage(blocks, encoder),
  };
}

function isWavFormat(format: AudioFormat): format is WavFormat {
  return 'extensible' in format;
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
