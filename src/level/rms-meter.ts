import { type AudioBlock, numberOfFrames } from '../audio-format.ts';
import type { LevelMeter } from './level-meter.ts';
import { refuseNonFinite } from './non-finite.ts';
import { PowerSum } from './power-sum.ts';

/**
 * RMS level of a whole signal, all channels pooled: every sample counts, pauses included.
 *
 * The result does not depend on the size of the blocks.
 */
export class RmsMeter implements LevelMeter {
  readonly #sums: PowerSum[] = [];
  #frames = 0;

  /**
   * Takes the next frames.
   *
   * @throws NonFiniteSignalError at the first sample that is NaN or infinite.
   */
  process(block: AudioBlock): void {
    for (const [channel, samples] of block.channelData.entries()) {
      this.#sums[channel] ??= new PowerSum();
      this.#sums[channel].add(samples);
    }
    if (!this.#sums.every((sum) => Number.isFinite(sum.value))) refuseNonFinite(block);
    this.#frames += numberOfFrames(block);
  }

  /** Frames seen. */
  get numberOfFrames(): number {
    return this.#frames;
  }

  /** Sum of the squares of all samples, all channels pooled, full scale 1. */
  get energy(): number {
    return PowerSum.total(this.#sums);
  }

  /** Sum of the squares of each channel's samples. */
  get channelEnergies(): number[] {
    return this.#sums.map((sum) => sum.value);
  }

  /** Mean square of all samples of all channels; undefined where they are 0. */
  power(): number | undefined {
    const { energy } = this;
    return energy > 0 ? energy / (this.#frames * this.#sums.length) : undefined;
  }

  /** Mean square of each channel. */
  channelPowers(): (number | undefined)[] {
    return this.channelEnergies.map((energy) => (energy > 0 ? energy / this.#frames : undefined));
  }
}
