import type { PowerSpectrum } from './power-spectrum.ts';

/** Bins that the window smears DC into, and as many at the other end. */
const EDGE_BINS = 2;

/** What a power spectrum looks like. */
export interface SpectralShape {
  /** Geometric mean over arithmetic mean of the power, 0 to 1: 1 for white noise, 0.4 for pink. DC does not count. */
  readonly flatness: number;
  /** Slope of the straight line, in dB over octaves, that fits best when all octaves weigh the same. */
  readonly slopeDbPerOctave: number;
  /** RMS distance of the spectrum from that line, dB. */
  readonly slopeMisfitDb: number;
  /** How many of a hundred samples are as good as independent ones: mean² / mean square of the power, 0 to 1. */
  readonly independence: number;
}

/**
 * Shape of a spectrum.
 *
 * A periodogram scatters, and the mean of its logarithm is too low: by ln K - ψ(K) for the average of K of them (for one, Euler's
 * constant). That is taken out of the flatness, so that white noise has 1 whatever its length.
 */
export function spectralShape({ power, averages }: PowerSpectrum): SpectralShape {
  const bins = power.subarray(EDGE_BINS, power.length - EDGE_BINS);
  let sum = 0;
  let squares = 0;
  let logarithms = 0;
  for (const value of bins) {
    sum += value;
    squares += value * value;
    logarithms += Math.log(value);
  }
  const mean = sum / bins.length;
  const geometricMean = Math.exp(logarithms / bins.length + logarithmBias(averages));
  return {
    flatness: Math.min(1, geometricMean / mean),
    ...fitSlope(bins),
    independence: Math.min(1, (mean * mean * (1 + 1 / averages)) / (squares / bins.length)),
  };
}

/** ln K - ψ(K), by the asymptotic series of ψ; to 0.002 for K = 1. */
function logarithmBias(averages: number): number {
  return 1 / (2 * averages) + 1 / (12 * averages ** 2) - 1 / (120 * averages ** 4);
}

/** Least squares of dB over log2(frequency); a bin weighs what it takes of an octave, 1 / frequency. */
function fitSlope(bins: Float64Array): Pick<SpectralShape, 'slopeDbPerOctave' | 'slopeMisfitDb'> {
  let w = 0;
  let wx = 0;
  let wy = 0;
  let wxx = 0;
  let wxy = 0;
  let wyy = 0;
  for (const [index, power] of bins.entries()) {
    const weight = 1 / (index + EDGE_BINS);
    const x = Math.log2(index + EDGE_BINS);
    const y = 10 * Math.log10(power);
    w += weight;
    wx += weight * x;
    wy += weight * y;
    wxx += weight * x * x;
    wxy += weight * x * y;
    wyy += weight * y * y;
  }
  const xx = wxx - (wx * wx) / w;
  const xy = wxy - (wx * wy) / w;
  const yy = wyy - (wy * wy) / w;
  const slope = xy / xx;
  return { slopeDbPerOctave: slope, slopeMisfitDb: Math.sqrt(Math.max(0, yy - slope * xy) / w) };
}
