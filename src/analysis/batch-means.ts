/** Samples of the shortest batch. */
const SHORTEST = 64;
/** Batches of a length that are few enough to say nothing of their variance. */
const LEAST_BATCHES = 256;

/** Sums of batches of one length, 64 · 2^level. */
interface Level {
  /** Of the first of two batches, while the second is awaited. */
  pending: number | undefined;
  batches: number;
  squares: number;
}

/**
 * How slowly a signal varies: the method of batch means.
 *
 * The mean of B independent samples has 1/B of their variance. Where it has τ/B, N samples say as much about their distribution as
 * N/τ independent ones. A spectrum cannot show that: noise of a few hertz and less is in the first of its bins.
 */
export class BatchMeans {
  readonly #center: number;
  readonly #levels: Level[] = [];
  #sum = 0;
  #filled = 0;

  /** @param center roughly the mean, so that no digits are lost. */
  constructor(center: number) {
    this.#center = center;
  }

  process(samples: Float32Array): void {
    const center = this.#center;
    for (let i = 0; i < samples.length; ) {
      const end = Math.min(samples.length, i + SHORTEST - this.#filled);
      this.#filled += end - i;
      let sum = this.#sum;
      for (; i < end; i++) sum += samples[i]! - center;
      this.#sum = sum;
      if (this.#filled === SHORTEST) {
        this.#add(sum, 0);
        this.#sum = 0;
        this.#filled = 0;
      }
    }
  }

  /**
   * τ: the largest of all lengths of which there are 256 batches; at least 1.
   *
   * @param variance of the samples.
   */
  correlationSamples(mean: number, variance: number): number {
    const offset = mean - this.#center;
    const ratios = this.#levels.map(({ batches, squares }, level) => {
      const length = SHORTEST * 2 ** level;
      if (batches < LEAST_BATCHES) return 1;
      return (squares / batches / length - length * offset * offset) / variance;
    });
    return Math.max(1, ...ratios);
  }

  #add(sum: number, level: number): void {
    this.#levels[level] ??= { pending: undefined, batches: 0, squares: 0 };
    const entry = this.#levels[level];
    entry.batches++;
    entry.squares += sum * sum;
    if (entry.pending === undefined) {
      entry.pending = sum;
    } else {
      this.#add(entry.pending + sum, level + 1);
      entry.pending = undefined;
    }
  }
}
