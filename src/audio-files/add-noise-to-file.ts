import type { AudioNoiseOptions } from '../arrays/audio-noise-options.ts';
import type { SampleEncoding } from '../audio-format.ts';
import type { Container } from '../formats/containers.ts';
import { requireFileName } from '../io/file-name.ts';
import type { OnProgress } from '../io/turns.ts';
import type { Dither } from '../mix/dither.ts';
import type { ClipPolicy, LiveReceipt, Receipt, SilencePolicy } from '../mix/receipt.ts';
import { drawSeed } from '../noise/noise-key.ts';
import { checkOptions } from '../options/check-options.ts';
import { FILE_NOISE_OPTIONS, FILE_NOISE_RULES } from '../options/file-options.ts';
import { listOutputOptions } from '../options/library-options.ts';
import { inLibraryWords, libraryWords } from '../options/library-words.ts';
import { noiseOptionsOf } from '../options/noise-target.ts';
import type { ValuesOf } from '../options/option.ts';
import { type RawInputOptions, rawFormatOf } from '../options/raw-options.ts';
import { writeLiveFile } from './live-file.ts';
import { writeNoisyFile } from './noisy-file.ts';

/** Options of functions that write a file. */
export interface OutputOptions {
  /** Format of the output. Default: by its name; `wav` where that says nothing, and for standard output. */
  readonly container?: Container | undefined;
  /** True to replace an output file that exists. Default false: that is an error. */
  readonly overwrite?: boolean | undefined;
  /** True if the receipt is to hold the SHA-256 of input and output. Default false. */
  readonly hash?: boolean | undefined;
  /** Called now and then with the part of the work that is done. */
  readonly onProgress?: OnProgress | undefined;
  /** Ends the work when it is aborted: the promise is then rejected with the signal's reason, and nothing is left behind. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of {@link addNoiseToFile}. */
export interface AddNoiseToFileOptions
  extends Omit<AudioNoiseOptions, 'onSilence'>,
    RawInputOptions,
    OutputOptions {
  /**
   * With `snrDb`: one pass over a signal that need not end, such as a microphone. The noise follows the active level (ITU-T P.56)
   * by so many seconds, 0.02 to 10; true: 0.5.
   */
  readonly live?: number | true | undefined;
  /** First second of the input that is used. Default 0. */
  readonly startSeconds?: number | undefined;
  /** Seconds of it that are used. Default: all that follow. */
  readonly durationSeconds?: number | undefined;
  /** Channels of it that are used, from 0, in this order. Default: all. The noise counts channels and frames of the part. */
  readonly selectChannels?: readonly number[] | undefined;
  /** How samples are stored in the output. Default: as in the input. */
  readonly encoding?: SampleEncoding | undefined;
  /** What is added before rounding to 8 or 16 bits. Default `none`. */
  readonly dither?: Dither | undefined;
  /** What becomes of samples beyond full scale of an integer encoding. Default `saturate`. */
  readonly clip?: ClipPolicy | undefined;
  /** What becomes of a silent input where a ratio is asked for. Default `fail`; with `live`, `pass`. */
  readonly onSilence?: SilencePolicy | undefined;
  /** Name of a file for the signal as it is in the output: same scale, length, encoding and chunks. None by default. */
  readonly writeClean?: string | undefined;
  /** Name of a file for the noise as it is in the output. None by default. */
  readonly writeNoise?: string | undefined;
}

const listOptions = () => [...FILE_NOISE_OPTIONS, ...listOutputOptions()] as const;
const OPTIONS = { list: listOptions, rules: () => FILE_NOISE_RULES };

/**
 * Reads an audio file, adds Gaussian noise, writes a WAV or FLAC file, or samples without a header: what the command `awgn` does, with the same options and
 * defaults.
 *
 *     const receipt = await addNoiseToFile('clean.wav', 'noisy.wav', { snrDb: 10, seed: 1, key: 'utt42' });
 *     console.log(receipt.snr_achieved_db);
 *
 * Memory is constant. A regular file, redirected standard input included, is read twice by position; a pipe is spooled
 * where a second reading is needed. A regular output appears under its name only when it is whole, the noisy one after
 * those of its signal and its noise. An aborted `signal` leaves none.
 *
 * @param input a file's name; `-` is standard input.
 * @param output a file's name; `-` is standard output.
 * @returns the receipt: enough to make the output again, bit for bit.
 * @throws TypeError or RangeError for options that are unknown, out of range or contradict each other; AwgnError for bad
 *   data; OutputRefusedError; what the system says; the reason of `signal`.
 */
export async function addNoiseToFile(
  input: string,
  output: string,
  options: AddNoiseToFileOptions & { readonly live: number | true },
): Promise<LiveReceipt>;
export async function addNoiseToFile(
  input: string,
  output: string,
  options: AddNoiseToFileOptions,
): Promise<Receipt>;
export async function addNoiseToFile(
  input: string,
  output: string,
  options: AddNoiseToFileOptions,
): Promise<Receipt> {
  const values = checkOptions(OPTIONS, options, 'addNoiseToFile');
  requireFileName('input', input, true);
  requireFileName('output', output, true);
  const words = libraryWords(listOptions());
  const receipt = await inLibraryWords(words, () => addNoise(input, output, values, options));
  return { ...receipt, warnings: receipt.warnings.map(words) };
}

async function addNoise(
  input: string,
  output: string,
  values: ValuesOf<ReturnType<typeof listOptions>>,
  { onSilence: askedOnSilence }: AddNoiseToFileOptions,
): Promise<Receipt> {
  const { seed = drawSeed(), live, onSilence, container, encoding, clip, dither } = values;
  const { writeClean, writeNoise, overwrite, hash, onProgress, signal } = values;
  const noise = noiseOptionsOf(values, seed);
  const raw = rawFormatOf(values);
  const common = { ...noise, raw, container, encoding, overwrite, hash, onProgress, signal };
  if (live === undefined) {
    const { startSeconds, durationSeconds, selectChannels } = values;
    const part = { startSeconds, durationSeconds, selectChannels };
    const run = { ...common, ...part, onSilence, clip, dither, writeClean, writeNoise };
    return writeNoisyFile(input, output, run);
  }
  return writeLiveFile(input, output, {
    ...common,
    snrDb: (noise.target as Extract<typeof noise.target, { type: 'snr' }>).snrDb,
    windowSeconds: live === true ? undefined : live,
    color: values.color as Exclude<typeof values.color, 'matched'>,
    onSilence: (askedOnSilence ?? 'pass') as Exclude<SilencePolicy, 'skip'>,
  });
}
