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
      const sum = this.#sums[channel];
      sum.add(samples);
      if (!Number.isFinite(sum.value)) {
        refuseNonFinite(samples, channel, block.frameIndex);
      }
    }
    this.#frames += numberOfFrames(block);
  }

  /** Frames seen. */
  get numberOfFrames(): number {
    return this.#frames;
  }

  /** Sum of the squares of all samples, all channels pooled, full scale 1. */
  get energy(): number {
    return this.#sums.reduce((total, sum) => total + sum.value, 0);
  }

  /** Sum of the squares of each channel's samples. */
  get channelEnergies(): number[] {
    return this.#sums.map((sum) => sum.value);
  }
}

function refuseNonFinite(samples: Float32Array, channel: number, frameIndex: number): never {
  const index = samples.findIndex((sample) => !Number.isFinite(sample));
  throw new NonFiniteSignalError(
    `sample ${frameIndex + index} of channel ${channel + 1} is ${samples[index]}; expected finite samples, ` +
      'since a signal with others has no level; mend or remove it first',
  );
}
