import { crossingShare, highestEnergy, THRESHOLDS } from '../level/activity-thresholds.ts';
import { exponential, logarithm } from '../level/portable-math.ts';

/**
 * Energy and active time of one channel by ITU-T P.56 (12/2011), method B, that can be forgotten: what lies back counts less.
 *
 * Active time is a histogram of how many thresholds were held, one count a frame:
 *
 *     frames above threshold j = Σ histogram[held],  held > j
 *
 * Multiplying energy and histogram by one factor makes all of the past count less, and changes no level.
 */
export class ActivityMemory {
  /** Frames for each number of thresholds held, weighted by what was not forgotten. */
  readonly #histogram = new Float64Array(THRESHOLDS.length + 1);
  #energy = 0;

  /** Sum of the squares of the samples, weighted by what was not forgotten. */
  get energy(): number {
    return this.#energy;
  }

  /** Has all of the past count `factor` times as much. */
  forget(factor: number): void {
    this.#energy *= factor;
    const histogram = this.#histogram;
    for (let i = 0; i < histogram.length; i++) histogram[i] = histogram[i]! * factor;
  }

  /** Takes one step: its energy, and during how many frames how many thresholds were held. */
  add(energy: number, frames: number, held: number): void {
    this.#energy += energy;
    this.#histogram[held]! += frames;
  }

  /** Remembers what another one remembers, and nothing else. */
  copy(other: ActivityMemory): void {
    this.#energy = other.#energy;
    this.#histogram.set(other.#histogram);
  }

  /**
   * Frames during which there was speech, weighted: energy / activeFrames is the active power. Between the thresholds both
   * are interpolated, linearly in decibels, as `SpeechActivity` does.
   *
   * @returns 0 for silence.
   */
  activeFrames(): number {
    const energy = this.#energy;
    if (!(energy > 0)) return 0;
    const histogram = this.#histogram;
    // The lowest threshold that the level exceeds by no more than the margin. Summed from the top, where weights are
    // smallest, so that they are not lost.
    let crossing = -1;
    let atCrossing = 0;
    let belowCrossing = 0;
    let lowest = 0;
    let above = 0;
    for (let index = THRESHOLDS.length - 1; index >= 0; index--) {
      const frames = above + histogram[index + 1]!;
      if (crossing === index + 1) belowCrossing = frames;
      if (above === 0 && frames > 0) lowest = frames;
      if (frames > 0 && energy <= highestEnergy(frames, THRESHOLDS[index]!)) {
        crossing = index;
        atCrossing = frames;
      }
      above = frames;
    }
    // Where even the highest threshold that was reached lies deeper (single clicks), the time above that one counts.
    if (crossing < 0) return lowest > 0 ? lowest : histogram[0]!;
    if (crossing === 0) return atCrossing;
    const share = crossingShare(energy, THRESHOLDS[crossing]!, atCrossing, belowCrossing);
    return belowCrossing * exponential(share * logarithm(atCrossing / belowCrossing));
  }
}
