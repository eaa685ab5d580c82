import { totalOfSquares } from '../kernel/square-sums.ts';
import {
  crossingShare,
  HANGOVER_SECONDS,
  highestEnergy,
  SMOOTHING_SECONDS,
  THRESHOLDS,
} from './activity-thresholds.ts';
import type { KernelSamples, MeterMemory } from './meter-memory.ts';
import { exponential, logarithm } from './portable-math.ts';

// As in kernel/assembly/speech.ts: doubles of what all channels are measured by, then those of a channel.
const BOUNDS = 2;
const WAITING = 2;
const FRAMES = 3;
const REACHED = 4;
const SQUARES = 5;
const COUNTED = 7;
const CROSSED_AT: number = COUNTED + THRESHOLDS.length;
const SPEECH_DOUBLES: number = CROSSED_AT + THRESHOLDS.length;

/**
 * Energy of each channel, and how long it is active by ITU-T P.56 (12/2011), method B: the envelope of the speech, and for
 * each threshold the number of frames at which the envelope reaches it, or did within the last 0.2 s.
 *
 * P.56 has a counter and a hangover for each threshold and moves them at every sample. All of that follows from the
 * moments when the envelope crosses a threshold, and these are few:
 *
 *     envelope      ____/‾‾‾‾‾‾‾\______________/‾‾‾‾
 *     counted            |––––––––|– 0.2 s –|      |–––––
 *
 * So the work at a sample is the envelope and a comparison with its two neighbouring thresholds. It is done in the kernel,
 * which notes the crossings.
 */
export class SpeechActivity {
  readonly #memory: MeterMemory;
  readonly #channels: number;
  readonly #hangoverFrames: number;
  /** Of what the kernel measures by, and of the first channel. */
  readonly #activityAddress: number;
  readonly #speechAddress: number;

  /** @param sampleRate frames per second. */
  constructor(sampleRate: number, numberOfChannels: number, memory: MeterMemory) {
    const decay = exponential(-1 / (sampleRate * SMOOTHING_SECONDS));
    const smoothing = 1 - decay;
    // Rounded as in the reference implementation, ITU-T G.191.
    const hangoverFrames = Math.floor(HANGOVER_SECONDS * sampleRate + 0.5);
    const activity = new Float64Array(BOUNDS + THRESHOLDS.length + 2);
    activity.set([decay, hangoverFrames]);
    // In units of the envelope, whose smoothings lack their factors 1 - g.
    activity.set(
      THRESHOLDS.map((threshold) => threshold / (smoothing * smoothing)),
      BOUNDS + 1,
    );
    activity.fill(Infinity, BOUNDS + THRESHOLDS.length + 1);
    const speech = new Float64Array(SPEECH_DOUBLES);
    speech[WAITING] = -1;
    // Before the start there was a hangover that was counted and must not be.
    speech.fill(-hangoverFrames, COUNTED);
    const speeches = new Float64Array(SPEECH_DOUBLES * numberOfChannels);
    for (let channel = 0; channel < numberOfChannels; channel++) {
      speeches.set(speech, SPEECH_DOUBLES * channel);
    }
    this.#memory = memory;
    this.#channels = numberOfChannels;
    this.#hangoverFrames = hangoverFrames;
    this.#activityAddress = memory.keep(activity);
    this.#speechAddress = memory.keep(speeches);
  }

  /**
   * Follows samples of a channel.
   *
   * @returns its energy: NaN or infinite once a sample was.
   */
  follow(channel: number, { address, frames }: KernelSamples): number {
    const speech = this.#speechAddress + 8 * SPEECH_DOUBLES * channel;
    return this.#memory.exports.followSpeechF32(address, frames, speech, this.#activityAddress);
  }

  /** Sum of the squares of all samples, all channels pooled, full scale 1. */
  get energy(): number {
    const all = this.#memory.doubles(this.#speechAddress, SPEECH_DOUBLES * this.#channels);
    return totalOfSquares(all, SQUARES, SPEECH_DOUBLES);
  }

  /** Sum of the squares of each channel's samples. */
  energies(): number[] {
    return this.#speeches().map(energyOf);
  }

  /**
   * Active power of each channel: its energy over the time during which the envelope was above the threshold that lies
   * 15.9 dB below this very power. Between the thresholds both are interpolated, linearly in decibels and exactly.
   *
   * Where even the highest threshold that was reached lies deeper (single clicks), the time above that one counts.
   *
   * @returns linear, full scale 1; undefined for silence.
   */
  powers(): (number | undefined)[] {
    return this.#speeches().map((speech) => this.#activePower(speech));
  }

  #speeches(): Float64Array[] {
    return Array.from({ length: this.#channels }, (_, channel) =>
      this.#memory.doubles(this.#speechAddress + 8 * SPEECH_DOUBLES * channel, SPEECH_DOUBLES),
    );
  }

  #activePower(speech: Float64Array): number | undefined {
    const energy = energyOf(speech);
    if (energy === 0) {
      return undefined;
    }
    let frames = speech[FRAMES]!;
    for (const [index, threshold] of THRESHOLDS.entries()) {
      const above = this.#framesAbove(speech, index);
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

  /** Frames at which the envelope was at or above a threshold, the hangovers included. */
  #framesAbove(speech: Float64Array, index: number): number {
    const since = speech[FRAMES]! - speech[CROSSED_AT + index]!;
    const isReached = index < speech[REACHED]!;
    return speech[COUNTED + index]! + (isReached ? since : Math.min(since, this.#hangoverFrames));
  }
}

function energyOf(speech: Float64Array): number {
  return speech[SQUARES + 1]! + speech[SQUARES]!;
}
