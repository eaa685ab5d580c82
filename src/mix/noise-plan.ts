import { decibelsToPower } from '../decibels.ts';
import { type CreateKernel, instantiateKernel } from '../kernel/kernel.ts';
import { LEVELS, type LevelDefinition } from '../level/level-definitions.ts';
import type { MeterFormat } from '../level/level-meter.ts';
import { type FillGains, GainedNoise, type NoiseShape } from '../noise/noise-adder.ts';
import type { FrequencyBand, NoiseColor } from '../noise/noise-color.ts';
import { exactNoiseGain, isRatio, type NoiseTarget, noiseRmsForSnr } from '../noise/noise-gain.ts';
import {
  createNoiseFilter,
  createNoiseStream,
  type NoiseSourceOptions,
} from '../noise/noise-source.ts';
import type { SnrEnvelope } from '../noise/snr-envelope.ts';
import { meanSquareGain, measureNoise, noiseMeterBytes } from './noise-power.ts';

/** What noise is wanted. */
export interface NoiseOptions {
  /** How strong the noise is to be. */
  readonly target: NoiseTarget;
  /** Integer from 0 to 2^53 - 1. */
  readonly seed: number;
  /** Any text: an utterance id, a path. */
  readonly key: string;
  /** What the SNR refers to. Default `rms`. */
  readonly level?: LevelDefinition | undefined;
  /** Power of the signal in dBFS by that definition, when it is known. Only for an SNR. */
  readonly signalLevelDbfs?: number | undefined;
  /** Whether the mean of each channel does not count as signal. Default false. Only for an SNR, of a signal that is measured. */
  readonly removeDc?: boolean | undefined;
  /** Whether the noise's own power is made exact (the default) or expected. */
  readonly exact?: boolean | undefined;
  /** One gain for all channels (the default), or each channel its SNR. */
  readonly channels?: 'joint' | 'separate' | undefined;
  /** Whether each channel has noise of its own (the default). */
  readonly noiseChannels?: 'independent' | 'shared' | undefined;
  /** Default `white`. */
  readonly color?: NoiseColor | undefined;
  /** Frequencies of the noise; all unless given. */
  readonly band?: FrequencyBand | undefined;
}

/** What a pass over the signal found. */
export interface SignalMeasurement {
  readonly numberOfFrames: number;
  /** Sum of the squares of all samples. */
  readonly energy: number;
  /** By the level asked for, all channels together; undefined where there is no level. */
  readonly power: number | undefined;
  /** Of each channel; empty where channels are joint. */
  readonly channelPowers: readonly (number | undefined)[];
  readonly predictor: readonly number[] | undefined;
  /** Mean power of the channels' means; undefined where that was not measured. */
  readonly dcPower?: number | undefined;
}

/** The noise, decided: what the mixer needs to know. */
export interface NoisePlan {
  readonly source: Omit<NoiseSourceOptions, 'kernel'>;
  readonly shape: NoiseShape;
}

/** Where a plan gets what takes time to make: a kernel to measure the noise with, the filter of a color. */
export interface PlanningTools {
  readonly createKernel?: CreateKernel | undefined;
  readonly createFilter?: typeof createNoiseFilter | undefined;
}

/** Whether the noise is in a ratio to a level that only the signal tells. */
export function isOfMeasuredLevel({ target, signalLevelDbfs }: NoiseOptions): boolean {
  return isRatio(target) && signalLevelDbfs === undefined;
}

/** Whether the signal must be measured before the noise can be planned. */
export function needsMeasuring(options: NoiseOptions): boolean {
  return isOfMeasuredLevel(options) || options.color === 'matched';
}

/** Whether the DC is really left out of a level. */
export function removesDc(options: NoiseOptions): boolean {
  const { removeDc = false } = options;
  return removeDc && isOfMeasuredLevel(options);
}

/** The level by which the noise in the output must be measured, where its energy does not tell. */
export function residualLevel(options: NoiseOptions): LevelDefinition | undefined {
  const { level = 'rms' } = options;
  const isWanted = isOfMeasuredLevel(options) && LEVELS[level].weighting !== undefined;
  return isWanted ? level : undefined;
}

