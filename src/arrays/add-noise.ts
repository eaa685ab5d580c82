import type { CreateKernel } from '../kernel/kernel.ts';
import { createNoiseMeter } from '../level/level-definitions.ts';
import type { MeterFormat } from '../level/level-meter.ts';
import { MeterMemory } from '../level/meter-memory.ts';
import { Calibration } from '../mix/calibration.ts';
import type { MixStatistics } from '../mix/noise-mixer.ts';
import { type NoiseOptions, residualLevel } from '../mix/noise-plan.ts';
import { NoiseWorkspace } from '../mix/noise-workspace.ts';
import { PlanarMeter } from '../mix/planar-meter.ts';
import { achievedLevels } from '../mix/receipt-builder.ts';
import { runSteps } from '../mix/run-steps.ts';
import type { SampleMeterOptions } from '../mix/sample-meter.ts';
import { NoiseAdder } from '../noise/noise-adder.ts';
import { drawSeed } from '../noise/noise-key.ts';
import { createNoiseStream } from '../noise/noise-source.ts';
import { NOISE_BLOCK_FRAMES, NOISE_STREAM_VERSION } from '../noise/normal-stream.ts';
import { checkOptions } from '../options/check-options.ts';
import { listAddNoiseOptions } from '../options/library-options.ts';
import { noiseOptionsOf } from '../options/noise-target.ts';
import { noiseRules } from '../options/rules.ts';
import { shown } from '../shown.ts';
import type { AudioNoiseOptions } from './audio-noise-options.ts';
import { sharedLength } from './channel-data.ts';

/** Audio that is in memory as a whole. */
export interface AudioArrays<T extends Float32Array | readonly Float32Array[]> {
  /** Samples of one channel, or one array of the same length for each; full scale 1. */
  readonly channelData: T;
  /** Frames per second. */
  readonly sampleRate: number;
  /** Speaker positions as in a WAV file, for the level `loudness`; none unless given. */
  readonly channelMask?: number;
}

/** An `AudioBuffer` of Web Audio, or what is like one. */
export interface AudioBufferLike {
  /** Frames per second. */
  readonly sampleRate: number;
  /** How many channels there are. */
  readonly numberOfChannels: number;
  /** The samples of a channel, full scale 1: the very array, not a copy. */
  getChannelData(channel: number): Float32Array;
}

/** Calls do not overlap, so one workspace serves them all: what it holds takes longer to make than a second's noise. */
let workspace: NoiseWorkspace | undefined;

/** Options of {@link addNoise}. */
export interface AddNoiseOptions extends AudioNoiseOptions {
  /** True to change the given arrays, and return them. Default false: they are left as they are. */
  readonly inPlace?: boolean | undefined;
}

const OPTIONS = { list: listAddNoiseOptions, rules: noiseRules };

/** Audio with noise, and what it is: enough to make it again. Levels are mean powers in dB re full scale. */
export interface NoisyArrays<T extends Float32Array | readonly Float32Array[]> {
  /** The audio with noise, in the shape that was given. */
  readonly channelData: T;
  /** The seed in use. */
  readonly seed: number;
  /** The key in use. */
  readonly key: string;
  /** Version of the noise's definition. */
  readonly streamVersion: number;
  /** Standard deviation of each channel's noise, linear: 32-bit floats. */
  readonly stds: readonly number[];
  /** Mean of the noise, linear: a 32-bit float. */
  readonly mean: number;
  /** Level of the signal by the definition asked for, dBFS; null for silence. */
  readonly signalDbfs: number | null;
  /** Power of what was added, dBFS; null where nothing was. */
  readonly noiseDbfs: number | null;
  /** Ratio of the two, by the definition asked for, dB; null where it is not finite. */
  readonly achievedSnrDb: number | null;
  /** Whether there is no noise because the signal has no power. */
  readonly isSilent: boolean;
}

/**
 * Adds noise to audio that is in memory as a whole, at exactly the SNR asked for.
 *
 * The samples are those that `addNoiseToFile` writes to a 32-bit float file.
 *
 *     const noisy = addNoise({ channelData: samples, sampleRate: 16000 }, { snrDb: 10, seed: 1 });
 *
 * @param audio samples of each channel, or an `AudioBuffer`.
 * @throws SilentSignalError where an SNR is asked for and the signal has no power; NonFiniteSignalError for samples that are
 *   NaN or infinite; both before any sample is changed.
 * @throws RangeError or TypeError for options that are unknown, out of range or contradict each other, or arrays that do not
 *   go together.
 */
export function addNoise<T extends Float32Array | readonly Float32Array[]>(
  audio: AudioArrays<T>,
  options: AddNoiseOptions,
): NoisyArrays<T>;
export function addNoise(
  audio: AudioBufferLike,
  options: AddNoiseOptions,
): NoisyArrays<readonly Float32Array[]>;
export function addNoise(
  given: AudioArrays<Float32Array | readonly Float32Array[]> | AudioBufferLike,
  options: AddNoiseOptions,
): NoisyArrays<Float32Array | readonly Float32Array[]> {
  const values = checkOptions(OPTIONS, options, 'addNoise');
  const { seed = drawSeed(), inPlace, onSilence } = values;
  return addTo(audioOf(given), noiseOptionsOf(values, seed), { inPlace, onSilence });
}

