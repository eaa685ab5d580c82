/** Beyond this, a double next to 1 is no longer 1. */
const FAR = 8.3;

/**
 * Φ(x), the standard normal distribution function, to within 1e-15.
 *
 * Φ(x) = 1/2 + φ(x) (x + x³/3 + x⁵/(3·5) + ...): Marsaglia, Evaluating the Normal Distribution, J. Stat. Software 11 (2004).
 */
export function normalCdf(x: number): number {
  if (x > FAR) return 1;
  if (x < -FAR) return 0;
  const square = x * x;
  let term = x;
  let sum = x;
  for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
    term *= square / odd;
    sum += term;
  }
  return 0.5 + (sum * Math.exp(-0.5 * square)) / Math.sqrt(2 * Math.PI);
}
