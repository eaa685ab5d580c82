import { BLOCK_FRAMES, type KernelExports, withAudioMemory } from '../kernel/kernel.ts';
import { ColorConvolver, PLAN_BYTES, USEFUL_FRAMES } from '../noise/color-convolver.ts';
import type { NoiseKey } from '../noise/noise-key.ts';
import type { ChannelBlocks } from './noise-blocks.ts';
import type { NodeColor } from './processor-options.ts';

/** As in `ColoredStream`: two segments are filtered at a time. */
const SEGMENT_BLOCKS = USEFUL_FRAMES / BLOCK_FRAMES;
const GROUP_BLOCKS = 2 * SEGMENT_BLOCKS;
const BLOCK_BYTES = 4 * BLOCK_FRAMES;

/**
 * Colored noise for callers that ask for few frames at a time: the samples of `ColoredStream`, bit for bit. Six blocks of a
 * channel are made at a time, and kept until others are wanted.
 */
export class ColoredBlocks implements ChannelBlocks {
  readonly #noiseKey: NoiseKey;
  readonly #convolver: ColorConvolver;
  readonly #whiteBlocks: number;
  readonly #addresses: readonly number[];
  readonly #blocks: readonly (readonly Float32Array[])[];
  /** Which groups of blocks these are. */
  readonly #groupIndices: Float64Array;

  /** All memory is taken here; nothing is allocated later. */
  constructor(
    module: WebAssembly.Module,
    noiseKey: NoiseKey,
    { response, roots }: NodeColor,
    numberOfChannels: number,
  ) {
    const exports = new WebAssembly.Instance(module).exports as unknown as KernelExports;
    const convolver = new ColorConvolver({ response }, roots, withAudioMemory(exports, PLAN_BYTES));
    this.#noiseKey = noiseKey;
    this.#convolver = convolver;
    this.#whiteBlocks = convolver.reserve((GROUP_BLOCKS + 1) * BLOCK_FRAMES);
    this.#addresses = Array.from({ length: numberOfChannels }, () =>
      convolver.reserve(GROUP_BLOCKS * BLOCK_FRAMES),
    );
    this.#blocks = this.#addresses.map((address) =>
      Array.from({ length: GROUP_BLOCKS }, (_, i) =>
        convolver.view(address + i * BLOCK_BYTES, BLOCK_FRAMES),
      ),
    );
    this.#groupIndices = new Float64Array(numberOfChannels).fill(-1);
  }

  block(channel: number, blockIndex: number): Float32Array {
    const groupIndex = Math.floor(blockIndex / GROUP_BLOCKS);
    if (this.#groupIndices[channel] !== groupIndex) this.#fill(channel, groupIndex);
    return this.#blocks[channel]![blockIndex - groupIndex * GROUP_BLOCKS]!;
  }

  #fill(channel: number, groupIndex: number): void {
    const convolver = this.#convolver;
    const { low, high } = this.#noiseKey;
    for (let i = 0; i <= GROUP_BLOCKS; i++) {
      const blockIndex = groupIndex * GROUP_BLOCKS + i;
      convolver.kernel.exports.drawNormals(
        this.#whiteBlocks + i * BLOCK_BYTES,
        blockIndex % 2 ** 32,
        Math.floor(blockIndex / 2 ** 32),
        channel,
        low,
        high,
      );
    }
    const second = this.#whiteBlocks + SEGMENT_BLOCKS * BLOCK_BYTES;
    convolver.run(this.#whiteBlocks, second, this.#addresses[channel]!);
    this.#groupIndices[channel] = groupIndex;
  }
}
