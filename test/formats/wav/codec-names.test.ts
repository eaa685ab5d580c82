import { expect, test } from 'vitest';
import { describeCodec, FORMAT_TAG } from '../../../src/formats/wav/codec-names.ts';

const ALL_TAGS = Array.from({ length: 0x10000 }, (_, tag) => tag);
const isNamed = (tag: number) => !describeCodec(tag).startsWith('an unknown codec');

test.each([
  [0x0000, 'no codec given (codec 0x0000)'],
  [0x0002, 'Microsoft ADPCM (codec 0x0002)'],
  [0x0011, 'IMA/DVI ADPCM (codec 0x0011)'],
  [0x0031, 'GSM 6.10 (codec 0x0031)'],
  [0x0055, 'MP3 (MPEG layer 3) (codec 0x0055)'],
  [0x00ff, 'AAC (codec 0x00ff)'],
  [0x0161, 'Windows Media Audio 2 (codec 0x0161)'],
  [0x1610, 'HE-AAC (codec 0x1610)'],
  [0x6c61, 'Apple Lossless (codec 0x6c61)'],
  [0xf1ac, 'FLAC (codec 0xf1ac)'],
  [0xabcd, 'an unknown codec 0xabcd'],
  [0x00a0, 'an unknown codec 0x00a0'],
])('codec %i is described as: %s', (tag, description) => {
  expect(describeCodec(tag)).toBe(description);
});

test('there are 85 codecs that are refused by name, none without one', () => {
  const named = ALL_TAGS.filter(isNamed);
  expect(named.length).toBe(85);
  for (const tag of named) {
    const hex = tag.toString(16).padStart(4, '0');
    expect(describeCodec(tag)).toMatch(
      new RegExp(`^[A-Za-z][\\w&.,/ ()-]*[\\w)] \\(codec 0x${hex}\\)$`),
    );
  }
});

test('the codecs that are read are not among those that are refused', () => {
  expect(Object.values(FORMAT_TAG).filter(isNamed)).toEqual([]);
  expect(FORMAT_TAG).toEqual({ pcm: 1, ieeeFloat: 3, alaw: 6, mulaw: 7, extensible: 0xfffe });
});
