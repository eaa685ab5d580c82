import { highestEnergy, SMOOTHING_SECONDS, THRESHOLDS } from '../level/activity-thresholds.ts';
import { exponential } from '../level/portable-math.ts';

/**
 * Speech activity of one channel by ITU-T P.56 (12/2011), method B, step by step.
 *
 * P.56 counts the frames at which the envelope reaches each threshold, or did within the last 0.2 s. Here that is decided
 * once a step, some milliseconds, in which an envelope with a time constant of 30 ms hardly moves. All thresholds then
 * follow from one number a step, the highest one reached:
 *
 *     envelope        /\                    reached:   0 5 7 6 3 1 0 0 0 ...
 *                 ___/  \_____________      held:      0 5 7 7 7 7 7 ... for 0.2 s
 */
export class LiveActivity {
  readonly #decay: number;
  /** Thresholds reached in the last steps: a ring. */
  readonly #recent: Uint16Array;
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

  /** Sum of the squares of the last step's samples. */
  get energy(): number {
    return this.#energy;
  }

  /** How many thresholds the envelope reaches, or within the hangover did. */
  get held(): number {
    return this.#held;
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
    this.#energy = energy;
  }
}
