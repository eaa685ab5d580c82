import { type AudioBlock, numberOfFrames } from '../audio-format.ts';
import { refuseUnknownProperties } from '../known-properties.ts';
import { shown } from '../shown.ts';
import { NoiseAdder } from './noise-adder.ts';
import { NormalStream } from './normal-stream.ts';

/** What noise is added: noise = std · normal + mean, in 32-bit floats. */
export interface GaussianNoiseOptions {
  /** Standard deviation, linear, full scale 1; rounded once to a 32-bit float. */
  readonly std: number;
  /** Mean, linear, full scale 1; 0 unless given. */
  readonly mean?: number;
  /** Integer from 0 to 2^53 - 1. */
  readonly seed: number;
  /** Any text; the empty one unless given. */
  readonly key?: string;
}

/**
 * White Gaussian noise of a fixed strength, added to blocks of audio.
 *
 * Which noise a frame gets depends on seed, key, channel and the frame's index alone: not on the size of the blocks
 * nor on their order.
 */
export class GaussianNoise {
  /** The standard deviation really used: a 32-bit float. */
  readonly std: number;
  /** The mean really used: a 32-bit float. */
  readonly mean: number;
  readonly #normals: NormalStream;
  #adder: NoiseAdder | undefined;
  #numberOfChannels = 0;

  /** @throws RangeError when std is negative, or std or mean is no finite 32-bit float, or the seed is not an integer in range; TypeError for an unknown option. */
  constructor(options: GaussianNoiseOptions) {
    refuseUnknownProperties(options, ['std', 'mean', 'seed', 'key'], 'GaussianNoise');
    const { std, mean = 0, seed, key = '' } = options;
    this.std = typeof std === 'number' ? Math.fround(std) : Number.NaN;
    this.mean = typeof mean === 'number' ? Math.fround(mean) : Number.NaN;
    if (!(this.std >= 0 && this.std < Infinity)) {
      throw new RangeError(
        `std is ${shown(std)}; expected a number from 0 to 3.4e38, as 32-bit floats hold`,
      );
    }
    if (!Number.isFinite(this.mean)) {
      throw new RangeError(
        `mean is ${shown(mean)}; expected a number within ±3.4e38, as 32-bit floats hold`,
      );
    }
    this.#normals = new NormalStream(seed, key);
  }

  /** A new block: the given one with the noise of its frames added. */
  process(block: AudioBlock): AudioBlock {
    const channelData = block.channelData.map((samples) => new Float32Array(samples));
    this.add(channelData, block.frameIndex, numberOfFrames(block));
    return { ...block, channelData };
  }

  /**
   * Adds noise in place.
   *
   * @param channelData one array per channel, each of at least `frames` samples.
   * @param frameIndex index of the first frame, counted from the start of the audio.
   */
  add(channelData: readonly Float32Array[], frameIndex: number, frames: number): void {
    if (this.#adder === undefined || this.#numberOfChannels !== channelData.length) {
      this.#numberOfChannels = channelData.length;
      const stds = channelData.map(() => this.std);
      this.#adder = new NoiseAdder(this.#normals, { stds, mean: this.mean, shared: false });
    }
    this.#adder.add(channelData, frameIndex, frames);
  }
}
