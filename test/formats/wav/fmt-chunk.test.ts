import { describe, expect, test } from 'vitest';
import { parseFmtChunk, serializeFmtChunk } from '../../../src/formats/wav/fmt-chunk.ts';
import { createWavFormat } from '../../../src/formats/wav/wav-format.ts';
import {
  AMBISONIC_TAIL,
  bytesOf,
  extensibleFmt,
  fmtContent,
  u16,
  u32,
} from '../../tools/wav-fixtures.ts';

type ExtensibleOptions = Parameters<typeof extensibleFmt>[0];

/** The two 16-bit numbers at its start follow the byte order. */
const AMBISONIC_TAIL_BIG_ENDIAN = [0x07, 0x21, 0x11, 0xd3, ...AMBISONIC_TAIL.slice(4)];

const extensible = (options: ExtensibleOptions) => extensibleFmt(options).subarray(8);

/** A WAVEFORMATEXTENSIBLE that ends early: its size, 12 valid bits, the speaker mask 4, and so on. */
function cutExtensible(byteLength: number, bits = 16): Uint8Array {
  const extension = bytesOf(u16(byteLength - 18), u16(12), u32(4), new Uint8Array(16));
  const blockAlign = Math.ceil(bits / 8);
  return fmtContent({ tag: 0xfffe, bits, blockAlign, extension }).subarray(0, byteLength);
}

test('all that a WAVEFORMATEXTENSIBLE says is in the format', () => {
  const content = extensible({ channels: 2, bits: 24, blockAlign: 8, validBits: 20, mask: 0x30 });
  expect(parseFmtChunk(content, 'RIFF', 20)).toEqual({
    format: {
      sampleRate: 16000,
      numberOfChannels: 2,
      container: 'RIFF',
      encoding: 's24',
      bytesPerFrame: 8,
      slotBytes: 4,
      significantBytes: 3,
      validBits: 20,
      bigEndian: false,
      extensible: true,
      channelMask: 0x30,
      ambisonic: false,
    },
    warnings: [],
  });
});

test.each([
  [1, 16, 's16'],
  [3, 32, 'f32'],
  [3, 64, 'f64'],
  [6, 8, 'alaw'],
  [7, 8, 'mulaw'],
] as const)(
  'format tag %i of %i bits is %s, in the chunk and in a sub-format',
  (tag, bits, encoding) => {
    const plain = parseFmtChunk(fmtContent({ tag, bits, extension: u16(0) }), 'RIFF', 0);
    expect(plain).toMatchObject({
      format: { encoding, extensible: false, ambisonic: false },
      warnings: [],
    });
    const { format, warnings } = parseFmtChunk(extensible({ subTag: tag, bits }), 'RIFF', 0);
    expect({ format, warnings }).toMatchObject({
      format: { encoding, extensible: true, ambisonic: false },
      warnings: [],
    });
  },
);

test.each([
  [1, 16, 's16'],
  [3, 32, 'f32'],
] as const)('ambisonic tag %i of %i bits is %s', (subTag, bits, encoding) => {
  for (const bigEndian of [false, true]) {
    const guidTail = bigEndian ? AMBISONIC_TAIL_BIG_ENDIAN : AMBISONIC_TAIL;
    const content = extensible({ subTag, bits, channels: 4, guidTail, bigEndian });
    const { format, warnings } = parseFmtChunk(content, bigEndian ? 'RIFX' : 'RIFF', 0);
    expect(format).toMatchObject({ encoding, ambisonic: true });
    expect(warnings).toEqual([]);
    expect(serializeFmtChunk(format)).toEqual(content);
  }
});

test('a sub-format of 16 bits is a codec, known or not', () => {
  expect(() => parseFmtChunk(extensible({ subTag: 0xffff }), 'RIFF', 0)).toThrow(
    'the samples are coded in an unknown codec 0xffff',
  );
});

test('a sub-format whose tag has more than 16 bits is unknown', () => {
  expect(() => parseFmtChunk(extensible({ subTag: 0x00010001 }), 'RIFF', 0)).toThrow(
    'the sub-format of the WAVEFORMATEXTENSIBLE is unknown (GUID bytes 01 00 01 00 00 00 10 00',
  );
});