/**
 * Decides what noise is added.
 *
 * Yields now and then, so that long work can be interrupted.
 *
 * @throws RangeError or TypeError for options that contradict each other or do not suit the format.
 * @param measured needed where {@link needsMeasuring} says so.
 * @param tools all are made anew unless given.
 */
export function* planNoise(
  options: NoiseOptions,
  format: MeterFormat,
  measured: SignalMeasurement | undefined,
  { createKernel = instantiateKernel, createFilter = createNoiseFilter }: PlanningTools = {},
): Generator<void, NoisePlan> {
  const { target, seed, key, color = 'white', band } = options;
  refuseUnmeasured(options);
  const { sampleRate, numberOfChannels } = format;
  const predictor = measured?.predictor;
  const filter = createFilter({ color, sampleRate, band, predictor });
  const source = { seed, key, filter };
  const shape = {
    stds: new Array<number>(numberOfChannels).fill(1),
    mean: target.type === 'std' ? target.mean : 0,
    shared: options.noiseChannels === 'shared',
    fillGains: target.type === 'envelope' ? gainsOf(target.envelope, sampleRate) : undefined,
  };
  const constant = constantStd(options);
  if (constant !== undefined)
    return { source, shape: { ...shape, stds: shape.stds.map(() => constant) } };

  const kernel = createKernel(noiseMeterBytes(format, options.level ?? 'rms'));
  const noise = new GainedNoise(createNoiseStream({ ...source, kernel, createKernel }), shape);
  const stds = yield* stdsForRatio(options, format, measured!, noise, shape.fillGains);
  return { source, shape: { ...shape, stds } };
}

/** A level that weights the noise needs the noise measured. */
function refuseUnmeasured({
  target,
  level = 'rms',
  exact = true,
  signalLevelDbfs,
  removeDc = false,
}: NoiseOptions): void {
  if (removeDc && signalLevelDbfs !== undefined) {
    throw new RangeError(
      'removeDc with signalLevelDbfs; expected one of them, since a level that is given is not measured',
    );
  }
  if (
    isRatio(target) &&
    LEVELS[level].weighting !== undefined &&
    (!exact || signalLevelDbfs !== undefined)
  ) {
    const option = exact ? 'signalLevelDbfs' : 'exact: false';
    throw new RangeError(
      `${option} with the level ${level}; expected neither, since that level weights the noise too, which must be measured`,
    );
  }
}

function gainsOf(envelope: SnrEnvelope, sampleRate: number): FillGains {
  return (out, frameIndex, frames) => envelope.fillGains(out, frameIndex, frames, sampleRate);
}

/** The standard deviation, where it does not depend on what the signal and the noise turn out to be. */
function constantStd({ target, signalLevelDbfs }: NoiseOptions): number | undefined {
  if (target.type === 'std') return target.std;
  if (target.type === 'level') return Math.sqrt(decibelsToPower(target.noiseDbfs));
  if (signalLevelDbfs === undefined) return undefined;
  // The gains of an envelope hold the ratio.
  return noiseRmsForSnr(decibelsToPower(signalLevelDbfs), target.type === 'snr' ? target.snrDb : 0);
}

function* stdsForRatio(
  { target, level = 'rms', exact = true, channels }: NoiseOptions,
  format: MeterFormat,
  measured: SignalMeasurement,
  noise: GainedNoise,
  fillGains: FillGains | undefined,
): Generator<void, number[]> {
  const { numberOfFrames } = measured;
  const gain = fillGains === undefined ? 1 : yield* meanSquareGain(fillGains, numberOfFrames);
  const noisePower = exact
    ? yield* measureNoise(noise, format, numberOfFrames, level)
    : { power: gain, channelPowers: new Array<number>(format.numberOfChannels).fill(gain) };
  const std = (signalPower: number | undefined, power: number) =>
    // A silent channel is left alone.
    signalPower === undefined
      ? 0
      : exactNoiseGain(
          noiseRmsForSnr(signalPower * gain, target.type === 'snr' ? target.snrDb : 0),
          power,
        );
  return Array.from({ length: format.numberOfChannels }, (_, channel) =>
    channels === 'separate'
      ? std(measured.channelPowers[channel], noisePower.channelPowers[channel]!)
      : std(measured.power, noisePower.power),
  );
}
