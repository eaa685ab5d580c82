import { normalCdf } from './normal-distribution.ts';

/** What is known of the samples beforehand. */
export interface DistributionForecast {
  /** Their mean, roughly: within a standard deviation or so. */
  readonly mean: number;
  /** Their variance, roughly: the histogram is made for 1/4 to 4 times as much. */
  readonly variance: number;
  /** All samples are multiples of this; 0: they are not of a grid. */
  readonly step: number;
}

/** How samples are distributed. */
export interface DistributionShape {
  /** Mean square about the mean. */
  readonly variance: number;
  /** Third standardised moment: 0 for a normal distribution, as for any symmetric one. */
  readonly skewness: number;
  /** Fourth standardised moment: 3 for a normal distribution, 1.8 for a uniform one. */
  readonly kurtosis: number;
  /**
   * Statistic of Kolmogorov and Smirnov: the largest difference between the samples' distribution function and that of the
   * normal distribution with their mean and variance. Undefined where the steps are too coarse for the noise, or the forecast was wrong.
   */
  readonly ks: number | undefined;
}

/** Bins of the histogram, over ±8 standard deviations. */
const BINS = 4096;
const REACH = 8;

/** Noise weaker than this part of a step cannot be told from its rounding. */
const WEAKEST_IN_STEPS = 0.5;

/**
 * Moments and histogram of the samples of one channel, in blocks of any size.
 *
 * **Steps.** Noise in integers is a normal variable that was rounded, with 1/12 step² of variance more (Sheppard), and a distribution
 * function of steps. The bins then begin and end half-way between two integers, where the distribution functions before and after the
 * rounding agree, and the comparison is as sharp as for continuous samples.
 */
export class SampleDistribution {
  readonly #center: number;
  readonly #inverseScale: number;
  readonly #step: number;
  readonly #origin: number;
  readonly #binWidth: number;
  readonly #counts = new Float64Array(BINS);
  #below = 0;
  #count = 0;
  /** Sums of the powers of (x - center) / scale. */
  #sum1 = 0;
  #sum2 = 0;
  #sum3 = 0;
  #sum4 = 0;

  constructor({ mean, variance, step }: DistributionForecast) {
    const scale = Math.sqrt(variance) || 1;
    this.#center = mean;
    this.#inverseScale = 1 / scale;
    this.#step = step;
    const width = (2 * REACH * scale) / BINS;
    this.#binWidth = step > 0 ? step * Math.ceil(width / step) : width;
    const origin = mean - 0.5 * BINS * this.#binWidth;
    this.#origin = step > 0 ? step * (Math.round(origin / step) - 0.5) : origin;
  }

  process(samples: Float32Array): void {
    const center = this.#center;
    const inverseScale = this.#inverseScale;
    const origin = this.#origin;
    const binWidth = this.#binWidth;
    const counts = this.#counts;
    let sum1 = this.#sum1;
    let sum2 = this.#sum2;
    let sum3 = this.#sum3;
    let sum4 = this.#sum4;
    for (let i = 0; i < samples.length; i++) {
      const x = samples[i]!;
      const z = (x - center) * inverseScale;
      const square = z * z;
      sum1 += z;
      sum2 += square;
      sum3 += square * z;
      sum4 += square * square;
      const position = (x - origin) / binWidth;
      if (position < 0) this.#below++;
      else if (position < BINS) counts[Math.floor(position)]!++;
    }
    this.#sum1 = sum1;
    this.#sum2 = sum2;
    this.#sum3 = sum3;
    this.#sum4 = sum4;
    this.#count += samples.length;
  }

  /** Mean of the samples; 0 where there are none. */
  get mean(): number {
    return this.#count > 0 ? this.#center + this.#sum1 / this.#count / this.#inverseScale : 0;
  }

  /** Undefined where all samples are equal, or there are none. */
  get shape(): DistributionShape | undefined {
    const n = this.#count;
    const m = this.#sum1 / n;
    // Central moments out of those about `center`.
    const m2 = this.#sum2 / n - m * m;
    const m3 = this.#sum3 / n - 3 * m * (this.#sum2 / n) + 2 * m ** 3;
    const m4 =
      this.#sum4 / n - 4 * m * (this.#sum3 / n) + 6 * m * m * (this.#sum2 / n) - 3 * m ** 4;
    // What is below is the rounding of the mean.
    if (!(m2 > 1e-20)) return undefined;
    const variance = m2 / this.#inverseScale ** 2;
    const isAsForeseen = m2 >= 1 / 4 && m2 <= 4;
    return {
      variance,
      skewness: m3 / m2 ** 1.5,
      kurtosis: m4 / m2 ** 2,
      ks: isAsForeseen ? this.#kolmogorovSmirnov(variance) : undefined,
    };
  }

  #kolmogorovSmirnov(variance: number): number | undefined {
    const step = this.#step;
    if (variance < (WEAKEST_IN_STEPS * step) ** 2) return undefined;
    const { mean } = this;
    const deviation = Math.sqrt(variance - (step * step) / 12);
    let below = this.#below;
    let largest = 0;
    for (let bin = 0; bin <= BINS; bin++) {
      const edge = this.#origin + bin * this.#binWidth;
      const expected = normalCdf((edge - mean) / deviation);
      largest = Math.max(largest, Math.abs(below / this.#count - expected));
      below += this.#counts[bin] ?? 0;
    }
    return largest;
  }
}
