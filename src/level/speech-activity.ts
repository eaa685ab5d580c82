import type { KernelExports } from '../kernel/kernel.ts';
import {
  crossingShare,
  HANGOVER_SECONDS,
  highestEnergy,
  SMOOTHING_SECONDS,
  THRESHOLDS,
} from './activity-thresholds.ts';
import { exponential, logarithm } from './portable-math.ts';

/** No sample waits for its partner; magnitudes are never negative. */
const NONE = -1;

/**
 * How long one channel is active, by ITU-T P.56 (12/2011), method B: the envelope of the speech, and for each
 * threshold the number of frames at which the envelope reaches it, or did within the last 0.2 s.
 *
 * P.56 has a counter and a hangover for each threshold and moves them at every sample. All of that follows from the
 * moments when the envelope crosses a threshold, and these are few:
 *
 *     envelope      ____/‾‾‾‾‾‾‾\______________/‾‾‾‾
 *     counted            |––––––––|– 0.2 s –|      |–––––
 *
 * So the work at a sample is the envelope and a comparison with its two neighbouring thresholds. See
 * kernel/assembly/level.ts for why samples are taken in pairs; the kernel and this code agree to the last bit.
 */
export class SpeechActivity {
  readonly #decay: number;
  readonly #decayOfTwo: number;
  readonly #hangoverFrames: number;
  /** In units of the envelope, whose smoothings lack their factors 1 - g. */
  readonly #thresholds: Float64Array;
  /** Frames counted for each threshold until its last crossing. */
  readonly #counted: Float64Array;
  /** Frame of each threshold's last crossing: the first one at or above it, or the first one below. */
  readonly #crossedAt: Float64Array;
  /** Thresholds that the envelope is at or above: the first so many. */
  #reached = 0;
  #low = 0;
  #high: number;

  #frames = 0;
  /** After the last whole pair. */
  #smoothed = 0;
  #envelope = 0;
  /** Magnitude of a first sample of a pair. */
  #waiting = NONE;

  /** @param sampleRate frames per second. */
  constructor(sampleRate: number) {
    this.#decay = exponential(-1 / (sampleRate * SMOOTHING_SECONDS));
    this.#decayOfTwo = this.#decay * this.#decay;
    const smoothing = 1 - this.#decay;
    this.#thresholds = THRESHOLDS.map((threshold) => threshold / (smoothing * smoothing));
    this.#high = this.#thresholds[0]!;
    // Rounded as in the reference implementation, ITU-T G.191.
    this.#hangoverFrames = Math.floor(HANGOVER_SECONDS * sampleRate + 0.5);
    // Before the start there was a hangover that was counted and must not be.
    this.#counted = new Float64Array(THRESHOLDS.length).fill(-this.#hangoverFrames);
    this.#crossedAt = new Float64Array(THRESHOLDS.length).fill(-this.#hangoverFrames);
  }

  /** Follows finite samples of the channel, full scale 1. */
  process(samples: Float32Array): void {
    const count = samples.length;
    let i = 0;
    if (this.#waiting !== NONE && count > 0) {
      this.#second(samples[i++]!);
    }
    while (i + 1 < count) {
      i = this.#follow(samples, i);
      if (i + 1 < count) {
        this.#first(samples[i]!);
        this.#second(samples[i + 1]!);
        i += 2;
      }
    }
    if (i < count) {
      this.#first(samples[i]!);
    }
  }

  /** Follows 16-bit samples of the channel that stand in the kernel's memory: the same to the last bit. */
  processS16(kernel: KernelExports, samples: Int16Array): void {
    const count = samples.length;
    let i = 0;
    if (this.#waiting !== NONE && count > 0) {
      this.#second(samples[i++]! / 32768);
    }
    while (i + 1 < count) {
      const consumed = kernel.followEnvelopeS16(
        samples.byteOffset + 2 * i,
        count - i,
        this.#decay,
        this.#smoothed,
        this.#envelope,
        this.#low,
        this.#high,
      );
      this.#smoothed = kernel.smoothed.value;
      this.#envelope = kernel.envelope.value;
      this.#frames += consumed;
      i += consumed;
      // The group of eight that the kernel did not take, or the pairs at the end.
      for (const end = Math.min(i + 8, count - 1); i < end; i += 2) {
        this.#first(samples[i]! / 32768);
        this.#second(samples[i + 1]! / 32768);
      }
    }
    if (i < count) {
      this.#first(samples[i]! / 32768);
    }
  }

