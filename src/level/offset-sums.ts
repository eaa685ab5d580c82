import { PowerSum } from './power-sum.ts';

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

/**
 * {@link OffsetSums} of a signal that comes in blocks, summed sample by sample: blocks of any size give the same. Exact for
 * samples of up to 24 bits.
 */
export class OffsetMeter {
  readonly #offsets: number[] = [];
  readonly #sums: number[] = [];
  readonly #energies: PowerSum[] = [];
  #frames = 0;

  /** @param channelData one array per channel, of the same length each. */
  process(channelData: readonly Float32Array[]): void {
    const frames = channelData[0]!.length;
    if (frames === 0) return;
    for (const [channel, samples] of channelData.entries()) {
      this.#offsets[channel] ??= samples[0]!;
      this.#energies[channel] ??= new PowerSum();
      const offset = this.#offsets[channel];
      this.#sums[channel] = addOffset(this.#sums[channel] ?? 0, samples, offset);
      this.#energies[channel].addOffset(samples, offset);
    }
    this.#frames += frames;
  }

  /** All channels together. */
  get pooled(): OffsetSums {
    return {
      offsets: this.#offsets,
      sums: this.#sums,
      energy: PowerSum.total(this.#energies),
      numberOfFrames: this.#frames,
    };
  }

  /** Each channel by itself. */
  get channels(): OffsetSums[] {
    return this.#offsets.map((offset, channel) => ({
      offsets: [offset],
      sums: [this.#sums[channel]!],
      energy: this.#energies[channel]!.value,
      numberOfFrames: this.#frames,
    }));
  }
}

function addOffset(before: number, samples: Float32Array, offset: number): number {
  let sum = before;
  for (let i = 0; i < samples.length; i++) sum += samples[i]! - offset;
  return sum;
}
