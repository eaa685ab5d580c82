import type { SampleEncoding } from '../audio-format.ts';
import type { AudioEvent, AudioExtent } from '../formats/audio-decoder.ts';
import { OUTPUT_WRITER } from '../formats/audio-formats.ts';
import type { SampleFormat } from '../formats/sample-format.ts';
import type { ByteSource } from '../io/byte-source.ts';
import { inTurns } from '../io/turns.ts';
import type { CreateKernel } from '../kernel/kernel.ts';
import { clipping, scaleToFit } from '../mix/clipping.ts';
import { createNoiseMixer } from '../mix/create-noise-mixer.ts';
import { createSampleMeter } from '../mix/create-sample-meter.ts';
import { type Dither, effectiveDither } from '../mix/dither.ts';
import type {
  EmitBytes,
  MixStatistics,
  NoiseMixer,
  NoiseMixerOptions,
} from '../mix/noise-mixer.ts';
import {
  isSilent,
  measurementOf,
  meterOptions,
  type NoiseOptions,
  type NoisePlan,
  needsMeans,
  needsMeasuring,
  noNoise,
  planNoise,
  type SignalMeasurement,
  silence,
} from '../mix/noise-plan.ts';
import { residualLevel } from '../mix/noise-report.ts';
import { NoiseWorkspace } from '../mix/noise-workspace.ts';
import { noisyWavReceipt } from '../mix/noisy-wav-receipt.ts';
import type { ClipPolicy, Receipt, SilencePolicy } from '../mix/receipt.ts';
import { runSteps } from '../mix/run-steps.ts';
import type { SampleMeter } from '../mix/sample-meter.ts';
import { AudioPasses } from './audio-passes.ts';
import { NoisyOutputs, type NoisySinks } from './noisy-outputs.ts';
import { assertSame, type Measurement, type Probing, type SignalExtent } from './signal-extent.ts';

/** What {@link addNoiseToOpenWav} is to do. */
export interface OpenNoisyWavOptions extends NoiseOptions {
  /** Encoding of the output; by default the input's. */
  readonly encoding?: SampleEncoding | undefined;
  readonly clip: ClipPolicy;
  readonly onSilence: SilencePolicy;
  /** What is added before rounding to 8 or 16 bits, see `TpdfDither`; silence passed on gets none. Default `none`. */
  readonly dither?: Dither | undefined;
  /** Whether the receipt is to hold the SHA-256 of input and output. */
  readonly hash?: boolean;
  /** Called now and then with the part of the work that is done, 0 to 1, or undefined where that is not known. */
  readonly onProgress?: (done: number | undefined, bytes: number) => void;
}

/** Whether these options need a source that can be read twice: see `OpenSourceOptions.rereadable`. */
export function readsTwice(options: OpenNoisyWavOptions): boolean {
  return needsMeasuring(options) || needsProbing(options);
}

/** Whether a pass must find what would clip. */
function needsProbing({ clip, encoding }: OpenNoisyWavOptions): boolean {
  return clip !== 'saturate' && !isFloat(encoding);
}

/**
 * Adds Gaussian noise to a file that is open already, and is to be read from its start.
 *
 * Neither closes the source nor commits or discards the sinks: those are the caller's. Where the receipt's `output` is
 * null nothing was written.
 *
 * @param source one that can be rewound, where {@link readsTwice} says so.
 * @param workspace to be given by who has many sources: it saves half of the work for one of a few seconds.
 * @throws AwgnError for bad data; what source and sinks throw.
 */
export async function addNoiseToOpenWav(
  source: ByteSource,
  sinks: NoisySinks,
  options: OpenNoisyWavOptions,
  workspace: NoiseWorkspace = new NoiseWorkspace(),
): Promise<Receipt> {
  return new NoisyWav(source, sinks, options, workspace).run();
}

/** One run of {@link addNoiseToOpenWav}. */
class NoisyWav {
  readonly #source: ByteSource;
  readonly #sinks: NoisySinks;
  readonly #options: OpenNoisyWavOptions;
  readonly #workspace: NoiseWorkspace;
  /** Whether a pass must measure the signal. */
  readonly #measures: boolean;
  /** Whether a pass must find what would clip. */
  readonly #probes: boolean;
  #passes: AudioPasses | undefined;
  #warnings: readonly string[] = [];
  #format: SampleFormat | undefined;
  #plan: NoisePlan | undefined;
  #outputs: NoisyOutputs | undefined;

  constructor(
    source: ByteSource,
    sinks: NoisySinks,
    options: OpenNoisyWavOptions,
    workspace: NoiseWorkspace,
  ) {
    this.#workspace = workspace;
    this.#source = source;
    this.#sinks = sinks;
    this.#options = options;
    this.#measures = needsMeasuring(options);
    this.#probes = needsProbing(options);
  }

