/** Sums of one signal's samples less an offset of their channel. */
export interface OffsetSums {
  /** Of each channel: its first sample, which is near its mean where that matters. */
  readonly offsets: readonly number[];
  /** Of each channel: sum of the samples less the offset. */
  readonly sums: readonly number[];
  /** Sum of the squares of all samples less the offset of their channel. */
  readonly energy: number;
  readonly numberOfFrames: number;
}

/** Means of the channels. */
export function channelMeans({ offsets, sums, numberOfFrames }: OffsetSums): number[] {
  return offsets.map((offset, channel) =>
    numberOfFrames > 0 ? offset + sums[channel]! / numberOfFrames : 0,
  );
}

/**
 * Mean square of all samples less the mean of their channel; undefined where that is 0.
 *
 * Samples less their offset are small where the mean is large beside what is around it, so that little cancels out; a
 * constant gives 0 and not the rounding of large numbers.
 */
export function acPower({ sums, energy, numberOfFrames }: OffsetSums): number | undefined {
  const means = sums.reduce((total, sum) => total + (sum * sum) / numberOfFrames, 0);
  const power = (energy - means) / (numberOfFrames * sums.length);
  return power > 0 ? power : undefined;
}

/** Mean power of the channels' means. */
export function dcPower(means: readonly number[]): number {
  return means.reduce((sum, mean) => sum + mean * mean, 0) / Math.max(1, means.length);
}
