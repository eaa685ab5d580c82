import { Fft } from './fft.ts';

/** A stretch of two signals, in which the one is looked for in the other. One array per channel each. */
export interface DelayWindow {
  /** What is to be explained. */
  readonly noisy: readonly Float32Array[];
  /** What it is to be explained by: the same stretch, and `maxDelayFrames` before and after it where the file has them. */
  readonly clean: readonly Float32Array[];
  /** How many frames `clean` begins before `noisy`. */
  readonly leadFrames: number;
  /** Largest delay to look for, of either sign. */
  readonly maxDelayFrames: number;
}

/** By how much a signal is late. */
export interface Delay {
  /** Frames by which the noisy signal comes after the clean one; negative: before. */
  readonly frames: number;
  /** The least and the largest of the delays that explain the signals as well. */
  readonly plausible: readonly [number, number];
}

/** Delays whose log-likelihood is within this of the best one's cannot be told from it: odds of 3000 to 1. */
const LOG_LIKELIHOOD_MARGIN = 8;

/** Part of the noisy signal's energy that the rounding of the correlation may make up. */
const ROUNDING = 1e-12;

/**
 * Finds the delay at which a multiple of the clean signal, of either sign, explains most of the noisy one: the
 * maximum-likelihood delay in white Gaussian noise. Outside of its window the clean signal is taken for 0.
 *
 * A delay d explains r(d)² / E(d) of the noisy energy, with the cross-correlation r(d) = Σ clean[i - d] · noisy[i] and the clean
 * energy E(d) = Σ clean[i - d]² that it moves into the window, so its log-likelihood is
 *
 *     -N/2 · ln(E_noisy - r(d)² / E(d))
 *
 * A tone has many delays that explain it equally, and strong noise hides the difference between neighbours. Of the delays
 * that cannot be told from the best, 0 is taken if it is one of them, otherwise the peak that is nearest to 0.
 */
export function findDelay(window: DelayWindow): Delay {
  const { noisy, maxDelayFrames } = window;
  const noisyEnergy = noisy.reduce((sum, samples) => sum + energyOf(samples), 0);
  if (!(noisyEnergy > 0)) return { frames: 0, plausible: [0, 0] };
  const correlation = crossCorrelation(window);
  const cleanEnergy = cleanEnergies(window);
  const deviance = correlation.map((r, index) => {
    const explained = cleanEnergy[index]! > 0 ? (r * r) / cleanEnergy[index]! : 0;
    return Math.log(Math.max(noisyEnergy - explained, ROUNDING * noisyEnergy));
  });
  const best = deviance.reduce((a, b) => Math.min(a, b));
  const samples = noisy.reduce((sum, { length }) => sum + length, 0);
  const limit = best + (2 * LOG_LIKELIHOOD_MARGIN) / samples;
  const plausible: number[] = [];
  for (const [index, value] of deviance.entries()) {
    if (value <= limit) plausible.push(index - maxDelayFrames);
  }
  const candidates = plausible.filter(
    (delay) => delay === 0 || isLowest(deviance, delay + maxDelayFrames),
  );
  return {
    frames: candidates.reduce((a, b) => (Math.abs(b) < Math.abs(a) ? b : a)),
    plausible: [plausible[0]!, plausible.at(-1)!],
  };
}

/** Whether a value is not above its neighbours. */
function isLowest(values: Float64Array, index: number): boolean {
  const value = values[index]!;
  return value <= (values[index - 1] ?? value) && value <= (values[index + 1] ?? value);
}

/**
 * r(d), summed over the channels, for d from -maxDelayFrames to maxDelayFrames.
 *
 * Each segment of the noisy signal is correlated with what of the clean one it may meet, and nothing wraps around:
 *
 *     noisy            |<-- segment -->|000000000000|
 *     clean   |<- max ->|<-- segment -->|<-- max -->|       segment + 2 max = size of the transform
 */
function crossCorrelation({ clean, noisy, leadFrames, maxDelayFrames }: DelayWindow): Float64Array {
  const size = 2 ** Math.max(10, Math.ceil(Math.log2(4 * maxDelayFrames + 1)));
  const segmentFrames = size - 2 * maxDelayFrames;
  const fft = new Fft(size);
  const real = new Float64Array(size);
  const imaginary = new Float64Array(size);
  const crossReal = new Float64Array(size);
  const crossImaginary = new Float64Array(size);
  for (const [channel, samples] of noisy.entries()) {
    for (let start = 0; start < samples.length; start += segmentFrames) {
      // Two real signals in one transform: the noisy one as its real part, the clean one as its imaginary part.
      real.fill(0).set(samples.subarray(start, start + segmentFrames));
      copyPart(clean[channel]!, start + leadFrames - maxDelayFrames, imaginary);
      fft.transform(real, imaginary);
      addCrossSpectrum(real, imaginary, crossReal, crossImaginary);
    }
  }
  // Exchanged, the transform is its own inverse.
  fft.transform(crossImaginary, crossReal);
  // The clean signal's later samples come first in its delay.
  return crossReal
    .subarray(0, 2 * maxDelayFrames + 1)
    .map((r) => r / size)
    .reverse();
}

/** E(d), summed over the channels, for d from -maxDelayFrames to maxDelayFrames: a window that moves over the clean signal. */
function cleanEnergies({ clean, noisy, leadFrames, maxDelayFrames }: DelayWindow): Float64Array {
  const energies = new Float64Array(2 * maxDelayFrames + 1);
  for (const [channel, samples] of clean.entries()) {
    const frames = noisy[channel]!.length;
    const square = (index: number) => (samples[index] ?? 0) ** 2;
    let start = leadFrames + maxDelayFrames;
    let energy = energyOf(samples.subarray(start, start + frames));
    for (let index = 0; index < energies.length; index++, start--) {
      // What is left of a difference is not below 0, nor, where nothing is left, above.
      energies[index]! += Math.max(0, energy);
      energy += square(start - 1) - square(start - 1 + frames);
    }
  }
  return energies;
}

/** Fills `target` with samples from `start` on, with 0 before the first and after the last one. */
function copyPart(samples: Float32Array, start: number, target: Float64Array): void {
  const before = Math.min(target.length, Math.max(0, -start));
  const from = Math.max(0, start);
  target.fill(0).set(samples.subarray(from, from + target.length - before), before);
}

/**
 * Adds conj(N) · C, where Z = N + iC is the transform of two real signals: with Z' = conj(Z[-k]),
 * N = (Z + Z') / 2 and C = (Z - Z') / 2i.
 */
function addCrossSpectrum(
  real: Float64Array,
  imaginary: Float64Array,
  crossReal: Float64Array,
  crossImaginary: Float64Array,
): void {
  const size = real.length;
  for (let k = 0; k < size; k++) {
    const mirrored = (size - k) & (size - 1);
    const noisyReal = real[k]! + real[mirrored]!;
    const noisyImaginary = imaginary[k]! - imaginary[mirrored]!;
    const cleanReal = imaginary[k]! + imaginary[mirrored]!;
    const cleanImaginary = real[mirrored]! - real[k]!;
    crossReal[k]! += (noisyReal * cleanReal + noisyImaginary * cleanImaginary) / 4;
    crossImaginary[k]! += (noisyReal * cleanImaginary - noisyImaginary * cleanReal) / 4;
  }
}

function energyOf(samples: Float32Array): number {
  let energy = 0;
  for (let i = 0; i < samples.length; i++) energy += samples[i]! * samples[i]!;
  return energy;
}
