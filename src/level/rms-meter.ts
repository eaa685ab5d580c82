import { type AudioBlock, numberOfFrames } from '../audio-format.ts';
import { NonFiniteSignalError } from '../errors.ts';
import { PowerSum } from './power-sum.ts';

/**
 * RMS level of a whole signal, all channels pooled: every sample counts, pauses included.
 *
 * The result does not depend on the size of the blocks.
 */
export class RmsMeter {
  readonly #sums: PowerSum[] = [];
  #frames = 0;

  /**
   * @throws NonFiniteSignalError at the first sample that is NaN or infinite.
   */
  process(block: AudioBlock): void {
    for (const [channel, samples] of block.channelData.entries()) {
      this.#sums[channel] ??= new PowerSum();
      this.#sums[channel].add(samples);
    }
    if (!this.#sums.every((sum) => Number.isFinite(sum.value))) refuseNonFinite(block);
    this.#frames += numberOfFrames(block);
  }

  /** Frames seen. */
  get numberOfFrames(): number {
    return this.#frames;
  }

  /** Sum of the squares of all samples, all channels pooled, full scale 1. */
  get energy(): number {
    return PowerSum.total(this.#sums);
  }

  /** Sum of the squares of each channel's samples. */
  get channelEnergies(): number[] {
    return this.#sums.map((sum) => sum.value);
  }
}

function refuseNonFinite({ channelData, frameIndex }: AudioBlock): never {
  const firsts = channelData.map((samples) =>
    samples.findIndex((sample) => !Number.isFinite(sample)),
  );
  const index = Math.min(...firsts.filter((first) => first >= 0));
  const channel = firsts.indexOf(index);
  const found =
    channel < 0
      ? 'an earlier sample was NaN or infinite'
      : `sample ${frameIndex + index} of channel ${channel + 1} is ${channelData[channel]![index]}`;
  throw new NonFiniteSignalError(
    `${found}; expected finite samples, since a signal with others has no level; mend or remove it first`,
  );
}
