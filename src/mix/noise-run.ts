import type { SampleEncoding } from '../audio-format.ts';
import { SourceChangedError } from '../errors.ts';
import { encodingByDefault, type SampleFormat } from '../formats/sample-format.ts';
import type { CreateKernel } from '../kernel/kernel.ts';
import { Calibration } from './calibration.ts';
import { clipping, scaleToFit } from './clipping.ts';
import { createNoiseMixer } from './create-noise-mixer.ts';
import { createSampleMeter } from './create-sample-meter.ts';
import { type Dither, effectiveDither } from './dither.ts';
import type { EmitBytes, MixStatistics, NoiseMixer, NoiseMixerOptions } from './noise-mixer.ts';
import {
  type NoiseOptions,
  type NoisePlan,
  type PlanningTools,
  residualLevel,
} from './noise-plan.ts';
import type { ClipPolicy, SilencePolicy } from './receipt.ts';
import type { NoiseOutcome } from './receipt-builder.ts';
import { runSteps } from './run-steps.ts';
import type { SampleMeter } from './sample-meter.ts';

/** What a {@link NoiseRun} is to do. */
export interface NoiseRunOptions extends NoiseOptions {
  /** Encoding of the output; by default the input's. */
  readonly encoding?: SampleEncoding | undefined;
  readonly clip: ClipPolicy;
  readonly onSilence: SilencePolicy;
  /** What is added before rounding to 8 or 16 bits, see `TpdfDither`; silence passed on gets none. Default `none`. */
  readonly dither?: Dither | undefined;
}

/** What a run gets from its user. */
export interface NoiseRunTools {
  /** How samples are stored in the output. */
  readonly outputFormat: (input: SampleFormat, encoding: SampleEncoding) => SampleFormat;
  /** True if signal and noise are wanted apart as well. */
  readonly parts: boolean;
  readonly createFilter: PlanningTools['createFilter'];
}

/** One reading of all samples, from the first to the last. */
export interface NoisePass {
  readonly type: 'pass';
  /** True if what it emits is the output. */
  readonly isWritten: boolean;
  /** @param createKernel lends kernels until the pass is over. */
  begin(format: SampleFormat, createKernel: CreateKernel): void;
  /** @param bytes whole frames, in pieces of any size. */
  push(bytes: Uint8Array, emit: EmitBytes): void;
  /** To be called once. */
  end(emit: EmitBytes): void;
}

/** Work between two passes. It yields now and then, so that long work can be interrupted. */
export interface NoisePlanning {
  readonly type: 'planning';
  run(createKernel: CreateKernel): Generator<void, void>;
}

/** How often the samples must be read. */
export function numberOfPasses(options: NoiseRunOptions): number {
  return new Calibration(options).passesLeft + Number(needsProbing(options)) + 1;
}

/** Whether a pass must find what would clip. */
function needsProbing({ clip, encoding }: NoiseRunOptions): boolean {
  return clip !== 'saturate' && encoding !== 'f32' && encoding !== 'f64';
}

/**
 * All that becomes of the encoded samples of one input: measured, the noise planned, looked for clipping, mixed. Its user
 * reads the samples once for each pass, and gives the event loop its turns.
 */
export class NoiseRun {
  readonly #options: NoiseRunOptions;
  readonly #tools: NoiseRunTools;
  readonly #calibration: Calibration;
  #input: SampleFormat | undefined;
  #output: SampleFormat | undefined;
  #plan: NoisePlan | undefined;
  #scale = 1;
  #mixed: MixStatistics | undefined;
  /** What a pass found that later ones must find again. */
  #found: Pick<MixStatistics, 'numberOfFrames' | 'signalEnergy'> | undefined;

  constructor(options: NoiseRunOptions, tools: NoiseRunTools) {
    this.#options = options;
    this.#tools = tools;
    this.#calibration = new Calibration(options);
  }

