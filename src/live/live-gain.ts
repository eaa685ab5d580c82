import { decibelsToPower } from '../decibels.ts';
import { noiseRmsForSnr } from '../noise/noise-gain.ts';

/** What the gain rises or falls by within one window, at most. */
const SLOPE_DB_PER_WINDOW = 20;

/**
 * Gain of the noise that follows a level: linearly in dB, by no more than 20 dB in the window by which the level is known
 * in advance. So a speaker who starts 20 dB louder has his noise when he is heard.
 *
 * Before there is a level there is no noise; the first one is taken as it is.
 */
export class LiveGain {
  readonly #snrDb: number;
  readonly #ratioPerStep: number;
  #gain = 0;

  /** @param windowSteps steps of the window, 1 or more. */
  constructor(snrDb: number, windowSteps: number) {
    this.#snrDb = snrDb;
    this.#ratioPerStep = Math.sqrt(decibelsToPower(SLOPE_DB_PER_WINDOW / windowSteps));
  }

  /**
   * Goes one step further.
   *
   * @param power active power of the signal, linear, full scale 1; 0 where there is no level.
   * @returns the gain at the end of the step.
   */
  follow(power: number): number {
    const wanted = noiseRmsForSnr(power, this.#snrDb);
    if (this.#gain === 0) this.#gain = wanted;
    else if (wanted > 0) {
      const ratio = this.#ratioPerStep;
      this.#gain = Math.max(this.#gain / ratio, Math.min(this.#gain * ratio, wanted));
    }
    return this.#gain;
  }
}
