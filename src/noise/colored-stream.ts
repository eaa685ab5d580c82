import { type CreateKernel, instantiateKernel, type Kernel } from '../kernel/kernel.ts';
import { ColorConvolver, PLAN_BYTES, ROOTS_FLOATS, USEFUL_FRAMES } from './color-convolver.ts';
import type { ColorFilter } from './color-filter.ts';
import { orderedRoots } from './color-transform.ts';
import type { NoiseStream } from './noise-stream.ts';
import { NOISE_BLOCK_FRAMES, NormalStream } from './normal-stream.ts';

const USEFUL_BLOCKS = USEFUL_FRAMES / NOISE_BLOCK_FRAMES;
/** Two segments are filtered at a time. */
const GROUP_BLOCKS = 2 * USEFUL_BLOCKS;
const GROUP_FRAMES = 2 * USEFUL_FRAMES;
const BLOCK_BYTES = 4 * NOISE_BLOCK_FRAMES;

/** Computed once, for all streams. */
let roots: Float32Array | undefined;

/** Consecutive blocks of one channel that were made together. */
interface BlockGroup {
  groupIndex: number;
  /** Where the samples are in the convolver's memory. */
  readonly address: number;
  blocks: readonly Float32Array[];
  /** Energy of each block, once it was asked for. */
  energies: Float64Array | undefined;
  /** The white block after them, with which the next group begins. */
  readonly nextWhite: Float32Array;
}

/**
 * Colored Gaussian noise of unit variance: noise stream v1 through a symmetric filter of 4097 taps h.
 *
 *     colored[f] = Σ_k h[k] normal[f + 2048 + k],   k = -2048 .. 2048
 *
 * A pure function of seed, key, filter, channel and frame, stationary from frame 0 on: the filter looks ahead, never before
 * the first frame. Blocks are made six at a time: in ascending order a block costs a white one and the filter, at random
 * it costs six of them. Holds 112 KiB for each channel asked for.
 */
export class ColoredStream implements NoiseStream {
  readonly kernel: Kernel;
  readonly #convolver: ColorConvolver;
  readonly #white: NormalStream;
  readonly #groups: BlockGroup[] = [];
  /** Address of the white blocks of a group and the one after it. */
  readonly #whiteBlocks: number;

  /**
   * @param seed an integer from 0 to 2^53 - 1.
   * @param key any text.
   * @param filter the color.
   * @param kernel where blocks are left: an instance that nobody else uses; by default a new one.
   * @param createKernel where the kernel comes from that filters; a new one unless given.
   * @throws RangeError when the seed is not such an integer.
   */
  constructor(
    seed: number,
    key: string,
    filter: ColorFilter,
    kernel: Kernel = instantiateKernel(),
    createKernel: CreateKernel = instantiateKernel,
  ) {
    this.kernel = kernel;
    roots ??= orderedRoots(ROOTS_FLOATS);
    this.#convolver = new ColorConvolver(filter, roots, createKernel(PLAN_BYTES, PLAN_BYTES));
    this.#white = new NormalStream(seed, key, this.#convolver.kernel);
    this.#whiteBlocks = this.#convolver.reserve((GROUP_BLOCKS + 1) * NOISE_BLOCK_FRAMES);
  }

  block(channel: number, blockIndex: number): Float32Array {
    const { normals } = this.kernel;
    const groupIndex = Math.floor(blockIndex / GROUP_BLOCKS);
    const { blocks } = this.#group(channel, groupIndex);
    normals.set(blocks[blockIndex - groupIndex * GROUP_BLOCKS]!);
    return normals;
  }

  blockEnergy(
    channel: number,
    blockIndex: number,
    numberOfFrames: number = NOISE_BLOCK_FRAMES,
  ): number {
    if (numberOfFrames === NOISE_BLOCK_FRAMES) {
      const groupIndex = Math.floor(blockIndex / GROUP_BLOCKS);
      const group = this.#group(channel, groupIndex);
      group.energies ??= this.#sumSquares(group);
      return group.energies[blockIndex - groupIndex * GROUP_BLOCKS]!;
    }
    const samples = this.block(channel, blockIndex);
    // The kernel sums whole vectors of four.
    const count = (numberOfFrames + 3) & ~3;
    samples.fill(0, numberOfFrames, count);
    return this.kernel.exports.sumSquaresF32(samples.byteOffset, count);
  }

