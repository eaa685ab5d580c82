import { describe, expect, test } from 'vitest';
import {
  isPlaceholderSize,
  parseDs64,
  serializeDs64,
} from '../../../src/formats/wav/ds64-chunk.ts';
import { bytesOf, u32, u64 } from '../../tools/wav-fixtures.ts';

const MOST = 2 ** 53 - 1;
const ALL_ONES = 2n ** 64n - 1n;

describe('a ds64 chunk', () => {
  test('tells the sizes of the file, the data and, in its table, of other chunks', () => {
    const content = bytesOf(
      ...[u64(5e9), u64(4e9), u64(1e9), u32(2)],
      ...['LIST', u64(6e9), 'axml', u64(MOST)],
    );
    expect(parseDs64(content, true, 20)).toEqual({
      riffBytes: 5e9,
      dataBytes: 4e9,
      chunkBytes: new Map([
        ['LIST', 6e9],
        ['axml', MOST],
      ]),
    });
  });

  test('may end before the number of entries of its table', () => {
    const content = bytesOf(u64(100), u64(MOST), u64(0));
    expect(parseDs64(content, true, 20)).toEqual({
      riffBytes: 100,
      dataBytes: MOST,
      chunkBytes: new Map(),
    });
    expect(() => parseDs64(content.subarray(1), true, 20)).toThrow(
      'the ds64 chunk has 23 bytes; expected 28, which hold the sizes; the header is damaged; ',
    );
  });

  test('tells nothing by sizes of 0 and of nothing but ones', () => {
    const entries = ['LIST', u64(0), 'axml', u64(ALL_ONES), 'bext', u64(7)] as const;
    const content = bytesOf(u64(0), u64(ALL_ONES), u64(0), u32(3), ...entries);
    expect(parseDs64(content, true, 20)).toEqual({
      riffBytes: undefined,
      dataBytes: undefined,
      chunkBytes: new Map([['bext', 7]]),
    });
  });

  test.each([
    [0, 2],
    [1, 1],
    [2, 0],
    [0xffffffff, 2],
  ])('has as many entries as it states and has room for: of %i', (stated, more) => {
    const entries = bytesOf('LIST', u64(1), 'axml', u64(2));
    const content = bytesOf(u64(0), u64(0), u64(0), u32(stated), entries, new Uint8Array(11));
    expect(parseDs64(content, true, 0).chunkBytes.size).toBe(Math.min(stated, 2));
    expect(parseDs64(content.subarray(0, 28 + 12 * more), true, 0).chunkBytes.size).toBe(
      Math.min(stated, more),
    );
  });

  test.each([
    [
      [2n ** 53n, 0n, 0n],
      'the ds64 chunk states 9007199254740992 bytes for the file; expected',
      20,
    ],
    [
      [0n, 2n ** 60n, 0n],
      'the ds64 chunk states 1152921504606846976 bytes for the data; expected',
      28,
    ],
    [
      [0n, 0n, 2n ** 53n],
      'the ds64 chunk states 9007199254740992 bytes for its chunk "LIST"; expected 2^53 - 1 at most; ' +
        'have the header made anew in a pipe: ffmpeg -v error -i FILE -c copy -f wav - | awgn ... - out.wav',
      52,
    ],
  ])('is refused where it states %o', ([riff, data, list], message, byteOffset) => {
    const content = bytesOf(u64(riff!), u64(data!), u64(0), u32(1), 'LIST', u64(list!));
    expect(() => parseDs64(content, true, 20)).toThrow(
      expect.objectContaining({ message: expect.stringContaining(message), byteOffset }),
    );
  });

  test('is written as it is read, without a table', () => {
    const content = serializeDs64(5e9, 4e9, 1e9);
    expect(content).toEqual(bytesOf(u64(5e9), u64(4e9), u64(1e9), u32(0)));
    expect(parseDs64(content, true, 0)).toMatchObject({ riffBytes: 5e9, dataBytes: 4e9 });
  });
});

test.each([
  [0, 0],
  [0x7ffff000, 0x7ffff0ff],
  [0x7fffff00, 0x800000ff],
  [0xffffff00, 0xffffffff],
])('sizes from %i to %i mean that the size is not known, the next ones do not', (least, most) => {
  const sizes = [least - 1, least, (least + most) / 2, most, most + 1];
  expect(sizes.map(isPlaceholderSize)).toEqual([false, true, true, true, false]);
});