  async run(): Promise<Receipt> {
    const { clip, onSilence, hash, onProgress } = this.#options;
    const numberOfPasses =
      1 + Number(needsMeans(this.#options)) + Number(this.#measures) + Number(this.#probes);
    this.#passes = new AudioPasses(this.#source, { numberOfPasses, hash, onProgress });

    const means = needsMeans(this.#options)
      ? await this.#lend((create) => this.#findMeans(create))
      : undefined;
    const measured = this.#measures
      ? await this.#lend((create) => this.#measure(create, means))
      : undefined;
    const silent = measured !== undefined && isSilent(this.#options, measured);
    if (silent && onSilence === 'fail') throw silence(this.#options, measured);
    if (silent && onSilence === 'skip') return this.#receipt({ silent, measured });
    if (silent) this.#plan = noNoise(this.#options, this.#format!);
    else if (measured) {
      this.#plan = await this.#lend((create) => inTurns(this.#planNoise(measured, create)));
    }
    const probed = this.#probes ? await this.#lend((create) => this.#probe(create)) : undefined;
    let scale = 1;
    if (probed !== undefined && probed.clippedSamples > 0) {
      if (clip === 'fail') throw clipping(probed.clippedSamples);
      const format = this.#outputFormat();
      scale = scaleToFit(probed.peak, format, effectiveDither(this.#options.dither, format));
    }
    const mixed = await this.#lend((create) => this.#mix(create, scale, measured ?? probed));
    return this.#receipt({ scale, silent, mixed, measured });
  }

  /** Each pass gives back its kernels, which the next one takes. */
  #lend<T>(work: (createKernel: CreateKernel) => Promise<T>): Promise<T> {
    return this.#workspace.lendKernels(work);
  }

  #planNoise(measured: SignalMeasurement | undefined, createKernel?: CreateKernel) {
    const { createFilter } = this.#workspace;
    return planNoise(this.#options, this.#format!, measured, { createFilter, createKernel });
  }

  /** Means of the channels, for levels that must know them beforehand. */
  async #findMeans(createKernel: CreateKernel): Promise<readonly number[]> {
    let meter: SampleMeter | undefined;
    await this.#pass((event) => {
      if (event.type === 'header') meter = createSampleMeter(event.header.format, { createKernel });
      else if (event.type === 'data') meter!.push(event.bytes);
    });
    return meter!.means;
  }

  async #measure(
    createKernel: CreateKernel,
    means: readonly number[] | undefined,
  ): Promise<Measurement> {
    let meter: SampleMeter | undefined;
    const extent = await this.#pass((event) => {
      if (event.type === 'header') {
        meter = createSampleMeter(event.header.format, {
          ...meterOptions(this.#options),
          means,
          createKernel,
        });
      } else if (event.type === 'data') meter!.push(event.bytes);
    });
    return { ...measurementOf(meter!, this.#options), extent };
  }

  /** Goes through the mixing without writing, to see what would clip. */
  async #probe(createKernel: CreateKernel): Promise<Probing> {
    const findsPeak = this.#options.clip === 'scale';
    let mixer: NoiseMixer | undefined;
    const drop = () => {};
    const extent = await this.#pass((event) => {
      if (event.type === 'header') mixer = this.#createMixer({ createKernel, scale: 1, findsPeak });
      else if (event.type === 'data') mixer!.push(event.bytes, drop);
    });
    mixer!.end(drop);
    const { statistics } = mixer!;
    return { ...statistics, energy: statistics.signalEnergy, extent };
  }

  async #mix(
    createKernel: CreateKernel,
    scale: number,
    found: SignalExtent | undefined,
  ): Promise<MixStatistics> {
    const { noisy, clean, noise } = this.#sinks;
    const outputs = new NoisyOutputs({ noisy, clean, noise }, this.#options.hash);
    this.#outputs = outputs;
    const emit: EmitBytes = (bytes, parts) => outputs.write(bytes, parts);
    let mixer: NoiseMixer | undefined;
    await this.#pass((event) => {
      if (event.type === 'header') {
        mixer = this.#createMixer({
          createKernel,
          scale,
          residualLevel: residualLevel(this.#options),
          parts: clean !== undefined || noise !== undefined,
        });
        const { header } = event;
        const format = this.#outputFormat();
        outputs.begin({ format, from: header, extent: found?.extent });
      } else if (event.type === 'data') {
        mixer!.push(event.bytes, emit);
      } else {
        mixer!.end(emit);
        outputs.writeTail(event);
      }
    });
    mixer!.end(emit);
    outputs.end();
    const { statistics } = mixer!;
    if (found !== undefined) assertSame(found, statistics);
    this.#warnings = [...this.#warnings, ...(await outputs.mend())];
    return statistics;
  }

  async #pass(onEvent: (event: AudioEvent) => void): Promise<AudioExtent> {
    const { extent, warnings } = await this.#passes!.run((event) => {
      if (event.type === 'header') this.#format = event.header.format;
      onEvent(event);
    });
    this.#warnings = warnings;
    return extent;
  }

  #outputFormat(): SampleFormat {
    const format = this.#format!;
    return OUTPUT_WRITER.sampleFormat(format, this.#options.encoding ?? format.encoding);
  }

  #createMixer(
    options: Omit<NoiseMixerOptions, 'input' | 'output' | 'dither' | keyof NoisePlan>,
  ): NoiseMixer {
    // What needs no measuring is planned in no time, once the format is known.
    this.#plan ??= runSteps(this.#planNoise(undefined));
    return createNoiseMixer({
      input: this.#format!,
      output: this.#outputFormat(),
      dither: this.#options.dither,
      ...this.#plan,
      ...options,
    });
  }

  #outputNames() {
    const { noisy, clean, noise } = this.#sinks;
    return { noisy: noisy.name, clean: clean?.name, noise: noise?.name };
  }

  #receipt(done: {
    silent: boolean;
    scale?: number;
    mixed?: MixStatistics;
    measured: Measurement | undefined;
  }): Receipt {
    const format = this.#outputFormat();
    return noisyWavReceipt(this.#options, {
      source: this.#source.name,
      outputs: this.#outputNames(),
      plan: this.#plan,
      isMeasured: this.#measures,
      format,
      dither: effectiveDither(this.#options.dither, format),
      warnings: this.#warnings,
      sourceSha256: this.#passes?.sha256(),
      outputSha256: this.#outputs?.sha256(),
      scale: 1,
      ...done,
    });
  }
}

function isFloat(encoding: SampleEncoding | undefined): boolean {
  return encoding === 'f32' || encoding === 'f64';
}
