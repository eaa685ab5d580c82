import { fstatSync, statSync } from 'node:fs';
import type { SampleEncoding } from '../audio-format.ts';
import type { AudioEncoder } from '../formats/audio-encoder.ts';
import { writerOf } from '../formats/audio-formats.ts';
import type { Container } from '../formats/containers.ts';
import { plainSampleFormat, type SampleFormat } from '../formats/sample-format.ts';
import { naming } from '../io/blocking-io.ts';
import { type ByteSink, OutputRefusedError, openSink } from '../io/byte-sink.ts';
import { BYTES_PER_TURN, inTurns, type OnProgress, turn } from '../io/turns.ts';
import { Calibration } from '../mix/calibration.ts';
import { createNoiseMixer } from '../mix/create-noise-mixer.ts';
import type { MixStatistics } from '../mix/noise-mixer.ts';
import type { NoisePlan } from '../mix/noise-plan.ts';
import { MIX_BYTES } from '../mix/plain-s16.ts';
import type { Receipt } from '../mix/receipt.ts';
import { buildReceipt } from '../mix/receipt-builder.ts';
import type { FrequencyBand, NoiseColor } from '../noise/noise-color.ts';
import type { NoiseTarget } from '../noise/noise-gain.ts';
import { NOISE_BLOCK_FRAMES } from '../noise/normal-stream.ts';
import { AudioOutput } from './audio-output.ts';
import { containerOfOutputs } from './output-container.ts';

