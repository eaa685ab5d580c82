import type { CreateKernel } from '../kernel/kernel.ts';
import type { LevelDefinition } from '../level/level-definitions.ts';

/** What is to be found out about a signal. */
export interface SampleMeterOptions {
  /** Default `rms`. */
  readonly level?: LevelDefinition;
  /** Whether {@link SampleMeter.channelPowers} is wanted. Default false. */
  readonly perChannel?: boolean;
  /** Whether {@link SampleMeter.predictor} is wanted. Default false. */
  readonly spectrum?: boolean;
  /** Whether the mean of each channel does not count in the powers. `active` and `peak` need {@link means}. Default false. */
  readonly removeDc?: boolean;
  /** Means of the channels, found before. */
  readonly means?: readonly number[] | undefined;
  /** Where the meter's kernels come from; new ones unless given. */
  readonly createKernel?: CreateKernel | undefined;
}

/** What a pass over a signal found so far. */
export interface SignalFindings {
  readonly numberOfFrames: number;
  /** Sum of the squares of all samples, all channels pooled, full scale 1. */
  readonly energy: number;
  /** Mean of each channel, the DC offset; empty, or 0, where there are no frames. */
  readonly means: readonly number[];
  /** Power by the definition asked for, all channels together; undefined for silence. */
  power(): number | undefined;
  /** The same for each channel. */
  channelPowers(): (number | undefined)[];
  /** The signal's long-term spectrum, for noise of the color `matched`: see `SpectrumMeter`. */
  readonly predictor: readonly number[] | undefined;
}

/** Measures encoded samples as they stand in a WAV file: whole frames, in pieces of any size. */
export interface SampleMeter extends SignalFindings {
  /** @throws NonFiniteSignalError at a NaN or an infinite sample. */
  push(bytes: Uint8Array): void;
}
