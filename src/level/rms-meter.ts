import type { AudioBlock } from '../audio-format.ts';
import type { LevelMeter } from './level-meter.ts';
import { SignalSums } from './signal-sums.ts';

/**
 * RMS level of a whole signal, all channels pooled: every sample counts, pauses included.
 *
 * The result does not depend on the size of the blocks. The first block says how many channels there are.
 */
export class RmsMeter implements LevelMeter {
  #sums: SignalSums | undefined;

  /**
   * Takes the next frames.
   *
   * @throws NonFiniteSignalError at the first sample that is NaN or infinite.
   */
  process(block: AudioBlock): void {
    this.#sums ??= new SignalSums(block.channelData.length);
    this.#sums.process(block);
  }

  /** Frames seen. */
  get numberOfFrames(): number {
    return this.#sums?.numberOfFrames ?? 0;
  }

  /** Sum of the squares of all samples, all channels pooled, full scale 1. */
  get energy(): number {
    return this.#sums?.energy ?? 0;
  }

  /** Sum of the squares of each channel's samples. */
  get channelEnergies(): number[] {
    return this.#sums?.channelEnergies ?? [];
  }

  /** Mean square of all samples of all channels; undefined where they are 0. */
  power(): number | undefined {
    return this.#sums?.power();
  }

  /** Mean square of each channel. */
  channelPowers(): (number | undefined)[] {
    return this.#sums?.channelPowers() ?? [];
  }
}
