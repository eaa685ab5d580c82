import { designAWeighting } from './a-weighting.ts';
import type { Biquad } from './biquad.ts';
import { designKWeighting } from './k-weighting.ts';
import type { KernelSamples, MeterMemory } from './meter-memory.ts';

/** A frequency weighting: A of IEC 61672-1, or K of ITU-R BS.1770. */
export type WeightingCurve = 'a' | 'k';

/** Does nothing; in place of a third biquad. */
const IDENTITY: Biquad = { b0: 1, b1: 0, b2: 0, a1: 0, a2: 0 };

/** As in kernel/assembly/weighting.ts: coefficients of three biquads, then two states for each. */
const FILTER_DOUBLES = 21;

/** Bytes of a kernel's memory that filters take for each channel. */
export const WEIGHTING_BYTES: number = 8 * FILTER_DOUBLES;

/**
 * Frequency weighting of each channel, with a memory: samples in pieces of any size give the same as the whole. Computes in
 * doubles. All filters of a curve are made alike, so signal and noise that go through two of them stay comparable.
 */
export class WeightingFilter {
  readonly #memory: MeterMemory;
  readonly #address: number;
  readonly #hasThree: boolean;

  /** @param sampleRate frames per second, any. */
  constructor(
    curve: WeightingCurve,
    sampleRate: number,
    numberOfChannels: number,
    memory: MeterMemory,
  ) {
    const design = curve === 'a' ? designAWeighting : designKWeighting;
    const [first, second, third = IDENTITY] = design(sampleRate);
    const coefficients = [first!, second!, third].flatMap(({ b0, b1, b2, a1, a2 }) => {
      return [b0, b1, b2, a1, a2];
    });
    const values = new Float64Array(FILTER_DOUBLES * numberOfChannels);
    for (let channel = 0; channel < numberOfChannels; channel++) {
      values.set(coefficients, FILTER_DOUBLES * channel);
    }
    this.#memory = memory;
    this.#address = memory.keep(values);
    this.#hasThree = third !== IDENTITY;
  }

  /**
   * Filters samples of a channel, and adds the squares of the outcome to `energy`, one after the other.
   *
   * @returns the new sum.
   */
  addEnergy(channel: number, energy: number, { address, step, frames }: KernelSamples): number {
    const { exports } = this.#memory;
    const filter = this.#address + WEIGHTING_BYTES * channel;
    return this.#hasThree
      ? exports.weighByThreeF32(address, step, frames, filter, energy)
      : exports.weighByTwoF32(address, step, frames, filter, energy);
  }
}
