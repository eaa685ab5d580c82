import { expect, test } from 'vitest';
import type { SampleEncoding } from '../../../src/audio-format.ts';
import { isIntegerPcm } from '../../../src/formats/sample-format.ts';
import { parseFmtChunk, serializeFmtChunk } from '../../../src/formats/wav/fmt-chunk.ts';
import {
  createWavFormat,
  is64Bit,
  isBigEndian,
  wavFormatWithEncoding,
} from '../../../src/formats/wav/wav-format.ts';
import { AMBISONIC_TAIL, extensibleFmt, fmtContent } from '../../tools/wav-fixtures.ts';

const base = { sampleRate: 16000, numberOfChannels: 2, encoding: 's24' } as const;

test('a plain format has slots of just the bytes that its encoding needs', () => {
  expect(createWavFormat(base)).toEqual({
    ...base,
    container: 'RIFF',
    bytesPerFrame: 6,
    slotBytes: 3,
    significantBytes: 3,
    validBits: 24,
    bigEndian: false,
    extensible: false,
    channelMask: 0,
    ambisonic: false,
  });
});

test.each([
  [{ sampleRate: 0 }, 'sampleRate is 0; expected a whole number from 1 to 4294967295'],
  [{ sampleRate: 44100.5 }, 'sampleRate is'],
  [{ sampleRate: 2 ** 32 }, 'sampleRate is'],
  [{ numberOfChannels: 0 }, 'numberOfChannels is 0; expected a whole number from 1 to 1024'],
  [{ numberOfChannels: 1025 }, 'numberOfChannels is'],
  [{ channelMask: 3 }, 'channelMask is 3; expected a whole number from 0 to 0'],
])('a format that a WAV file cannot state is a RangeError: %o', (options, message) => {
  expect(() => createWavFormat({ ...base, ...options })).toThrow(RangeError);
  expect(() => createWavFormat({ ...base, ...options })).toThrow(message);
});

test('another encoding resets the slot and keeps container, extensibility and mask', () => {
  const { format } = parseFmtChunk(
    extensibleFmt({ bits: 24, blockAlign: 8, channels: 2, validBits: 20, mask: 3 }).subarray(8),
    'RIFF',
    0,
  );
  expect(format).toMatchObject({ slotBytes: 4, significantBytes: 3, validBits: 20 });
  expect(wavFormatWithEncoding(format, 'f32')).toEqual({
    ...format,
    encoding: 'f32',
    bytesPerFrame: 8,
    slotBytes: 4,
    significantBytes: 4,
    validBits: 32,
  });
  expect(wavFormatWithEncoding(format, 's24')).toBe(format);
});

test.each([
  ['mono', 1, 0x4, false],
  ['mono without a layout', 1, 0, false],
  ['stereo', 2, 0x3, false],
  ['mono at the left', 1, 0x1, true],
  ['two speakers at the back', 2, 0x30, true],
  ['three channels', 3, 0x7, true],
])('8 and 16 bits of an extensible file are the plainest there is: %s', (...args) => {
  const [, numberOfChannels, channelMask, extensible] = args;
  const format = createWavFormat({ ...base, numberOfChannels, channelMask, extensible: true });
  const mask = extensible ? channelMask : 0;
  for (const encoding of ['u8', 's16'] as const) {
    expect(wavFormatWithEncoding(format, encoding)).toMatchObject({
      extensible,
      channelMask: mask,
    });
  }
  expect(wavFormatWithEncoding(format, 'f32')).toMatchObject({ extensible: true, channelMask });
});

test('an ambisonic format stays one but in G.711', () => {
  const bytes = extensibleFmt({ channels: 4, guidTail: AMBISONIC_TAIL }).subarray(8);
  const { format } = parseFmtChunk(bytes, 'RIFF', 0);
  expect(format.ambisonic).toBe(true);
  expect(wavFormatWithEncoding(format, 'f32').ambisonic).toBe(true);
  for (const encoding of ['alaw', 'mulaw'] as const) {
    expect(wavFormatWithEncoding(format, encoding).ambisonic).toBe(false);
  }
});

test('only RIFX is big-endian, only RF64 and BW64 have 64-bit sizes', () => {
  const of = (container: 'RIFF' | 'RIFX' | 'RF64' | 'BW64') =>
    createWavFormat({ ...base, container });
  expect((['RIFF', 'RIFX', 'RF64', 'BW64'] as const).map((c) => isBigEndian(of(c)))).toEqual([
    false,
    true,
    false,
    false,
  ]);
  expect((['RIFF', 'RIFX', 'RF64', 'BW64'] as const).map((c) => is64Bit(of(c)))).toEqual([
    false,
    false,
    true,
    true,
  ]);
});

test('only the integer encodings are integer PCM', () => {
  const encodings = ['u8', 's16', 's24', 's32', 'f32', 'f64', 'alaw', 'mulaw'] as const;
  expect(encodings.filter((encoding) => isIntegerPcm({ encoding }))).toEqual([
    'u8',
    's16',
    's24',
    's32',
  ]);
});

test.each([
  [1, 'u8', 1],
  [7, 'u8', 1],
  [8, 'u8', 1],
  [9, 's16', 2],
  [15, 's16', 2],
  [17, 's24', 3],
  [23, 's24', 3],
  [25, 's32', 4],
  [31, 's32', 4],
] as const)('samples of %i bits are left-justified in %s', (bits, encoding, slotBytes) => {
  const { format } = parseFmtChunk(fmtContent({ bits }), 'RIFF', 0);
  expect(format).toMatchObject({
    encoding,
    slotBytes,
    significantBytes: slotBytes,
    validBits: bits,
  });
  expect(serializeFmtChunk(format)).toEqual(fmtContent({ bits }));
});

test('16 bits in slots of 3 to 8 bytes are the low bytes', () => {
  for (const slotBytes of [3, 4, 8]) {
    const { format, warnings } = parseFmtChunk(fmtContent({ blockAlign: slotBytes }), 'RIFF', 0);
    expect(format).toMatchObject({ encoding: 's16', slotBytes, significantBytes: 2 });
    expect(warnings).toEqual([]);
  }
});

test('rates that are no usual ones are read and written', () => {
  for (const sampleRate of [1, 1000, 1234, 8012, 192000, 2 ** 32 - 1]) {
    const byteRate = Math.min(2 * sampleRate, 2 ** 32 - 1);
    const content = fmtContent({ sampleRate, byteRate });
    const { format } = parseFmtChunk(content, 'RIFF', 0);
    expect(format.sampleRate).toBe(sampleRate);
    expect(serializeFmtChunk(format)).toEqual(content);
  }
});

test('an encoding that there is not is refused by name', () => {
  const encoding = 'pcm16' as SampleEncoding;
  const message = 'encoding is "pcm16"; expected one of u8, s16, s24, s32, f32, f64, alaw, mulaw';
  expect(() => createWavFormat({ ...base, encoding })).toThrow(new TypeError(message));
  expect(() => wavFormatWithEncoding(createWavFormat(base), encoding)).toThrow(
    new TypeError(message),
  );
});
