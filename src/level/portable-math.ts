import { decibelsToPower } from '../decibels.ts';

// Engines differ in the last bit of Math.exp, Math.log and Math.sin, and a gain made of them would differ too. These
// are made of additions, multiplications and divisions, which IEEE 754 defines to the bit. Good to some units of the
// last place; for coefficients and results, not for every sample.

/** ln 2 in two parts: the first has 32 bits, so that its product with a small integer is exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** π in two parts: the double and what it lacks. */
const PI_LOW = 1.2246467991473532e-16;

/** e^x, for x up to some hundreds. */
export function exponential(x: number): number {
  return decibelsToPower(x * (10 / Math.LN10));
}

/** Natural logarithm of a positive finite number. */
export function logarithm(x: number): number {
  // x = 2^e m with m in [√½, √2): ln m = 2 artanh s with s = (m - 1) / (m + 1), |s| ≤ 0.1716.
  let m = x;
  let e = 0;
  for (; m >= Math.SQRT2; e++) m /= 2;
  for (; m < Math.SQRT1_2; e--) m *= 2;
  const s = (m - 1) / (m + 1);
  const q = s * s;
  let sum = 0;
  for (let n = 23; n > 0; n -= 2) {
    sum = sum * q + 1 / n;
  }
  return e * LN2_HIGH + (e * LN2_LOW + 2 * s * sum);
}

/** Sine of an angle in radians, up to some thousands of turns. */
export function sine(x: number): number {
  // x = n π + r with |r| ≤ π/2: terms up to r^25 reach 2^-53.
  const n = Math.round(x / Math.PI);
  const r = x - n * Math.PI - n * PI_LOW;
  const q = r * r;
  let sum = 1;
  for (let k = 24; k > 0; k -= 2) {
    sum = 1 - (sum * q) / (k * (k + 1));
  }
  return n % 2 === 0 ? r * sum : -r * sum;
}
