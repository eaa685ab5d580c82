import { LiveGain } from '../live/live-gain.ts';
import { framesPerLiveStep, LiveLevel } from '../live/live-level.ts';

/** Steps in which the gain moves by 20 dB at most: half a second, as with `awgn --live`. */
const SLOPE_STEPS = 50;

/**
 * Gain of the noise that follows the signal, as `awgn --live` does but without looking ahead: the level that was known
 * at the end of a step decides where the gain has gone to at the end of the next one.
 *
 *     signal │ step k │ step k + 1 │
 *                     └ level of all up to here
 *     gain            ╱╱╱╱╱╱╱╱╱╱╱╱╱ to what it asks for, by 20 dB in half a second at most
 */
export class TrackedGain {
  readonly #stepFrames: number;
  readonly #level: LiveLevel;
  readonly #gain = new LiveGain(0, SLOPE_STEPS);
  readonly #step: readonly Float32Array[];
  /** The first n channels of the step, for each n. */
  readonly #channels: readonly (readonly Float32Array[])[];
  #numberOfChannels = 0;
  #frames = 0;
  #from = 0;
  #to = 0;

  /** All memory is taken here. */
  constructor(sampleRate: number, mostChannels: number) {
    this.#stepFrames = framesPerLiveStep(sampleRate);
    this.#level = new LiveLevel({ sampleRate, numberOfChannels: mostChannels });
    const step = Array.from({ length: mostChannels }, () => new Float32Array(this.#stepFrames));
    this.#step = step;
    this.#channels = Array.from({ length: mostChannels + 1 }, (_, n) => step.slice(0, n));
  }

  /** Frames until the step ends: neither method takes more at a time. */
  get framesLeft(): number {
    return this.#stepFrames - this.#frames;
  }

  /** Writes the gains, at 0 dB, of the frames that are heard next. */
  fill(gains: Float32Array, frames: number): void {
    const rise = (this.#to - this.#from) / this.#stepFrames;
    const first = this.#from + rise * (this.#frames + 1);
    for (let i = 0; i < frames; i++) gains[i] = first + rise * i;
  }

  /**
   * Takes frames of the signal. Channels may come and go; one that is gone is silent. Samples that are not finite count
   * as silence.
   */
  hear(channelData: readonly Float32Array[], start: number, frames: number): void {
    if (channelData.length > this.#numberOfChannels) this.#numberOfChannels = channelData.length;
    for (let channel = 0; channel < this.#numberOfChannels; channel++) {
      copyFinite(channelData[channel], start, frames, this.#step[channel]!, this.#frames);
    }
    this.#frames += frames;
    if (this.#frames < this.#stepFrames) return;
    this.#level.process(this.#channels[this.#numberOfChannels]!, this.#stepFrames);
    this.#frames = 0;
    this.#from = this.#to;
    this.#to = this.#gain.follow(this.#level.power);
  }
}

function copyFinite(
  from: Float32Array | undefined,
  start: number,
  frames: number,
  to: Float32Array,
  at: number,
): void {
  if (from === undefined) {
    to.fill(0, at, at + frames);
    return;
  }
  for (let i = 0; i < frames; i++) {
    const sample = from[start + i]!;
    to[at + i] = sample - sample === 0 ? sample : 0;
  }
}
