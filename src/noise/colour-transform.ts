// Transforms for the design of filters, in double precision. Nothing but + - * / and square roots, which IEEE 754 rounds the
// same everywhere; Math.cos and Math.exp differ between engines in the last bit.

/** Cosines and sines of 2πk / size, k = 0 .. size - 1. */
export interface RootsOfUnity {
  readonly cosines: Float64Array;
  readonly sines: Float64Array;
}

const computedRoots = new Map<number, RootsOfUnity>();

/**
 * The roots of unity; computed once for each size.
 *
 * @param size a power of two, 4 or more. Absolute error below 1e-15 up to 2^14.
 */
export function rootsOfUnity(size: number): RootsOfUnity {
  let roots = computedRoots.get(size);
  if (!roots) {
    roots = computeRoots(size);
    computedRoots.set(size, roots);
  }
  return roots;
}

/** By halving angles: each number of roots from half of it. */
function computeRoots(size: number): RootsOfUnity {
  let cosines = Float64Array.of(1, 0, -1, 0);
  let sines = Float64Array.of(0, 1, 0, -1);
  // cos and sin of 2π / count
  let cosine = 0;
  let sine = 1;
  for (let count = 8; count <= size; count *= 2) {
    const half = Math.sqrt((1 + cosine) / 2);
    sine /= 2 * half;
    cosine = half;
    const nextCosines = new Float64Array(count);
    const nextSines = new Float64Array(count);
    for (let k = 0; k < count / 2; k++) {
      const c = cosines[k]!;
      const s = sines[k]!;
      nextCosines[2 * k] = c;
      nextSines[2 * k] = s;
      nextCosines[2 * k + 1] = c * cosine - s * sine;
      nextSines[2 * k + 1] = s * cosine + c * sine;
    }
    cosines = nextCosines;
    sines = nextSines;
  }
  return { cosines, sines };
}

/**
 * Discrete Fourier transforms of real, even sequences of 2 m values: of these, 0 .. m are given and found.
 *
 *     X[k] = x[0] + (-1)^k x[m] + 2 Σ_{0 < n < m} x[n] cos(π k n / m)
 *
 * Twice over it gives the sequence again, times 2 m.
 */
export class CosineTransform {
  readonly #half: number;
  readonly #roots: RootsOfUnity;
  readonly #real: Float64Array;
  readonly #imaginary: Float64Array;

  /** @param half m, a power of two. */
  constructor(half: number) {
    this.#half = half;
    this.#roots = rootsOfUnity(2 * half);
    this.#real = new Float64Array(half);
    this.#imaginary = new Float64Array(half);
  }

  /** @param values m + 1 of them. */
  transform(values: Float64Array): Float64Array {
    const m = this.#half;
    const real = this.#real;
    const imaginary = this.#imaginary;
    // The even terms of the sequence as real parts, the odd ones as imaginary parts: half the length.
    for (let n = 0; n < m; n++) {
      real[n] = values[2 * n <= m ? 2 * n : 2 * (m - n)]!;
      imaginary[n] = values[2 * n + 1 <= m ? 2 * n + 1 : 2 * (m - n) - 1]!;
    }
    this.#fourier();
    const { cosines, sines } = this.#roots;
    const result = new Float64Array(m + 1);
    for (let k = 0; k <= m; k++) {
      const at = k % m;
      const mirror = (m - k) % m;
      // E[k] + e^(-iπk/m) O[k], of which only the real part is not 0
      const even = (real[at]! + real[mirror]!) / 2;
      const oddReal = (imaginary[at]! + imaginary[mirror]!) / 2;
      const oddImaginary = (real[mirror]! - real[at]!) / 2;
      result[k] = even + cosines[k]! * oddReal + sines[k]! * oddImaginary;
    }
    return result;
  }

  /** Fast Fourier transform in place: decimation in time, radix 2. */
  #fourier(): void {
    const size = this.#half;
    const real = this.#real;
    const imaginary = this.#imaginary;
    const { cosines, sines } = this.#roots;
    for (let i = 1, j = 0; i < size; i++) {
      let bit = size >> 1;
      for (; (j & bit) !== 0; bit >>= 1) j ^= bit;
      j |= bit;
      if (i < j) {
        [real[i], real[j]] = [real[j]!, real[i]!];
        [imaginary[i], imaginary[j]] = [imaginary[j]!, imaginary[i]!];
      }
    }
    for (let half = 1; half < size; half *= 2) {
      const stride = size / half;
      for (let start = 0; start < size; start += 2 * half) {
        for (let k = 0; k < half; k++) {
          const a = start + k;
          const b = a + half;
          const c = cosines[k * stride]!;
          const s = sines[k * stride]!;
          const xr = real[b]! * c + imaginary[b]! * s;
          const xi = imaginary[b]! * c - real[b]! * s;
          real[b] = real[a]! - xr;
          imaginary[b] = imaginary[a]! - xi;
          real[a] = real[a]! + xr;
          imaginary[a] = imaginary[a]! + xi;
        }
      }
    }
  }
}
