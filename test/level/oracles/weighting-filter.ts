import { designAWeighting } from '../../../src/level/a-weighting.ts';
import type { Biquad } from '../../../src/level/biquad.ts';
import { designKWeighting } from '../../../src/level/k-weighting.ts';
import type { WeightingCurve } from '../../../src/level/weighting-filter.ts';

/** Samples that are filtered at a time. */
const CHUNK = 512;

/** States below this are set to 0: they would end as subnormal numbers, which are slow. No result can tell. */
const FADED = 1e-150;

/** Does nothing; in place of a third biquad. */
const IDENTITY: Biquad = { b0: 1, b1: 0, b2: 0, a1: 0, a2: 0 };

/** What kernel/assembly/weighting.ts says, in TypeScript: frequency weighting of one channel, sample by sample. */
export class WeightingOracle {
  readonly #sections: readonly [Biquad, Biquad, Biquad];
  readonly #chunk = new Float64Array(CHUNK);
  /** Two numbers for each section. */
  readonly #states = new Float64Array(6);

  /** @param sampleRate frames per second, any. */
  constructor(curve: WeightingCurve, sampleRate: number) {
    const design = curve === 'a' ? designAWeighting : designKWeighting;
    const [first, second, third = IDENTITY] = design(sampleRate);
    this.#sections = [first!, second!, third];
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
