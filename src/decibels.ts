/** Decibels of a power ratio: 10·log10(ratio). `-Infinity` for 0. For reports: engines may differ in the last bit. */
export function powerToDecibels(powerRatio: number): number {
  return 10 * Math.log10(powerRatio);
}

const LOG2_10 = 3.321928094887362;
/** What {@link LOG2_10} lacks. */
const LOG2_10_REST = 1.661617516973592e-16;
const LN2 = Math.LN2;

/**
 * Power ratio of a level in decibels: 10^(dB/10), to within some 1e-15 of itself.
 *
 * The noise's strength comes from it, and with that every byte of the output. JavaScript leaves the last bits of
 * `Math.pow` and `Math.exp` to the engine, so this is made of additions and multiplications alone:
 * 10^x = 2^n · e^(f ln 2), with n whole and |f| ≤ 1/2.
 *
 * @param decibels -3000 to 3000.
 */
export function decibelsToPower(decibels: number): number {
  const x = decibels / 10;
  const exponent = x * LOG2_10;
  const n = Math.round(exponent);
  // x has 53 bits, of which the product keeps the upper ones: split it so that nothing of the fraction is lost.
  const high = Math.fround(x);
  const low = x - high;
  const factorHigh = Math.fround(LOG2_10);
  const factorLow = LOG2_10 - factorHigh;
  const f =
    high * factorHigh -
    n +
    (high * factorLow + low * factorHigh + (low * factorLow + x * LOG2_10_REST));
  const y = f * LN2;
  // Taylor's series, from its small end: 0.35^17 / 17! is 5e-23.
  let sum = 1;
  for (let k = 17; k >= 1; k--) sum = 1 + (sum * y) / k;
  return scaleByPowerOfTwo(sum, n);
}

/** x · 2^n, exact unless it leaves the range of normal numbers. */
function scaleByPowerOfTwo(x: number, n: number): number {
  let scaled = x;
  let left = Math.abs(n);
  for (let factor = n < 0 ? 0.5 : 2; left > 0; left >>= 1, factor *= factor) {
    if (left & 1) scaled *= factor;
  }
  return scaled;
}
