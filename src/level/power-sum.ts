/** From here on the whole part is set aside: 2^6 with a resolution of 2^-46 just fits the 53 bits of a double. */
const SPILL = 64;

/**
 * Sum of squares, one sample after the other, so that it does not depend on how the samples come in blocks.
 *
 * Exact for samples that are multiples of 2^-23 up to full scale: every integer format up to 24 bits.
 */
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

  /** Adds a sum of squares that was found elsewhere. Exact for 16-bit samples, up to 2^22 of them at a time. */
  addSum(sum: number): void {
    this.#rest += sum;
    if (this.#rest >= SPILL) {
      this.#rest = this.#spill(this.#rest);
    }
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

  /** The two parts of the sum, for the kernel to go on with: see its `mixF32AndSum`. */
  writeTo(parts: Float64Array): void {
    parts[0] = this.#rest;
    parts[1] = this.#whole;
  }

  /** Takes the sum over from where the kernel went on with it. */
  readFrom(parts: Float64Array): void {
    this.#rest = parts[0]!;
    this.#whole = parts[1]!;
  }

  /** Sum of several sums: for 16-bit samples the same as if all had gone into one, to the last bit. */
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

/**
 * {@link PowerSum.total} of sums that the kernel holds: of every `step` doubles, those at `which` and after it are one's
 * parts, as {@link PowerSum.writeTo} writes them.
 */
export function totalInKernel(sums: Float64Array, which: number, step: number): number {
  let rest = 0;
  let whole = 0;
  for (let i = which; i < sums.length; i += step) {
    rest += sums[i]!;
    whole += sums[i + 1]!;
  }
  return whole + rest;
}
