import { type AudioBlock, type AudioFormat, numberOfFrames } from '../audio-format.ts';
import { powerToDecibels } from '../decibels.ts';
import { type CreateKernel, instantiateKernel } from '../kernel/kernel.ts';
import type { S16LevelMeter } from './level-meter.ts';
import { refuseNonFinite } from './non-finite.ts';
import { PowerSum } from './power-sum.ts';
import { S16Memory } from './s16-memory.ts';
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
export class ActiveLevelMeter implements S16LevelMeter {
  readonly #energies: PowerSum[];
  readonly #activities: SpeechActivity[];
  #frames = 0;
  readonly #createKernel: CreateKernel;
  #s16: S16Memory | undefined;

  /** @param createKernel where the kernel for encoded samples comes from, if there are any. */
  constructor(
    { sampleRate, numberOfChannels }: AudioFormat,
    createKernel: CreateKernel = instantiateKernel,
  ) {
    this.#createKernel = createKernel;
    this.#energies = Array.from({ length: numberOfChannels }, () => new PowerSum());
    this.#activities = this.#energies.map(() => new SpeechActivity(sampleRate));
  }

  process(block: AudioBlock): void {
    for (const [channel, energy] of this.#energies.entries()) {
      energy.add(block.channelData[channel]!);
    }
    if (!this.#energies.every((sum) => Number.isFinite(sum.value))) refuseNonFinite(block);
    for (const [channel, activity] of this.#activities.entries()) {
      activity.process(block.channelData[channel]!);
    }
    this.#frames += numberOfFrames(block);
  }

  processS16(bytes: Uint8Array): void {
    this.#s16 ??= new S16Memory(this.#energies.length, this.#createKernel);
    const { exports } = this.#s16;
    this.#s16.load(bytes, (memory, frames) => {
      for (const [channel, energy] of this.#energies.entries()) {
        const samples = memory.channel(channel, frames);
        energy.addSum(exports.sumSquaresS16(samples.byteOffset, frames) / 2 ** 30);
        this.#activities[channel]!.processS16(exports, samples);
      }
      this.#frames += frames;
    });
  }

  get numberOfFrames(): number {
    return this.#frames;
  }

  /** Active power of all channels together; undefined for silence. */
  power(): number | undefined {
    const energy = PowerSum.total(this.#energies);
    return energy > 0 ? energy / this.#activeSamples() : undefined;
  }

  channelPowers(): (number | undefined)[] {
    return this.#activities.map((activity, channel) =>
      activity.activePower(this.#energies[channel]!.value),
    );
  }

  /** {@link power} in dB re full scale: a square wave of full scale has 0 dBFS, a sine -3.01. */
  get activeDbfs(): number | undefined {
    const power = this.power();
    return power === undefined ? undefined : powerToDecibels(power);
  }

  /** Mean power of all samples, pauses included; 0 for silence. */
  get longTermPower(): number {
    return this.#frames > 0
      ? PowerSum.total(this.#energies) / (this.#frames * this.#energies.length)
      : 0;
  }

  /** Share of the time that is active, on average over the channels: long-term power / active power; 0 for silence. */
  get activityFactor(): number {
    return this.#frames > 0 ? this.#activeSamples() / (this.#frames * this.#energies.length) : 0;
  }

  #activeSamples(): number {
    return this.channelPowers().reduce<number>((sum, power, channel) => {
      return power === undefined ? sum : sum + this.#energies[channel]!.value / power;
    }, 0);
  }
}
