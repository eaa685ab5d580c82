import { type AudioBlock, numberOfFrames } from '../audio-format.ts';
import { type CreateKernel, instantiateKernel, type KernelExports } from '../kernel/kernel.ts';
import { loudnessWeights } from './channel-weights.ts';
import type { MeterFormat, S16LevelMeter } from './level-meter.ts';
import { refuseNonFinite } from './non-finite.ts';
import { S16Memory } from './s16-memory.ts';
import {
  type KernelSamples,
  WEIGHTING_BYTES,
  type WeightingCurve,
  WeightingFilter,
} from './weighting-filter.ts';

/** -0.691 dB, by which loudness is moved so that 997 Hz reads as it would without the weighting. */
export const LOUDNESS_OFFSET = 0.8529037030705663;

/**
 * Power behind a frequency weighting, over the whole signal.
 *
 * - `a`: mean square of all channels, IEC 61672-1. Its level is dB(A) re full scale: a 1 kHz sine reads what it does by
 * RMS.
 * - `k`: sum of the channels' mean squares times their weights, and -0.691 dB: loudness of ITU-R BS.1770 without gates.
 */
export class WeightedMeter implements S16LevelMeter {
  readonly #filters: WeightingFilter[];
  readonly #energies: number[];
  readonly #weights: number[];
  readonly #offset: number;
  readonly #createKernel: CreateKernel;
  #s16: S16Memory | undefined;
  #frames = 0;

  /** @param createKernel where the kernel for encoded samples comes from, if there are any. */
  constructor(
    curve: WeightingCurve,
    format: MeterFormat,
    createKernel: CreateKernel = instantiateKernel,
  ) {
    this.#createKernel = createKernel;
    const { sampleRate, numberOfChannels } = format;
    this.#filters = Array.from(
      { length: numberOfChannels },
      () => new WeightingFilter(curve, sampleRate),
    );
    this.#energies = this.#filters.map(() => 0);
    this.#weights =
      curve === 'a' ? this.#filters.map(() => 1 / numberOfChannels) : loudnessWeights(format);
    this.#offset = curve === 'a' ? 1 : LOUDNESS_OFFSET;
  }

  process(block: AudioBlock): void {
    for (const [channel, filter] of this.#filters.entries()) {
      const samples = block.channelData[channel]!;
      this.#energies[channel] = filter.addEnergy(this.#energies[channel]!, samples);
    }
    if (!this.#energies.every(Number.isFinite)) refuseNonFinite(block);
    this.#frames += numberOfFrames(block);
  }

  processS16(bytes: Uint8Array): void {
    const channels = this.#filters.length;
    this.#s16 ??= this.#openS16Memory();
    const { exports, address } = this.#s16;
    this.#s16.load(bytes, (_, frames) => {
      for (const [channel, filter] of this.#filters.entries()) {
        const samples = { address: address + 2 * channel, step: 2 * channels, frames };
        this.#energies[channel] = filter.addEnergyS16(exports, this.#energies[channel]!, samples);
      }
      this.#frames += frames;
    });
  }

  #openS16Memory(): S16Memory {
    const channels = this.#filters.length;
    const memory = new S16Memory(channels, this.#createKernel, WEIGHTING_BYTES * channels);
    this.moveTo(memory.exports, memory.furtherAddress);
    return memory;
  }

  /**
   * Has the meter compute in a kernel, for {@link addChannel}.
   *
   * @param byteOffset of {@link WEIGHTING_BYTES} for each channel that nobody else uses, a multiple of 8.
   */
  moveTo(kernel: KernelExports, byteOffset: number): void {
    for (const [channel, filter] of this.#filters.entries()) {
      filter.moveTo(kernel, byteOffset + WEIGHTING_BYTES * channel);
    }
  }

  /**
   * Takes samples of one channel that stand in the kernel's memory: finite 32-bit floats. The same as {@link process}, to the last bit. To be called for each channel, the last one last.
   */
  addChannel(kernel: KernelExports, channel: number, samples: KernelSamples): void {
    const filter = this.#filters[channel]!;
    this.#energies[channel] = filter.addEnergyF32(kernel, this.#energies[channel]!, samples);
    if (channel === this.#filters.length - 1) this.#frames += samples.frames;
  }

  get numberOfFrames(): number {
    return this.#frames;
  }

  power(): number | undefined {
    const energy = this.#energies.reduce(
      (sum, value, channel) => sum + this.#weights[channel]! * value,
      0,
    );
    return this.#powerOf(energy);
  }

  /** Each channel as if it were mono, with a weight of 1. */
  channelPowers(): (number | undefined)[] {
    return this.#energies.map((energy) => this.#powerOf(energy));
  }

  #powerOf(energy: number): number | undefined {
    return energy > 0 ? (this.#offset * energy) / this.#frames : undefined;
  }
}
