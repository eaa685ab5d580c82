import { type Biquad, biquadPower, matchedBiquad, type ResponsePoint } from './biquad.ts';
import { exponential, sine } from './portable-math.ts';

/** The rate for which ITU-R BS.1770 gives its coefficients. */
const STANDARD_RATE = 48000;

/** Stage 1, the shelf of the head. ITU-R BS.1770-4, annex 1, table 1. */
const STANDARD_SHELF: Biquad = {
  b0: 1.53512485958697,
  b1: -2.69169618940638,
  b2: 1.19839281085285,
  a1: -1.69065929318241,
  a2: 0.73248077421585,
};

/** Stage 2, the high-pass filter RLB. Table 2. */
const STANDARD_HIGH_PASS: Biquad = {
  b0: 1,
  b1: -2,
  b2: 1,
  a1: -1.99004745483398,
  a2: 0.99007225036621,
};

/** Poles -decay ± i·frequency, in 1/s: the logarithms of the poles of the tables, times their rate. */
const SHELF_POLES = { decay: 7471.636445752042, frequency: 7534.196965120102 };
const HIGH_PASS_POLES = { decay: 239.4566003648507, frequency: 8.662201371299972 };

/**
 * K-weighting at a sample rate, in two biquads: at 48 kHz those of ITU-R BS.1770-4.
 *
 * At other rates its poles are moved from there, z^(48000/fs), and the numerators make the gain that of the standard's
 * filter at three frequencies; at 48 kHz that is the standard's filter again, all but for the last digits. Gains up to
 * 0.45 fs, or 20 kHz, are within 0.02 dB of the standard's at rates of 8 kHz and more, within 0.15 dB below. (The usual
 * bilinear transform of the analogue prototype is 0.3 dB off at 8 kHz, and impossible below 3.4 kHz.)
 */
export function designKWeighting(sampleRate: number): Biquad[] {
  // Above 48 kHz the points stay where the standard's response is defined.
  const band = Math.min(sampleRate, STANDARD_RATE);
  return [shelf(sampleRate, band), highPass(sampleRate, band)];
}

function shelf(sampleRate: number, band: number): Biquad {
  const { a1, a2 } = denominator(SHELF_POLES, sampleRate);
  const point = (hertz: number): ResponsePoint => ({
    phi: phiOf(hertz, sampleRate),
    power: biquadPower(STANDARD_SHELF, phiOf(hertz, STANDARD_RATE)),
  });
  return matchedBiquad(a1, a2, [point(0), point(0.15 * band), point(0.4 * band)]);
}

function highPass(sampleRate: number, band: number): Biquad {
  const plain: Biquad = { b0: 1, b1: -2, b2: 1, ...denominator(HIGH_PASS_POLES, sampleRate) };
  const hertz = 0.25 * band;
  const gain = Math.sqrt(
    biquadPower(STANDARD_HIGH_PASS, phiOf(hertz, STANDARD_RATE)) /
      biquadPower(plain, phiOf(hertz, sampleRate)),
  );
  return { ...plain, b0: gain, b1: -2 * gain, b2: gain };
}

function denominator(
  { decay, frequency }: { decay: number; frequency: number },
  sampleRate: number,
): { a1: number; a2: number } {
  const radius = exponential(-decay / sampleRate);
  // cos x = 1 - 2 sin²(x/2), exact for small angles.
  const half = sine(frequency / sampleRate / 2);
  return { a1: -2 * radius * (1 - 2 * half * half), a2: radius * radius };
}

function phiOf(hertz: number, sampleRate: number): number {
  const root = sine((Math.PI * hertz) / sampleRate);
  return root * root;
}
