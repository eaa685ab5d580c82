// Stretches of the noise under test, in its own order and in orders that would show a weak seeding.

import { instantiateKernel } from '../../src/kernel/kernel.ts';
import type { NoiseStream } from '../../src/noise/noise-stream.ts';
import { NOISE_BLOCK_FRAMES, NormalStream } from '../../src/noise/normal-stream.ts';
import type { BlockAddress } from './oracle.ts';

const kernel = instantiateKernel();

/** The blocks of some addresses, one after the other. */
export function blocksOf(addresses: Iterable<BlockAddress>): Float32Array {
  const list = [...addresses];
  const samples = new Float32Array(list.length * NOISE_BLOCK_FRAMES);
  for (const [i, { seed, key, channel, blockIndex }] of list.entries()) {
    const block = new NormalStream(seed, key, kernel).block(channel, blockIndex);
    samples.set(block, i * NOISE_BLOCK_FRAMES);
  }
  return samples;
}

/** Consecutive blocks whose i-th address differs from the origin by what `change` says. */
export function blocksAlong(
  numberOfBlocks: number,
  change: (i: number) => Partial<BlockAddress>,
): Float32Array {
  return blocksOf(
    Array.from({ length: numberOfBlocks }, (_, i) => ({
      seed: 1,
      key: '',
      channel: 0,
      blockIndex: 0,
      ...change(i),
    })),
  );
}

/** Consecutive blocks of one channel of a stream. */
export function consecutive(
  stream: NoiseStream,
  channel: number,
  blocks: number,
  firstBlock = 0,
): Float32Array {
  const samples = new Float32Array(4096 * blocks);
  for (let b = 0; b < blocks; b++) samples.set(stream.block(channel, firstBlock + b), 4096 * b);
  return samples;
}
