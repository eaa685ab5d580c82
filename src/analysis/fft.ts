/**
 * Discrete Fourier transform of complex numbers, X[k] = Σ x[n] exp(-2πi k n / N), in place and unscaled.
 *
 * Decimation in time, radix 2 (Cooley & Tukey 1965). The inverse is the same with the two arrays exchanged, divided by N:
 * `fft.transform(imaginary, real)`.
 *
 * Sines and cosines are the engine's and may differ in the last bit between engines: this is for reports, not for samples.
 */
export class Fft {
  readonly size: number;
  /** cos and -sin of 2π k / N for k < N / 2. */
  readonly #cosines: Float64Array;
  readonly #sines: Float64Array;
  /** Where each index goes when its bits are read backwards. */
  readonly #reversed: Uint32Array;

  /**
   * @param size N, a power of two from 2 to 2^30.
   * @throws RangeError for any other.
   */
  constructor(size: number) {
    if (!(size >= 2 && size <= 2 ** 30 && (size & (size - 1)) === 0)) {
      throw new RangeError(`size is ${size}; expected a power of two from 2 to 2^30`);
    }
    this.size = size;
    const angles = Float64Array.from({ length: size / 2 }, (_, k) => (2 * Math.PI * k) / size);
    this.#cosines = angles.map(Math.cos);
    this.#sines = angles.map((angle) => -Math.sin(angle));
    this.#reversed = new Uint32Array(size);
    for (let i = 1; i < size; i++) {
      this.#reversed[i] = (this.#reversed[i >> 1]! >> 1) | (i & 1 ? size >> 1 : 0);
    }
  }

  /** Transforms in place; both arrays have `size` numbers. */
  transform(real: Float64Array, imaginary: Float64Array): void {
    const { size } = this;
    this.#permute(real);
    this.#permute(imaginary);
    const cosines = this.#cosines;
    const sines = this.#sines;
    for (let half = 1; half < size; half *= 2) {
      const stride = size / (2 * half);
      for (let start = 0; start < size; start += 2 * half) {
        for (let a = start, b = start + half, k = 0; a < start + half; a++, b++, k += stride) {
          const c = cosines[k]!;
          const s = sines[k]!;
          const re = real[b]! * c - imaginary[b]! * s;
          const im = real[b]! * s + imaginary[b]! * c;
          real[b] = real[a]! - re;
          imaginary[b] = imaginary[a]! - im;
          real[a]! += re;
          imaginary[a]! += im;
        }
      }
    }
  }

  #permute(values: Float64Array): void {
    const reversed = this.#reversed;
    for (let i = 0; i < reversed.length; i++) {
      const j = reversed[i]!;
      if (i < j) {
        const value = values[i]!;
        values[i] = values[j]!;
        values[j] = value;
      }
    }
  }
}
