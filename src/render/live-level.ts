import type { AudioFormat } from '../audio-format.ts';
import { exponential } from '../level/portable-math.ts';
import { LiveActivity } from './live-activity.ts';

/** Steps of the hangover of P.56, 0.2 s: a step is some 10 ms. */
const HANGOVER_STEPS = 20;
const HANGOVER_SECONDS = 0.2;

/**
 * Time constant with which speech forgets earlier speech: long enough that the level of steady speech stays within some 1.5
 * dB of the exact one, short enough that a step of 10 dB in half a minute costs the SNR of the whole no more than 1 dB.
 */
const SPEECH_MEMORY_SECONDS = 2;
/** Time constant with which pauses forget the speech before them: noise 40 dB below it takes minutes to become the level. */
const PAUSE_MEMORY_SECONDS = 30;

/** Frames of one step at a sample rate, at least 1: whatever is decided live is decided once a step. */
export function framesPerLiveStep(sampleRate: number): number {
  return Math.max(1, Math.round((sampleRate * HANGOVER_SECONDS) / HANGOVER_STEPS));
}

/**
 * Active speech level by ITU-T P.56 of what was heard lately, for signals whose end nobody waits for.
 *
 * Energy and active time are weighted by an exponential memory, of {@link SPEECH_MEMORY_SECONDS} while any channel speaks
 * and of {@link PAUSE_MEMORY_SECONDS} while none does. So a speaker who turns away is followed within seconds, and one who
 * falls silent keeps his level: what lies 15.9 dB below it is a pause by P.56's definition, and has to last long before it
 * counts as a level of its own. Digital silence says nothing and forgets nothing.
 *
 * Channels are weighted alike and pooled as in `ActiveLevelMeter`: energy of all / active time of all.
 */
export class LiveLevel {
  readonly #activities: readonly LiveActivity[];
  readonly #sampleRate: number;
  #power = 0;

  constructor({ sampleRate, numberOfChannels }: AudioFormat) {
    this.#sampleRate = sampleRate;
    this.#activities = Array.from(
      { length: numberOfChannels },
      () => new LiveActivity(sampleRate, HANGOVER_STEPS),
    );
  }

  /** Active power of what was heard lately, linear, full scale 1; 0 before the first sound. */
  get power(): number {
    return this.#power;
  }

  /**
   * Takes the frames of one step.
   *
   * @param channelData one array per channel, each of at least `frames` finite samples.
   * @param frames {@link framesPerLiveStep}; fewer at the end.
   */
  process(channelData: readonly Float32Array[], frames: number): void {
    const activities = this.#activities;
    if (!activities.every((activity) => activity.isSilent)) {
      const isSpeech = activities.some((activity) => activity.reaches(this.#power));
      const memorySeconds = isSpeech ? SPEECH_MEMORY_SECONDS : PAUSE_MEMORY_SECONDS;
      const factor = exponential(-frames / (this.#sampleRate * memorySeconds));
      for (const activity of activities) activity.forget(factor);
    }
    let energy = 0;
    let activeFrames = 0;
    for (let channel = 0; channel < activities.length; channel++) {
      const activity = activities[channel]!;
      activity.process(channelData[channel]!, frames);
      energy += activity.energy;
      activeFrames += activity.activeFrames();
    }
    this.#power = activeFrames > 0 ? energy / activeFrames : 0;
  }
}
