import {
  HANGOVER_SECONDS,
  SMOOTHING_SECONDS,
  THRESHOLDS,
} from '../../../src/level/activity-thresholds.ts';
import { exponential } from '../../../src/level/portable-math.ts';

/** No sample waits for its partner; magnitudes are never negative. */
const NONE = -1;

/**
 * What kernel/assembly/speech.ts says, in TypeScript: the envelope of one channel, and the moments when it crosses which
 * threshold.
 */
export class SpeechOracle {
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

  /** What the kernel keeps of a channel, without its energy. */
  get state(): number[] {
    return [
      this.#smoothed,
      this.#envelope,
      this.#waiting,
      this.#frames,
      this.#reached,
      ...this.#counted,
      ...this.#crossedAt,
    ];
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
}
