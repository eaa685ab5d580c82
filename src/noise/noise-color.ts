import { shown } from '../shown.ts';

/** Spectrum of the noise; `color-spectrum.ts` defines each. */
export type NoiseColor =
  /** Power density constant. */
  | 'white'
  /** Power density ∝ 1/f: -3.01 dB an octave. */
  | 'pink'
  /** Power density ∝ 1/f²: -6.02 dB an octave; also called red. */
  | 'brown'
  /** Power density ∝ f: +3.01 dB an octave. */
  | 'blue'
  /** Power density ∝ f²: +6.02 dB an octave. */
  | 'violet'
  /** Equally loud everywhere: the inverse of the A-weighting of IEC 61672-1. */
  | 'grey'
  /** The long-term average spectrum of speech, men and women of twelve languages (Byrne et al. 1994). */
  | 'speech'
  /** The long-term spectrum of a given signal, as linear prediction describes it. */
  | 'matched';

/** Every {@link NoiseColor}, in the order in which help texts list them. */
export const NOISE_COLORS: readonly NoiseColor[] = [
  'white',
  'pink',
  'brown',
  'blue',
  'violet',
  'grey',
  'speech',
  'matched',
];

/** Frequencies that pass, in Hz. */
export interface FrequencyBand {
  /** 0 for a low-pass. */
  readonly lowHz: number;
  /** Half the sample rate for a high-pass. */
  readonly highHz: number;
}

/** What spectrum is wanted. */
export interface ColorSpec {
  /** Which spectrum. */
  readonly color: NoiseColor;
  /** Frames per second. */
  readonly sampleRate: number;
  /** Nothing outside of it; everything passes unless given. */
  readonly band?: FrequencyBand | undefined;
  /**
   * For `matched`, where it is required: the prediction-error filter 1, a1, a2, ... of the signal, as `SpectrumMeter` finds it. The
   * power density is 1 / |1 + a1 e^-iω + a2 e^-2iω + ...|².
   */
  readonly predictor?: readonly number[] | undefined;
}

/**
 * @throws RangeError when the sample rate is not a positive number, or the band is not within 0 and half of it, or is
 *   narrower than a thousandth of it, which the filter could not carve out.
 * @throws TypeError for an unknown color, or when `predictor` is missing or not a list of finite numbers that starts with 1.
 */
export function validateColorSpec({ color, sampleRate, band, predictor }: ColorSpec): void {
  if (!NOISE_COLORS.includes(color)) {
    throw new TypeError(`color is ${shown(color)}; expected one of ${NOISE_COLORS.join(', ')}`);
  }
  if (!(sampleRate > 0 && sampleRate < Infinity)) {
    throw new RangeError(`sampleRate is ${shown(sampleRate)}; expected a positive number of Hz`);
  }
  if (color === 'matched' && !(predictor?.[0] === 1 && predictor.every(Number.isFinite))) {
    throw new TypeError(
      `predictor is ${shown(predictor)}; expected the numbers 1, a1, a2, ... for the color matched`,
    );
  }
  if (band) {
    const { lowHz, highHz } = band;
    if (!(lowHz >= 0 && lowHz < highHz && highHz <= sampleRate / 2)) {
      throw new RangeError(
        `band is ${lowHz}:${highHz} Hz; expected 0 <= low < high <= ${sampleRate / 2}, half the sample rate; lower it, or resample the audio`,
      );
    }
    if (highHz - lowHz < sampleRate / 1000) {
      throw new RangeError(
        `band is ${lowHz}:${highHz} Hz; expected a width of ${sampleRate / 1000} Hz or more, a thousandth of the sample rate; widen it`,
      );
    }
  }
}
