import { type AudioBlock, numberOfFrames } from '../audio-format.ts';
import { loudnessWeights } from './channel-weights.ts';
import type { LevelMeter, MeterFormat } from './level-meter.ts';
import { refuseNonFinite } from './non-finite.ts';
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
export class WeightedMeter implements LevelMeter {
  readonly #filters: WeightingFilter[];
  readonly #energies: number[];
  readonly #weights: number[];
  readonly #offset: number;
  #frames = 0;

  constructor(curve: WeightingCurve, format: MeterFormat) {
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
