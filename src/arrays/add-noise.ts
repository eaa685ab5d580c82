import { createNoiseLevelMeter } from '../level/level-definitions.ts';
import type { MeterFormat } from '../level/level-meter.ts';
import { PowerSum } from '../level/power-sum.ts';
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
import { shown } from '../shown.ts';
import { type AudioNoiseOptions, requireOneOf, toNoiseOptions } from './audio-noise-options.ts';
import { sharedLength } from './noiser.ts';

/** Audio that is in memory as a whole. */
export interface AudioArrays<T extends Float32Array | readonly Float32Array[]> {
  /** Samples of one channel, or one array of the same length for each; full scale 1. */
  readonly channelData: T;
  /** Frames per second. */
  readonly sampleRate: number;
  /** Speaker positions as in a WAV file, for the level `loudness`; none unless given. */
  readonly channelMask?: number;
}

/** Calls do not overlap, so one workspace serves them all: what it holds takes longer to make than a second's noise. */
let workspace: NoiseWorkspace | undefined;

/** What {@link addNoise} is to do. */
export type AddNoiseOptions = AudioNoiseOptions & {
  /** Whether the given arrays are changed, and returned. Default false: they are left as they are. */
  readonly inPlace?: boolean;
  /** What to do with a signal without power where an SNR is asked for: an error (the default), or no noise. */
  readonly onSilence?: 'fail' | 'pass';
};

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
 * The samples are those that `addNoiseToWav` writes to a 32-bit float file.
 *
 * @throws SilentSignalError where an SNR is asked for and the signal has no power; NonFiniteSignalError for samples that are
 *   NaN or infinite; both before any sample is changed.
 * @throws RangeError or TypeError for options out of range, or arrays that do not go together.
 */
export function addNoise<T extends Float32Array | readonly Float32Array[]>(
  audio: AudioArrays<T>,
  options: AddNoiseOptions,
): NoisyArrays<T> {
  const { seed = drawSeed(), inPlace = false, onSilence = 'fail' } = options;
  requireOneOf('onSilence', onSilence, ['fail', 'pass']);
  const noise = toNoiseOptions(options, seed);
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
      throw calibration.silence('give onSilence: "pass" to leave it so, or noiseLevelDbfs or std');
    }
    const plan = runSteps(calibration.plan(format, { createKernel, createFilter }));
    const channelData = inPlace ? given : given.map((samples) => samples.slice());
    const stream = createNoiseStream({ ...plan.source, createKernel });
    const mixed = {
      ...mix(channelData, format, noise, new NoiseAdder(stream, plan.shape)),
      signalEnergy: meter.energy,
    };
    const levels = achievedLevels(noise, { mixed, measured, format });
    return {
      channelData: (audio.channelData instanceof Float32Array ? channelData[0] : channelData) as T,
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
): Omit<MixStatistics, 'signalEnergy'> {
  const level = residualLevel(noise);
  const residualMeter = level && createNoiseLevelMeter(level, format);
  const energies = channelData.map(() => new PowerSum());
  const frames = channelData[0]!.length;
  for (let start = 0; start < frames; start += NOISE_BLOCK_FRAMES) {
    const count = Math.min(NOISE_BLOCK_FRAMES, frames - start);
    const block = channelData.map((samples) => samples.subarray(start, start + count));
    const clean = residualMeter && block.map((samples) => samples.slice());
    adder.add(block, start, count, energies);
    if (clean !== undefined) {
      residualMeter!.process({ format, frameIndex: start, channelData: residual(block, clean) });
    }
  }
  return {
    numberOfFrames: frames,
    noiseEnergy: PowerSum.total(energies),
    clippedSamples: 0,
    peak: Number.NaN,
    residualPower: residualMeter?.power(),
    residualChannelPowers: residualMeter?.channelPowers(),
  };
}

function residual(noisy: readonly Float32Array[], clean: readonly Float32Array[]): Float32Array[] {
  return noisy.map((samples, channel) => samples.map((sample, i) => sample - clean[channel]![i]!));
}