/** What {@link writeNoiseFile} is to make. */
export interface GeneratedNoiseOptions {
  /** Frames to make; undefined: without end, for a pipe. */
  readonly numberOfFrames: number | undefined;
  /** Frames per second. */
  readonly sampleRate: number;
  /** 1 to 1024. */
  readonly numberOfChannels: number;
  /** Format of the output. Default: by its name, `.flac` or any other, which is WAV. */
  readonly container?: Container | undefined;
  /** How samples are stored. */
  readonly encoding: SampleEncoding;
  /** How strong: nothing is there to be in a ratio to. */
  readonly target: Extract<NoiseTarget, { readonly type: 'std' | 'level' }>;
  /** Integer from 0 to 2^53 - 1. */
  readonly seed: number;
  /** Any text. */
  readonly key: string;
  /**
   * Whether the noise made has the very level asked for, all channels pooled, before quantisation and clipping, or is left to
   * the luck of the draw. Only for a level and a number of frames; default true for these. A standard deviation
   * is always that of the draw.
   */
  readonly exact?: boolean | undefined;
  /** Default `white`. */
  readonly color?: Exclude<NoiseColor, 'matched'> | undefined;
  /** Frequencies of the noise; all unless given. */
  readonly band?: FrequencyBand | undefined;
  /** Whether each channel has noise of its own (the default). */
  readonly noiseChannels?: 'independent' | 'shared' | undefined;
  /** Whether an output file that exists may be replaced. */
  readonly overwrite: boolean;
  /** Whether the receipt is to hold the SHA-256 of the output. Default false. */
  readonly hash?: boolean | undefined;
  /** Called now and then with the part of the work that is done, 0 to 1, or undefined for noise without end. */
  readonly onProgress?: OnProgress | undefined;
  /** Ends the work when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes Gaussian noise to a WAV or a FLAC file, `-` for standard output: sample for sample the noise that `writeNoisyFile` adds to a
 * signal of as many channels with the same seed, key, color and standard deviation.
 *
 * Memory is constant. The header states the right sizes, RF64 above 4 GiB; of noise without end, 0xFFFFFFFF. A regular output
 * appears under its name only when it is whole. Noise without end ends with the rejection of a write: `EPIPE` when the
 * reader has gone.
 *
 * @returns the receipt, whose `source` is "generated".
 * @throws RangeError for a rate, a number of channels or frames, a seed or a band out of range; TypeError where `exact` cannot
 *   be had; OutputRefusedError, also for noise without end to a regular file; what the system says.
 */
export async function writeNoiseFile(
  output: string,
  options: GeneratedNoiseOptions,
): Promise<Receipt> {
  const { numberOfFrames, encoding } = options;
  const container = containerOfOutputs([output], options);
  const writer = await writerOf(container);
  const format = writer.sampleFormat(plainSampleFormat(options, encoding), encoding);
  const extent = numberOfFrames === undefined ? undefined : { numberOfFrames, tailBytes: 0 };
  const encoder = writer.createEncoder({ format, extent });
  const isExact = exactness(options);
  if (numberOfFrames === undefined && isRegularOutput(output)) {
    throw new OutputRefusedError(
      `${output === '-' ? 'standard output' : output} is a file, which noise without end would fill; give a number of frames`,
    );
  }
  const sink = openSink(output, { overwrite: options.overwrite });
  try {
    const calibration = new Calibration(options);
    const plan = await inTurns(
      isExact && numberOfFrames
        ? calibration.planAlone(format, numberOfFrames)
        : calibration.plan(format),
    );
    const { mixed, sha256 } = await write(sink, encoder, options, format, plan);
    const receipt = buildReceipt(
      { ...options, clip: 'saturate' },
      {
        source: 'generated',
        container,
        outputs: { noisy: sink.name },
        outputSha256: { noisy: sha256 },
      },
      { format, plan, isMeasured: false, measured: undefined, exact: isExact, mixed },
    );
    await sink.commit();
    return receipt;
  } catch (error) {
    sink.discard();
    throw error;
  }
}

/** Whether an output, `-` for standard output, is a regular file or would become one. */
export function isRegularOutput(output: string): boolean {
  if (output === '-') return naming('standard output', () => fstatSync(1)).isFile();
  return statSync(output, { throwIfNoEntry: false })?.isFile() ?? true;
}

function exactness({ exact, target, numberOfFrames }: GeneratedNoiseOptions): boolean {
  const isPossible = target.type === 'level' && numberOfFrames !== undefined;
  if (exact && !isPossible) {
    throw new TypeError(
      'exact is true; expected false, unless target is a level and numberOfFrames is given',
    );
  }
  return (exact ?? true) && isPossible;
}

/** What {@link write} did. */
interface Made {
  readonly mixed: MixStatistics;
  readonly sha256: string | undefined;
}

/** Adds the noise to silence, which takes the quick route through the kernel where there is one. */
async function write(
  sink: ByteSink,
  encoder: AudioEncoder,
  { numberOfFrames = Infinity, hash = false, onProgress, signal }: GeneratedNoiseOptions,
  output: SampleFormat,
  plan: NoisePlan,
): Promise<Made> {
  const noise = new AudioOutput(sink, hash);
  let bytesWritten = 0;
  const emit = (bytes: Uint8Array) => {
    noise.write(bytes);
    bytesWritten += bytes.length;
  };
  // Silence is the same in all encodings that have it; this one is quick.
  const input = plainSampleFormat(output, 's16');
  const mixer = createNoiseMixer({ input, output, scale: 1, ...plan });
  const blockBytes = NOISE_BLOCK_FRAMES * input.bytesPerFrame;
  const silence = new Uint8Array(Math.max(1, Math.floor(MIX_BYTES / blockBytes)) * blockBytes);
  const silenceFrames = silence.length / input.bytesPerFrame;

  noise.begin(encoder);
  let turnEnd = BYTES_PER_TURN;
  for (let framesLeft = numberOfFrames; framesLeft > 0; framesLeft -= silenceFrames) {
    signal?.throwIfAborted();
    const frames = Math.min(framesLeft, silenceFrames);
    mixer.push(silence.subarray(0, frames * input.bytesPerFrame), emit);
    if (bytesWritten < turnEnd) continue;
    turnEnd = bytesWritten + BYTES_PER_TURN;
    const isEndless = numberOfFrames === Infinity;
    onProgress?.(isEndless ? undefined : 1 - framesLeft / numberOfFrames, bytesWritten);
    await turn();
  }
  mixer.end(emit);
  noise.end();
  await noise.mend();
  return { mixed: mixer.statistics, sha256: noise.sha256() };
}