  /**
   * Active power: the long-term energy over the time during which the envelope was above the threshold that lies 15.9
   * dB below this very power. Between the thresholds both are interpolated, linearly in decibels and exactly.
   *
   * Where even the highest threshold that was reached lies deeper (single clicks), the time above that one counts.
   *
   * @param energy sum of the squares of all samples seen.
   * @returns linear, full scale 1; undefined for silence.
   */
  activePower(energy: number): number | undefined {
    if (energy === 0) {
      return undefined;
    }
    let frames = this.#frames;
    for (const [index, threshold] of THRESHOLDS.entries()) {
      const above = this.#framesAbove(index);
      if (above === 0) {
        break;
      }
      if (energy <= highestEnergy(above, threshold)) {
        const share = index > 0 ? crossingShare(energy, threshold, above, frames) : 1;
        return (energy / frames) * exponential(share * logarithm(frames / above));
      }
      frames = above;
    }
    return energy / frames;
  }

  /** Whole pairs from `index` on while the envelope stays between its thresholds; returns where it stopped. */
  #follow(samples: Float32Array, index: number): number {
    const decay = this.#decay;
    const decayOfTwo = this.#decayOfTwo;
    const low = this.#low;
    const high = this.#high;
    const last = samples.length - 1;
    let smoothed = this.#smoothed;
    let envelope = this.#envelope;
    let i = index;
    for (; i < last; i += 2) {
      const x0 = Math.abs(samples[i]!);
      const x1 = Math.abs(samples[i + 1]!);
      const s0 = decay * smoothed + x0;
      const s1 = decayOfTwo * smoothed + (decay * x0 + x1);
      const e0 = decay * envelope + s0;
      const e1 = decayOfTwo * envelope + (decay * s0 + s1);
      if (e0 < low || e0 >= high || e1 < low || e1 >= high) {
        break;
      }
      smoothed = s1;
      envelope = e1;
    }
    this.#smoothed = smoothed;
    this.#envelope = envelope;
    this.#frames += i - index;
    return i;
  }

  #first(sample: number): void {
    const x0 = Math.abs(sample);
    const s0 = this.#decay * this.#smoothed + x0;
    this.#count(this.#decay * this.#envelope + s0);
    this.#waiting = x0;
  }

  #second(sample: number): void {
    const x0 = this.#waiting;
    const x1 = Math.abs(sample);
    const s0 = this.#decay * this.#smoothed + x0;
    const s1 = this.#decayOfTwo * this.#smoothed + (this.#decay * x0 + x1);
    const e1 = this.#decayOfTwo * this.#envelope + (this.#decay * s0 + s1);
    this.#count(e1);
    this.#waiting = NONE;
    // Far below anything; going on to halve it would end in subnormal numbers, which are slow.
    const faded = this.#reached === 0;
    this.#smoothed = faded ? 0 : s1;
    this.#envelope = faded ? 0 : e1;
  }

  /** Counts one frame and notes the thresholds that its envelope crosses. */
  #count(envelope: number): void {
    const frame = this.#frames++;
    while (envelope >= this.#high) {
      const index = this.#reached;
      this.#counted[index]! += Math.min(frame - this.#crossedAt[index]!, this.#hangoverFrames);
      this.#crossedAt[index] = frame;
      this.#settle(index + 1);
    }
    while (envelope < this.#low) {
      const index = this.#reached - 1;
      this.#counted[index]! += frame - this.#crossedAt[index]!;
      this.#crossedAt[index] = frame;
      this.#settle(index);
    }
  }

  #settle(reached: number): void {
    this.#reached = reached;
    this.#low = this.#thresholds[reached - 1] ?? 0;
    this.#high = this.#thresholds[reached] ?? Infinity;
  }

  /** Frames at which the envelope was at or above a threshold, the hangovers included. */
  #framesAbove(index: number): number {
    const since = this.#frames - this.#crossedAt[index]!;
    return (
      this.#counted[index]! +
      (index < this.#reached ? since : Math.min(since, this.#hangoverFrames))
    );
  }
}
