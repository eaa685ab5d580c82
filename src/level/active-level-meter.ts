import { powerToDecibels } from '../decibels.ts';
import { KernelMeter } from './kernel-meter.ts';
import type { MeterFormat } from './level-meter.ts';
import { type KernelSamples, MeterMemory } from './meter-memory.ts';
import { SpeechActivity } from './speech-activity.ts';

/**
 * Active speech level by ITU-T P.56, method B: the mean power while there is speech. Pauses longer than 0.2 s do not
 * count.
 *
 * Each channel is speech of its own, with an envelope, thresholds and pauses of its own. The level of all together is
 *
 *     energy of all channels / active time of all channels
 *
 * so a silent channel changes nothing, and that of equal channels is the level of one.
 */
export class ActiveLevelMeter extends KernelMeter {
  readonly #activity: SpeechActivity;

  constructor({ sampleRate, numberOfChannels }: MeterFormat, memory = new MeterMemory()) {
    super(numberOfChannels, memory);
    this.#activity = new SpeechActivity(sampleRate, numberOfChannels, memory);
  }

  protected override measure(channel: number, samples: KernelSamples): number {
    return this.#activity.follow(channel, samples);
  }

  /** Active power of all channels together; undefined for silence. */
  override power(): number | undefined {
    const energy = this.#activity.energy;
    return energy > 0 ? energy / this.#activeSamples() : undefined;
  }

  override channelPowers(): (number | undefined)[] {
    return this.#activity.powers();
  }

  /** {@link power} in dB re full scale: a square wave of full scale has 0 dBFS, a sine -3.01. */
  get activeDbfs(): number | undefined {
    const power = this.power();
    return power === undefined ? undefined : powerToDecibels(power);
  }

  /** Mean power of all samples, pauses included; 0 for silence. */
  get longTermPower(): number {
    const samples = this.numberOfFrames * this.numberOfChannels;
    return samples > 0 ? this.#activity.energy / samples : 0;
  }

  /** Share of the time that is active, on average over the channels: long-term power / active power; 0 for silence. */
  get activityFactor(): number {
    const samples = this.numberOfFrames * this.numberOfChannels;
    return samples > 0 ? this.#activeSamples() / samples : 0;
  }

  #activeSamples(): number {
    const energies = this.#activity.energies();
    return this.channelPowers().reduce<number>((sum, power, channel) => {
      return power === undefined ? sum : sum + energies[channel]! / power;
    }, 0);
  }
}
