import type { SampleEncoding } from '../audio-format.ts';
import type { AudioEvent, AudioHeader, AudioWarning } from '../formats/audio-decoder.ts';
import type { AudioWriter } from '../formats/audio-encoder.ts';
import { writerOf } from '../formats/audio-formats.ts';
import type { Container } from '../formats/containers.ts';
import type { RawFormat } from '../formats/raw/raw-format.ts';
import { encodingByDefault, type SampleFormat } from '../formats/sample-format.ts';
import { abortable } from '../io/abortable-source.ts';
import { type ByteSink, openSink } from '../io/byte-sink.ts';
import { type ByteSource, openSource } from '../io/byte-source.ts';
import type { OnProgress } from '../io/turns.ts';
import { DEFAULT_LIVE_WINDOW_SECONDS, LiveMixer } from '../live/live-mixer.ts';
import { silentSignal } from '../mix/calibration.ts';
import type { NoiseOptions } from '../mix/noise-plan.ts';
import type { ClipPolicy, LiveReceipt, SilencePolicy } from '../mix/receipt.ts';
import { buildReceipt } from '../mix/receipt-builder.ts';
import type { FrequencyBand, NoiseColor } from '../noise/noise-color.ts';
import { createNoiseFilter } from '../noise/noise-source.ts';
import { AudioOutput } from './audio-output.ts';
import { AudioPasses } from './audio-passes.ts';
import { containerOfOutputs } from './output-container.ts';

/** What {@link writeLiveFile} is to do. */
export interface LiveNoiseOptions {
  /** Format of the output. Default: by its name, `.flac` or any other, which is WAV. */
  readonly container?: Container | undefined;
  /** What the input is, if it has no header. */
  readonly raw?: RawFormat | undefined;
  /** Ratio of the active level (ITU-T P.56) of what was heard lately to the noise, dB. */
  readonly snrDb: number;
  /** How long a frame waits while those after it decide its noise, 0.02 to 10 s: the latency. Default 0.5. */
  readonly windowSeconds?: number | undefined;
  /** Integer from 0 to 2^53 - 1. */
  readonly seed: number;
  /** Any text. */
  readonly key: string;
  /** Whether each channel has noise of its own (the default). */
  readonly noiseChannels?: 'independent' | 'shared' | undefined;
  /** Default `white`. */
  readonly color?: Exclude<NoiseColor, 'matched'> | undefined;
  /** Frequencies of the noise; all unless given. */
  readonly band?: FrequencyBand | undefined;
  /** Encoding of the output; by default the input's. */
  readonly encoding?: SampleEncoding | undefined;
  /**
   * What becomes of an input that stays silent to its end: it is passed on (default), or the run fails; a file is then
   * discarded, but what went into a pipe has gone.
   */
  readonly onSilence?: Exclude<SilencePolicy, 'skip'> | undefined;
  /** Whether an output file that exists may be replaced. */
  readonly overwrite: boolean;
  /** Whether the receipt is to hold the SHA-256 of input and output. Default false. */
  readonly hash?: boolean | undefined;
  /** Called now and then with the part of the work that is done, 0 to 1, or undefined where that is not known. */
  readonly onProgress?: OnProgress | undefined;
  /** Ends the work when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads a WAV file, a microphone, an endless stream, adds Gaussian noise that follows the level of the speech, writes a
 * WAV file: `-` is standard input or output. In one pass and in constant memory; a frame goes out as soon as those of the
 * window after it have come.
 *
 * @throws AwgnError for bad data; RangeError for a window out of range; OutputRefusedError; what the system says.
 */
export async function writeLiveFile(
  input: string,
  output: string,
  options: LiveNoiseOptions,
): Promise<LiveReceipt> {
  const { signal } = options;
  const container = containerOfOutputs([output], options);
  const writer = await writerOf(container);
  const unblocking = signal !== undefined || output !== '-';
  const source = abortable(openSource(input, { rereadable: false, unblocking }), signal);
  try {
    const sink = openSink(output, {
      overwrite: options.overwrite,
      sourceIdentity: source.identity,
    });
    try {
      const receipt = await new LiveFile(source, sink, writer, { ...options, container }).run();
      await sink.commit();
      return receipt;
    } catch (error) {
      sink.discard();
      throw error;
    }
  } finally {
    source.close();
  }
}

/** One run of {@link writeLiveFile}. */
class LiveFile {
  readonly #source: ByteSource;
  readonly #sink: ByteSink;
  readonly #options: LiveNoiseOptions;
  readonly #windowSeconds: number;
  readonly #writer: AudioWriter;
  readonly #passes: AudioPasses;
  readonly #output: AudioOutput;
  #format: SampleFormat | undefined;
  #decoder: string | undefined;
  #mixer: LiveMixer | undefined;

