import {
  crossingShare,
  highestEnergy,
  SMOOTHING_SECONDS,
  THRESHOLDS,
} from '../level/activity-thresholds.ts';
import { exponential, logarithm } from '../level/portable-math.ts';

/**
 * Speech activity of one channel by ITU-T P.56 (12/2011), method B, that can forget: what lies back counts less.
 *
 * P.56 counts the frames at which the envelope reaches each threshold, or did within the last 0.2 s. Here that is decided
 * once a step, some milliseconds, in which an envelope with a time constant of 30 ms hardly moves. All thresholds then
 * follow from one number a step, the highest one reached, and their counters from a histogram of it:
 *
 *     envelope        /\                    reached:   0 5 7 6 3 1 0 0 0 ...
 *                 ___/  \_____________      held:      0 5 7 7 7 7 7 ... for 0.2 s
 *
 *     frames above threshold j = Σ histogram[held],  held > j
 *
 * Multiplying energy and histogram by one factor makes all of the past count less, and changes no level.
 */
export class LiveActivity {
  readonly #decay: number;
  /** Thresholds reached in the last steps: a ring. */
  readonly #recent: Uint16Array;
  /** Frames for each number of thresholds held, weighted by what was not forgotten. */
  readonly #histogram = new Float64Array(THRESHOLDS.length + 1);
  #steps = 0;
  #smoothed = 0;
  #envelope = 0;
  #reached = 0;
  #held = 0;
  #energy = 0;

  /**
   * @param sampleRate frames per second.
   * @param hangoverSteps steps for which speech is held to go on: 0.2 s, H of P.56.
   */
  constructor(sampleRate: number, hangoverSteps: number) {
    this.#decay = exponential(-1 / (sampleRate * SMOOTHING_SECONDS));
    this.#recent = new Uint16Array(hangoverSteps + 1);
  }

  /** Sum of the squares of the samples, weighted by what was not forgotten. */
  get energy(): number {
    return this.#energy;
  }

  /** Whether nothing at all was heard within the hangover. */
  get isSilent(): boolean {
    return this.#held === 0;
  }

  /** Whether the envelope is, or within the hangover was, less than 15.9 dB below a power; to within a threshold. */
  reaches(power: number): boolean {
    const above = THRESHOLDS[this.#held];
    return this.#held > 0 && (above === undefined || highestEnergy(1, above) > power);
  }

  /** Has all of the past count `factor` times as much. */
  forget(factor: number): void {
    this.#energy *= factor;
    const histogram = this.#histogram;
    for (let i = 0; i < histogram.length; i++) histogram[i] = histogram[i]! * factor;
  }

  /** Takes the first `frames` samples, those of one step: finite, full scale 1. */
  process(samples: Float32Array, frames: number): void {
    const decay = this.#decay;
    const rise = 1 - decay;
    let smoothed = this.#smoothed;
    let envelope = this.#envelope;
    let energy = 0;
    for (let i = 0; i < frames; i++) {
      const sample = samples[i]!;
      energy += sample * sample;
      smoothed = decay * smoothed + rise * Math.abs(sample);
      envelope = decay * envelope + rise * smoothed;
    }
    let reached = this.#reached;
    while (envelope >= (THRESHOLDS[reached] ?? Infinity)) reached++;
    while (reached > 0 && envelope < THRESHOLDS[reached - 1]!) reached--;
    this.#reached = reached;
    // Below all thresholds it would end in subnormal numbers, which are slow.
    this.#smoothed = reached > 0 ? smoothed : 0;
    this.#envelope = reached > 0 ? envelope : 0;
    const recent = this.#recent;
    recent[this.#steps++ % recent.length] = reached;
    for (let i = 0; i < recent.length; i++) reached = Math.max(reached, recent[i]!);
    this.#held = reached;
    this.#energy += energy;
    this.#histogram[reached]! += frames;
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
