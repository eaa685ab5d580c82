import { expect, test } from 'vitest';
import {
  dataViewOf,
  encodeChunk,
  encodeChunkHeader,
  isPlausibleChunkId,
  isWellKnownChunkId,
  paddedChunkBytes,
  readChunkId,
} from '../../../src/formats/wav/riff-chunk.ts';
import { bytesOf } from '../../tools/wav-fixtures.ts';

test('a chunk is id, size, content and, after an odd number of bytes, a zero', () => {
  const odd = { id: 'LIST', bytes: bytesOf('abc') };
  expect(encodeChunk(odd, true)).toEqual(bytesOf('LIST', 3, 0, 0, 0, 'abc', 0));
  expect(encodeChunk(odd, false)).toEqual(bytesOf('LIST', 0, 0, 0, 3, 'abc', 0));
  expect(encodeChunk({ id: 'a\0\xff ', bytes: bytesOf('ab') }, true)).toEqual(
    bytesOf('a\0\xff ', 2, 0, 0, 0, 'ab'),
  );
  expect([0, 1, 2, 3].map(paddedChunkBytes)).toEqual([8, 10, 10, 12]);
  expect(encodeChunkHeader('data', 0xfffffffe, true)).toEqual(
    bytesOf('data', 0xfe, 0xff, 0xff, 0xff),
  );
});

test('the id is the first four bytes, whatever they are', () => {
  expect(readChunkId(bytesOf('fmt extra'))).toBe('fmt ');
  expect(readChunkId(bytesOf(0, 0xff, 0x41, 0x80))).toBe('\0\xffA\x80');
});

test.each([
  ['fmt ', true],
  ['a   ', true],
  ['!~!~', true],
  ['ab\0\0', true],
  ['a\0\0\0', true],
  [' fmt', false],
  ['\0\0\0\0', false],
  ['\0abc', false],
  ['a\0bc', false],
  ['abc\x7f', false],
  ['abc\x1f', false],
  ['abc\xe9', false],
  ['\x7fabc', false],
])('whether %j can be an id: %s', (id, expected) => {
  expect(isPlausibleChunkId(id)).toBe(expected);
});

test('chunks of WAV files are known by id, whole and in their case', () => {
  for (const id of ['fmt ', 'data', 'LIST', 'iXML', 'bext', 'minf', 'guan', 'Cr8r', 'id3 ']) {
    expect(isWellKnownChunkId(id)).toBe(true);
  }
  for (const id of ['', 'abcd', 'fmt', 'Data', 'ata|', 'levl|link']) {
    expect(isWellKnownChunkId(id)).toBe(false);
  }
});

test('a view begins and ends where the bytes do', () => {
  const view = dataViewOf(bytesOf('abcdef').subarray(2, 5));
  expect([view.byteLength, view.getUint8(0)]).toEqual([3, 0x63]);
});
