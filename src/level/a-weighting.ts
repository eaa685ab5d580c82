import { type Biquad, biquadPower, matchedBiquad, type ResponsePoint } from './biquad.ts';
import { exponential, sine } from './portable-math.ts';

// The poles of IEC 61672-1:2013, annex E (f1, f2, f3, f4), in Hz; f1 and f4 are double. Four zeros are at DC.
const LOWEST = 20.598997;
const LOW = 107.65265;
const MIDDLE = 737.86223;
const HIGH = 12194.217;

/** Where the gain is 1 by definition. */
const REFERENCE_HERTZ = 1000;

/** A-weighting as a power gain at a frequency: 1 at 1 kHz. IEC 61672-1:2013, annex E. */
export function aWeightingPower(hertz: number): number {
  return rawPower(hertz) / rawPower(REFERENCE_HERTZ);
}

/**
 * A-weighting at a sample rate, in three biquads.
 *
 * The poles are those of the analogue filter, moved to z = e^(s/fs), the zeros at DC stay there, and the numerator that
 * is left makes the power gain exact at three frequencies: 1 kHz (or fs/8, where that is lower), 0.28 fs and 0.43 fs.
 * From 10 Hz to 0.45 fs the gain is then within 0.22 dB of the definition at any rate, and within 0.03 dB at 8 kHz: far
 * within the limits of class 1.
 */
export function designAWeighting(sampleRate: number): Biquad[] {
  const pole = (hertz: number) => exponential((-2 * Math.PI * hertz) / sampleRate);
  const first = highPass(pole(LOWEST), pole(LOWEST));
  const second = highPass(pole(LOW), pole(MIDDLE));
  const point = (hertz: number): ResponsePoint => {
    const root = sine((Math.PI * hertz) / sampleRate);
    const phi = root * root;
    const power = aWeightingPower(hertz) / (biquadPower(first, phi) * biquadPower(second, phi));
    return { phi, power };
  };
  const third = matchedBiquad(-2 * pole(HIGH), pole(HIGH) * pole(HIGH), [
    point(Math.min(REFERENCE_HERTZ, sampleRate / 8)),
    point(0.28 * sampleRate),
    point(0.43 * sampleRate),
  ]);
  return [first, second, third];
}

/** Two real poles, and two zeros at DC. */
function highPass(pole: number, otherPole: number): Biquad {
  return { b0: 1, b1: -2, b2: 1, a1: -pole - otherPole, a2: pole * otherPole };
}

/** The analogue filter but for a factor. */
function rawPower(hertz: number): number {
  const square = hertz * hertz;
  const poles = [LOWEST, LOWEST, LOW, MIDDLE, HIGH, HIGH];
  return poles.reduce(
    (power, pole) => power / (square + pole * pole),
    square * square * square * square,
  );
}
