import { expect, test } from 'vitest';
import type { AudioBlock } from '../../../src/audio-format.ts';
import { WavReader } from '../../../src/formats/wav/wav-reader.ts';
import { bytesOf, chunk, fmt, riff, s16Samples, u32 } from '../../tools/wav-fixtures.ts';
import { FIXTURES } from './odd-files.ts';
import { inPiecesOf, inRandomPieces } from './splitting.ts';

function read(pieces: readonly Uint8Array[], maxBlockFrames?: number) {
  const reader = new WavReader(maxBlockFrames === undefined ? {} : { maxBlockFrames });
  const blocks: AudioBlock[] = [];
  for (const piece of pieces) {
    const copy = piece.slice();
    blocks.push(...reader.push(copy));
    copy.fill(0xee);
  }
  blocks.push(...reader.end());
  return { reader, blocks };
}

/** The samples of all blocks, one list per channel. Checks that the blocks follow each other. */
function join(blocks: readonly AudioBlock[]): number[][] {
  const channels: number[][] = [];
  for (const { format, frameIndex, channelData } of blocks) {
    expect(channelData.length).toBe(format.numberOfChannels);
    for (const [c, samples] of channelData.entries()) {
      channels[c] ??= [];
      expect(channels[c].length).toBe(frameIndex);
      channels[c].push(...samples);
    }
  }
  return channels;
}

test.each(Object.entries(FIXTURES))(
  '%s: however it is split, the samples are the same',
  (_name, { bytes, warnings = [] }) => {
    const whole = read([bytes]);
    expect(whole.reader.warnings.map(({ code }) => code)).toEqual(warnings);
    const expected = join(whole.blocks);
    expect(whole.reader.framesRead).toBe(expected[0]?.length ?? 0);
    for (const pieces of [inPiecesOf(1, bytes), inPiecesOf(7, bytes), inRandomPieces(3, bytes)]) {
      const split = read(pieces);
      expect(join(split.blocks)).toEqual(expected);
      expect(split.reader.warnings).toEqual(whole.reader.warnings);
      expect(split.reader.header).toEqual(whole.reader.header);
      const tailOf = (reader: WavReader) => bytesOf(...reader.takeTail().map((tail) => tail.bytes));
      expect(tailOf(split.reader)).toEqual(tailOf(read([bytes]).reader));
    }
  },
);

test('samples of several channels are told apart', () => {
  const bytes = riff([fmt({ channels: 2 }), chunk('data', s16Samples(6))]);
  expect(join(read([bytes]).blocks)).toEqual([
    [1, 3, 5].map((v) => v / 32768),
    [2, 4, 6].map((v) => v / 32768),
  ]);
});

test('blocks have at most maxBlockFrames frames, and no more than needed', () => {
  const bytes = riff([fmt(), chunk('data', s16Samples(10))]);
  const lengths = (blocks: readonly AudioBlock[]) => blocks.map((b) => b.channelData[0]?.length);
  expect(lengths(read([bytes], 4).blocks)).toEqual([4, 4, 2]);
  expect(lengths(read([bytes], 1).blocks)).toEqual(new Array(10).fill(1));
  expect(lengths(read([bytes]).blocks)).toEqual([10]);
  expect(lengths(read([bytes.slice(0, 47), bytes.slice(47)]).blocks)).toEqual([1, 9]);
});

test('a frame that was split comes in one block with those after it', () => {
  const reader = new WavReader({ maxBlockFrames: 3 });
  reader.push(riff([fmt(), bytesOf('data', u32(0xffffffff))]));
  const samples = s16Samples(8);
  expect(reader.push(samples.slice(0, 1))).toEqual([]);
  const blocks = reader.push(samples.slice(1));
  expect(blocks.map((b) => [b.frameIndex, b.channelData[0]!.length])).toEqual([
    [0, 3],
    [3, 3],
    [6, 2],
  ]);
  expect(join(blocks)).toEqual([[1, 2, 3, 4, 5, 6, 7, 8].map((v) => v / 32768)]);
});

test('the header is there before the first block, the tail can be taken once', () => {
  const reader = new WavReader();
  expect(reader.header).toBeUndefined();
  expect(reader.push(riff([fmt(), bytesOf('data', u32(4))], { size: 60 }))).toEqual([]);
  expect(reader.header?.declaredFrames).toBe(2);
  reader.push(bytesOf(s16Samples(2), chunk('LIST', 'INFO'), 'what is no chunk at all'));
  reader.end();
  const tail = reader.takeTail();
  expect(tail.filter((t) => !t.outsideRiff).flatMap((t) => [...t.bytes])).toEqual([
    ...chunk('LIST', 'INFO'),
  ]);
  expect(bytesOf(...tail.filter((t) => t.outsideRiff).map((t) => t.bytes))).toEqual(
    bytesOf('what is no chunk at all'),
  );
  expect(reader.takeTail()).toEqual([]);
});

test.each([0, -1, 1.5, Number.NaN])('maxBlockFrames of %d is a RangeError', (maxBlockFrames) => {
  expect(() => new WavReader({ maxBlockFrames })).toThrow(
    `maxBlockFrames is ${maxBlockFrames}; expected a whole number from 1`,
  );
});

test('a Buffer, too, may be overwritten once it was pushed: its slice() would be a view', () => {
  const list = chunk('LIST', 'INFO before');
  const bytes = riff([list, fmt(), chunk('data', s16Samples(2)), chunk('LIST', 'after')]);
  const reader = new WavReader();
  const buffer = Buffer.from(bytes);
  reader.push(buffer);
  buffer.fill(0xee);
  const text = (part: Uint8Array | undefined) => new TextDecoder().decode(part);
  expect(text(reader.header?.chunksBeforeData[0]?.bytes)).toBe('INFO before');
  expect(text(bytesOf(...reader.takeTail().map((tail) => tail.bytes)))).toContain('after');
});
