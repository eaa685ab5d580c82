import type { Container } from '../formats/containers.ts';
import { abortable } from '../io/abortable-source.ts';
import { type ByteSink, openSink } from '../io/byte-sink.ts';
import { openSource } from '../io/byte-source.ts';
import { refuseSamePlaces } from '../io/same-file.ts';
import type { Receipt } from '../mix/receipt.ts';
import { type AudioPart, isPart, partOfReceipt } from './audio-part.ts';
import type { NoisySinks } from './noisy-outputs.ts';
import { addNoiseToOpenFile, type OpenNoisyFileOptions, readsTwice } from './open-noisy-file.ts';
import { containerOfOutputs } from './output-container.ts';
import { openPart } from './part-source.ts';

/** What {@link writeNoisyFile} is to do. */
export interface NoisyFileOptions extends OpenNoisyFileOptions {
  /** Format of the outputs. Default: by their names, `.flac` or any other, which is WAV. */
  readonly container?: Container | undefined;
  /** Whether an output file that exists may be replaced. */
  readonly overwrite: boolean;
  /** The part of the input that is used. Default: all of it. */
  readonly startSeconds?: number | undefined;
  readonly durationSeconds?: number | undefined;
  readonly selectChannels?: readonly number[] | undefined;
  /** Name of a file for the signal as it is in the output: same scale, length, encoding and chunks. None by default. */
  readonly writeClean?: string | undefined;
  /** Name of a file for the noise as it is in the output. None by default. */
  readonly writeNoise?: string | undefined;
  /** Ends the work when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads an audio file, adds Gaussian noise, writes a WAV or a FLAC file: `-` is standard input or output.
 *
 * Memory is constant. A regular file, redirected standard input included, is read twice by position; a pipe is spooled
 * where a second reading is needed. A regular output appears under its name only when it is whole, the noisy one after
 * those of its signal and its noise.
 *
 * @throws AwgnError for bad data; TypeError for names of outputs that no format fits; OutputRefusedError; what the system says.
 */
export async function writeNoisyFile(
  input: string,
  output: string,
  options: NoisyFileOptions,
): Promise<Receipt> {
  const { writeClean, writeNoise, overwrite, signal } = options;
  const container = containerOfOutputs([output, writeClean, writeNoise], options);
  refuseSamePlaces({ output, 'clean output': writeClean, 'noise output': writeNoise });
  const { startSeconds, durationSeconds, selectChannels: channels } = options;
  const part: AudioPart = { startSeconds, durationSeconds, channels };
  const opened = openSource(input, {
    rereadable: readsTwice(options) || isPart(part),
    unblocking:
      signal !== undefined ||
      output !== '-' ||
      writeClean !== undefined ||
      writeNoise !== undefined,
  });
  const whole = abortable(opened, signal);
  const source = isPart(part) ? await openPart(whole, part, options.raw) : whole;
  // In the order in which they get their names.
  const open: ByteSink[] = [];
  const create = (path: string): ByteSink => {
    const sink = openSink(path, { overwrite, sourceIdentity: source.identity });
    open.push(sink);
    return sink;
  };
  try {
    const sinks: NoisySinks = {
      clean: writeClean === undefined ? undefined : create(writeClean),
      noise: writeNoise === undefined ? undefined : create(writeNoise),
      noisy: create(output),
    };
    const receipt = await addNoiseToOpenFile(source, sinks, {
      ...options,
      container,
      // A part has a header, whatever it was taken of.
      raw: source === whole ? options.raw : undefined,
    });
    for (const sink of open) {
      if (receipt.output === null) sink.discard();
      else await sink.commit();
    }
    if (source === whole) return receipt;
    const raw = options.raw && { raw: options.raw.rawEncoding };
    return { ...receipt, ...raw, ...partOfReceipt(part) };
  } catch (error) {
    for (const sink of open) sink.discard();
    throw error;
  } finally {
    source.close();
  }
}
