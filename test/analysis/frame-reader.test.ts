import { describe, expect, test } from 'vitest';
import { FRAMES_PER_BLOCK, FrameReader } from '../../src/analysis/frame-reader.ts';
import type { ByteSource } from '../../src/io/byte-source.ts';
import { seededRandom } from '../formats/wav/splitting.ts';
import { wavBytes } from '../tools/wav-files.ts';

/** A source that gives pieces of random sizes, each overwritten at the next call; some come later. */
function sourceOf(bytes: Uint8Array, seed: number, most: number): ByteSource {
  const random = seededRandom(seed);
  let at = 0;
  let piece = new Uint8Array(0);
  const read = () => {
    piece.fill(0xee);
    if (at === bytes.length) return undefined;
    piece = new Uint8Array(bytes.subarray(at, at + 1 + Math.floor(random() * most)));
    at += piece.length;
    return random() < 0.1 ? Promise.resolve(piece) : piece;
  };
  return {
    name: 'test',
    totalBytes: undefined,
    identity: undefined,
    read,
  } as unknown as ByteSource;
}

const LEFT = Float32Array.from({ length: 10000 }, (_, i) => ((i % 4001) - 2000) / 32768);
const RIGHT = LEFT.map((_, i) => (2000 - (i % 3999)) / 32768);
const BYTES = wavBytes([LEFT, RIGHT]);

async function readAll(reader: FrameReader) {
  const channels: number[][] = [[], []];
  const sizes: number[] = [];
  const indexes: number[] = [];
  for (;;) {
    const block = await reader.read();
    if (block === undefined) return { channels, sizes, indexes };
    for (const [i, samples] of block.channelData.entries()) channels[i]!.push(...samples);
    sizes.push(block.channelData[0]!.length);
    indexes.push(block.frameIndex);
    expect(block.bytes.length).toBe(4 * block.channelData[0]!.length);
  }
}

describe('FrameReader', () => {
  test.each([1, 50, 5000, 100000])(
    'gives whole blocks whatever pieces of up to %i bytes come',
    async (most) => {
      const reader = await FrameReader.open(sourceOf(BYTES, 1, most));
      const { channels, sizes, indexes } = await readAll(reader);
      expect(sizes).toEqual([FRAMES_PER_BLOCK, FRAMES_PER_BLOCK, 10000 - 2 * FRAMES_PER_BLOCK]);
      expect(indexes).toEqual([0, FRAMES_PER_BLOCK, 2 * FRAMES_PER_BLOCK]);
      expect(channels).toEqual([[...LEFT], [...RIGHT]]);
    },
  );

  test('leaves out what is skipped', async () => {
    const reader = await FrameReader.open(sourceOf(BYTES, 2, 999));
    await reader.skip(777);
    const { channels, indexes } = await readAll(reader);
    expect(indexes[0]).toBe(777);
    expect(channels[0]).toEqual([...LEFT.subarray(777)]);
  });

  test('is at the end when more is skipped than there is', async () => {
    const reader = await FrameReader.open(sourceOf(BYTES, 3, 999));
    await reader.skip(20000);
    expect(await reader.read()).toBeUndefined();
  });

  test('knows the reader’s warnings at the end', async () => {
    const reader = await FrameReader.open(sourceOf(BYTES.subarray(0, 20001), 4, 999));
    await readAll(reader);
    expect(reader.warnings.map(({ code }) => code)).toEqual(['incomplete-frame', 'truncated-data']);
  });

  test('refuses what is no WAV file', async () => {
    await expect(FrameReader.open(sourceOf(new Uint8Array(100), 5, 9))).rejects.toThrow();
  });
});
