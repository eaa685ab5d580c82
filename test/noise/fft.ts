/**
 * Discrete Fourier transform in place, unscaled: X[k] = Σ x[n] exp(-2πi k n / N). N is a power of two.
 */
export function fft(real: Float64Array, imaginary: Float64Array): void {
  const size = real.length;
  for (let i = 1, j = 0; i < size; i++) {
    let bit = size >> 1;
    for (; (j & bit) !== 0; bit >>= 1) j ^= bit;
    j |= bit;
    if (i < j) {
      [real[i], real[j]] = [real[j]!, real[i]!];
      [imaginary[i], imaginary[j]] = [imaginary[j]!, imaginary[i]!];
    }
  }
  const { cosines, sines } = twiddles(size);
  for (let half = 1; half < size; half *= 2) {
    const stride = size / (2 * half);
    for (let k = 0; k < half; k++) {
      const wr = cosines[k * stride]!;
      const wi = sines[k * stride]!;
      for (let a = k; a < size; a += 2 * half) {
        const b = a + half;
        const tr = real[b]! * wr - imaginary[b]! * wi;
        const ti = real[b]! * wi + imaginary[b]! * wr;
        real[b] = real[a]! - tr;
        imaginary[b] = imaginary[a]! - ti;
        real[a] = real[a]! + tr;
        imaginary[a] = imaginary[a]! + ti;
      }
    }
  }
}

let cached = { size: 0, cosines: new Float64Array(0), sines: new Float64Array(0) };

function twiddles(size: number): typeof cached {
  if (cached.size !== size) {
    const angles = Float64Array.from({ length: size / 2 }, (_, k) => (-2 * Math.PI * k) / size);
    cached = { size, cosines: angles.map(Math.cos), sines: angles.map(Math.sin) };
  }
  return cached;
}
