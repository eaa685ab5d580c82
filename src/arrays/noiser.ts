import { Calibration } from '../mix/calibration.ts';
import { type NoiseOptions, type NoisePlan, needsMeasuring } from '../mix/noise-plan.ts';
import { runSteps } from '../mix/run-steps.ts';
import { NoiseAdder } from '../noise/noise-adder.ts';
import { drawSeed } from '../noise/noise-key.ts';
import { createNoiseStream } from '../noise/noise-source.ts';
import type { NoiseStream } from '../noise/noise-stream.ts';
import { checkOptions } from '../options/check-options.ts';
import { listNoiserOptions } from '../options/library-options.ts';
import { noiseOptionsOf } from '../options/noise-target.ts';
import { noiseRules } from '../options/rules.ts';
import { shown } from '../shown.ts';
import type { AudioNoiseOptions } from './audio-noise-options.ts';
import { sharedLength } from './channel-data.ts';

/**
 * Options of {@link createNoiser}: noise whose strength needs no look at the signal. That is a standard deviation, a level, or a
 * ratio beside the signal's level.
 */
export interface NoiserOptions
  extends Omit<AudioNoiseOptions, 'exact' | 'channels' | 'removeDc' | 'onSilence'> {
  /** Frames per second; needed for a color, a band or an envelope. */
  readonly sampleRate?: number | undefined;
}

const OPTIONS = { list: listNoiserOptions, rules: noiseRules };

/** Adds noise to audio that comes piece by piece, in a loop of any kind. */
export interface Noiser {
  /** The seed in use: with it, the same noise can be made again. */
  readonly seed: number;
  /** The key in use. */
  readonly key: string;
  /** Standard deviation of the noise, linear, full scale 1: a 32-bit float. */
  readonly std: number;
  /** Mean of the noise, linear, full scale 1: a 32-bit float. */
  readonly mean: number;
  /** Index of the frame that {@link process} takes next. */
  readonly frameIndex: number;

  /**
   * Adds the noise of the next frames, in place, and goes on behind them.
   *
   * Pieces of any size get the same noise. No samples are copied.
   *
   * @param channelData samples of one channel, or one array of the same length for each.
   * @returns what was given.
   * @throws TypeError for anything else, RangeError for channels of different lengths.
   */
  process<T extends Float32Array | readonly Float32Array[]>(channelData: T): T;

  /**
   * Goes on with the noise of another frame.
   *
   * @throws RangeError for what is no whole number from 0.
   */
  seek(frameIndex: number): void;

  /** {@link seek} to frame 0. */
  reset(): void;
}

/**
 * Noise for audio that comes piece by piece.
 *
 *     const noiser = createNoiser({ std: 0.01, seed: 1 });
 *     noiser.process(new Float32Array(128)); // in place
 *
 * @throws RangeError or TypeError for options that are unknown, out of range or contradict each other, or that need the
 *   signal measured.
 */
export function createNoiser(options: NoiserOptions): Noiser {
  const values = checkOptions(OPTIONS, options, 'createNoiser');
  const { seed = drawSeed(), sampleRate } = values;
  const noise = noiseOptionsOf(values, seed);
  requireKnownStrength(noise);
  const needsRate =
    noise.target.type === 'envelope' || noise.band || (noise.color ?? 'white') !== 'white';
  if (needsRate && sampleRate === undefined) {
    throw new TypeError(
      'sampleRate is undefined; expected frames per second, since a color, a band or an envelope is asked for',
    );
  }
  return new PlannedNoiser(noise, sampleRate ?? 1);
}

function requireKnownStrength(noise: NoiseOptions): void {
  if (!needsMeasuring(noise)) return;
  throw new TypeError(
    noise.color === 'matched'
      ? 'the color is matched; expected another one, since only a whole signal has a spectrum to match: use addNoise'
      : 'snrDb without signalLevelDbfs; expected both, since a piece does not tell the level of the whole: ' +
          'give std or noiseLevelDbfs, or use addNoise',
  );
}

class PlannedNoiser implements Noiser {
  readonly seed: number;
  readonly key: string;
  readonly std: number;
  readonly mean: number;
  readonly #noise: NoiseOptions;
  readonly #sampleRate: number;
  readonly #stream: NoiseStream;
  /** The channel of a piece that has but one. */
  readonly #single: Float32Array[] = [];
  #adder: NoiseAdder;
  #numberOfChannels = 1;
  #frameIndex = 0;

  constructor(noise: NoiseOptions, sampleRate: number) {
    this.#noise = noise;
    this.#sampleRate = sampleRate;
    const plan = this.#plan(1);
    this.#stream = createNoiseStream(plan.source);
    this.#adder = new NoiseAdder(this.#stream, plan.shape);
    this.seed = noise.seed;
    this.key = noise.key;
    this.std = Math.fround(plan.shape.stds[0]!);
    this.mean = Math.fround(plan.shape.mean);
  }

  get frameIndex(): number {
    return this.#frameIndex;
  }

  process<T extends Float32Array | readonly Float32Array[]>(channelData: T): T {
    const channels = this.#channelsOf(channelData);
    const frames = sharedLength(channels);
    if (channels.length !== this.#numberOfChannels) {
      this.#numberOfChannels = channels.length;
      this.#adder = new NoiseAdder(this.#stream, this.#plan(channels.length).shape);
    }
    this.#adder.add(channels, this.#frameIndex, frames);
    this.#frameIndex += frames;
    return channelData;
  }

  seek(frameIndex: number): void {
    if (!Number.isSafeInteger(frameIndex) || frameIndex < 0) {
      throw new RangeError(`frameIndex is ${shown(frameIndex)}; expected a whole number from 0`);
    }
    this.#frameIndex = frameIndex;
  }

  reset(): void {
    this.#frameIndex = 0;
  }

  #channelsOf(channelData: Float32Array | readonly Float32Array[]): readonly Float32Array[] {
    if (!(channelData instanceof Float32Array)) return channelData;
    this.#single[0] = channelData;
    return this.#single;
  }

  #plan(numberOfChannels: number): NoisePlan {
    const format = { sampleRate: this.#sampleRate, numberOfChannels };
    return runSteps(new Calibration(this.#noise).plan(format));
  }
}
