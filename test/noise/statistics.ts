// Tests of normality and independence. Each returns a p-value, or scores that are standard normal for a perfect generator.
//
// Scores of m independent stretches combine: their sum / √m is standard normal again.

import {
  andersonDarlingP,
  chiSquareP,
  kolmogorovP,
  normalCdf,
  poissonP,
  scoresP,
  twoSided,
  upperQuantile,
  upperTail,
  worstOf,
} from './distributions.ts';
import { fft } from './fft.ts';

/**
 * Below this a p-value condemns.
 *
 * The default and the slow tests ask for some 150 p-values; a perfect generator would get one of them below 1e-5 in one
 * choice of seeds of 700. The seeds were chosen once and are fixed, so what passes keeps passing.
 */
export const CONDEMNED = 1e-5;

/** Named p-values. */
export type Verdict = Record<string, number>;

type SampleTest = (samples: Float32Array, goodness: () => Fit) => number;

/** What a stretch of samples, at least 2^19 of them, goes through. */
const SAMPLE_TESTS = {
  moments: (samples) => scoresP(momentScores(samples)),
  'Kolmogorov-Smirnov': (_, goodness) => goodness().kolmogorovSmirnovP,
  'Anderson-Darling': (_, goodness) => andersonDarlingP(goodness().andersonDarling),
  tails: (samples) => tailsP(tailCounts(samples), samples.length),
  autocorrelation: (samples) => scoresP(autocorrelationScores(samples, LAGS)),
  'autocorrelation of squares': (samples) =>
    scoresP(autocorrelationScores(squaresOf(samples), LAGS)),
  spectrum: (samples) => scoresP(spectrumScores(samples)),
  signs: (samples) => signsP(samples),
  pairs: (samples) => pairsP(samples),
  positions: (samples) => positionsP(samples),
} satisfies Record<string, SampleTest>;

export type SampleTestName = keyof typeof SAMPLE_TESTS;

export const SAMPLE_TEST_NAMES = Object.keys(SAMPLE_TESTS) as SampleTestName[];

/** The p-values of some tests, by default all. */
export function examine(
  samples: Float32Array,
  names: readonly SampleTestName[] = SAMPLE_TEST_NAMES,
): Verdict {
  let cached: Fit | undefined;
  const goodness = () => {
    cached ??= fitOf(samples);
    return cached;
  };
  return Object.fromEntries(names.map((name) => [name, SAMPLE_TESTS[name](samples, goodness)]));
}

/** Names of the tests that condemn. */
export function condemning(verdict: Verdict): string[] {
  return Object.keys(verdict).filter((name) => !(verdict[name]! >= CONDEMNED));
}

// Distribution

/** E x^k of a standard normal, k = 0 .. 12. */
const NORMAL_MOMENTS = [1, 0, 1, 0, 3, 0, 15, 0, 105, 0, 945, 0, 10395] as const;

/** Scores of the moments 1 to 6: Var x^k = E x^2k - (E x^k)². */
export function momentScores(samples: Float32Array): number[] {
  const sums = new Float64Array(7);
  for (let i = 0; i < samples.length; i++) {
    const x = samples[i]!;
    const x2 = x * x;
    sums[1]! += x;
    sums[2]! += x2;
    sums[3]! += x2 * x;
    sums[4]! += x2 * x2;
    sums[5]! += x2 * x2 * x;
    sums[6]! += x2 * x2 * x2;
  }
  return [1, 2, 3, 4, 5, 6].map((k) => {
    const mean = NORMAL_MOMENTS[k]!;
    const variance = NORMAL_MOMENTS[2 * k]! - mean * mean;
    return (sums[k]! / samples.length - mean) / Math.sqrt(variance / samples.length);
  });
}

export interface Fit {
  readonly kolmogorovSmirnovP: number;
  /** The statistic A². */
  readonly andersonDarling: number;
}