  constructor(source: ByteSource, sink: ByteSink, writer: AudioWriter, options: LiveNoiseOptions) {
    this.#writer = writer;
    const { windowSeconds = DEFAULT_LIVE_WINDOW_SECONDS, raw, hash, onProgress } = options;
    this.#source = source;
    this.#sink = sink;
    this.#options = options;
    this.#windowSeconds = windowSeconds;
    this.#passes = new AudioPasses(source, { numberOfPasses: 1, raw, hash, onProgress });
    this.#output = new AudioOutput(sink, hash);
  }

  async run(): Promise<LiveReceipt> {
    const { warnings } = await this.#passes.run((event) => this.#handle(event));
    this.#mixer!.end(this.#emit);
    this.#output.end();
    this.#refuseSilence();
    return this.#receipt([...warnings, ...(await this.#output.mend())]);
  }

  #handle(event: AudioEvent): void {
    if (event.type === 'header') this.#begin(event.header);
    else if (event.type === 'data') this.#mixer!.push(event.bytes, this.#emit);
    else {
      this.#mixer!.end(this.#emit);
      this.#output.writeTail(event);
    }
  }

  #begin(header: AudioHeader): void {
    const { seed, key, color = 'white', band, snrDb, noiseChannels, encoding } = this.#options;
    const { format: input } = header;
    this.#decoder = header.decoder;
    const format = this.#writer.sampleFormat(input, encoding ?? encodingByDefault(input));
    const filter = createNoiseFilter({ color, sampleRate: input.sampleRate, band });
    this.#format = format;
    this.#mixer = new LiveMixer({
      input,
      output: format,
      source: { seed, key, filter },
      snrDb,
      windowSeconds: this.#windowSeconds,
      shared: noiseChannels === 'shared',
    });
    const { isSeekable } = this.#output;
    this.#output.begin(this.#writer.createEncoder({ format, from: header, isSeekable }));
  }

  readonly #emit = (bytes: Uint8Array): void => this.#output.write(bytes);

  #refuseSilence(): void {
    if (this.#options.onSilence !== 'fail' || this.#mixer!.activePower !== undefined) return;
    const { numberOfFrames, signalEnergy: energy } = this.#mixer!.statistics;
    throw silentSignal(this.#noiseOptions(), { numberOfFrames, energy });
  }

  #noiseOptions(): NoiseOptions & { readonly clip: ClipPolicy } {
    const { snrDb, ...options } = this.#options;
    return {
      ...options,
      target: { type: 'snr', snrDb },
      level: 'active',
      exact: false,
      clip: 'saturate',
    };
  }

  #receipt(warnings: readonly AudioWarning[]): LiveReceipt {
    const mixer = this.#mixer!;
    const mixed = mixer.statistics;
    const { numberOfFrames, signalEnergy: energy } = mixed;
    const power = mixer.activePower;
    const live = {
      noise_std: mixer.rmsStd,
      approximate: true,
      live_window_seconds: this.#windowSeconds,
    } as const;
    const files = {
      source: this.#source.name,
      container: this.#options.container,
      outputs: { noisy: this.#sink.name },
      decoder: this.#decoder,
      raw: this.#options.raw?.rawEncoding,
      warnings,
      sourceSha256: this.#passes.sha256(),
      outputSha256: { noisy: this.#output.sha256() },
    };
    const receipt = buildReceipt(this.#noiseOptions(), files, {
      format: this.#format!,
      plan: undefined,
      isMeasured: false,
      measured: { numberOfFrames, energy, power, channelPowers: [], predictor: undefined },
      silent: power === undefined,
      mixed,
      live,
    });
    return { ...receipt, ...live };
  }
}
