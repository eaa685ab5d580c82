/**
 * Long-term average spectrum of speech: level of third-octave bands in dB, 70 dB overall.
 *
 * D. Byrne et al., "An international comparison of long-term average speech spectra", J. Acoust. Soc. Am. 96 (1994)
 * 2108-2120, table II, men and women combined. The bands of 63 and 80 Hz, 16 and 11 dB below that of 100 Hz, are left out.
 */
const SPEECH_BANDS: readonly (readonly [centreHz: number, levelDb: number])[] = [
  [100, 54.4],
  [125, 57.7],
  [160, 56.8],
  [200, 60.2],
  [250, 60.3],
  [315, 59.0],
  [400, 62.1],
  [500, 62.1],
  [630, 60.5],
  [800, 56.8],
  [1000, 53.7],
  [1250, 53.0],
  [1600, 52.0],
  [2000, 48.7],
  [2500, 48.1],
  [3150, 46.8],
  [4000, 45.6],
  [5000, 44.5],
  [6300, 44.3],
  [8000, 43.7],
  [10000, 43.4],
  [12500, 41.3],
  [16000, 40.7],
];

/** 10^(1/200), a tenth of a decibel as an amplitude ratio. */
const TENTH_OF_DECIBEL = 1.0115794542598986;

/** Centres and the roots of power densities: a third-octave band is as wide as its centre times a constant. */
const POINTS = SPEECH_BANDS.map(([hz, levelDb]) => ({
  hz,
  amplitude: integerPower(TENTH_OF_DECIBEL, Math.round(10 * levelDb)) / Math.sqrt(hz),
}));

/**
 * Root of the power density of average speech, up to a factor.
 *
 * Straight lines of amplitude over frequency between the centres of the bands; below the first one +18 dB an octave, above
 * the last one -6 dB an octave, about as the spectrum goes there.
 */
export function speechAmplitude(hz: number): number {
  const first = POINTS[0]!;
  const last = POINTS.at(-1)!;
  if (hz <= first.hz) {
    const ratio = hz / first.hz;
    return first.amplitude * ratio * ratio * ratio;
  }
  if (hz >= last.hz) return (last.amplitude * last.hz) / hz;
  const above = POINTS.findIndex((point) => point.hz > hz);
  const low = POINTS[above - 1]!;
  const high = POINTS[above]!;
  const share = (hz - low.hz) / (high.hz - low.hz);
  return low.amplitude + share * (high.amplitude - low.amplitude);
}

/** base^exponent by multiplications alone: `**` differs between engines in the last bit. */
function integerPower(base: number, exponent: number): number {
  let power = 1;
  for (let square = base, bits = exponent; bits > 0; bits >>= 1, square *= square) {
    if (bits & 1) power *= square;
  }
  return power;
}
