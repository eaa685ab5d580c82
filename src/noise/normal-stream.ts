import { BLOCK_FRAMES, instantiateKernel, type Kernel } from '../kernel/kernel.ts';
import { deriveNoiseKey, type NoiseKey } from './noise-key.ts';

/** Version of the definition in docs/noise-stream.md: same version, same samples, for ever. */
export const NOISE_STREAM_VERSION = 1;

/** Frames of a block of the noise stream; block b holds the frames from b·4096 on. */
export const NOISE_BLOCK_FRAMES: number = BLOCK_FRAMES;

/**
 * Standard normals as a pure function of seed, key, channel and frame: noise stream v1.
 *
 * Nothing is carried from one block to the next, so blocks may be asked for in any order.
 */
export class NormalStream {
  /** The kernel that computes it, for callers that work on audio in the kernel's own memory. */
  readonly kernel: Kernel;
  readonly #key: NoiseKey;

  /**
   * @param seed an integer from 0 to 2^53 - 1.
   * @param key any text.
   * @param kernel an instance that nobody else uses; by default a new one.
   * @throws RangeError when the seed is not such an integer.
   */
  constructor(seed: number, key = '', kernel: Kernel = instantiateKernel()) {
    this.#key = deriveNoiseKey(seed, key);
    this.kernel = kernel;
  }

  /**
   * The 4096 normals of a block and channel.
   *
   * @returns a view that the next call overwrites.
   */
  block(channel: number, blockIndex: number): Float32Array {
    const { low, high } = this.#key;
    this.kernel.exports.fillNormals(
      blockIndex % 2 ** 32,
      Math.floor(blockIndex / 2 ** 32),
      channel,
      low,
      high,
    );
    return this.kernel.normals;
  }

  /** Leaves what {@link block} gives at an address of the kernel's memory instead. */
  draw(address: number, channel: number, blockIndex: number): void {
    const { low, high } = this.#key;
    this.kernel.exports.drawNormals(
      address,
      blockIndex % 2 ** 32,
      Math.floor(blockIndex / 2 ** 32),
      channel,
      low,
      high,
    );
  }

  /**
   * Sum of the squares of the first normals of a block and channel, linear.
   *
   * @param numberOfFrames how many of the block's normals count, up to 4096; all of them cost a third of drawing them.
   */
  blockEnergy(channel: number, blockIndex: number, numberOfFrames = NOISE_BLOCK_FRAMES): number {
    if (numberOfFrames === NOISE_BLOCK_FRAMES) {
      const { low, high } = this.#key;
      return this.kernel.exports.normalsEnergy(
        blockIndex % 2 ** 32,
        Math.floor(blockIndex / 2 ** 32),
        channel,
        low,
        high,
      );
    }
    const normals = this.block(channel, blockIndex);
    let energy = 0;
    for (let i = 0; i < numberOfFrames; i++) {
      energy += normals[i]! * normals[i]!;
    }
    return energy;
  }

  /**
   * Sum of the squares of a channel's first normals: the energy of the very noise that unit gain would add.
   */
  energy(channel: number, numberOfFrames: number): number {
    return this.addEnergy(0, channel, 0, numberOfFrames);
  }

  /** Goes on with such a sum, from a block's first frame on. */
  addEnergy(sum: number, channel: number, firstBlock: number, numberOfFrames: number): number {
    const { low, high } = this.#key;
    const { exports } = this.kernel;
    const blocks = Math.floor(numberOfFrames / NOISE_BLOCK_FRAMES);
    const energy = exports.addNormalsEnergies(sum, firstBlock, blocks, channel, low, high);
    const rest = numberOfFrames - blocks * NOISE_BLOCK_FRAMES;
    return rest > 0 ? energy + this.blockEnergy(channel, firstBlock + blocks, rest) : energy;
  }

  /** Adds std · normal + mean, in steps, to 16-bit samples of channel 0 in the kernel's memory. */
  mixS16(address: number, count: number, firstBlock: number, std: number, mean: number): number {
    const { low, high } = this.#key;
    const { exports } = this.kernel;
    return exports.mixNormalsS16(address, count, firstBlock, 0, low, high, std, mean);
  }

  /** {@link energy} of the channels from 0 on, summed. */
  pooledEnergy(numberOfChannels: number, numberOfFrames: number): number {
    let energy = 0;
    for (let channel = 0; channel < numberOfChannels; channel++) {
      energy += this.energy(channel, numberOfFrames);
    }
    return energy;
  }
}
