import type { AudioNoiseOptions } from '../arrays/audio-noise-options.ts';
import type { AudioBlock } from '../audio-format.ts';
import { BlockMemory, BlockNoise, type NoiseState } from './block-noise.ts';

/** Blocks with noise, to be iterated over once. */
export interface NoisyBlocks extends AsyncIterable<AudioBlock> {
  /** What is being added. */
  readonly noise: NoiseState;
}

/**
 * Adds Gaussian noise to an iterable of blocks: `for await (const block of addNoiseToBlocks(blocks, options))`.
 *
 * The blocks that come out have the frames and the formats of those that went in. What noise a frame gets depends on seed,
 * key, channel and its `frameIndex` alone. Where the signal must be measured first, its blocks are kept: in a browser in
 * memory, in Node from 16 MiB on in an unlinked temporary file.
 *
 * The iteration fails with SilentSignalError where an SNR is asked for and the signal has no power, with
 * NonFiniteSignalError where it has no level, and with a RangeError for blocks that do not follow one another.
 *
 * @throws RangeError or TypeError for options that are unknown, out of range or contradict each other.
 */
export function addNoiseToBlocks(
  blocks: AsyncIterable<AudioBlock> | Iterable<AudioBlock>,
  options: AudioNoiseOptions,
): NoisyBlocks {
  return createNoisyBlocks(
    blocks,
    new BlockNoise('addNoiseToBlocks', options, () => new BlockMemory()),
  );
}

/** The blocks with the noise that is given. */
export function createNoisyBlocks(
  blocks: AsyncIterable<AudioBlock> | Iterable<AudioBlock>,
  noise: BlockNoise,
): NoisyBlocks {
  return { noise, [Symbol.asyncIterator]: () => runNoise(blocks, noise) };
}

/** Runs blocks through noise, and lets go of what it keeps when nobody asks for more. */
export async function* runNoise(
  blocks: AsyncIterable<AudioBlock> | Iterable<AudioBlock>,
  noise: BlockNoise,
): AsyncGenerator<AudioBlock, void, void> {
  try {
    for await (const block of blocks) {
      const noisy = noise.push(block);
      if (noisy !== undefined) yield noisy;
    }
    yield* noise.end();
  } finally {
    noise.close();
  }
}
