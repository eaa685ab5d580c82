import type { Kernel } from '../kernel/kernel.ts';

/**
 * Gaussian noise of unit variance as a pure function of channel and frame: white (`NormalStream`) or colored
 * (`ColoredStream`).
 *
 * Frames come in blocks of `NOISE_BLOCK_FRAMES`, 4096; block b holds the frames from b·4096 on. Blocks may be asked for in any
 * order; in ascending order is the quickest.
 */
export interface NoiseStream {
  /** The kernel in whose memory the blocks are left, for callers that mix in it. */
  readonly kernel: Kernel;

  /**
   * The 4096 samples of a block and channel, linear.
   *
   * @returns `kernel.normals`, which the next call overwrites.
   */
  block(channel: number, blockIndex: number): Float32Array;

  /** Sum of the squares of the first samples of a block and channel, all of them unless told. */
  blockEnergy(channel: number, blockIndex: number, numberOfFrames?: number): number;

  /** Sum of the squares of a channel's first samples: the energy of the very noise that unit gain would add. */
  energy(channel: number, numberOfFrames: number): number;

  /**
   * Goes on with such a sum: `sum` and the squares of `numberOfFrames` more samples, from a block's first one on.
   *
   * What {@link energy} gives, whole blocks at a time: added to the sum block by block, in order.
   */
  addEnergy(sum: number, channel: number, firstBlock: number, numberOfFrames: number): number;

  /** {@link energy} of the channels from 0 on, summed. */
  pooledEnergy(numberOfChannels: number, numberOfFrames: number): number;

  /**
   * Draws and mixes in one go where the kernel can; undefined where it cannot. See `mixNormalsS16` of the kernel.
   *
   * @param address of 16-bit samples of channel 0, in the memory of {@link kernel}; they begin with the first frame of
   *   `firstBlock`.
   * @param std of the noise, in steps; so is `mean`.
   * @returns energy of what was really added, in steps.
   */
  mixS16?(address: number, count: number, firstBlock: number, std: number, mean: number): number;
}
