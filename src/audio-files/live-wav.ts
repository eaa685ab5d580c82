import type { Hash } from 'node:crypto';
import type { SampleEncoding } from '../audio-format.ts';
import { type WavFormat, wavFormatWithEncoding } from '../formats/wav/wav-format.ts';
import type { WavHeader } from '../formats/wav/wav-header-parser.ts';
import { type WavEvent, WavParser } from '../formats/wav/wav-parser.ts';
import type { WavWarning } from '../formats/wav/wav-warning.ts';
import type { WavWriter } from '../formats/wav/wav-writer.ts';
import { type ByteSink, openSink } from '../io/byte-sink.ts';
import { type ByteSource, openSource, readAll } from '../io/byte-source.ts';
import { createSha256 } from '../io/sha256.ts';
import { DEFAULT_LIVE_WINDOW_SECONDS, LiveMixer } from '../live/live-mixer.ts';
import { type NoiseOptions, silence } from '../mix/noise-plan.ts';
import { achievedLevels, describeNoise } from '../mix/noise-report.ts';
import type { Receipt, SilencePolicy } from '../mix/receipt.ts';
import type { FrequencyBand, NoiseColor } from '../noise/noise-color.ts';
import { createNoiseFilter } from '../noise/noise-source.ts';
import { NOISE_STREAM_VERSION } from '../noise/normal-stream.ts';
import { VERSION } from '../version.ts';
import { createWavWriter, mendHeader } from './output-header.ts';

/** What {@link addLiveNoiseToWav} is to do. */
export interface LiveNoiseOptions {
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
  readonly onProgress?: ((done: number | undefined, bytes: number) => void) | undefined;
}

/**
 * What was done live. `snr_achieved_db` and `signal_dbfs` are of the whole that passed: its exact active level (P.56)
 * against the noise really added. `noise_std` is the root mean square of the standard deviations, which varied.
 */
export interface LiveReceipt extends Receipt {
  /** The level was not known when the noise was made: the ratio achieved is near the target, not at it. */
  approximate: true;
  /** Seconds by which the output came after the input. */
  live_window_seconds: number;
}

/**
 * Reads a WAV file, a microphone, an endless stream, adds Gaussian noise that follows the level of the speech, writes a
 * WAV file: `-` is standard input or output. In one pass and in constant memory; a frame goes out as soon as those of the
 * window after it have come.
 *
 * @throws AwgnError for bad data; RangeError for a window out of range; OutputRefusedError; what the system says.
 */
