import { type AudioBlock, type AudioFormat, numberOfFrames } from '../audio-format.ts';
import { powerToDecibels } from '../decibels.ts';
import {
  type CreateKernel,
  instantiateKernel,
  type Kernel,
  type KernelExports,
} from '../kernel/kernel.ts';
import type { LevelMeter } from './level-meter.ts';
import { refuseNonFinite } from './non-finite.ts';
import { PowerSum } from './power-sum.ts';
import { SpeechActivity } from './speech-activity.ts';

/** Samples, of all channels, that stand in the kernel's memory at a time. */
const S16_SAMPLES = 8192;

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
export class ActiveLevelMeter implements LevelMeter {
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

  /**
   * The same for encoded samples, without decoding them: whole frames of little-endian 16-bit integers, interleaved.
   * All results are those of {@link process} for the same samples, to the last bit.
   */
  processS16(bytes: Uint8Array): void {
    this.#s16 ??= new S16Memory(this.#createKernel(4 * S16_SAMPLES));
    const { exports } = this.#s16;
    const channels = this.#energies.length;
    const pieceBytes = Math.floor(S16_SAMPLES / channels) * channels * 2;
    for (let start = 0; start < bytes.length; start += pieceBytes) {
      const piece = bytes.subarray(start, start + pieceBytes);
      const frames = piece.length / 2 / channels;
      this.#s16.load(piece);
      for (const [channel, energy] of this.#energies.entries()) {
        const samples = this.#s16.channel(channel, channels, frames);
        energy.addSum(exports.sumSquaresS16(samples.byteOffset, frames) / 2 ** 30);
        this.#activities[channel]!.processS16(exports, samples);
      }
      this.#frames += frames;
    }
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

/** A kernel with memory for interleaved samples, and for those of one channel. */
class S16Memory {
  readonly #kernel: Kernel;
  readonly #interleaved: Int16Array<ArrayBuffer>;
  readonly #channel: Int16Array<ArrayBuffer>;
  readonly #bytes: Uint8Array;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#interleaved = this.#view(0);
    this.#channel = this.#view(2 * S16_SAMPLES);
    const { buffer, byteOffset, byteLength } = this.#interleaved;
    this.#bytes = new Uint8Array(buffer, byteOffset, byteLength);
  }

  get exports(): KernelExports {
    return this.#kernel.exports;
  }

  load(bytes: Uint8Array): void {
    this.#bytes.set(bytes);
  }

  /** Samples of one channel of what was loaded; the next call overwrites them. */
  channel(channel: number, channels: number, frames: number): Int16Array {
    if (channels === 1) {
      return this.#interleaved.subarray(0, frames);
    }
    const from = this.#interleaved.byteOffset + 2 * channel;
    this.exports.extractChannelS16(from, channels, frames, this.#channel.byteOffset);
    return this.#channel.subarray(0, frames);
  }

  #view(byteOffset: number): Int16Array<ArrayBuffer> {
    const { exports, audioAddress } = this.#kernel;
    return new Int16Array(exports.memory.buffer, audioAddress + byteOffset, S16_SAMPLES);
  }
}