  /**
   * What is to be done, in order: the next step is asked for when the last one is done. Without a pass that
   * {@link NoisePass.isWritten}, silence was left out.
   *
   * @throws SilentSignalError, ClippingError, where the options say so.
   */
  *steps(): Generator<NoisePass | NoisePlanning, void, void> {
    const { onSilence, clip } = this.#options;
    const calibration = this.#calibration;
    while (calibration.passesLeft > 0) yield this.#measuring();
    if (calibration.isSilent && onSilence === 'fail') throw calibration.silence();
    if (calibration.isSilent && onSilence === 'skip') return;
    if (calibration.isMeasured)
      yield { type: 'planning', run: (create) => this.#planNoise(create) };
    if (needsProbing(this.#options)) {
      yield this.#mixing({ scale: 1, findsPeak: clip === 'scale' }, false);
      this.#makeFit(this.#mixed!);
    }
    const residual = residualLevel(this.#options);
    const { parts } = this.#tools;
    yield this.#mixing({ scale: this.#scale, residualLevel: residual, parts }, true);
  }

  /** Format of the output, once a pass has begun. */
  get format(): SampleFormat {
    return this.#output!;
  }

  /** What there is to say when all is done. */
  get outcome(): NoiseOutcome {
    const { isMeasured, measured, isSilent } = this.#calibration;
    return {
      format: this.format,
      plan: this.#plan,
      isMeasured,
      measured,
      silent: isSilent,
      scale: this.#scale,
      mixed: this.#mixed,
      dither: effectiveDither(this.#options.dither, this.format),
    };
  }

  #measuring(): NoisePass {
    let meter: SampleMeter | undefined;
    return {
      type: 'pass',
      isWritten: false,
      begin: (format, createKernel) => {
        this.#begin(format);
        meter = createSampleMeter(format, this.#calibration.meterOptions(createKernel));
      },
      push: (bytes) => meter!.push(bytes),
      end: () => {
        this.#calibration.take(meter!);
        const { numberOfFrames, energy } = meter!;
        this.#found = { numberOfFrames, signalEnergy: energy };
      },
    };
  }

  #mixing(
    options: Pick<NoiseMixerOptions, 'scale' | 'findsPeak' | 'residualLevel' | 'parts'>,
    isWritten: boolean,
  ): NoisePass {
    let mixer: NoiseMixer | undefined;
    return {
      type: 'pass',
      isWritten,
      begin: (format, createKernel) => {
        this.#begin(format);
        // What needs no measuring is planned in no time, once the format is known.
        if (this.#plan === undefined) runSteps(this.#planNoise());
        const { dither } = this.#options;
        const formats = { input: format, output: this.format };
        mixer = createNoiseMixer({ ...options, ...this.#plan!, ...formats, dither, createKernel });
      },
      push: (bytes, emit) => mixer!.push(bytes, emit),
      end: (emit) => {
        mixer!.end(emit);
        this.#mixed = mixer!.statistics;
        if (isWritten && this.#found !== undefined) assertSame(this.#found, this.#mixed);
        this.#found ??= this.#mixed;
      },
    };
  }

  #begin(format: SampleFormat): void {
    this.#input = format;
    this.#output = this.#tools.outputFormat(
      format,
      this.#options.encoding ?? encodingByDefault(format),
    );
  }

  *#planNoise(createKernel?: CreateKernel): Generator<void, void> {
    const { createFilter } = this.#tools;
    this.#plan = yield* this.#calibration.plan(this.#input!, { createKernel, createFilter });
  }

  #makeFit({ clippedSamples, peak }: MixStatistics): void {
    if (clippedSamples === 0) return;
    if (this.#options.clip === 'fail') throw clipping(clippedSamples);
    const { format } = this;
    this.#scale = scaleToFit(peak, format, effectiveDither(this.#options.dither, format));
  }
}

/** @throws SourceChangedError where the last pass found another signal than one before it. */
function assertSame(
  found: Pick<MixStatistics, 'numberOfFrames' | 'signalEnergy'>,
  mixed: MixStatistics,
): void {
  const isSame =
    found.numberOfFrames === mixed.numberOfFrames && found.signalEnergy === mixed.signalEnergy;
  if (isSame) return;
  throw new SourceChangedError(
    'the input gave other samples at the second reading than at the first; expected it to stay as it is; ' +
      'try again when nothing writes to it',
  );
}