/** How far the empirical distribution is from the normal one. */
export function fitOf(samples: Float32Array): Fit {
  const sorted = samples.slice().sort();
  const n = sorted.length;
  let distance = 0;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const x = sorted[i]!;
    const tail = upperTail(Math.abs(x));
    const below = x < 0 ? tail : 1 - tail;
    distance = Math.max(distance, below - i / n, (i + 1) / n - below);
    const logOfTail = Math.log(tail);
    const logOfRest = Math.log1p(-tail);
    sum += (2 * i + 1) * (x < 0 ? logOfTail : logOfRest);
    sum += (2 * (n - i) - 1) * (x < 0 ? logOfRest : logOfTail);
  }
  return { kolmogorovSmirnovP: kolmogorovP(distance, n), andersonDarling: -n - sum / n };
}

/** Counts of samples in narrow cells, for more samples than can be sorted. */
export class Histogram {
  /** Cells per σ, from -LIMIT to LIMIT. */
  static readonly #PER_SIGMA = 4096;
  static readonly #LIMIT = 8;
  readonly #counts = new Float64Array(2 * Histogram.#LIMIT * Histogram.#PER_SIGMA);
  #total = 0;

  add(samples: Float32Array): void {
    const counts = this.#counts;
    for (let i = 0; i < samples.length; i++) {
      counts[Math.floor((samples[i]! + Histogram.#LIMIT) * Histogram.#PER_SIGMA)]!++;
    }
    this.#total += samples.length;
  }

  /** Kolmogorov-Smirnov, Anderson-Darling and χ², at the cells' edges. */
  verdict(): Verdict & { readonly andersonDarlingStatistic: number } {
    const n = this.#total;
    let below = 0;
    let probability = upperTail(Histogram.#LIMIT);
    let distance = 0;
    let a2 = 0;
    let chiSquare = 0;
    let degrees = -1;
    let expected = n * probability;
    let observed = 0;
    for (let cell = 0; cell < this.#counts.length; cell++) {
      below += this.#counts[cell]!;
      observed += this.#counts[cell]!;
      const edge = (cell + 1) / Histogram.#PER_SIGMA - Histogram.#LIMIT;
      const next = normalCdf(edge);
      expected += n * cellProbability(edge - 1 / Histogram.#PER_SIGMA, edge);
      const difference = below / n - next;
      distance = Math.max(distance, Math.abs(difference));
      // n ∫ (F_n - F)² / (F (1 - F)) dF, by the value at the edge.
      const outer = upperTail(Math.abs(edge));
      a2 += ((n * difference * difference) / (outer * (1 - outer))) * (next - probability);
      probability = next;
      // Cells are joined until 20 samples are expected, so that their counts are near enough to normal.
      if (expected >= 20) {
        chiSquare += (observed - expected) ** 2 / expected;
        degrees++;
        expected = 0;
        observed = 0;
      }
    }
    return {
      'Kolmogorov-Smirnov': kolmogorovP(distance, n),
      'Anderson-Darling': andersonDarlingP(a2),
      'chi-square of cells': chiSquareP(chiSquare, degrees),
      andersonDarlingStatistic: a2,
    };
  }
}

function cellProbability(from: number, to: number): number {
  return from >= 0 ? upperTail(from) - upperTail(to) : upperTail(-to) - upperTail(-from);
}

export const TAIL_SIGMAS = [3, 4, 5, 6] as const;

/** Samples beyond 3, 4, 5 and 6 σ: below, then above. */
export function tailCounts(samples: Float32Array): number[] {
  const counts = new Array<number>(2 * TAIL_SIGMAS.length).fill(0);
  for (let i = 0; i < samples.length; i++) {
    const magnitude = Math.abs(samples[i]!);
    if (magnitude > 3) {
      const side = samples[i]! < 0 ? 0 : TAIL_SIGMAS.length;
      for (const [index, sigma] of TAIL_SIGMAS.entries()) {
        if (magnitude > sigma) counts[side + index]!++;
      }
    }
  }
  return counts;
}

export function tailsP(counts: readonly number[], total: number): number {
  return worstOf(counts.map((count, i) => poissonP(count, total * upperTail(TAIL_SIGMAS[i % 4]!))));
}

// Independence within a stretch

/** 1 to 64, then the distance of a pair's two at other steps, of the blocks, and their neighbours. */
export const LAGS: readonly number[] = [
  ...Array.from({ length: 64 }, (_, i) => i + 1),
  128,
  1024,
  2048,
  4092,
  4095,
  4096,
  4097,
  4100,
  8192,
];

/** Scores of the autocorrelation of samples of mean 0 and variance 1: Σ x[n] x[n + lag] / √count. */
export function autocorrelationScores(samples: Float32Array, lags: readonly number[]): number[] {
  return lags.map((lag) => {
    const count = samples.length - lag;
    let even = 0;
    let odd = 0;
    for (let i = 0; i + 1 < count; i += 2) {
      even += samples[i]! * samples[i + lag]!;
      odd += samples[i + 1]! * samples[i + 1 + lag]!;
    }
    return (even + odd) / Math.sqrt(count);
  });
}

/** (x² - 1) / √2: mean 0 and variance 1 where x is standard normal. */
export function squaresOf(samples: Float32Array): Float32Array {
  const squares = new Float32Array(samples.length);
  for (let i = 0; i < samples.length; i++) {
    squares[i] = (samples[i]! * samples[i]! - 1) * Math.SQRT1_2;
  }
  return squares;
}

const FFT_SIZE = 1024;

/** Scores of the averaged periodogram at the frequencies strictly between 0 and half the rate. */
export function spectrumScores(samples: Float32Array): number[] {
  const power = new Float64Array(FFT_SIZE / 2);
  const real = new Float64Array(FFT_SIZE);
  const imaginary = new Float64Array(FFT_SIZE);
  const pairs = Math.floor(samples.length / (2 * FFT_SIZE));
  for (let pair = 0; pair < pairs; pair++) {
    // Two real segments at once: one as real part, one as imaginary part.
    const from = 2 * pair * FFT_SIZE;
    for (let i = 0; i < FFT_SIZE; i++) {
      real[i] = samples[from + i]!;
      imaginary[i] = samples[from + FFT_SIZE + i]!;
    }
    fft(real, imaginary);
    for (let k = 1; k < FFT_SIZE / 2; k++) {
      const j = FFT_SIZE - k;
      // |A|² + |B|² of the two segments = (|Z[k]|² + |Z[N - k]|²) / 2
      power[k]! += (real[k]! ** 2 + imaginary[k]! ** 2 + real[j]! ** 2 + imaginary[j]! ** 2) / 2;
    }
  }
  // Each |A|² / N is exponential of mean 1; the sum of 2·pairs of them is half a χ² of 4·pairs degrees, made normal
  // by the cube root as in chiSquareP.
  const segments = 2 * pairs;
  const variance = 1 / (9 * segments);
  return Array.from(power.subarray(1), (sum) => {
    const mean = sum / FFT_SIZE / segments;
    return (Math.cbrt(mean) - (1 - variance)) / Math.sqrt(variance);
  });
}

/** Balance of the signs, number of their runs, lengths of these, and the patterns of eight successive signs. */
export function signsP(samples: Float32Array): number {
  const n = samples.length;
  const patterns = new Float64Array(256);
  const lengths = new Float64Array(16);
  let positives = 0;
  let runs = 0;
  let run = 0;
  let previous = -1;
  let pattern = 0;
  for (let i = 0; i < n; i++) {
    const sign = samples[i]! > 0 ? 1 : 0;
    positives += sign;
    pattern = ((pattern << 1) | sign) & 255;
    if (i % 8 === 7) patterns[pattern]!++;
    if (sign === previous) {
      run++;
    } else {
      if (run > 0) lengths[Math.min(run, 16) - 1]!++;
      runs++;
      run = 1;
      previous = sign;
    }
  }
  // Lengths are geometric: 2^-k, and 2^-15 for 16 or more. The runs that were finished are one less.
  const geometric = Array.from(lengths, (_, i) => (runs - 1) / 2 ** Math.min(i + 1, 15));
  return worstOf([
    twoSided((2 * positives - n) / Math.sqrt(n)),
    twoSided((2 * runs - n - 1) / Math.sqrt(n - 1)),
    cellsP(lengths, geometric),
    cellsP(patterns, new Array<number>(256).fill(Math.floor(n / 8) / 256)),
  ]);
}

/** χ² of counts against what was expected, the total given. */
function cellsP(observed: ArrayLike<number>, expected: readonly number[]): number {
  let chiSquare = 0;
  for (const [i, mean] of expected.entries()) chiSquare += (observed[i]! - mean) ** 2 / mean;
  return chiSquareP(chiSquare, expected.length - 1);
}

const SECTORS = 64;
const RINGS = 16;

/**
 * Sine and cosine of the same pair: four frames apart in every group of eight. Their radius² / 2 is exponential, their
 * angle uniform, one independent of the other; so are the two, and their squares.
 */
export function pairsP(samples: Float32Array): number {
  const cells = new Float64Array(SECTORS * RINGS);
  let product = 0;
  let productOfSquares = 0;
  let productOfSigns = 0;
  let pairs = 0;
  for (let group = 0; group + 8 <= samples.length; group += 8) {
    for (let lane = 0; lane < 4; lane++) {
      const sine = samples[group + lane]!;
      const cosine = samples[group + lane + 4]!;
      product += sine * cosine;
      productOfSquares += (sine * sine - 1) * (cosine * cosine - 1);
      productOfSigns += Math.sign(sine) * Math.sign(cosine);
      // exp(-r²/2) is uniform on (0, 1], the angle / 2π on [-1/2, 1/2].
      const uniform = Math.exp(-0.5 * (sine * sine + cosine * cosine));
      const turn = Math.atan2(sine, cosine) / (2 * Math.PI) + 0.5;
      const ring = Math.min(RINGS - 1, Math.floor(uniform * RINGS));
      const sector = Math.min(SECTORS - 1, Math.floor(turn * SECTORS));
      cells[ring * SECTORS + sector]!++;
      pairs++;
    }
  }
  const root = Math.sqrt(pairs);
  return worstOf([
    twoSided(product / root),
    twoSided(productOfSquares / 2 / root),
    twoSided(productOfSigns / root),
    cellsP(cells, new Array<number>(cells.length).fill(pairs / cells.length)),
  ]);
}

/** Means and mean squares of the same position in many blocks: what the seeding of the blocks might spoil. */
export function positionsP(samples: Float32Array, blockFrames = 4096): number {
  const blocks = Math.floor(samples.length / blockFrames);
  const sums = new Float64Array(blockFrames);
  const squares = new Float64Array(blockFrames);
  for (let i = 0; i < blocks * blockFrames; i++) {
    const x = samples[i]!;
    sums[i % blockFrames]! += x;
    squares[i % blockFrames]! += x * x;
  }
  // The sum of squares is χ² with one degree per block.
  const variance = 2 / (9 * blocks);
  return worstOf([
    scoresP(sums.map((sum) => sum / Math.sqrt(blocks))),
    scoresP(squares.map((sum) => (Math.cbrt(sum / blocks) - (1 - variance)) / Math.sqrt(variance))),
  ]);
}

// Independence of two stretches

const QUANTILES = 16;
const QUANTILE_EDGES = Array.from({ length: QUANTILES - 1 }, (_, i) => {
  const p = (i + 1) / QUANTILES;
  return p < 0.5 ? -upperQuantile(p) : upperQuantile(1 - p);
});

function quantileOf(x: number): number {
  let cell = 0;
  while (cell < QUANTILES - 1 && x > QUANTILE_EDGES[cell]!) cell++;
  return cell;
}

/** Scores of the correlation of two stretches, and of their squares, at shifts of -8 to 8 samples. */
export function crossCorrelationScores(a: Float32Array, b: Float32Array): number[] {
  const scores: number[] = [];
  for (const [x, y] of [
    [a, b],
    [squaresOf(a), squaresOf(b)],
  ] as const) {
    for (let shift = -8; shift <= 8; shift++) {
      let sum = 0;
      for (let i = 8; i < x.length - 8; i++) sum += x[i]! * y[i + shift]!;
      scores.push(sum / Math.sqrt(x.length - 16));
    }
  }
  return scores;
}

/** p-value of the independence of two stretches: correlations, and a table of 16 x 16 quantiles. */
export function independenceP(a: Float32Array, b: Float32Array): number {
  const cells = new Float64Array(QUANTILES * QUANTILES);
  for (let i = 0; i < a.length; i++) {
    cells[quantileOf(a[i]!) * QUANTILES + quantileOf(b[i]!)]!++;
  }
  return worstOf([
    scoresP(crossCorrelationScores(a, b)),
    cellsP(cells, new Array<number>(cells.length).fill(a.length / cells.length)),
  ]);
}
