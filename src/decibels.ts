/** Decibels of a power ratio: 10·log10(ratio). `-Infinity` for 0. */
export function powerToDecibels(powerRatio: number): number {
  return 10 * Math.log10(powerRatio);
}

/** Power ratio of a level in decibels: 10^(dB/10). */
export function decibelsToPower(decibels: number): number {
  return 10 ** (decibels / 10);
}
