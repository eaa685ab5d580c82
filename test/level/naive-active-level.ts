/** What ITU-T P.56 makes of one channel. */
export interface NaiveActiveLevel {
  /** dB re full scale; undefined where the thresholds find none. */
  activeDbfs: number | undefined;
  longTermDbfs: number;
  /** The counters, for the thresholds from the lowest on. */
  counts: number[];
}

/**
 * ITU-T P.56 method B, straight from the recommendation: a counter and a hangover for every threshold, moved at every
 * sample.
 *
 * @param exponents of the thresholds, which are powers of two; P.56 has -15 to -1 for 16 bits.
 */
export function naiveActiveLevel(
  samples: Float32Array,
  sampleRate: number,
  exponents: { lowest: number; highest: number } = { lowest: -15, highest: -1 },
): NaiveActiveLevel {
  const g = Math.exp(-1 / (sampleRate * 0.03));
  const hangover = Math.round(0.2 * sampleRate);
  const thresholds: number[] = [];
  for (let e = exponents.lowest; e <= exponents.highest; e++) thresholds.push(2 ** e);
  const counts = thresholds.map(() => 0);
  const hangovers = thresholds.map(() => hangover);
  let p = 0;
  let q = 0;
  let squares = 0;
  for (const x of samples) {
    squares += x * x;
    p = g * p + (1 - g) * Math.abs(x);
    q = g * q + (1 - g) * p;
    for (let j = 0; j < thresholds.length; j++) {
      if (q >= thresholds[j]!) {
        counts[j]!++;
        hangovers[j] = 0;
      } else if (hangovers[j]! < hangover) {
        counts[j]!++;
        hangovers[j]!++;
      }
    }
  }
  return {
    activeDbfs: interpolateActiveLevel(squares, counts, exponents.lowest),
    longTermDbfs: 10 * Math.log10(squares / samples.length),
    counts,
  };
}

/** Where A - C is 15.9 dB, on straight lines between the thresholds. */
export function interpolateActiveLevel(
  energy: number,
  counts: readonly number[],
  lowestExponent: number,
): number | undefined {
  const level = (j: number) => 10 * Math.log10(energy / counts[j]!);
  const excess = (j: number) => level(j) - 20 * Math.log10(2 ** (lowestExponent + j)) - 15.9;
  for (let j = 1; j < counts.length && counts[j]! > 0; j++) {
    if (excess(j) <= 0 && excess(j - 1) > 0) {
      const share = excess(j - 1) / (excess(j - 1) - excess(j));
      return level(j - 1) + share * (level(j) - level(j - 1));
    }
  }
  return undefined;
}
