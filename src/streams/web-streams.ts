import { transform } from 'through2/web';
import type { AudioNoiseOptions } from '../arrays/audio-noise-options.ts';
import type { AudioBlock } from '../audio-format.ts';
import { BlockMemory, BlockNoise, type NoiseState } from './block-noise.ts';
import { type DecodedWav, WavDecoder } from './wav-decoder.ts';
import { type WavEncodeOptions, WavEncoder } from './wav-encoder.ts';

/** A stage for `ReadableStream.pipeThrough`. */
export interface WebTransform<In, Out> {
  /** Where the stage is written to. */
  readonly writable: WritableStream<In>;
  /** What comes out of it. */
  readonly readable: ReadableStream<Out>;
}

/** A stage that takes the bytes of a WAV file and gives {@link AudioBlock}s. */
export interface WavDecodeTransform extends WebTransform<Uint8Array, AudioBlock>, DecodedWav {}

/** A stage that adds noise to {@link AudioBlock}s. */
export interface NoiseTransform extends WebTransform<AudioBlock, AudioBlock> {
  /** What is being added. */
  readonly noise: NoiseState;
}

/** A stage that takes {@link AudioBlock}s and gives the bytes of a WAV file. */
export interface WavEncodeTransform extends WebTransform<AudioBlock, Uint8Array> {
  /** Samples beyond full scale so far: they became full scale. Always 0 for float encodings. */
  readonly clippedSamples: number;
}

/** What takes a piece and gives any number of others. */
interface Stage<In, Out> {
  push(piece: In): Iterable<Out>;
  end(): Iterable<Out>;
}

/**
 * Decodes a WAV file, as `wavDecode` does, between Web Streams: `response.body.pipeThrough(wavDecodeTransform())`.
 *
 * The stream fails with AudioFormatError, UnsupportedAudioError or TruncatedAudioError for what is no WAV file, or none that
 * can be decoded.
 */
export function wavDecodeTransform(options?: Record<string, never>): WavDecodeTransform {
  const decoder = new WavDecoder('wavDecodeTransform', options);
  return Object.defineProperties(createTransform(decoder) as WavDecodeTransform, {
    reader: { value: decoder.reader },
    tail: { value: decoder.tail },
    isComplete: { get: () => decoder.isComplete },
  });
}

/**
 * Adds Gaussian noise, as `gaussianNoise` does, between Web Streams.
 *
 * Where the signal must be measured first, its blocks are kept in memory: say `signalLevelDbfs`, `std` or
 * `noiseLevelDbfs` for one without end.
 *
 * The stream fails with SilentSignalError where an SNR is asked for and the signal has no power, with
 * NonFiniteSignalError where it has no level, and with a RangeError for blocks that do not follow one another.
 *
 * @throws RangeError or TypeError for options that are unknown, out of range or contradict each other.
 */
export function gaussianNoiseTransform(options: AudioNoiseOptions): NoiseTransform {
  const noise = new BlockNoise('gaussianNoiseTransform', options, () => new BlockMemory());
  const stage = {
    push(block: AudioBlock): AudioBlock[] {
      const noisy = noise.push(block);
      return noisy === undefined ? [] : [noisy];
    },
    end: () => noise.end(),
  };
  return Object.defineProperty(createTransform(stage) as NoiseTransform, 'noise', {
    value: noise,
  });
}

/**
 * Encodes a WAV file, as `wavEncode` does, between Web Streams.
 *
 * The stream fails with a RangeError when the number of channels or the rate changes on the way.
 */
export function wavEncodeTransform(options: WavEncodeOptions = {}): WavEncodeTransform {
  const encoder = new WavEncoder('wavEncodeTransform', options);
  return Object.defineProperty(createTransform(encoder) as WavEncodeTransform, 'clippedSamples', {
    get: () => encoder.clippedSamples,
  });
}

/** through2's plain form is the platform's own `TransformStream`, back pressure and errors both ways included. */
function createTransform<In, Out>(stage: Stage<In, Out>): WebTransform<In, Out> {
  return transform(
    (piece: In, controller) => {
      for (const out of stage.push(piece)) controller.enqueue(out);
    },
    (controller) => {
      for (const out of stage.end()) controller.enqueue(out);
    },
  );
}
