import type { SampleFormat } from '../formats/sample-format.ts';
import type { CreateKernel } from '../kernel/kernel.ts';
import type { LevelDefinition } from '../level/level-definitions.ts';
import type { NoiseShape } from '../noise/noise-adder.ts';
import type { NoiseSourceOptions } from '../noise/noise-source.ts';
import type { Dither } from './dither.ts';
import type { MixParts } from './parts-encoder.ts';

/** What is to be added to what. */
export interface NoiseMixerOptions {
  /** Format of the samples that come in. */
  readonly input: SampleFormat;
  /** Format of the samples that go out: same rate and channels. */
  readonly output: SampleFormat;
  /** Which noise. */
  readonly source: Omit<NoiseSourceOptions, 'kernel'>;
  /** How strong it is, a standard deviation for each channel. */
  readonly shape: NoiseShape;
  /** Factor for signal and noise together; 1 leaves the signal as it is. */
  readonly scale: number;
  /**
   * What is added before rounding to 8 or 16 bits, which takes longer. Channels that get no noise are left alone. Default
   * `none`.
   */
  readonly dither?: Dither | undefined;
  /** Whether {@link MixStatistics.peak} is wanted, which takes longer. Default false. */
  readonly findsPeak?: boolean | undefined;
  /** By what definition {@link MixStatistics.residualPower} is wanted, which takes longer. */
  readonly residualLevel?: LevelDefinition | undefined;
  /** Whether {@link EmitBytes} gets signal and noise apart as well, which takes longer. Default false. */
  readonly parts?: boolean | undefined;
  /** Where the mixer's kernels come from; new ones unless given. */
  readonly createKernel?: CreateKernel | undefined;
}

/** What a {@link NoiseMixer} did so far. */
export interface MixStatistics {
  readonly numberOfFrames: number;
  /** Sum of the squares of the input, unscaled. */
  readonly signalEnergy: number;
  /** Sum of the squares of what was really added, after quantisation and clipping: output - scale · input. */
  readonly noiseEnergy: number;
  readonly clippedSamples: number;
  /** Largest absolute value of signal + noise before scaling and clipping; NaN where it was not found. */
  readonly peak: number;
  /** Power of what was really added, by the definition asked for; undefined where none was. */
  readonly residualPower?: number | undefined;
  /** The same of each channel. */
  readonly residualChannelPowers?: readonly (number | undefined)[] | undefined;
  /** Samples of the parts that did not fit into the encoding; undefined where no parts were wanted. */
  readonly clippedParts?: { readonly clean: number; readonly noise: number } | undefined;
}

/** Called with encoded samples, and what they are made of where that is wanted; overwritten when it has returned. */
export type EmitBytes = (bytes: Uint8Array, parts?: MixParts) => void;

/**
 * Adds noise to encoded samples: whole frames in, in pieces of any size, whole frames out, up to 4095 of them later.
 */
export interface NoiseMixer {
  /** @throws NonFiniteSignalError at a NaN or an infinite sample. */
  push(bytes: Uint8Array, emit: EmitBytes): void;
  end(emit: EmitBytes): void;
  readonly statistics: MixStatistics;
}