  energy(channel: number, numberOfFrames: number): number {
    return this.addEnergy(0, channel, 0, numberOfFrames);
  }

  addEnergy(sum: number, channel: number, firstBlock: number, numberOfFrames: number): number {
    let energy = sum;
    for (let start = 0; start < numberOfFrames; start += NOISE_BLOCK_FRAMES) {
      const count = Math.min(NOISE_BLOCK_FRAMES, numberOfFrames - start);
      energy += this.blockEnergy(channel, firstBlock + start / NOISE_BLOCK_FRAMES, count);
    }
    return energy;
  }

  pooledEnergy(numberOfChannels: number, numberOfFrames: number): number {
    let energy = 0;
    for (let channel = 0; channel < numberOfChannels; channel++) {
      energy += this.energy(channel, numberOfFrames);
    }
    return energy;
  }

  #group(channel: number, groupIndex: number): BlockGroup {
    const group = this.#groups[channel] ?? this.#addGroup(channel);
    if (group.groupIndex !== groupIndex) this.#fill(group, channel, groupIndex);
    return group;
  }

  #addGroup(channel: number): BlockGroup {
    const address = this.#convolver.reserve(GROUP_FRAMES);
    const group: BlockGroup = {
      groupIndex: Number.NaN,
      address,
      blocks: [],
      energies: undefined,
      nextWhite: new Float32Array(NOISE_BLOCK_FRAMES),
    };
    this.#groups[channel] = group;
    // Channels may be asked for in any order: there may be holes.
    this.#groups.forEach((other) => {
      other.blocks = Array.from({ length: GROUP_BLOCKS }, (_, i) =>
        this.#convolver.view(other.address + i * BLOCK_BYTES, NOISE_BLOCK_FRAMES),
      );
    });
    return group;
  }

  /**
   * Makes the blocks of a group:
   *
   *     white blocks     0   1   2   3   4   5   6
   *     first segment  |---------------|                filtered, all but 2048 samples at either end
   *                      | 0   1   2 |                  are colored blocks
   *     second segment             |---------------|
   *                                  | 3   4   5 |
   */
  #fill(group: BlockGroup, channel: number, groupIndex: number): void {
    const convolver = this.#convolver;
    const whiteBlocks = this.#whiteBlocks;
    const first = convolver.view(whiteBlocks, NOISE_BLOCK_FRAMES);
    const last = convolver.view(whiteBlocks + GROUP_BLOCKS * BLOCK_BYTES, NOISE_BLOCK_FRAMES);
    const follows = groupIndex === group.groupIndex + 1;
    if (follows) first.set(group.nextWhite);
    for (let i = follows ? 1 : 0; i <= GROUP_BLOCKS; i++) {
      this.#white.draw(whiteBlocks + i * BLOCK_BYTES, channel, groupIndex * GROUP_BLOCKS + i);
    }
    group.nextWhite.set(last);
    convolver.run(whiteBlocks, whiteBlocks + USEFUL_BLOCKS * BLOCK_BYTES, group.address);
    group.groupIndex = groupIndex;
    group.energies = undefined;
  }

  /** Of all blocks of a group. */
  #sumSquares({ address }: BlockGroup): Float64Array {
    const { exports } = this.#convolver.kernel;
    // Half of the blocks at a time. The white noise has served its purpose, but for its last block.
    const sums = this.#whiteBlocks;
    const half = GROUP_BLOCKS / 2;
    exports.sumSquaresOfThreeF32(address, NOISE_BLOCK_FRAMES, sums);
    exports.sumSquaresOfThreeF32(address + half * BLOCK_BYTES, NOISE_BLOCK_FRAMES, sums + 8 * half);
    return new Float64Array(exports.memory.buffer, sums, GROUP_BLOCKS).slice();
  }
}
