import { type AudioBlock, type AudioFormat, numberOfFrames } from '../audio-format.ts';
import { powerToDecibels } from '../decibels.ts';
import { Calibration } from '../mix/calibration.ts';
import type { NoiseOptions, NoisePlan } from '../mix/noise-plan.ts';
import { PlanarMeter } from '../mix/planar-meter.ts';
import { runSteps } from '../mix/run-steps.ts';
import { NoiseAdder } from '../noise/noise-adder.ts';
import { drawSeed } from '../noise/noise-key.ts';
import { createNoiseStream } from '../noise/noise-source.ts';
import { checkOptions } from '../options/check-options.ts';
import { listAudioOptions } from '../options/library-options.ts';
import { noiseOptionsOf } from '../options/noise-target.ts';
import { noiseRules } from '../options/rules.ts';
import { requireBlock } from './stage-pieces.ts';

/** What a stage that adds noise is doing. */
export interface NoiseState {
  /** The seed in use: with it, the same noise can be made again. */
  readonly seed: number;
  /** The key in use. */
  readonly key: string;
  /** Standard deviation of the noise of the first channel, linear; undefined until it is known. */
  readonly std: number | undefined;
  /** The same of each channel. */
  readonly stds: readonly number[] | undefined;
  /** Level of the signal, dB re full scale, where it was measured. */
  readonly signalDbfs: number | undefined;
}

/** Keeps blocks to be read again, unchanged to the bit. */
export interface BlockStore {
  write(block: AudioBlock): void;
  /** From the first on; what was read to the end may be read again, unless it is `last`. */
  read(last: boolean): Iterable<AudioBlock>;
  close(): void;
}

/** Blocks in memory, each let go when it was read for the last time. */
export class BlockMemory implements BlockStore {
  #blocks: AudioBlock[] = [];

  write(block: AudioBlock): void {
    this.#blocks.push(block);
  }

  *read(last: boolean): Generator<AudioBlock, void, void> {
    const blocks = this.#blocks;
    for (let i = 0; i < blocks.length; i++) {
      yield blocks[i]!;
      if (last) delete blocks[i];
    }
    if (last) this.#blocks = [];
  }

  close(): void {
    this.#blocks = [];
  }
}

const OPTIONS = { list: listAudioOptions, rules: noiseRules };

/** Adds noise to the blocks of a stream, whatever kind of stream it is. */
export class BlockNoise implements NoiseState {
  readonly seed: number;
  readonly key: string;
  readonly #stage: string;
  readonly #noise: NoiseOptions;
  readonly #passesSilence: boolean;
  readonly #calibration: Calibration;
  readonly #createStore: () => BlockStore;
  /** What was kept of a signal that must be measured as a whole. */
  #store: BlockStore | undefined;
  #meter: PlanarMeter | undefined;
  #format: AudioFormat | undefined;
  #adder: NoiseAdder | undefined;
  #stds: readonly number[] | undefined;
  #numberOfChannels = 0;
  #frames = 0;
  #signalDbfs: number | undefined;

  /**
   * @param stage what has the options, for messages: `gaussianNoise`.
   * @param options as they were given: `AudioNoiseOptions`.
   * @param createStore where blocks go until the signal's level is known.
   * @throws RangeError or TypeError for options that are unknown, out of range or contradict each other.
   */
  constructor(stage: string, options: unknown, createStore: () => BlockStore) {
    const values = checkOptions(OPTIONS, options, stage);
    const { seed = drawSeed(), key, onSilence } = values;
    this.seed = seed;
    this.key = key;
    this.#stage = stage;
    this.#noise = noiseOptionsOf(values, seed);
    this.#passesSilence = onSilence === 'pass';
    this.#calibration = new Calibration(this.#noise);
    this.#createStore = createStore;
    if (!this.#calibration.isMeasured) {
      // A color changes no strength, and needs a sample rate.
      const white = { ...this.#noise, color: undefined, band: undefined };
      const plan = runSteps(new Calibration(white).plan({ sampleRate: 1, numberOfChannels: 1 }));
      this.#stds = plan.shape.stds.map(Math.fround);
    }
  }

  get std(): number | undefined {
    return this.#stds?.[0];
  }

  get stds(): readonly number[] | undefined {
    return this.#stds;
  }

  get signalDbfs(): number | undefined {
    return this.#signalDbfs;
  }

  /**
   * Takes a block.
   *
   * @returns a new one with noise; undefined where the whole signal must be known first.
   * @throws TypeError for what is no block; RangeError where all frames are needed and some are missing;
   *   NonFiniteSignalError.
   */
  push(block: AudioBlock): AudioBlock | undefined {
    requireBlock(block, this.#stage);
    if (this.#calibration.isMeasured) {
      this.#collect(block);
      return undefined;
    }
    const numberOfChannels = block.channelData.length;
    if (this.#adder === undefined || numberOfChannels !== this.#numberOfChannels) {
      const format = { ...block.format, numberOfChannels };
      this.#adopt(runSteps(this.#calibration.plan(format)), numberOfChannels);
    }
    return this.#addTo(block, block.format);
  }

  /**
   * The blocks that waited for the end of the signal.
   *
   * @throws SilentSignalError where an SNR is asked for and the signal has no power.
   */
  *end(): Generator<AudioBlock, void, void> {
    const calibration = this.#calibration;
    if (!calibration.isMeasured) return;
    this.#measure();
    if (calibration.isSilent && !this.#passesSilence) {
      throw calibration.silence("give onSilence: 'pass' to leave it so, or noiseLevelDbfs or std");
    }
    if (this.#format === undefined) return;
    const format = this.#format;
    this.#adopt(runSteps(calibration.plan(format)), format.numberOfChannels);
    for (const block of this.#store?.read(true) ?? []) yield this.#addTo(block, format);
  }

  /** Lets go of what is kept. */
  close(): void {
    this.#store?.close();
  }

  #collect(block: AudioBlock): void {
    if (block.frameIndex !== this.#frames) {
      throw new RangeError(
        `a block begins at frame ${block.frameIndex}; expected ${this.#frames}, the one after the last: ` +
          'exact calibration needs all frames from 0 on',
      );
    }
    const frames = numberOfFrames(block);
    if (frames === 0) return;
    this.#format ??= block.format;
    this.#meter ??= new PlanarMeter(this.#format, this.#calibration.meterOptions());
    this.#meter.process(block.channelData);
    this.#frames += frames;
    this.#store ??= this.#createStore();
    this.#store.write(block);
  }

  #measure(): void {
    const calibration = this.#calibration;
    if (this.#meter === undefined) return;
    calibration.take(this.#meter);
    while (calibration.passesLeft > 0) {
      const meter = new PlanarMeter(this.#format!, calibration.meterOptions());
      for (const { channelData } of this.#store!.read(false)) {
        // The meter changes what it is given.
        meter.process(channelData.map((samples) => samples.slice()));
      }
      calibration.take(meter);
    }
    const power = calibration.measured?.power;
    if (power !== undefined) this.#signalDbfs = powerToDecibels(power);
  }

  #adopt({ source, shape }: NoisePlan, numberOfChannels: number): void {
    this.#adder = new NoiseAdder(createNoiseStream(source), shape);
    this.#numberOfChannels = numberOfChannels;
    this.#stds = shape.stds.map(Math.fround);
  }

  #addTo(block: AudioBlock, format: AudioFormat): AudioBlock {
    const channelData = block.channelData.map((samples) => new Float32Array(samples));
    this.#adder!.add(channelData, block.frameIndex, numberOfFrames(block));
    return { ...block, format, channelData };
  }
}