function addTo(
  audio: AudioArrays<Float32Array | readonly Float32Array[]>,
  noise: NoiseOptions,
  { inPlace, onSilence }: { readonly inPlace: boolean; readonly onSilence: 'fail' | 'pass' },
): NoisyArrays<Float32Array | readonly Float32Array[]> {
  const { seed } = noise;
  const given: readonly Float32Array[] =
    audio.channelData instanceof Float32Array ? [audio.channelData] : audio.channelData;
  sharedLength(given);
  const format = formatOf(audio, given.length);

  workspace ??= new NoiseWorkspace();
  const { createFilter } = workspace;
  return workspace.lendKernelsNow((createKernel) => {
    const calibration = new Calibration(noise);
    let meter: PlanarMeter;
    do {
      meter = meterOver(given, format, calibration.meterOptions(createKernel));
      calibration.take(meter);
    } while (calibration.passesLeft > 0);
    const { measured, isSilent } = calibration;
    if (isSilent && onSilence === 'fail') {
      throw calibration.silence("give onSilence: 'pass' to leave it so, or noiseLevelDbfs or std");
    }
    const plan = runSteps(calibration.plan(format, { createKernel, createFilter }));
    const channelData = inPlace ? given : given.map((samples) => samples.slice());
    const stream = createNoiseStream({ ...plan.source, createKernel });
    const mixed = {
      ...mix(channelData, format, noise, new NoiseAdder(stream, plan.shape), createKernel),
      signalEnergy: meter.energy,
    };
    const levels = achievedLevels(noise, { mixed, measured, format });
    return {
      channelData: audio.channelData instanceof Float32Array ? channelData[0]! : channelData,
      seed,
      key: noise.key,
      streamVersion: NOISE_STREAM_VERSION,
      stds: plan.shape.stds.map(Math.fround),
      mean: Math.fround(plan.shape.mean),
      signalDbfs: levels.signal_dbfs,
      noiseDbfs: levels.noise_dbfs,
      achievedSnrDb: levels.snr_achieved_db,
      isSilent,
    };
  });
}

/** What was given as arrays, whichever of the two it is. */
function audioOf(
  given: AudioArrays<Float32Array | readonly Float32Array[]> | AudioBufferLike,
): AudioArrays<Float32Array | readonly Float32Array[]> {
  if (typeof (given as AudioBufferLike | undefined)?.getChannelData === 'function') {
    const { sampleRate, numberOfChannels } = given as AudioBufferLike;
    const channelData = Array.from({ length: numberOfChannels }, (_, channel) =>
      (given as AudioBufferLike).getChannelData(channel),
    );
    return { channelData, sampleRate };
  }
  const audio = given as AudioArrays<Float32Array | readonly Float32Array[]> | undefined;
  if (audio?.channelData instanceof Float32Array || Array.isArray(audio?.channelData)) return audio;
  throw new TypeError(
    `the audio is ${shown(given)}; expected an AudioBuffer, or { channelData, sampleRate } with a Float32Array for each channel`,
  );
}

function formatOf(
  { sampleRate, channelMask = 0 }: Pick<AudioArrays<Float32Array>, 'sampleRate' | 'channelMask'>,
  numberOfChannels: number,
): MeterFormat {
  if (numberOfChannels === 0) {
    throw new RangeError(
      'channelData has no channels; expected a Float32Array for each, one at least',
    );
  }
  if (!(typeof sampleRate === 'number' && sampleRate > 0 && sampleRate < Infinity)) {
    throw new RangeError(`sampleRate is ${shown(sampleRate)}; expected a positive number of Hz`);
  }
  return { sampleRate, numberOfChannels, channelMask };
}

function meterOver(
  channelData: readonly Float32Array[],
  format: MeterFormat,
  options: SampleMeterOptions,
): PlanarMeter {
  const meter = new PlanarMeter(format, options);
  const scratch = channelData.map(() => new Float32Array(NOISE_BLOCK_FRAMES));
  const frames = channelData[0]!.length;
  for (let start = 0; start < frames; start += NOISE_BLOCK_FRAMES) {
    const count = Math.min(NOISE_BLOCK_FRAMES, frames - start);
    // The meter may change what it is given.
    const block = scratch.map((samples, channel) => {
      samples.set(channelData[channel]!.subarray(start, start + count));
      return samples.subarray(0, count);
    });
    meter.process(block);
  }
  return meter;
}

/** Adds noise in place, and measures what was really added. */
function mix(
  channelData: readonly Float32Array[],
  format: MeterFormat,
  noise: NoiseOptions,
  adder: NoiseAdder,
  createKernel: CreateKernel,
): Omit<MixStatistics, 'signalEnergy'> {
  const level = residualLevel(noise);
  const residualMeter = level && createNoiseMeter(level, format, new MeterMemory(createKernel()));
  const frames = channelData[0]!.length;
  for (let start = 0; start < frames; start += NOISE_BLOCK_FRAMES) {
    const count = Math.min(NOISE_BLOCK_FRAMES, frames - start);
    const block = channelData.map((samples) => samples.subarray(start, start + count));
    const clean = residualMeter && block.map((samples) => samples.slice());
    adder.addAndSum(block, start, count);
    if (clean !== undefined) {
      residualMeter!.process({ format, frameIndex: start, channelData: residual(block, clean) });
    }
  }
  return {
    numberOfFrames: frames,
    noiseEnergy: adder.energy,
    clippedSamples: 0,
    peak: Number.NaN,
    residualPower: residualMeter?.power(),
    residualChannelPowers: residualMeter?.channelPowers(),
  };
}

function residual(noisy: readonly Float32Array[], clean: readonly Float32Array[]): Float32Array[] {
  return noisy.map((samples, channel) => samples.map((sample, i) => sample - clean[channel]![i]!));
}
