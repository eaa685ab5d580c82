import {
  BLOCK_FRAMES,
  type CreateKernel,
  instantiateKernel,
  type Kernel,
} from '../kernel/kernel.ts';
import type { OffsetSums } from './offset-sums.ts';
import { totalInKernel } from './power-sum.ts';

/** The kernel's memory: samples of a block, then the sums of each channel, as its `addSumsF32` has them. */
const ROOM_BYTES = 4 * BLOCK_FRAMES;
const SUMS_OF_CHANNEL = 5;
/** Which of them; one of squares is followed by what of it is set aside. */
const SQUARES = 0;
const OFFSET_SUM = 2;
const OFFSET_SQUARES = 3;

/**
 * Squares of a signal's samples, and its {@link OffsetSums}: summed sample by sample, so that blocks of any size give the
 * same. Exact for samples of up to 24 bits.
 */
export class SignalSums {
  readonly #kernel: Kernel;
  readonly #room: Float32Array;
  readonly #sums: Float64Array;
  readonly #offsets: number[] = [];
  readonly #channels: number;
  #frames = 0;

  /** @param createKernel where the kernel comes from; a new one unless given. */
  constructor(numberOfChannels: number, createKernel: CreateKernel = instantiateKernel) {
    const doubles = SUMS_OF_CHANNEL * numberOfChannels;
    const kernel = createKernel(ROOM_BYTES + 8 * doubles, ROOM_BYTES);
    const { buffer } = kernel.exports.memory;
    this.#kernel = kernel;
    this.#room = new Float32Array(buffer, kernel.audioAddress, BLOCK_FRAMES);
    this.#sums = new Float64Array(buffer, kernel.audioAddress + ROOM_BYTES, doubles);
    this.#channels = numberOfChannels;
  }

  /** @param channelData one array per channel, of the same length each. */
  process(channelData: readonly Float32Array[]): void {
    const frames = channelData[0]!.length;
    if (frames === 0) return;
    for (const [channel, samples] of channelData.entries()) this.#add(channel, samples);
    this.#frames += frames;
  }

  get numberOfFrames(): number {
    return this.#frames;
  }

  /** Sum of the squares of all samples, all channels pooled, full scale 1. NaN or infinite once a sample was. */
  get energy(): number {
    return totalInKernel(this.#sums, SQUARES, SUMS_OF_CHANNEL);
  }

  /** Mean square of all samples of all channels; undefined where they are 0. */
  power(): number | undefined {
    const { energy } = this;
    return energy > 0 ? energy / (this.#frames * this.#channels) : undefined;
  }

  /** Mean square of each channel. */
  channelPowers(): (number | undefined)[] {
    return this.#offsets.map((_, channel) => {
      const energy = this.#energyOf(channel, SQUARES);
      return energy > 0 ? energy / this.#frames : undefined;
    });
  }

  /** All channels together. */
  get pooled(): OffsetSums {
    return {
      offsets: this.#offsets,
      sums: this.#offsets.map((_, channel) => this.#sum(channel, OFFSET_SUM)),
      energy: totalInKernel(this.#sums, OFFSET_SQUARES, SUMS_OF_CHANNEL),
      numberOfFrames: this.#frames,
    };
  }

  /** Each channel by itself. */
  get channels(): OffsetSums[] {
    return this.#offsets.map((offset, channel) => ({
      offsets: [offset],
      sums: [this.#sum(channel, OFFSET_SUM)],
      energy: this.#energyOf(channel, OFFSET_SQUARES),
      numberOfFrames: this.#frames,
    }));
  }

  #add(channel: number, samples: Float32Array): void {
    this.#offsets[channel] ??= samples[0]!;
    const offset = this.#offsets[channel];
    const { exports, audioAddress } = this.#kernel;
    const sums = this.#sums.byteOffset + 8 * SUMS_OF_CHANNEL * channel;
    for (let start = 0; start < samples.length; start += BLOCK_FRAMES) {
      const count = Math.min(BLOCK_FRAMES, samples.length - start);
      this.#room.set(samples.subarray(start, start + count));
      exports.addSumsF32(audioAddress, count, offset, sums);
    }
  }

  #sum(channel: number, which: number): number {
    return this.#sums[SUMS_OF_CHANNEL * channel + which]!;
  }

  #energyOf(channel: number, which: number): number {
    return this.#sum(channel, which + 1) + this.#sum(channel, which);
  }
}
