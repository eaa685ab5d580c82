import { logarithm } from './portable-math.ts';

// What measuring speech activity by ITU-T P.56 (12/2011), method B, is made of.

/** Time constant of each of the two smoothings, T of P.56. */
export const SMOOTHING_SECONDS = 0.03;
/** How long speech is held to go on after the envelope fell below a threshold, H of P.56. */
export const HANGOVER_SECONDS = 0.2;
/** 15.9 dB as a ratio of powers: by so much the active level exceeds the threshold of activity, M of P.56. */
const MARGIN = 38.90451449942806;

// Thresholds are powers of two, as in P.56, but from 2^-200 to 2^127 instead of 15 of them: every sample of 32-bit
// floating point is above the lowest, even smoothed. More thresholds never change a level that the 15 find, since none
// more than the margin below the long-term level decides anything; they only give fainter signals a level.
const LOWEST_EXPONENT = -200;
const HIGHEST_EXPONENT = 127;
export const THRESHOLDS: Readonly<Float64Array> = Float64Array.from(
  { length: HIGHEST_EXPONENT - LOWEST_EXPONENT + 1 },
  (_, index) => 2 ** (LOWEST_EXPONENT + index),
);

/** What the level of `energy` over the frames above a threshold may be at most, where that threshold decides. */
export function highestEnergy(framesAbove: number, threshold: number): number {
  return framesAbove * (MARGIN * threshold * threshold);
}

/**
 * Where, between a threshold and the one below it, the level exceeds the threshold by just the margin: linear in decibels.
 *
 * @param threshold the lowest one that the level exceeds by no more than the margin.
 * @param framesAbove frames of activity by that threshold.
 * @param framesBelow frames of activity by the one below, half of it.
 * @returns 0 for the threshold below, 1 for this one.
 */
export function crossingShare(
  energy: number,
  threshold: number,
  framesAbove: number,
  framesBelow: number,
): number {
  const highest = MARGIN * threshold * threshold;
  // Level minus threshold minus margin, in nepers of power, here and one threshold lower; that is 6.02 dB.
  const excess = logarithm(energy / (framesAbove * highest));
  const excessBelow = logarithm((4 * energy) / (framesBelow * highest));
  return excessBelow / (excessBelow - excess);
}
