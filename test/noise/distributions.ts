// Distribution functions that turn a statistic into a p-value: how often a perfect generator does at least as badly.

const SQRT_TWO_PI = Math.sqrt(2 * Math.PI);
/** 1, 1/3, 1/5, ... */
const ODD_RECIPROCALS = Float64Array.from({ length: 100 }, (_, k) => 1 / (2 * k + 1));

/** Probability that a standard normal is above x, for x >= 0; relative error below 1e-9 up to x = 40. */
export function upperTail(x: number): number {
  const density = Math.exp(-0.5 * x * x) / SQRT_TWO_PI;
  if (x < 4) {
    // Φ(x) - 1/2 = φ(x) (x + x³/3 + x⁵/(3·5) + ...)
    const square = x * x;
    let term = x;
    let sum = x;
    for (let k = 1; term > 1e-17 * sum; k++) {
      term *= square * ODD_RECIPROCALS[k]!;
      sum += term;
    }
    return 0.5 - density * sum;
  }
  // Laplace's continued fraction, φ(x) / (x + 1/(x + 2/(x + 3/(x + ...))))
  let fraction = x;
  for (let k = 60; k > 0; k--) fraction = x + k / fraction;
  return density / fraction;
}

export function normalCdf(x: number): number {
  return x < 0 ? upperTail(-x) : 1 - upperTail(x);
}

/** Probability that a standard normal is further from 0 than z, on either side. */
export function twoSided(z: number): number {
  return 2 * upperTail(Math.abs(z));
}

/** The z whose upper tail is p. */
export function upperQuantile(p: number): number {
  let low = 0;
  let high = 40;
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (upperTail(middle) > p) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * Two-sided p-value of a χ² statistic: too large and too small are both suspicious.
 *
 * Wilson and Hilferty's cube root; within a few per cent of the tail for the degrees of freedom used here.
 */
export function chiSquareP(chiSquare: number, degrees: number): number {
  const variance = 2 / (9 * degrees);
  return twoSided((Math.cbrt(chiSquare / degrees) - (1 - variance)) / Math.sqrt(variance));
}

/** P(D >= d) of Kolmogorov and Smirnov for n samples, with Stephens's correction for finite n. */
export function kolmogorovP(d: number, n: number): number {
  const lambda = d * (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n));
  if (lambda < 0.2) return 1;
  let sum = 0;
  for (let k = 1; k <= 100; k++) {
    sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * lambda * lambda);
  }
  return Math.min(1, sum);
}

/**
 * P(A² >= a) of Anderson and Darling for many samples and a distribution known beforehand.
 *
 * adinf of Marsaglia and Marsaglia (J. Stat. Software 9, 2004) up to 6, where it still has 2e-6; above, the leading term of
 * the sum of χ²₁ / (j (j + 1)) that A² is: P -> √(2 ∏' ...) e^(-a) / √(π a), with the product evaluated.
 */
export function andersonDarlingP(a: number): number {
  if (a <= 0) return 1;
  if (a < 2) {
    const polynomial =
      2.00012 +
      (0.247105 - (0.0649821 - (0.0347962 - (0.011672 - 0.00168691 * a) * a) * a) * a) * a;
    return 1 - (Math.exp(-1.2337141 / a) / Math.sqrt(a)) * polynomial;
  }
  if (a < 6) {
    const polynomial =
      1.0776 - (2.30695 - (0.43424 - (0.082433 - (0.008056 - 0.0003146 * a) * a) * a) * a) * a;
    return -Math.expm1(-Math.exp(polynomial));
  }
  // Σ λ_j χ²₁ with λ_1 = 1/2: tail √(c) · P(χ²₁ > 2 a), c = ∏_{j>1} 1 / (1 - 2 / (j (j + 1))) = 3.
  return Math.sqrt(3) * 2 * upperTail(Math.sqrt(2 * a));
}

/** Two-sided p-value of a count that should be Poisson distributed. */
export function poissonP(count: number, mean: number): number {
  if (mean > 500) return twoSided((count - mean) / Math.sqrt(mean));
  // Both tails are summed, since 1 - the other would lose all the digits of a small one.
  let probability = Math.exp(-mean);
  let atMost = 0;
  let atLeast = 0;
  for (let k = 0; k <= count || probability > 1e-300; k++) {
    if (k <= count) atMost += probability;
    if (k >= count) atLeast += probability;
    probability *= mean / (k + 1);
  }
  return Math.min(1, 2 * Math.min(atMost, atLeast));
}

/** p-value of the worst of several. */
export function worstOf(pValues: readonly number[]): number {
  return Math.min(1, pValues.length * Math.min(...pValues));
}

/**
 * p-value of scores that are each standard normal and nearly independent: their largest, and the sum of their squares.
 */
export function scoresP(z: ArrayLike<number>): number {
  let largest = 0;
  let squares = 0;
  for (let i = 0; i < z.length; i++) {
    const score = z[i]!;
    if (Number.isNaN(score)) return 0;
    largest = Math.max(largest, Math.abs(score));
    squares += score * score;
  }
  return worstOf([Math.min(1, z.length * twoSided(largest)), chiSquareP(squares, z.length)]);
}
