import { totalOfSquares } from '../kernel/square-sums.ts';
import { KernelMeter } from './kernel-meter.ts';
import { type KernelSamples, MeterMemory } from './meter-memory.ts';
import type { OffsetSums } from './offset-sums.ts';

/** Doubles of a channel, as the kernel's `addSumsF32` has them. */
const SUMS_OF_CHANNEL = 5;
/** Which of them; one of squares is followed by what of it is set aside. */
const SQUARES = 0;
const OFFSET_SUM = 2;
const OFFSET_SQUARES = 3;

/** Bytes of a kernel's memory that sums take for each channel. */
export const SIGNAL_SUMS_BYTES: number = 8 * SUMS_OF_CHANNEL;

/**
 * Squares of a signal's samples, and its {@link OffsetSums}: summed sample by sample, so that blocks of any size give the
 * same. Exact for samples of up to 24 bits.
 */
export class SignalSums extends KernelMeter {
  readonly #address: number;
  readonly #offsets: number[] = [];
  readonly #takesOffset: boolean;

  /**
   * @param memory where {@link SIGNAL_SUMS_BYTES} are reserved for each channel.
   * @param offset of each channel: its first sample, or none, which is 0.
   */
  constructor(
    numberOfChannels: number,
    memory = new MeterMemory(),
    offset: 'first' | 'none' = 'first',
  ) {
    super(numberOfChannels, memory);
    this.#takesOffset = offset === 'first';
    this.#address = memory.keep(new Float64Array(SUMS_OF_CHANNEL * numberOfChannels));
  }

  protected override measure(channel: number, { address, frames }: KernelSamples): number {
    const { exports } = this.memory;
    this.#offsets[channel] ??= this.#takesOffset
      ? new Float32Array(exports.memory.buffer, address, 1)[0]!
      : 0;
    const sums = this.#address + SIGNAL_SUMS_BYTES * channel;
    return exports.addSumsF32(address, frames, this.#offsets[channel], sums);
  }

  /** Sum of the squares of all samples, all channels pooled, full scale 1. */
  get energy(): number {
    return totalOfSquares(this.#sums, SQUARES, SUMS_OF_CHANNEL);
  }

  /** Sum of the squares of each channel's samples; empty before the first block. */
  get channelEnergies(): number[] {
    const sums = this.#sums;
    return this.#offsets.map((_, channel) => squaresOf(sums, channel, SQUARES));
  }

  /** Mean square of all samples of all channels; undefined where they are 0. */
  override power(): number | undefined {
    const { energy } = this;
    return energy > 0 ? energy / (this.numberOfFrames * this.numberOfChannels) : undefined;
  }

  /** Mean square of each channel. */
  override channelPowers(): (number | undefined)[] {
    return this.channelEnergies.map((energy) =>
      energy > 0 ? energy / this.numberOfFrames : undefined,
    );
  }

  /** All channels together. */
  get pooled(): OffsetSums {
    const { numberOfFrames } = this;
    const sums = this.#sums;
    return {
      offsets: this.#offsets,
      sums: this.#offsets.map((_, channel) => sums[SUMS_OF_CHANNEL * channel + OFFSET_SUM]!),
      energy: totalOfSquares(sums, OFFSET_SQUARES, SUMS_OF_CHANNEL),
      numberOfFrames,
    };
  }

  /** Each channel by itself. */
  get channels(): OffsetSums[] {
    const { numberOfFrames } = this;
    const sums = this.#sums;
    return this.#offsets.map((offset, channel) => ({
      offsets: [offset],
      sums: [sums[SUMS_OF_CHANNEL * channel + OFFSET_SUM]!],
      energy: squaresOf(sums, channel, OFFSET_SQUARES),
      numberOfFrames,
    }));
  }

  get #sums(): Float64Array {
    return this.memory.doubles(this.#address, SUMS_OF_CHANNEL * this.numberOfChannels);
  }
}

function squaresOf(sums: Float64Array, channel: number, which: number): number {
  const at = SUMS_OF_CHANNEL * channel + which;
  return sums[at + 1]! + sums[at]!;
}
