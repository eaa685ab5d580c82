import { encodeSamples } from '../../src/formats/encoded-samples/sample-codec.ts';
import { createWavFormat, type WavFormat } from '../../src/formats/wav/wav-format.ts';
import { createNoiseMixer } from '../../src/mix/create-noise-mixer.ts';
import type { NoiseMixer, NoiseMixerOptions } from '../../src/mix/noise-mixer.ts';
import { seededRandom } from '../formats/wav/splitting.ts';

export function formatOf(encoding: WavFormat['encoding'], numberOfChannels = 1): WavFormat {
  return createWavFormat({ sampleRate: 16000, numberOfChannels, encoding });
}

/** Planar samples, uniform within ±peak, different in each channel. */
export function randomChannels(
  seed: number,
  numberOfChannels: number,
  frames: number,
  peak = 0.9,
): Float32Array[] {
  const random = seededRandom(seed);
  return Array.from({ length: numberOfChannels }, () =>
    Float32Array.from({ length: frames }, () => peak * (2 * random() - 1)),
  );
}

/** The samples as they stand in a file of the format. */
export function encode(channelData: readonly Float32Array[], format: WavFormat): Uint8Array {
  const frames = channelData[0]!.length;
  const bytes = new Uint8Array(frames * format.bytesPerFrame);
  encodeSamples(channelData, frames, format, bytes);
  return bytes;
}

/** Splits into pieces of whole frames; `framesOf` says how many each. */
export function inFrames(
  bytes: Uint8Array,
  { bytesPerFrame }: WavFormat,
  framesOf: () => number,
): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + framesOf() * bytesPerFrame;
    pieces.push(bytes.slice(at, end));
    at = end;
  }
  return pieces;
}

/** White noise of one strength for all channels, and what else a mixer needs to know. */
export interface WhiteMixOptions extends Omit<NoiseMixerOptions, 'source' | 'shape'> {
  readonly std: number;
  readonly mean: number;
  readonly seed: number;
  readonly key: string;
}

export function createWhiteMixer({ std, mean, seed, key, ...rest }: WhiteMixOptions): NoiseMixer {
  const stds = new Array<number>(rest.input.numberOfChannels).fill(std);
  return createNoiseMixer({
    ...rest,
    source: { seed, key },
    shape: { stds, mean, shared: false },
  });
}
