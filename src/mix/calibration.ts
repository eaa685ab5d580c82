import { SilentSignalError } from '../errors.ts';
import type { CreateKernel } from '../kernel/kernel.ts';
import { LEVELS } from '../level/level-definitions.ts';
import type { MeterFormat } from '../level/level-meter.ts';
import { dcPower } from '../level/offset-sums.ts';
import { GainedNoise } from '../noise/noise-adder.ts';
import { exactNoiseGain, isRatio } from '../noise/noise-gain.ts';
import { createNoiseStream } from '../noise/noise-source.ts';
import {
  type NoiseOptions,
  type NoisePlan,
  needsMeasuring,
  type PlanningTools,
  planNoise,
  removesDc,
  type SignalMeasurement,
} from './noise-plan.ts';
import { measureNoise } from './noise-power.ts';
import type { SampleMeterOptions, SignalFindings } from './sample-meter.ts';

/** Powers below that of the smallest normal 32-bit float are silence. */
const LEAST_POWER = 2 ** -252;

/** Of a signal without frames. */
const NOTHING: SignalMeasurement = {
  numberOfFrames: 0,
  energy: 0,
  power: undefined,
  channelPowers: [],
  predictor: undefined,
};

/**
 * Decides the noise for one signal, whether it is a file, a stream or an array. Its user has the samples, and reads them
 * as often as this asks for:
 *
 *     while (calibration.passesLeft > 0) {
 *       meter of calibration.meterOptions() ◀── all samples
 *       calibration.take(meter)
 *     }
 *     plan = calibration.plan(format)              silent: noise of strength 0, unless somebody throws silence()
 */
export class Calibration {
  readonly #options: NoiseOptions;
  #means: readonly number[] | undefined;
  #measured: SignalMeasurement | undefined;

  constructor(options: NoiseOptions) {
    this.#options = options;
  }

  /** True if the noise depends on what passes over the signal find. */
  get isMeasured(): boolean {
    return needsMeasuring(this.#options);
  }

  /** Passes over the signal before {@link plan} can be asked for: 2 where a level needs the means of the channels first. */
  get passesLeft(): number {
    if (!this.isMeasured || this.#measured !== undefined) return 0;
    return this.#awaitsMeans ? 2 : 1;
  }

  /** What the meter of the next pass must find, and its kernels. The mere RMS where no pass is needed. */
  meterOptions(createKernel?: CreateKernel): SampleMeterOptions {
    if (!this.isMeasured || this.#awaitsMeans) return { createKernel };
    const { level, channels, color } = this.#options;
    return {
      level: level ?? 'rms',
      removeDc: removesDc(this.#options),
      perChannel: channels === 'separate',
      spectrum: color === 'matched',
      means: this.#means,
      createKernel,
    };
  }

  /** Takes what the meter of a pass found. */
  take(found: SignalFindings): void {
    if (!this.isMeasured) return;
    if (this.#awaitsMeans) {
      this.#means = found.means;
      return;
    }
    const isSeparate = this.#options.channels === 'separate';
    this.#measured = {
      numberOfFrames: found.numberOfFrames,
      energy: found.energy,
      power: audible(found.power()),
      channelPowers: isSeparate ? found.channelPowers().map(audible) : [],
      predictor: found.predictor,
      dcPower: dcPower(found.means),
    };
  }

  /** What the last pass found; undefined where none was needed, or before it. */
  get measured(): SignalMeasurement | undefined {
    return this.#measured;
  }

  /** True if a ratio is asked for that no noise stands in. */
  get isSilent(): boolean {
    if (!this.isMeasured || !isRatio(this.#options.target)) return false;
    const { power, channelPowers } = this.#measured ?? NOTHING;
    return [power, ...channelPowers].every((one) => one === undefined);
  }

  /** The error for a signal that {@link isSilent}. */
  silence(advice?: string): SilentSignalError {
    return silentSignal(this.#options, this.#measured ?? NOTHING, advice);
  }

  /**
   * The noise, decided. Yields now and then, so that long work can be interrupted.
   *
   * @throws RangeError or TypeError for options that contradict each other or do not suit the format.
   */
  *plan(format: MeterFormat, tools?: PlanningTools): Generator<void, NoisePlan> {
    if (!this.isSilent) return yield* planNoise(this.#options, format, this.#measured, tools);
    const { seed, key } = this.#options;
    const stds = new Array<number>(format.numberOfChannels).fill(0);
    return { source: { seed, key }, shape: { stds, mean: 0, shared: false } };
  }

  /**
   * The same for so many frames of noise that are added to nothing: the very noise that is drawn has the power asked for.
   */
  *planAlone(format: MeterFormat, numberOfFrames: number): Generator<void, NoisePlan> {
    const { source, shape } = yield* this.plan(format);
    const noise = new GainedNoise(createNoiseStream(source), shape);
    const { power } = yield* measureNoise(noise, format, numberOfFrames, 'rms');
    const stds = shape.stds.map((std) => exactNoiseGain(std, power));
    return { source, shape: { ...shape, stds } };
  }

  get #awaitsMeans(): boolean {
    const { level = 'rms' } = this.#options;
    return removesDc(this.#options) && LEVELS[level].meansFirst && this.#means === undefined;
  }
}

/** The error for a signal that no noise stands in a ratio to. */
export function silentSignal(
  { level = 'rms', removeDc = false }: NoiseOptions,
  { numberOfFrames, energy }: Pick<SignalMeasurement, 'numberOfFrames' | 'energy'>,
  advice = 'give --on-silence pass to copy it or skip to leave it out, or ask for --noise-level',
): SilentSignalError {
  const found =
    numberOfFrames === 0
      ? 'has no samples'
      : energy > 0
        ? `has no level by the definition "${level}"${removeDc ? ' without its DC' : ''}`
        : `is silent: all ${numberOfFrames} frames are 0`;
  return new SilentSignalError(
    `the input ${found}; expected a signal, since no noise stands in a ratio to silence; ${advice}`,
  );
}

function audible(power: number | undefined): number | undefined {
  return power !== undefined && power > LEAST_POWER ? power : undefined;
}
