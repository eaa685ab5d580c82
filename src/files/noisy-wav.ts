import type { Hash } from 'node:crypto';
import type { SampleEncoding } from '../audio-format.ts';
import { decibelsToPower, powerToDecibels } from '../decibels.ts';
import { ClippingError, SilentSignalError, SourceChangedError } from '../errors.ts';
import { NOISE_BLOCK_FRAMES, NOISE_STREAM_VERSION, NormalStream } from '../noise/normal-stream.ts';
import {
  createNoiseMixer,
  type MixStatistics,
  type NoiseMixer,
  type NoiseMixerOptions,
} from '../render/noise-mixer.ts';
import type { ClipPolicy, Receipt, SilencePolicy } from '../render/receipt.ts';
import { createSampleMeter, type SampleMeter } from '../render/sample-meter.ts';
import { exactNoiseGain, type NoiseTarget, noiseRmsForSnr, snrDb } from '../snr/noise-gain.ts';
import { VERSION } from '../version.ts';
import { isIntegerPcm, type WavFormat, wavFormatWithEncoding } from '../wav/wav-format.ts';
import type { WavHeader } from '../wav/wav-header-parser.ts';
import { type WavEvent, WavParser } from '../wav/wav-parser.ts';
import type { WavTail } from '../wav/wav-tail-parser.ts';
import type { WavWarning } from '../wav/wav-warning.ts';
import { WavWriter } from '../wav/wav-writer.ts';
import { type ByteSink, openSink } from './byte-sink.ts';
import { type ByteSource, openSource } from './byte-source.ts';

/** What {@link addNoiseToWav} is to do. */
export interface NoisyWavOptions {
  readonly target: NoiseTarget;
  readonly seed: number;
  readonly key: string;
  /** Power of the signal in dBFS, when it is known: one pass less. Only for an SNR target. */
  readonly signalLevelDbfs?: number | undefined;
  /** Whether the noise's own energy is made exact (the default) or expected. */
  readonly exact?: boolean;
  /** Encoding of the output; by default the input's. */
  readonly encoding?: SampleEncoding | undefined;
  readonly clip: ClipPolicy;
  readonly onSilence: SilencePolicy;
  /** Whether an output file that exists may be replaced. */
  readonly overwrite: boolean;
  /** Whether the receipt is to hold the SHA-256 of input and output. */
  readonly hash?: boolean;
  /** Called now and then with the part of the work that is done, 0 to 1, or undefined where that is not known. */
  readonly onProgress?: (done: number | undefined, bytes: number) => void;
}

/** Bytes after which the event loop gets its turn: signal handlers and progress. */
const BYTES_PER_TURN = 1 << 22;

/** Blocks of normals after which it gets its turn, where only their energy is summed: some milliseconds. */
const BLOCKS_PER_TURN = 1 << 11;

/** What a pass before the last one finds. */
interface Measurement {
  readonly numberOfFrames: number;
  /** Of the signal. */
  readonly energy: number;
  /** Bytes of the chunks after the samples. */
  readonly tailBytes: number;
}

/** What clips, and what a signal with its noise would have to be divided by not to. */
type Probing = Measurement & Pick<MixStatistics, 'clippedSamples' | 'peak'>;

/**
 * Reads a WAV file, adds Gaussian noise, writes a WAV file: `-` is standard input or output.
 *
 * Memory is constant. A regular file, redirected standard input included, is read twice by position; a pipe is spooled
 * where a second reading is needed. A regular output appears under its name only when it is whole.
 *
 * @throws AwgnError for bad data; OutputRefusedError; what the system says.
 */
export async function addNoiseToWav(
  input: string,
  output: string,
  options: NoisyWavOptions,
): Promise<Receipt> {
  const measures = options.target.type === 'snr' && options.signalLevelDbfs === undefined;
  const probes = options.clip !== 'saturate' && !isFloat(options.encoding);
  const source = openSource(input, {
    rereadable: measures || probes,
    unblocking: output !== '-',
  });
  try {
    const sink = openSink(output, {
      overwrite: options.overwrite,
      sourceIdentity: source.identity,
    });
    try {
      const run = new NoisyWav(source, sink, options, measures, probes);
      const receipt = await run.run();
      if (receipt.output === null) sink.discard();
      else sink.commit();
      return receipt;
    } catch (error) {
      sink.discard();
      throw error;
    }
  } finally {
    source.close();
  }
}

