import type { AudioFormat } from '../audio-format.ts';
import { decibelsToPower } from '../decibels.ts';
import { exponential } from '../level/portable-math.ts';
import { ActivityMemory } from '../mix/activity-memory.ts';
import { LiveActivity } from './live-activity.ts';

/** Steps of the hangover of P.56, 0.2 s: a step is some 10 ms. */
const HANGOVER_STEPS = 20;
const HANGOVER_SECONDS = 0.2;

/**
 * Time constant with which speech forgets earlier speech while it lasts: long enough that the level of steady speech stays
 * within some 2 dB of the exact one, short enough that a step of 10 dB in half a minute costs the SNR of the whole less than
 * 1 dB.
 */
const RECENT_SECONDS = 1.5;
/** The same for the level that pauses have: the last words of a sentence are softer than the sentence. */
const LASTING_SECONDS = 10;
/** What the two may differ by before the speaker is taken to have moved, and the longer memory is given up. */
const CHANGE_RATIO = decibelsToPower(3);
/** Time constant with which pauses forget the speech before them: noise 40 dB below it takes minutes to become the level. */
const PAUSE_SECONDS = 30;

/** Frames of one step at a sample rate, at least 1: whatever is decided live is decided once a step. */
export function framesPerLiveStep(sampleRate: number): number {
  return Math.max(1, Math.round((sampleRate * HANGOVER_SECONDS) / HANGOVER_STEPS));
}

/**
 * Active speech level by ITU-T P.56 of what was heard lately, for signals whose end nobody waits for.
 *
 * Energy and active time are weighted by two exponential memories. In speech the level is that of the last
 * {@link RECENT_SECONDS}, so that a speaker who turns away is followed. In pauses it is that of {@link LASTING_SECONDS},
 * because the noise of a long pause counts as much as that of many words. Where the two differ by 3 dB the
 * speaker has changed: the longer memory then takes over what the shorter one knows, and grows anew from there.
 *
 * What lies 15.9 dB below the level is a pause by P.56's definition, and both forget in it with {@link PAUSE_SECONDS}, so
 * it has to last long before it counts as a level of its own. Digital silence says nothing and forgets nothing.
 *
 * Channels are weighted alike and pooled as in `ActiveLevelMeter`: energy of all / active time of all.
 */
export class LiveLevel {
  readonly #activities: readonly LiveActivity[];
  /** One for each channel. */
  readonly #recent: readonly ActivityMemory[];
  readonly #lasting: readonly ActivityMemory[];
  readonly #sampleRate: number;
  /** Seconds of speech since the last change. */
  #spokenSeconds = 0;
  #power = 0;
  /** How many channels there were at most so far. */
  #channels = 0;

  /** `numberOfChannels` is the most that there may be. All memory is taken here. */
  constructor({ sampleRate, numberOfChannels }: AudioFormat) {
    const perChannel = <T>(create: () => T) => Array.from({ length: numberOfChannels }, create);
    this.#sampleRate = sampleRate;
    this.#activities = perChannel(() => new LiveActivity(sampleRate, HANGOVER_STEPS));
    this.#recent = perChannel(() => new ActivityMemory());
    this.#lasting = perChannel(() => new ActivityMemory());
  }

  /** Active power of what was heard lately, linear, full scale 1; 0 before the first sound. */
  get power(): number {
    return this.#power;
  }

  /**
   * Takes the frames of one step.
   *
   * @param channelData one array per channel, each of at least `frames` finite samples; never fewer than before.
   * @param frames {@link framesPerLiveStep}; fewer at the end.
   */
  process(channelData: readonly Float32Array[], frames: number): void {
    const channels = channelData.length;
    this.#channels = channels;
    const isSpeech = this.#forget(frames / this.#sampleRate);
    for (let channel = 0; channel < channels; channel++) {
      const activity = this.#activities[channel]!;
      activity.process(channelData[channel]!, frames);
      this.#recent[channel]!.add(activity.energy, frames, activity.held);
      this.#lasting[channel]!.add(activity.energy, frames, activity.held);
    }
    const recent = activePower(this.#recent, channels);
    const lasting = activePower(this.#lasting, channels);
    const hasChanged = recent > CHANGE_RATIO * lasting || lasting > CHANGE_RATIO * recent;
    if (hasChanged) {
      for (let channel = 0; channel < channels; channel++) {
        this.#lasting[channel]!.copy(this.#recent[channel]!);
      }
      this.#spokenSeconds = 0;
    }
    this.#power = isSpeech || hasChanged ? recent : lasting;
  }

  /** Has the past count less before a step, and says whether that is one of speech. */
  #forget(seconds: number): boolean {
    let isSilent = true;
    let isSpeech = false;
    for (let channel = 0; channel < this.#channels; channel++) {
      const activity = this.#activities[channel]!;
      isSilent &&= activity.isSilent;
      isSpeech ||= activity.reaches(this.#power);
    }
    if (isSilent) return false;
    if (isSpeech) this.#spokenSeconds += seconds;
    // No longer than there was speech to remember since the last change.
    const spoken = Math.min(LASTING_SECONDS, Math.max(RECENT_SECONDS, this.#spokenSeconds));
    const recentFactor = exponential(-seconds / (isSpeech ? RECENT_SECONDS : PAUSE_SECONDS));
    const lastingFactor = exponential(-seconds / (isSpeech ? spoken : PAUSE_SECONDS));
    for (let channel = 0; channel < this.#channels; channel++) {
      this.#recent[channel]!.forget(recentFactor);
      this.#lasting[channel]!.forget(lastingFactor);
    }
    return isSpeech;
  }
}

/** Pooled over the first channels: energy / active frames; 0 for silence. */
function activePower(memories: readonly ActivityMemory[], channels: number): number {
  let energy = 0;
  let activeFrames = 0;
  for (let channel = 0; channel < channels; channel++) {
    const memory = memories[channel]!;
    energy += memory.energy;
    activeFrames += memory.activeFrames();
  }
  return activeFrames > 0 ? energy / activeFrames : 0;
}
