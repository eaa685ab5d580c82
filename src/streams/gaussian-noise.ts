import type { Transform } from 'node:stream';
import { objectTransform } from 'through2';
import type { AudioNoiseOptions } from '../arrays/audio-noise-options.ts';
import type { AudioBlock } from '../audio-format.ts';
import { BlockNoise, type NoiseState } from './block-noise.ts';
import { BlockSpool } from './block-spool.ts';
import { createNoisyBlocks, type NoisyBlocks, runNoise } from './noisy-blocks.ts';

/** A Node object stream that adds noise to {@link AudioBlock}s. */
export interface GaussianNoiseStream extends Transform, NoiseState {}

/**
 * Adds Gaussian noise to a stream of blocks.
 *
 * The blocks that come out have the frames and the formats of those that went in, not always their size. What noise a
 * frame gets depends on seed, key, channel and its `frameIndex` alone.
 *
 * Where the signal must be measured first, its blocks are kept in memory and, from 16 MiB on, in an unlinked temporary file.
 *
 * The stream fails with SilentSignalError where an SNR is asked for and the signal has no power, with
 * NonFiniteSignalError where it has no level, and with a RangeError for blocks that do not follow one another.
 *
 * @throws RangeError or TypeError for options that are unknown, out of range or contradict each other.
 */
export function gaussianNoise(options: AudioNoiseOptions): GaussianNoiseStream {
  const noise = new BlockNoise('gaussianNoise', options, () => new BlockSpool());
  // The bound on memory: one block in, one block out.
  const limits = { readableHighWaterMark: 1, writableHighWaterMark: 1 };
  const stream = objectTransform(
    limits,
    async function* addNoise(source: AsyncIterable<AudioBlock>) {
      yield* runNoise(source, noise);
    },
  );
  const state = NOISE_STATE.map((name) => [name, { get: () => noise[name] }]);
  return Object.defineProperties(
    stream as unknown as GaussianNoiseStream,
    Object.fromEntries(state) as PropertyDescriptorMap,
  );
}

const NOISE_STATE = ['seed', 'key', 'std', 'stds', 'signalDbfs'] as const;

/**
 * As {@link gaussianNoise}, for an iterable of blocks: `for await (const block of addNoiseToBlocks(blocks, options))`.
 *
 * @throws RangeError or TypeError for options that are unknown, out of range or contradict each other.
 */
export function addNoiseToBlocks(
  blocks: AsyncIterable<AudioBlock> | Iterable<AudioBlock>,
  options: AudioNoiseOptions,
): NoisyBlocks {
  return createNoisyBlocks(
    blocks,
    new BlockNoise('addNoiseToBlocks', options, () => new BlockSpool()),
  );
}
