import type { KernelExports } from '../kernel/kernel.ts';
import { designAWeighting } from './a-weighting.ts';
import type { Biquad } from './biquad.ts';
import { designKWeighting } from './k-weighting.ts';

/** A frequency weighting: A of IEC 61672-1, or K of ITU-R BS.1770. */
export type WeightingCurve = 'a' | 'k';

/** Samples that are filtered at a time. */
const CHUNK = 512;

/** States below this are set to 0: they would end as subnormal numbers, which are slow. No result can tell. */
const FADED = 1e-150;

/** Does nothing; in place of a third biquad. */
const IDENTITY: Biquad = { b0: 1, b1: 0, b2: 0, a1: 0, a2: 0 };

// As in kernel/assembly/weighting.ts: coefficients, then two states for each section.
const STATES = 15;
const FILTER_DOUBLES = STATES + 6;
/** Bytes of a kernel's memory that a filter takes. */
export const WEIGHTING_BYTES: number = 8 * FILTER_DOUBLES;

/** Samples of one channel in a kernel's memory. */
export interface KernelSamples {
  /** Of the first one. */
  readonly address: number;
  /** Bytes from one to the next. */
  readonly step: number;
  readonly frames: number;
}

/**
 * Frequency weighting of one channel, with a memory: blocks of any size give the same output as the whole. Computes in
 * doubles. Every filter is made alike, so signal and noise that go through two of them stay comparable.
 */
export class WeightingFilter {
  readonly #sections: readonly [Biquad, Biquad, Biquad];
  readonly #chunk = new Float64Array(CHUNK);
  #memory = new Float64Array(FILTER_DOUBLES);
  /** Two numbers for each section. */
  #states = this.#memory.subarray(STATES);

  /** @param sampleRate frames per second, any. */
  constructor(curve: WeightingCurve, sampleRate: number) {
    const design = curve === 'a' ? designAWeighting : designKWeighting;
    const [first, second, third = IDENTITY] = design(sampleRate);
    this.#sections = [first!, second!, third];
    const coefficients = this.#sections.flatMap(({ b0, b1, b2, a1, a2 }) => [b0, b1, b2, a1, a2]);
    this.#memory.set(coefficients);
  }

  /**
   * Has the filter stand in a kernel's memory from now on, for {@link addEnergyF32} and {@link addEnergyS16}.
   *
   * @param byteOffset of {@link WEIGHTING_BYTES} bytes that nobody else uses, a multiple of 8.
   */
  moveTo({ memory }: KernelExports, byteOffset: number): void {
    const moved = new Float64Array(memory.buffer, byteOffset, FILTER_DOUBLES);
    moved.set(this.#memory);
    this.#memory = moved;
    this.#states = moved.subarray(STATES);
  }

  /** {@link addEnergy} of 32-bit floats in the memory of the kernel that the filter was moved to: the same to the last bit. */
  addEnergyF32(kernel: KernelExports, energy: number, samples: KernelSamples): number {
    const { address, step, frames } = samples;
    const weigh = this.#hasTwo ? kernel.weighByTwoF32 : kernel.weighByThreeF32;
    return weigh(address, step, frames, this.#memory.byteOffset, energy);
  }

  /** The same of 16-bit integers. */
  addEnergyS16(kernel: KernelExports, energy: number, samples: KernelSamples): number {
    const { address, step, frames } = samples;
    const weigh = this.#hasTwo ? kernel.weighByTwoS16 : kernel.weighByThreeS16;
    return weigh(address, step, frames, this.#memory.byteOffset, energy);
  }

  get #hasTwo(): boolean {
    return this.#sections[2] === IDENTITY;
  }

  /**
   * Filters samples.
   *
   * @param output at least as many; `samples` itself unless given. Rounded to 32-bit floats.
   */
  process(samples: Float32Array, output: Float32Array = samples): void {
    for (let start = 0; start < samples.length; start += CHUNK) {
      const end = Math.min(samples.length, start + CHUNK);
      this.#filter(samples, start, end);
      for (let i = start; i < end; i++) {
        output[i] = this.#chunk[i - start]!;
      }
    }
  }

  /**
   * Filters the samples from `start` to before `end` and adds the squares of the outcome to `energy`, one after the
   * other.
   *
   * @returns the new sum.
   */
  addEnergy(energy: number, samples: Float32Array, start = 0, end = samples.length): number {
    let sum = energy;
    for (let from = start; from < end; from += CHUNK) {
      const to = Math.min(end, from + CHUNK);
      this.#filter(samples, from, to);
      const chunk = this.#chunk;
      for (let i = 0; i < to - from; i++) {
        sum += chunk[i]! * chunk[i]!;
      }
    }
    return sum;
  }

  /** Filters up to {@link CHUNK} samples into the chunk: three biquads, transposed direct form II, side by side. */
  #filter(samples: Float32Array, start: number, end: number): void {
    const [f, g, h] = this.#sections;
    const { b0: f0, b1: f1, b2: f2, a1: fa, a2: fb } = f;
    const { b0: g0, b1: g1, b2: g2, a1: ga, a2: gb } = g;
    const { b0: h0, b1: h1, b2: h2, a1: ha, a2: hb } = h;
    const states = this.#states;
    const chunk = this.#chunk;
    let s0 = states[0]!;
    let s1 = states[1]!;
    let t0 = states[2]!;
    let t1 = states[3]!;
    let u0 = states[4]!;
    let u1 = states[5]!;
    for (let i = start; i < end; i++) {
      const w = samples[i]!;
      const x = f0 * w + s0;
      s0 = f1 * w + s1 - fa * x;
      s1 = f2 * w - fb * x;
      const y = g0 * x + t0;
      t0 = g1 * x + t1 - ga * y;
      t1 = g2 * x - gb * y;
      const z = h0 * y + u0;
      u0 = h1 * y + u1 - ha * z;
      u1 = h2 * y - hb * z;
      chunk[i - start] = z;
    }
    states[0] = withoutFaded(s0);
    states[1] = withoutFaded(s1);
    states[2] = withoutFaded(t0);
    states[3] = withoutFaded(t1);
    states[4] = withoutFaded(u0);
    states[5] = withoutFaded(u1);
  }
}

function withoutFaded(state: number): number {
  return Math.abs(state) < FADED ? 0 : state;
}
