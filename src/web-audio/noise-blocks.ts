import { BLOCK_FRAMES, type KernelExports, withAudioMemory } from '../kernel/kernel.ts';
import type { NoiseKey } from '../noise/noise-key.ts';

/** Blocks of noise of unit variance, by channel. */
export interface ChannelBlocks {
  /** The 4096 samples of a block and channel, valid until another block of the channel is asked for. */
  block(channel: number, blockIndex: number): Float32Array;
}

/**
 * Noise stream v1 for callers that ask for few frames at a time: the block of each channel is kept until another is wanted.
 *
 *     kernel's audio memory:  │ 4096 normals of channel 0 │ of channel 1 │ ...
 */
export class NoiseBlocks implements ChannelBlocks {
  readonly #exports: KernelExports;
  readonly #noiseKey: NoiseKey;
  readonly #addresses: readonly number[];
  readonly #blocks: readonly Float32Array[];
  /** Which blocks these are. */
  readonly #blockIndices: Float64Array;

  /** All memory is taken here; nothing is allocated later. */
  constructor(module: WebAssembly.Module, noiseKey: NoiseKey, numberOfChannels: number) {
    const instance = new WebAssembly.Instance(module);
    const blockBytes = BLOCK_FRAMES * Float32Array.BYTES_PER_ELEMENT;
    const kernel = withAudioMemory(
      instance.exports as unknown as KernelExports,
      numberOfChannels * blockBytes,
    );
    this.#exports = kernel.exports;
    this.#noiseKey = noiseKey;
    this.#addresses = Array.from(
      { length: numberOfChannels },
      (_, channel) => kernel.audioAddress + channel * blockBytes,
    );
    const { buffer } = kernel.exports.memory;
    this.#blocks = this.#addresses.map(
      (address) => new Float32Array(buffer, address, BLOCK_FRAMES),
    );
    this.#blockIndices = new Float64Array(numberOfChannels).fill(-1);
  }

  /** The 4096 standard normals of a block and channel of the stream, valid until another block of the channel is asked for. */
  block(channel: number, blockIndex: number): Float32Array {
    if (this.#blockIndices[channel] !== blockIndex) {
      this.#blockIndices[channel] = blockIndex;
      this.#exports.drawNormals(
        this.#addresses[channel]!,
        blockIndex % 2 ** 32,
        Math.floor(blockIndex / 2 ** 32),
        channel,
        this.#noiseKey.low,
        this.#noiseKey.high,
      );
    }
    return this.#blocks[channel]!;
  }
}