export async function addLiveNoiseToWav(
  input: string,
  output: string,
  options: LiveNoiseOptions,
): Promise<LiveReceipt> {
  const source = openSource(input, { rereadable: false, unblocking: output !== '-' });
  try {
    const sink = openSink(output, {
      overwrite: options.overwrite,
      sourceIdentity: source.identity,
    });
    try {
      const receipt = await new LiveWav(source, sink, options).run();
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

/** One run of {@link addLiveNoiseToWav}. */
class LiveWav {
  readonly #source: ByteSource;
  readonly #sink: ByteSink;
  readonly #options: LiveNoiseOptions;
  readonly #windowSeconds: number;
  readonly #parser = new WavParser();
  #format: WavFormat | undefined;
  #mixer: LiveMixer | undefined;
  #writer: WavWriter | undefined;
  #warnings: readonly WavWarning[] = [];
  #sourceHash: Hash | undefined;
  #outputHash: Hash | undefined;

  constructor(source: ByteSource, sink: ByteSink, options: LiveNoiseOptions) {
    this.#source = source;
    this.#sink = sink;
    this.#options = options;
    this.#windowSeconds = options.windowSeconds ?? DEFAULT_LIVE_WINDOW_SECONDS;
  }

  async run(): Promise<LiveReceipt> {
    if (this.#options.hash) {
      this.#sourceHash = createSha256();
      this.#outputHash = createSha256();
    }
    await this.#pass();
    this.#mixer!.end(this.#emit);
    this.#write(this.#writer!.end());
    this.#refuseSilence();
    const mended = await mendHeader(this.#writer!, this.#sink, this.#outputHash);
    this.#outputHash = mended.hash;
    this.#warnings = [...this.#warnings, ...mended.warnings];
    return this.#receipt();
  }

  async #pass(): Promise<void> {
    const source = this.#source;
    const { onProgress } = this.#options;
    const onTurn = (bytesRead: number) =>
      onProgress?.(source.totalBytes && bytesRead / source.totalBytes, bytesRead);
    await readAll(source, onTurn, (bytes) => {
      this.#sourceHash?.update(bytes);
      for (const event of this.#parser.push(bytes)) this.#handle(event);
    });
    for (const event of this.#parser.end()) this.#handle(event);
    this.#warnings = this.#parser.warnings;
  }

  #handle(event: WavEvent): void {
    if (event.type === 'header') this.#begin(event.header);
    else if (event.type === 'data') this.#mixer!.push(event.bytes, this.#emit);
    else {
      this.#mixer!.end(this.#emit);
      this.#write(this.#writer!.writeTail(event));
    }
  }

  #begin(header: WavHeader): void {
    const { seed, key, color = 'white', band, snrDb, noiseChannels } = this.#options;
    const { format } = header;
    this.#format = format;
    const filter = createNoiseFilter({ color, sampleRate: format.sampleRate, band });
    this.#mixer = new LiveMixer({
      input: format,
      output: this.#outputFormat(),
      source: { seed, key, filter },
      snrDb,
      windowSeconds: this.#windowSeconds,
      shared: noiseChannels === 'shared',
    });
    this.#writer = createWavWriter(header, this.#outputFormat(), this.#sink);
    this.#write(this.#writer.header());
  }

  readonly #emit = (bytes: Uint8Array): void => {
    this.#writer!.writeEncoded(bytes);
    this.#write(bytes);
  };

  #write(bytes: Uint8Array): void {
    this.#outputHash?.update(bytes);
    this.#sink.write(bytes);
  }

  #outputFormat(): WavFormat {
    const format = this.#format!;
    return wavFormatWithEncoding(format, this.#options.encoding ?? format.encoding);
  }

  #refuseSilence(): void {
    if (this.#options.onSilence !== 'fail' || this.#mixer!.activePower !== undefined) return;
    const { numberOfFrames, signalEnergy: energy } = this.#mixer!.statistics;
    const measured = { numberOfFrames, energy, channelPowers: [] };
    throw silence(this.#noiseOptions(), { ...measured, power: undefined, predictor: undefined });
  }

  #noiseOptions(): NoiseOptions {
    const { snrDb, ...options } = this.#options;
    return { ...options, target: { type: 'snr', snrDb }, level: 'active', exact: false };
  }

  #receipt(): LiveReceipt {
    const { seed, key } = this.#options;
    const options = this.#noiseOptions();
    const format = this.#outputFormat();
    const mixer = this.#mixer!;
    const mixed = mixer.statistics;
    const { numberOfFrames, signalEnergy: energy } = mixed;
    const power = mixer.activePower;
    return {
      source: this.#source.name,
      output: this.#sink.name,
      key,
      seed,
      stream_version: NOISE_STREAM_VERSION,
      ...describeNoise(options, undefined, false),
      noise_std: mixer.rmsStd,
      approximate: true,
      live_window_seconds: this.#windowSeconds,
      ...achievedLevels(options, {
        scale: 1,
        mixed,
        measured: { numberOfFrames, energy, power, channelPowers: [], predictor: undefined },
        numberOfSamples: numberOfFrames * format.numberOfChannels,
      }),
      dither: 'none',
      gain_db: 0,
      clip: 'saturate',
      clipped: mixed.clippedSamples,
      frames: numberOfFrames,
      sample_rate: format.sampleRate,
      channels: format.numberOfChannels,
      encoding: format.encoding,
      silent: power === undefined,
      warnings: this.#warnings.map(({ message }) => message),
      ...(this.#sourceHash && { source_sha256: this.#sourceHash.digest('hex') }),
      ...(this.#outputHash && { output_sha256: this.#outputHash.digest('hex') }),
      tool_version: VERSION,
    };
  }
}
