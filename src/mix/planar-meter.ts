import type { AudioFormat } from '../audio-format.ts';
import { instantiateKernel } from '../kernel/kernel.ts';
import { LEVELS } from '../level/level-definitions.ts';
import type { LevelMeter, MeterFormat } from '../level/level-meter.ts';
import { MeterMemory } from '../level/meter-memory.ts';
import { acPower, channelMeans } from '../level/offset-sums.ts';
import { SignalSums } from '../level/signal-sums.ts';
import { SpectrumMeter } from '../noise/matched-color.ts';
import type { SampleMeterOptions, SignalFindings } from './sample-meter.ts';

/** Measures planar samples, in pieces of any size, for the noise that is to be planned. */
export class PlanarMeter implements SignalFindings {
  readonly #format: AudioFormat;
  readonly #removesDc: boolean;
  readonly #means: readonly number[] | undefined;
  readonly #sums: SignalSums;
  /** Undefined where the sums tell the level. */
  readonly #level: LevelMeter | undefined;
  readonly #spectrum: SpectrumMeter | undefined;

  constructor(
    format: MeterFormat,
    {
      level = 'rms',
      spectrum,
      removeDc = false,
      means,
      createKernel = instantiateKernel,
    }: SampleMeterOptions = {},
  ) {
    const memory = new MeterMemory(createKernel());
    this.#format = format;
    this.#removesDc = removeDc;
    this.#means = means;
    this.#sums = new SignalSums(format.numberOfChannels, memory);
    this.#level = LEVELS[level].createMeter?.(format, memory);
    this.#spectrum = spectrum ? new SpectrumMeter(format, createKernel) : undefined;
  }

  /**
   * @param channelData the frames that follow those of the last call. Of no use afterwards: without DC, they are
   *   changed.
   * @throws NonFiniteSignalError at a NaN or an infinite sample.
   */
  process(channelData: Float32Array[]): void {
    const block = { format: this.#format, frameIndex: this.#sums.numberOfFrames, channelData };
    this.#sums.process(block);
    this.#spectrum?.process(block);
    if (this.#level === undefined) return;
    if (this.#means !== undefined) subtract(channelData, this.#means);
    this.#level.process(block);
  }

  get numberOfFrames(): number {
    return this.#sums.numberOfFrames;
  }

  get energy(): number {
    return this.#sums.energy;
  }

  get means(): number[] {
    return channelMeans(this.#sums.pooled);
  }

  power(): number | undefined {
    if (this.#level !== undefined) return this.#level.power();
    return this.#removesDc ? acPower(this.#sums.pooled) : this.#sums.power();
  }

  channelPowers(): (number | undefined)[] {
    if (this.#level !== undefined) return this.#level.channelPowers();
    return this.#removesDc ? this.#sums.channels.map(acPower) : this.#sums.channelPowers();
  }

  get predictor(): readonly number[] | undefined {
    return this.#spectrum?.predictor;
  }
}

/** In place; rounded to 32-bit floats. */
function subtract(channelData: readonly Float32Array[], means: readonly number[]): void {
  for (const [channel, samples] of channelData.entries()) {
    const mean = means[channel]!;
    for (let i = 0; i < samples.length; i++) samples[i] = samples[i]! - mean;
  }
}
