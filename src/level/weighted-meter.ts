import { loudnessWeights } from './channel-weights.ts';
import { KernelMeter } from './kernel-meter.ts';
import type { MeterFormat } from './level-meter.ts';
import { type KernelSamples, MeterMemory } from './meter-memory.ts';
import { type WeightingCurve, WeightingFilter } from './weighting-filter.ts';

/** -0.691 dB, by which loudness is moved so that 997 Hz reads as it would without the weighting. */
export const LOUDNESS_OFFSET = 0.8529037030705663;

/**
 * Power behind a frequency weighting, over the whole signal.
 *
 * - `a`: mean square of all channels, IEC 61672-1. Its level is dB(A) re full scale: a 1 kHz sine reads what it does by
 * RMS.
 * - `k`: sum of the channels' mean squares times their weights, and -0.691 dB: loudness of ITU-R BS.1770 without gates.
 */
export class WeightedMeter extends KernelMeter {
  readonly #filter: WeightingFilter;
  readonly #energies: number[];
  readonly #weights: number[];
  readonly #offset: number;

  /** @param memory where `WEIGHTING_BYTES` are reserved for each channel. */
  constructor(curve: WeightingCurve, format: MeterFormat, memory = new MeterMemory()) {
    const { sampleRate, numberOfChannels } = format;
    super(numberOfChannels, memory);
    this.#filter = new WeightingFilter(curve, sampleRate, numberOfChannels, memory);
    this.#energies = new Array<number>(numberOfChannels).fill(0);
    this.#weights =
      curve === 'a' ? this.#energies.map(() => 1 / numberOfChannels) : loudnessWeights(format);
    this.#offset = curve === 'a' ? 1 : LOUDNESS_OFFSET;
  }

  protected override measure(channel: number, samples: KernelSamples): number {
    const energy = this.#filter.addEnergy(channel, this.#energies[channel]!, samples);
    this.#energies[channel] = energy;
    return energy;
  }

  override power(): number | undefined {
    const energy = this.#energies.reduce(
      (sum, value, channel) => sum + this.#weights[channel]! * value,
      0,
    );
    return this.#powerOf(energy);
  }

  /** Each channel as if it were mono, with a weight of 1. */
  override channelPowers(): (number | undefined)[] {
    return this.#energies.map((energy) => this.#powerOf(energy));
  }

  #powerOf(energy: number): number | undefined {
    return energy > 0 ? (this.#offset * energy) / this.numberOfFrames : undefined;
  }
}
