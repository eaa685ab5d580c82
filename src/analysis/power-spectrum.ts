import type { Fft } from './fft.ts';

/** Samples of a segment, unless the signal is short. */
const SEGMENT_SAMPLES = 1024;
/** The fewest that a spectrum is made of, and the fewest segments. */
const LEAST_SEGMENT_SAMPLES = 64;
const LEAST_SEGMENTS = 8;

/** Adjacent segments that overlap by half under a Hann window have a correlation of 1/6: 1 + 2/36 times the variance (Welch). */
const OVERLAP_LOSS = 1 + 2 / 36;

/** An averaged power spectrum. */
export interface PowerSpectrum {
  /** Power at the frequencies k / size of the sample rate, k = 0 ... size / 2, in no particular unit. */
  readonly power: Float64Array;
  /** How many independent periodograms the average is worth. */
  readonly averages: number;
}

/**
 * The size of segments for a signal of so many samples: eight of them at least.
 *
 * @returns a power of two; undefined where the signal is too short for a spectrum.
 */
export function segmentSizeFor(samples: number): number | undefined {
  for (let size = SEGMENT_SAMPLES; size >= LEAST_SEGMENT_SAMPLES; size /= 2) {
    if ((2 * samples) / size - 1 >= LEAST_SEGMENTS) return size;
  }
  return undefined;
}

/**
 * Power spectrum of one channel by Welch's method (IEEE Trans. Audio Electroacoust. 15, 1967): Hann window, segments that overlap by half.
 * Blocks of any size give the same.
 */
export class SpectrumMeter {
  readonly #fft: Fft;
  readonly #window: Float64Array;
  readonly #samples: Float64Array;
  /** Two segments at a time: one in the real part, one in the imaginary part. */
  readonly #real: Float64Array;
  readonly #imaginary: Float64Array;
  readonly #power: Float64Array;
  #filled = 0;
  #segments = 0;

  /** @param fft of the size of the segments; several meters may share it. */
  constructor(fft: Fft) {
    const { size } = fft;
    this.#fft = fft;
    this.#window = Float64Array.from({ length: size }, (_, i) => {
      return 0.5 * (1 - Math.cos((2 * Math.PI * i) / size));
    });
    this.#samples = new Float64Array(size);
    this.#real = new Float64Array(size);
    this.#imaginary = new Float64Array(size);
    this.#power = new Float64Array(size / 2 + 1);
  }

  process(samples: Float32Array): void {
    const { size } = this.#fft;
    for (let start = 0; start < samples.length; ) {
      const part = samples.subarray(start, start + size - this.#filled);
      this.#samples.set(part, this.#filled);
      this.#filled += part.length;
      start += part.length;
      if (this.#filled === size) this.#endSegment();
    }
  }

  /** The spectrum so far; undefined before the first two segments. */
  get spectrum(): PowerSpectrum | undefined {
    // A segment that waits for another is left out.
    const segments = this.#segments - (this.#segments % 2);
    if (segments === 0) return undefined;
    return { power: this.#power.slice(), averages: segments / OVERLAP_LOSS };
  }

  #endSegment(): void {
    const { size } = this.#fft;
    const isSecond = this.#segments % 2 === 1;
    const target = isSecond ? this.#imaginary : this.#real;
    for (let i = 0; i < size; i++) target[i] = this.#window[i]! * this.#samples[i]!;
    this.#segments++;
    this.#samples.copyWithin(0, size / 2);
    this.#filled = size / 2;
    if (isSecond) this.#addPair();
  }

  /** |A|² + |B|² of real signals a and b is (|Z[k]|² + |Z[-k]|²) / 2 of z = a + ib. */
  #addPair(): void {
    const real = this.#real;
    const imaginary = this.#imaginary;
    this.#fft.transform(real, imaginary);
    for (let k = 0; k < this.#power.length; k++) {
      const mirrored = (real.length - k) & (real.length - 1);
      this.#power[k]! +=
        (real[k]! ** 2 + imaginary[k]! ** 2 + real[mirrored]! ** 2 + imaginary[mirrored]! ** 2) / 2;
    }
  }
}
