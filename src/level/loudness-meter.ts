import { powerToDecibels } from '../decibels.ts';
import { loudnessWeights } from './channel-weights.ts';
import { KernelMeter } from './kernel-meter.ts';
import type { MeterFormat } from './level-meter.ts';
import { type KernelSamples, MeterMemory } from './meter-memory.ts';
import { LOUDNESS_OFFSET } from './weighted-meter.ts';
import { WeightingFilter } from './weighting-filter.ts';

/** Blocks of 400 ms overlap by 75 %: four hops of 100 ms make a block. */
const HOPS_PER_SECOND = 10;
const HOPS_PER_BLOCK = 4;

/** -70 LUFS as a weighted power, before the offset. */
const ABSOLUTE_GATE = 1.172465304582296e-7;
/** -10 LU. */
const RELATIVE_GATE = 0.1;

/**
 * Integrated programme loudness: ITU-R BS.1770-4, EBU R 128.
 *
 * K-weighted power in blocks of 400 ms, of which those count that are above -70 LUFS, and not more than 10 LU below the
 * mean of these. A last block that is not whole does not count. **A signal of less than 400 ms**, for which the
 * standard has no loudness, is taken as one block without gates.
 *
 * `power()` is 10^(LUFS / 10), the offset of -0.691 dB included. Memory: 8 bytes per channel and 100 ms, since the
 * relative gate is not known before the end: 288 kB an hour.
 */
export class LoudnessMeter extends KernelMeter {
  readonly #sampleRate: number;
  readonly #weights: number[];
  readonly #filter: WeightingFilter;
  /** Energies of the channels, hop by hop; those of the hop that has begun come last. */
  #energies: Float64Array;
  /** Whole hops. */
  #hops = 0;

  constructor(format: MeterFormat, memory = new MeterMemory()) {
    const { sampleRate, numberOfChannels } = format;
    super(numberOfChannels, memory);
    this.#sampleRate = sampleRate;
    this.#weights = loudnessWeights(format);
    this.#filter = new WeightingFilter('k', sampleRate, numberOfChannels, memory);
    this.#energies = new Float64Array(64 * numberOfChannels);
  }

  protected override measure(channel: number, { address, step, frames }: KernelSamples): number {
    const channels = this.numberOfChannels;
    const first = this.numberOfFrames;
    let hop = this.#hops;
    let energy = 0;
    for (let start = 0; start < frames; ) {
      const hopEnd = this.#hopStart(hop + 1) - first;
      const end = Math.min(frames, hopEnd);
      const at = hop * channels + channel;
      const piece = { address: address + step * start, step, frames: end - start };
      energy = this.#filter.addEnergy(channel, this.#energies[at]!, piece);
      this.#energies[at] = energy;
      start = end;
      if (end === hopEnd) this.#fit(++hop);
    }
    if (channel === channels - 1) this.#hops = hop;
    // Behind a sample that is not finite no energy is.
    return energy;
  }

  /** Integrated loudness in LUFS; undefined where no block is above -70 LUFS. */
  get integratedLufs(): number | undefined {
    const power = this.power();
    return power === undefined ? undefined : powerToDecibels(power);
  }

  /** 10^(LUFS / 10); undefined where no block is above -70 LUFS. */
  override power(): number | undefined {
    return this.#gatedPower(this.#weights);
  }

  /** Each channel as if it were mono: with gates of its own and a weight of 1. */
  override channelPowers(): (number | undefined)[] {
    return this.#weights.map((_, only) =>
      this.#gatedPower(this.#weights.map((_, channel) => (channel === only ? 1 : 0))),
    );
  }

  #gatedPower(weights: readonly number[]): number | undefined {
    const power =
      this.#hops < HOPS_PER_BLOCK ? this.#ungatedPower(weights) : this.#meanAboveGates(weights);
    return power > 0 ? LOUDNESS_OFFSET * power : undefined;
  }

  #meanAboveGates(weights: readonly number[]): number {
    const powers = this.#blockPowers(weights).filter((power) => power > ABSOLUTE_GATE);
    const gate = RELATIVE_GATE * mean(powers);
    return mean(powers.filter((power) => power > gate));
  }

  #ungatedPower(weights: readonly number[]): number {
    let energy = weightedSum(weights, this.#energies, this.#hops * weights.length);
    for (let hop = 0; hop < this.#hops; hop++) {
      energy += weightedSum(weights, this.#energies, hop * weights.length);
    }
    return energy / Math.max(1, this.numberOfFrames);
  }

  #blockPowers(weights: readonly number[]): Float64Array {
    const channels = weights.length;
    const hops = Float64Array.from({ length: this.#hops }, (_, hop) =>
      weightedSum(weights, this.#energies, hop * channels),
    );
    return Float64Array.from({ length: this.#hops - HOPS_PER_BLOCK + 1 }, (_, first) => {
      const frames = this.#hopStart(first + HOPS_PER_BLOCK) - this.#hopStart(first);
      return (hops[first]! + hops[first + 1]! + hops[first + 2]! + hops[first + 3]!) / frames;
    });
  }

  /** Makes room for a hop. */
  #fit(hop: number): void {
    if ((hop + 1) * this.numberOfChannels <= this.#energies.length) return;
    const longer = new Float64Array(2 * this.#energies.length);
    longer.set(this.#energies);
    this.#energies = longer;
  }

  /** First frame of a hop. Hops need not be whole numbers of frames; over time none is lost. */
  #hopStart(hop: number): number {
    return Math.floor((hop * this.#sampleRate) / HOPS_PER_SECOND);
  }
}

function weightedSum(weights: readonly number[], values: Float64Array, at: number): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i]! * values[at + i]!;
  }
  return sum;
}

/** 0 for none. */
function mean(values: Float64Array): number {
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : 0;
}