/** One run of {@link addNoiseToWav}. */
class NoisyWav {
  readonly #source: ByteSource;
  readonly #sink: ByteSink;
  readonly #options: NoisyWavOptions;
  readonly #measures: boolean;
  readonly #probes: boolean;
  #passesDone = 0;
  #warnings: readonly WavWarning[] = [];
  #format: WavFormat | undefined;
  #sourceHash: Hash | undefined;
  #outputHash: Hash | undefined;

  /**
   * @param measures whether a pass must find the signal's energy.
   * @param probes whether a pass must find what would clip.
   */
  constructor(
    source: ByteSource,
    sink: ByteSink,
    options: NoisyWavOptions,
    measures: boolean,
    probes: boolean,
  ) {
    this.#source = source;
    this.#sink = sink;
    this.#options = options;
    this.#measures = measures;
    this.#probes = probes;
  }

  async run(): Promise<Receipt> {
    const { target, clip, onSilence, hash = false } = this.#options;
    if (hash) {
      // Loaded only when asked for: it costs a tenth of the start-up.
      const { createHash } = await import('node:crypto');
      this.#sourceHash = createHash('sha256');
      this.#outputHash = createHash('sha256');
    }

    const measured = this.#measures ? await this.#measure() : undefined;
    const isSilent = measured !== undefined && isSilence(measured);
    if (isSilent && onSilence === 'fail') throw silence(measured);
    if (isSilent && onSilence === 'skip')
      return this.#receipt({ std: 0, mean: 0, scale: 1, isSilent });

    const std = isSilent ? 0 : await this.#noiseStd(measured);
    const mean = target.type === 'std' ? target.mean : 0;
    const probed = this.#probes ? await this.#probe(std, mean) : undefined;
    let scale = 1;
    if (probed !== undefined && probed.clippedSamples > 0) {
      if (clip === 'fail') throw clipping(probed.clippedSamples);
      scale = scaleToFit(probed.peak, this.#outputFormat());
    }
    const mixed = await this.#mix(std, mean, scale, measured ?? probed);
    return this.#receipt({ std, mean, scale, isSilent, mixed });
  }

  /** Finds the signal's energy. */
  async #measure(): Promise<Measurement> {
    let meter: SampleMeter | undefined;
    let tailBytes = 0;
    await this.#pass((event) => {
      if (event.type === 'header') meter = createSampleMeter(event.header.format);
      else if (event.type === 'data') meter!.push(event.bytes);
      else tailBytes += bytesInRiff(event);
    });
    return { numberOfFrames: meter!.numberOfFrames, energy: meter!.energy, tailBytes };
  }

  /** Goes through the mixing without writing, to see what would clip. */
  async #probe(std: number, mean: number): Promise<Probing> {
    const findsPeak = this.#options.clip === 'scale';
    let mixer: NoiseMixer | undefined;
    let tailBytes = 0;
    const drop = () => {};
    await this.#pass((event) => {
      if (event.type === 'header') {
        mixer = this.#createMixer(event.header.format, { std, mean, scale: 1, findsPeak });
      } else if (event.type === 'data') mixer!.push(event.bytes, drop);
      else tailBytes += bytesInRiff(event);
    });
    mixer!.end(drop);
    const { statistics } = mixer!;
    return { ...statistics, energy: statistics.signalEnergy, tailBytes };
  }

  async #mix(
    std: number,
    mean: number,
    scale: number,
    measured: Measurement | undefined,
  ): Promise<MixStatistics> {
    let mixer: NoiseMixer | undefined;
    let writer: WavWriter | undefined;
    const write = (bytes: Uint8Array) => {
      this.#outputHash?.update(bytes);
      this.#sink.write(bytes);
    };
    const emit = (bytes: Uint8Array) => {
      writer!.writeEncoded(bytes);
      write(bytes);
    };
    await this.#pass((event) => {
      if (event.type === 'header') {
        mixer = this.#createMixer(event.header.format, { std, mean, scale });
        writer = this.#createWriter(event.header, measured);
        write(writer.header());
      } else if (event.type === 'data') {
        mixer!.push(event.bytes, emit);
      } else {
        mixer!.end(emit);
        write(writer!.writeTail(event));
      }
    });
    mixer!.end(emit);
    write(writer!.end());
    const { statistics } = mixer!;
    if (measured !== undefined) assertSame(measured, statistics);
    await this.#mendHeader(writer!, statistics.numberOfFrames);
    return statistics;
  }

  /** Reads the whole source and hands on what the parser finds. */
  async #pass(onEvent: (event: WavEvent) => void): Promise<void> {
    const source = this.#source;
    const isFirst = this.#passesDone === 0;
    if (!isFirst) source.rewind();
    const parser = new WavParser();
    const handle = (events: readonly WavEvent[]) => {
      for (const event of events) {
        if (event.type === 'header') this.#format = event.header.format;
        onEvent(event);
      }
    };
    let bytesRead = 0;
    let turnEnd = BYTES_PER_TURN;
    for (;;) {
      const next = source.read();
      const bytes = next instanceof Promise ? await next : next;
      if (bytes === undefined) break;
      if (isFirst) this.#sourceHash?.update(bytes);
      handle(parser.push(bytes));
      bytesRead += bytes.length;
      if (bytesRead >= turnEnd) {
        turnEnd += BYTES_PER_TURN;
        this.#report(bytesRead);
        await turn();
      }
    }
    handle(parser.end());
    if (this.#measures || this.#probes) source.assertUnchanged();
    this.#warnings = parser.warnings;
    this.#passesDone++;
  }

  #report(bytesRead: number): void {
    const { totalBytes } = this.#source;
    const done =
      totalBytes === undefined
        ? undefined
        : (this.#passesDone + bytesRead / totalBytes) / this.#numberOfPasses();
    this.#options.onProgress?.(done, bytesRead);
  }

  #numberOfPasses(): number {
    return 1 + Number(this.#measures) + Number(this.#probes);
  }

  async #noiseStd(measured: Measurement | undefined): Promise<number> {
    const { target, seed, key, signalLevelDbfs, exact = true } = this.#options;
    if (target.type === 'std') return target.std;
    if (target.type === 'level') return Math.sqrt(decibelsToPower(target.noiseDbfs));
    if (measured === undefined)
      return noiseRmsForSnr(decibelsToPower(signalLevelDbfs!), target.snrDb);
    const { numberOfChannels } = this.#format!;
    const numberOfSamples = measured.numberOfFrames * numberOfChannels;
    const rms = noiseRmsForSnr(measured.energy / numberOfSamples, target.snrDb);
    if (!exact) return rms;
    const normals = new NormalStream(seed, key);
    const energy = await pooledEnergy(normals, numberOfChannels, measured.numberOfFrames);
    return exactNoiseGain(rms, { energy, numberOfSamples });
  }

  #outputFormat(): WavFormat {
    const format = this.#format!;
    return wavFormatWithEncoding(format, this.#options.encoding ?? format.encoding);
  }

  #createMixer(
    input: WavFormat,
    noise: Pick<NoiseMixerOptions, 'std' | 'mean' | 'scale' | 'findsPeak'>,
  ): NoiseMixer {
    const { seed, key } = this.#options;
    return createNoiseMixer({ input, output: this.#outputFormat(), seed, key, ...noise });
  }

  #createWriter(header: WavHeader, measured: Measurement | undefined): WavWriter {
    return new WavWriter({
      format: this.#outputFormat(),
      chunksBeforeData: header.chunksBeforeData,
      fmtIndex: header.fmtIndex,
      numberOfFrames: measured?.numberOfFrames ?? header.declaredFrames,
      tailBytes: measured?.tailBytes ?? header.declaredTailBytes,
      reserveDs64:
        this.#sink.isSeekable && measured === undefined && header.declaredFrames === undefined,
    });
  }

  /** Sets right what the header states, where it was written before that was known. */
  async #mendHeader(writer: WavWriter, numberOfFrames: number): Promise<void> {
    const patches = writer.headerPatches();
    if (this.#sink.isSeekable) {
      for (const { byteOffset, bytes } of patches) this.#sink.patch(byteOffset, bytes);
      if (patches.length > 0) await this.#hashAgain();
    } else if (patches.length > 0 && writer.declaredFrames !== undefined) {
      const message = `the output's header states ${writer.declaredFrames} frames and ${numberOfFrames} came; it was written before that was known`;
      this.#warnings = [...this.#warnings, { code: 'truncated-data', message, byteOffset: 0 }];
    }
  }

  /** The hash so far is of the bytes as they were written at first. */
  async #hashAgain(): Promise<void> {
    if (this.#outputHash === undefined) return;
    const { createHash } = await import('node:crypto');
    this.#outputHash = createHash('sha256');
    const buffer = new Uint8Array(BYTES_PER_TURN);
    for (let byteOffset = 0; ; ) {
      const count = this.#sink.read(byteOffset, buffer);
      if (count === 0) return;
      this.#outputHash.update(buffer.subarray(0, count));
      byteOffset += count;
      await turn();
    }
  }

  #receipt(done: {
    std: number;
    mean: number;
    scale: number;
    isSilent: boolean;
    mixed?: MixStatistics;
  }): Receipt {
    const { target, seed, key, exact = true, clip } = this.#options;
    const { mixed, scale } = done;
    const format = this.#outputFormat();
    const samples = (mixed?.numberOfFrames ?? 0) * format.numberOfChannels;
    const signalEnergy = (mixed?.signalEnergy ?? 0) * scale ** 2;
    return {
      source: this.#source.name,
      output: mixed === undefined ? null : this.#sink.name,
      key,
      seed,
      stream_version: NOISE_STREAM_VERSION,
      level: target.type !== 'snr' ? null : this.#measures ? 'rms' : 'given',
      exact: exact && this.#measures,
      snr_target_db: target.type === 'snr' ? target.snrDb : null,
      snr_achieved_db: mixed ? finite(snrDb(signalEnergy, mixed.noiseEnergy)) : null,
      signal_dbfs: mixed ? finite(powerToDecibels(signalEnergy / samples)) : null,
      noise_dbfs: mixed ? finite(powerToDecibels(mixed.noiseEnergy / samples)) : null,
      noise_std: Math.fround(done.std),
      noise_mean: Math.fround(done.mean),
      gain_db: powerToDecibels(scale ** 2),
      color: 'white',
      clip,
      clipped: mixed?.clippedSamples ?? 0,
      frames: mixed?.numberOfFrames ?? 0,
      sample_rate: format.sampleRate,
      channels: format.numberOfChannels,
      encoding: format.encoding,
      silent: done.isSilent,
      warnings: this.#warnings.map(({ message }) => message),
      ...(this.#sourceHash && { source_sha256: this.#sourceHash.digest('hex') }),
      ...(this.#outputHash && mixed && { output_sha256: this.#outputHash.digest('hex') }),
      tool_version: VERSION,
    };
  }
}

/** Gives the event loop its turn. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** {@link NormalStream.pooledEnergy} that gives the event loop its turn. */
async function pooledEnergy(
  normals: NormalStream,
  numberOfChannels: number,
  numberOfFrames: number,
): Promise<number> {
  const numberOfBlocks = Math.ceil(numberOfFrames / NOISE_BLOCK_FRAMES);
  let total = 0;
  for (let channel = 0; channel < numberOfChannels; channel++) {
    let energy = 0;
    for (let block = 0; block < numberOfBlocks; block++) {
      const frames = Math.min(NOISE_BLOCK_FRAMES, numberOfFrames - block * NOISE_BLOCK_FRAMES);
      energy += normals.blockEnergy(channel, block, frames);
      if (block % BLOCKS_PER_TURN === BLOCKS_PER_TURN - 1) await turn();
    }
    total += energy;
  }
  return total;
}

/** How many bytes of a tail count in the size of the RIFF. */
function bytesInRiff({ bytes, outsideRiff }: WavTail): number {
  return outsideRiff ? 0 : bytes.length;
}

function isFloat(encoding: SampleEncoding | undefined): boolean {
  return encoding === 'f32' || encoding === 'f64';
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Silent is what would need noise below the smallest normal 32-bit float. */
const LEAST_RMS = 2 ** -126;

function isSilence({ energy, numberOfFrames }: Measurement): boolean {
  return !(energy > LEAST_RMS ** 2 * numberOfFrames);
}

function assertSame(measured: Measurement, mixed: MixStatistics): void {
  const isSame =
    measured.numberOfFrames === mixed.numberOfFrames && measured.energy === mixed.signalEnergy;
  if (isSame) return;
  throw new SourceChangedError(
    'the input gave other samples at the second reading than at the first; expected it to stay as it is; ' +
      'try again when nothing writes to it',
  );
}

function silence({ numberOfFrames }: Measurement): SilentSignalError {
  const found =
    numberOfFrames === 0 ? 'has no samples' : `is silent: all ${numberOfFrames} frames are 0`;
  return new SilentSignalError(
    `the input ${found}; expected a signal, since no noise stands in a ratio to silence; ` +
      'give --on-silence pass to copy it or skip to leave it out, or ask for --noise-level',
  );
}

function clipping(clippedSamples: number): ClippingError {
  return new ClippingError(
    `${clippedSamples} samples would go over full scale; expected none with --clip fail; ` +
      'give --clip scale or saturate, --encoding f32, or a higher --snr',
  );
}

/** Factor that brings a peak just within full scale of an integer encoding. */
function scaleToFit(peak: number, format: WavFormat): number {
  const bits = isIntegerPcm(format) ? 8 * format.significantBytes : 16;
  // Of 32 bits the samples, being 32-bit floats, have 25 at full scale: the next one up would be 1.
  return (1 - 2 ** (1 - Math.min(bits, 25))) / peak;
}
