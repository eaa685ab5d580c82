/** From here on the whole part is set aside. */
const SPILL = 64;

/** What kernel/assembly/ordered-sums.ts says of sums of squares, in TypeScript. */
export class PowerSum {
  #whole = 0;
  #rest = 0;

  /** The sum so far, linear, full scale 1. NaN or Infinity once a sample was. */
  get value(): number {
    return this.#whole + this.#rest;
  }

  /** Adds the squares of the first `count` samples. */
  add(samples: Float32Array, count: number = samples.length): void {
    let rest = this.#rest;
    for (let i = 0; i < count; i++) {
      const sample = samples[i]!;
      rest += sample * sample;
      if (rest >= SPILL) {
        rest = this.#spill(rest);
      }
    }
    this.#rest = rest;
  }

  /** Adds the squares of `samples[i] - scale · reference[i]` for the first `count` samples. */
  addDifference(
    samples: Float32Array,
    reference: Float32Array,
    scale: number,
    count: number = samples.length,
  ): void {
    let rest = this.#rest;
    for (let i = 0; i < count; i++) {
      const difference = samples[i]! - scale * reference[i]!;
      rest += difference * difference;
      if (rest >= SPILL) {
        rest = this.#spill(rest);
      }
    }
    this.#rest = rest;
  }

  /** Sum of several sums. */
  static total(sums: readonly PowerSum[]): number {
    const whole = sums.reduce((total, sum) => total + sum.#whole, 0);
    const rest = sums.reduce((total, sum) => total + sum.#rest, 0);
    return whole + rest;
  }

  #spill(rest: number): number {
    if (rest === Infinity) {
      return rest;
    }
    const whole = Math.floor(rest);
    this.#whole += whole;
    return rest - whole;
  }
}
