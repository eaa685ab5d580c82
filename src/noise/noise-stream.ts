import type { Kernel } from '../kernel/kernel.ts';

/**
 * Gaussian noise of unit variance as a pure function of channel and frame: white (`NormalStream`) or coloured
 * (`ColouredStream`).
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

  /** {@link energy} of the channels from 0 on, summed. */
  pooledEnergy(numberOfChannels: number, numberOfFrames: number): number;
}
