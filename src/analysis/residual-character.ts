import { powerToDecibels } from '../decibels.ts';
import { BatchMeans } from './batch-means.ts';
import type { Fft } from './fft.ts';
import type { ChannelResidual } from './file-comparison.ts';
import { SpectrumMeter } from './power-spectrum.ts';
import {
  type DistributionForecast,
  type DistributionShape,
  SampleDistribution,
} from './sample-distribution.ts';
import { type SpectralShape, spectralShape } from './spectral-shape.ts';

/** Fewer independent samples than this say nothing. Noise that is slower than {@link BatchMeans} can see has up to 511. */
const LEAST_SAMPLES = 1000;

/**
 * What a Gaussian residual may deviate by: five standard errors of the moment among so many independent samples, or, among very many, what
 * no longer matters. The KS statistic of a normal sample is above 1.5 / √n less than once in 10^4 times when mean and variance are its own
 * (Lilliefors 1967).
 */
const STANDARD_ERRORS = 5;
const KS_QUANTILE = 1.5;
const HARMLESS = { skewness: 0.03, excessKurtosis: 0.06, ks: 0.005 } as const;

/** From here on noise is called white: its spectrum then varies by 1.4 dB RMS, if it varies smoothly. */
const WHITE_FLATNESS = 0.95;

/** Whether the residual of one channel is Gaussian, and whether it is white. */
export class ResidualCharacter {
  readonly #distribution: SampleDistribution;
  readonly #batchMeans: BatchMeans;
  readonly #spectrum: SpectrumMeter | undefined;
  #count = 0;

  /** @param fft for the spectrum; undefined where the residual is too short for one. */
  constructor(forecast: DistributionForecast, fft: Fft | undefined) {
    this.#distribution = new SampleDistribution(forecast);
    this.#batchMeans = new BatchMeans(forecast.mean);
    this.#spectrum = fft && new SpectrumMeter(fft);
  }

  process(samples: Float32Array): void {
    this.#distribution.process(samples);
    this.#batchMeans.process(samples);
    this.#spectrum?.process(samples);
    this.#count += samples.length;
  }

  /** What there is to say of it. */
  describe(): ChannelResidual {
    const { mean, shape } = this.#distribution;
    const spectrum = shape && this.#spectrum?.spectrum;
    const spectral = spectrum && spectralShape(spectrum);
    return {
      rms_dbfs: decibelsOf(mean ** 2 + (shape?.variance ?? 0)),
      dc: mean,
      skewness: shape?.skewness ?? null,
      kurtosis: shape?.kurtosis ?? null,
      ks: shape?.ks ?? null,
      is_gaussian: shape ? this.#isGaussian(shape, spectral) : null,
      flatness: spectral?.flatness ?? null,
      slope_db_per_octave: spectral?.slopeDbPerOctave ?? null,
      is_white: spectral ? spectral.flatness >= WHITE_FLATNESS : null,
    };
  }

  #isGaussian(
    { variance, skewness, kurtosis, ks }: DistributionShape,
    spectral: SpectralShape | undefined,
  ): boolean | null {
    const n = this.#independentSamples(variance, spectral);
    if (n < LEAST_SAMPLES || ks === undefined) return null;
    const limit = (factor: number) => STANDARD_ERRORS * Math.sqrt(factor / n);
    return (
      Math.abs(skewness) <= Math.max(HARMLESS.skewness, limit(6)) &&
      Math.abs(kurtosis - 3) <= Math.max(HARMLESS.excessKurtosis, limit(24)) &&
      ks <= Math.max(HARMLESS.ks, KS_QUANTILE / Math.sqrt(n))
    );
  }

  /** As many independent samples would say as much: few are in slow noise, and in a narrow band. */
  #independentSamples(variance: number, spectral: SpectralShape | undefined): number {
    const { mean } = this.#distribution;
    const share = 1 / this.#batchMeans.correlationSamples(mean, variance);
    return this.#count * Math.min(share, spectral?.independence ?? 1);
  }
}

function decibelsOf(power: number): number | null {
  return power > 0 ? powerToDecibels(power) : null;
}
