import { fft } from './fft.ts';

/**
 * Power density by Welch's method: Hann windows that overlap by half.
 *
 * Windows are taken in pairs, as the real and imaginary parts of one transform: |Z[k]|² + |Z[N - k]|² is twice the sum of both.
 */
export class WelchSpectrum {
  readonly #size: number;
  readonly #window: Float64Array;
  readonly #density: Float64Array;
  readonly #real: Float64Array;
  readonly #imaginary: Float64Array;
  #windows = 0;

  /** @param size samples of a window, a power of two. */
  constructor(size: number) {
    this.#size = size;
    this.#window = Float64Array.from(
      { length: size },
      (_, n) => Math.sqrt(2 / 3) * (1 - Math.cos((2 * Math.PI * n) / size)),
    );
    this.#density = new Float64Array(size / 2 + 1);
    this.#real = new Float64Array(size);
    this.#imaginary = new Float64Array(size);
  }

  /** Adds a stretch of samples; windows do not reach from one stretch into the next. */
  add(samples: Float32Array): void {
    const size = this.#size;
    const half = size / 2;
    const real = this.#real;
    const imaginary = this.#imaginary;
    for (let start = 0; start + half + size <= samples.length; start += size) {
      for (let n = 0; n < size; n++) {
        real[n] = samples[start + n]! * this.#window[n]!;
        imaginary[n] = samples[start + half + n]! * this.#window[n]!;
      }
      fft(real, imaginary);
      for (let k = 0; k <= half; k++) {
        const mirror = (size - k) % size;
        this.#density[k]! +=
          (real[k]! ** 2 + imaginary[k]! ** 2 + real[mirror]! ** 2 + imaginary[mirror]! ** 2) / 2;
      }
      this.#windows += 2;
    }
  }

  /** Number of windows so far. */
  get windows(): number {
    return this.#windows;
  }

  /** Mean power per bin, scaled so that white noise of unit variance has 1 everywhere: bins 0 .. size / 2. */
  get density(): Float64Array {
    return this.#density.map((power) => power / this.#windows / this.#size);
  }
}

/** Consecutive bins that are looked at as one. */
export interface BinRange {
  readonly from: number;
  readonly to: number;
}

/** Ranges of equal ratio, `perOctave` to the octave, of at least one bin each. */
export function fractionalOctaves(from: number, to: number, perOctave: number): BinRange[] {
  const ranges: BinRange[] = [];
  for (let start = from; start < to; ) {
    const next = Math.max(start + 1, Math.round(start * 2 ** (1 / perOctave)));
    ranges.push({ from: start, to: Math.min(next, to) });
    start = next;
  }
  return ranges;
}

/**
 * Standard deviation in dB of a range's level.
 *
 * A bin of one window is χ² with two degrees of freedom: 4.34 dB times 1 / √windows. Hann windows that overlap by half are correlated by
 * 1/36 in power, and neighbouring bins by 4/9, those after them by 1/36, which leaves 1.056 and 1.94 times the variance.
 */
export function rangeDeviationDb({ from, to }: BinRange, windows: number): number {
  const independent = Math.max(1, (to - from) / 1.94) * (windows / 1.056);
  return 10 / Math.LN10 / Math.sqrt(independent);
}