describe('a WAVEFORMATEXTENSIBLE without its sub-format', () => {
  test.each([
    [18, 16, 0],
    [19, 16, 0],
    [20, 12, 0],
    [23, 12, 0],
    [24, 12, 4],
    [39, 12, 4],
  ])(
    'says in %i bytes that there are %i valid bits and a speaker mask of %i',
    (byteLength, validBits, channelMask) => {
      const { format, warnings } = parseFmtChunk(cutExtensible(byteLength), 'RIFF', 0);
      expect(format).toMatchObject({
        encoding: 's16',
        validBits,
        channelMask,
        ambisonic: false,
        extensible: true,
      });
      expect(warnings.map(({ code }) => code)).toEqual(['sub-format']);
    },
  );

  test.each([9, 16, 24, 31])('has integers of %i bits', (bits) => {
    expect(parseFmtChunk(cutExtensible(39, bits), 'RIFF', 0).format.encoding).toMatch(/^s/);
  });

  test.each([8, 32, 64])('is refused with %i bits, which might be of several kinds', (bits) => {
    expect(() => parseFmtChunk(cutExtensible(39, bits), 'RIFF', 0)).toThrow(
      `without the sub-format that would tell what its ${bits}-bit samples are`,
    );
  });
});

test.each([
  [fmtContent(), []],
  [fmtContent({ extension: u16(0) }), []],
  [fmtContent({ extension: bytesOf(u16(3), 'abc') }), []],
  [fmtContent({ extension: bytesOf(u16(3), 'ab') }), ['fmt-size']],
  [fmtContent({ extension: bytesOf(0) }), ['fmt-size']],
])('the size of an extension is that of the chunk, or it is odd: %o', (content, warnings) => {
  expect(parseFmtChunk(content, 'RIFF', 0).warnings.map(({ code }) => code)).toEqual(warnings);
});

test.each([
  [0, 1, []],
  [0x80000000, 1, []],
  [0x80000001, 2, []],
  [0x80000000, 2, ['channel-mask']],
  [0x3, 1, ['channel-mask']],
])(
  'the speaker mask %i of %i channels is odd where the numbers differ: %j',
  (mask, channels, codes) => {
    const { format, warnings } = parseFmtChunk(extensible({ mask, channels }), 'RIFF', 0);
    expect(format.channelMask).toBe(mask);
    expect(warnings.map(({ code }) => code)).toEqual(codes);
  },
);

test.each([
  [0, 16, []],
  [1, 1, []],
  [16, 16, []],
  [17, 16, ['bits-per-sample']],
])('of %i stated valid bits in 16 count %i', (validBits, counted, codes) => {
  const { format, warnings } = parseFmtChunk(extensible({ validBits }), 'RIFF', 0);
  expect(format.validBits).toBe(counted);
  expect(warnings.map(({ code }) => code)).toEqual(codes);
});

test('1024 channels are read', () => {
  expect(parseFmtChunk(fmtContent({ channels: 1024 }), 'RIFF', 0).format.bytesPerFrame).toBe(2048);
});

describe('the canonical chunk', () => {
  const base = { sampleRate: 16000, numberOfChannels: 2 };

  test.each([
    ['u8', fmtContent({ channels: 2, bits: 8 })],
    ['s16', fmtContent({ channels: 2 })],
    ['s24', fmtContent({ channels: 2, bits: 24 })],
    ['s32', fmtContent({ channels: 2, bits: 32 })],
    ['f32', fmtContent({ channels: 2, tag: 3, bits: 32, extension: u16(0) })],
    ['f64', fmtContent({ channels: 2, tag: 3, bits: 64, extension: u16(0) })],
    ['alaw', fmtContent({ channels: 2, tag: 6, bits: 8, extension: u16(0) })],
    ['mulaw', fmtContent({ channels: 2, tag: 7, bits: 8, extension: u16(0) })],
  ] as const)('of %s has 16 bytes, or 18 where it is no integer', (encoding, content) => {
    expect(serializeFmtChunk(createWavFormat({ ...base, encoding }))).toEqual(content);
  });

  test('of an extensible format has 40 bytes, in either byte order', () => {
    for (const bigEndian of [false, true]) {
      const container = bigEndian ? 'RIFX' : 'RIFF';
      const content = extensible({ channels: 2, bits: 24, validBits: 20, mask: 3, bigEndian });
      const { format } = parseFmtChunk(content, container, 0);
      expect(serializeFmtChunk(format)).toEqual(content);
      expect(serializeFmtChunk({ ...format, extensible: false })).toEqual(
        fmtContent({ channels: 2, bits: 20, bigEndian }),
      );
    }
  });

  test('states at most as many bytes a second as 32 bits hold', () => {
    const format = createWavFormat({ ...base, sampleRate: 2 ** 31, encoding: 'f64' });
    const view = new DataView(serializeFmtChunk(format).buffer);
    expect(view.getUint32(8, true)).toBe(0xffffffff);
    const below = createWavFormat({ ...base, sampleRate: 2 ** 30 - 1, encoding: 's16' });
    expect(new DataView(serializeFmtChunk(below).buffer).getUint32(8, true)).toBe(2 ** 32 - 4);
  });
});
