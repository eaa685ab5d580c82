import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { NOISE_STREAM_VERSION, NormalStream } from '../../src/noise/normal-stream.ts';

interface Stretch {
  seed: number;
  key: string;
  channel: number;
  firstBlock: number;
  numberOfBlocks: number;
  /** SHA-256 of the normals as little-endian 32-bit floats. */
  normals: string;
  /** SHA-256 of the energies of the blocks as little-endian 64-bit floats. */
  energies: string;
}

// Never regenerate this file: other bits are another version, which gets a file of its own beside it.
const stretches: Stretch[] = JSON.parse(
  readFileSync(new URL('noise-stream-v1.json', import.meta.url), 'utf8'),
);

test('this is version 1', () => {
  expect(NOISE_STREAM_VERSION).toBe(1);
});

test.each(stretches)(
  'version 1 stays what it was: seed $seed, key $key, channel $channel, block $firstBlock',
  (stretch) => {
    const { seed, key, channel, firstBlock, numberOfBlocks } = stretch;
    const stream = new NormalStream(seed, key);
    const normals = createHash('sha256');
    const energies = createHash('sha256');
    for (let i = 0; i < numberOfBlocks; i++) {
      const block = stream.block(channel, firstBlock + i);
      normals.update(new Uint8Array(block.buffer, block.byteOffset, block.byteLength));
      const energy = stream.blockEnergy(channel, firstBlock + i);
      energies.update(new Uint8Array(Float64Array.of(energy).buffer));
    }
    expect({ normals: normals.digest('hex'), energies: energies.digest('hex') }).toEqual({
      normals: stretch.normals,
      energies: stretch.energies,
    });
  },
);
