import type { NoiseIdentity } from '../arrays/audio-noise-options.ts';
import type { SampleEncoding } from '../audio-format.ts';
import { requireFileName } from '../io/file-name.ts';
import type { Receipt } from '../mix/receipt.ts';
import type { NoiseColor } from '../noise/noise-color.ts';
import { drawSeed } from '../noise/noise-key.ts';
import { checkOptions } from '../options/check-options.ts';
import {
  GENERATED_NOISE_OPTIONS,
  GENERATED_NOISE_RULES,
  generatedNoiseOf,
} from '../options/generate-options.ts';
import { listOutputOptions } from '../options/library-options.ts';
import { inLibraryWords, libraryWords } from '../options/library-words.ts';
import type { OutputOptions } from './add-noise-to-file.ts';
import { writeNoiseFile } from './noise-file.ts';

/** Options of {@link generateNoise}. */
export interface GenerateNoiseOptions extends Omit<NoiseIdentity, 'color'>, OutputOptions {
  /** Seconds of noise. Default: without end, which only a pipe can take. */
  readonly durationSeconds?: number | undefined;
  /** The same in frames. */
  readonly numberOfFrames?: number | undefined;
  /** Frames per second. Default 16000. */
  readonly sampleRate?: number | undefined;
  /** 1 to 1024. Default 1. */
  readonly numberOfChannels?: number | undefined;
  /** How samples are stored. Default `s16`. */
  readonly encoding?: SampleEncoding | undefined;
  /** Power of the noise in dB re full scale. Default -20, of which nothing clips. */
  readonly noiseLevelDbfs?: number | undefined;
  /** Standard deviation of the draw instead, linear, full scale 1. */
  readonly std?: number | undefined;
  /** With `std`: mean of the noise, linear. Default 0. */
  readonly mean?: number | undefined;
  /**
   * True if the noise made has the very level asked for, all channels pooled, before quantisation and clipping; false if it is
   * left to the luck of the draw. Default true for noise that ends and has a level; others cannot have it.
   */
  readonly exact?: boolean | undefined;
  /** Spectrum of the noise; `gray` is another spelling of `grey`. Default `white`. */
  readonly color?: Exclude<NoiseColor, 'matched'> | 'gray' | undefined;
}

const listOptions = () => [...GENERATED_NOISE_OPTIONS, ...listOutputOptions()] as const;
const OPTIONS = { list: listOptions, rules: () => GENERATED_NOISE_RULES };

/**
 * Writes Gaussian noise to a WAV file: what `awgn generate` does, with the same options and defaults. Sample for sample it is the
 * noise that `addNoiseToFile` adds to a signal of as many channels with the same seed, key, color and standard deviation.
 *
 *     await generateNoise('noise.wav', { durationSeconds: 2, color: 'pink', noiseLevelDbfs: -30, seed: 8 });
 *
 * Memory is constant. The header states the right sizes, RF64 above 4 GiB; of noise without end, 0xFFFFFFFF. A regular output
 * appears under its name only when it is whole. Noise without end ends with the rejection of a write: `EPIPE` when the
 * reader has gone.
 *
 * @param output a file's name; `-` is standard output.
 * @returns the receipt, whose `source` is "generated".
 * @throws TypeError or RangeError for options that are unknown, out of range or contradict each other; OutputRefusedError, also
 *   for noise without end to a regular file; what the system says; the reason of `signal`.
 */
export async function generateNoise(
  output: string,
  options: GenerateNoiseOptions = {},
): Promise<Receipt> {
  const values = checkOptions(OPTIONS, options, 'generateNoise');
  requireFileName('output', output, true);
  const words = libraryWords(listOptions());
  const { seed = drawSeed() } = values;
  return inLibraryWords(words, () =>
    writeNoiseFile(output, { ...values, ...generatedNoiseOf(values), seed }),
  );
}
