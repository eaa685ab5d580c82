import { describe, expect, test } from 'vitest';
import {
  describeBytes,
  foreignFormatError,
  hasReplacementCharacter,
} from '../../src/formats/foreign-formats.ts';
import { bytesOf } from '../tools/wav-fixtures.ts';

const UNKNOWN = [
  'of an unknown kind',
  'for headerless samples give --raw and --rate, as in --raw s16 --rate 16000',
] as const;
const ELSEWHERE = 'look where the WAV file really is';
const FFMPEG = 'decode it: ffmpeg -i in.wav out.wav';
const MP3 = ['an MPEG audio (MP3) file', FFMPEG] as const;
const AU = ['a Sun/NeXT AU file', 'convert it: sox -t au in.wav out.wav'] as const;
const PAGE = [
  'an HTML or XML page',
  'it is what a failed download leaves; download it again',
] as const;
const TEXT = [
  'text',
  'perhaps a symbolic link that Git stored as a file, or a list of files',
] as const;

/** The first bytes of files, what they are, what to do. Sizes have a line feed, as sizes may. */
const FORMATS: readonly (readonly [head: string, name: string, remedy: string])[] = [
  ['NIST_1A\n   1', 'a NIST SPHERE file', 'give it to a reader that tells formats: audioDecode()'],
  ['FORM\0\0\n\0AIFF', 'an AIFF file', 'convert it: sox -t aiff in.wav out.wav'],
  ['FORM\0\0\n\0AIFC', 'an AIFF-C file', 'convert it: sox -t aiff in.wav out.wav'],
  ['FORM\0\0\n\x008SVX', 'an 8SVX file', 'convert it: sox -t 8svx in.wav out.wav'],
  ...['ILBM', 'PBM ', 'ACBM', 'ANIM', 'RGB8', 'RGBN', 'DEEP'].map(
    (type) => [`FORM\0\0\n\0${type}`, 'an IFF image', ELSEWHERE] as const,
  ),
  ['FORM\0\0\n\0FTXT', 'an IFF file of type "FTXT"', ELSEWHERE],
  ...['.SoX\x2c\0\0\0', 'XoS.\0\0\0\x2c'].map(
    (magic) =>
      [
        magic,
        "SoX's own pipe format (.SoX)",
        'write -t wav - in place of -p; or convert a file: sox -t sox in.wav out.wav',
      ] as const,
  ),
  ['fLaC\0\0\0\x22', 'a FLAC file', 'decode it: flac -d -o out.wav in.wav'],
  ['ID3\x04\0\0', 'an MP3 file (ID3 tag)', FFMPEG],
  ['OggS\0\x02', 'an Ogg file', FFMPEG],
  [
    `OggS\0\x02${'\0'.repeat(22)}\x7fFLAC`,
    'an Ogg FLAC file',
    'decode it: flac -c -d -s --ogg in.wav | awgn ... - out.wav',
  ],
  ['\0\0\n\x20ftypM4A ', 'an MP4/M4A file', FFMPEG],
  ['caff\0\x01', 'a Core Audio (CAF) file', 'convert it: ffmpeg -i in.wav out.wav'],
  ['.snd\0\0\0\x18', ...AU],
  ['dns.\x18\0\0\0', ...AU],
  ['wvpk\x10', 'a WavPack file', 'decode it: wvunpack in.wav -o out.wav'],
  ['#!AMR\n\x3c', 'an AMR file', FFMPEG],
  ['RIFF\0\n\0\0AVI ', 'an AVI video', 'extract its sound: ffmpeg -i in.wav -vn out.wav'],
  ['RIFF\0\n\0\0WEBP', 'a WebP image', ELSEWHERE],
  ['GIF89a\x10\0', 'a GIF image', ELSEWHERE],
  ['\x89PNG\r\n\x1a\n\0\0\0\r', 'a PNG image', ELSEWHERE],
  ['\xff\xd8\xff\xe0\0\x10JFIF\0', 'a JPEG image', ELSEWHERE],
  ['%PDF-1.7\n', 'a PDF document', ELSEWHERE],
  ['RIFF\0\n\0\0RMID', 'a MIDI file', 'render it to WAV first'],
  ['version http', 'a Git LFS pointer', 'fetch the file itself: git lfs pull'],
  [
    'riff\x2e\x91\xcf\x11\xa5\xd6',
    'a Sony Wave64 (W64) file',
    'convert it: sox -t w64 in.wav out.wav',
  ],
  ['\x1a\x45\xdf\xa3', 'a Matroska or WebM file', FFMPEG],
  ['\x30\x26\xb2\x75', 'a Windows Media (ASF) file', FFMPEG],
  ['\x1f\x8b\x08', 'a gzip file', 'unpack it: gzip -dc in.wav | awgn'],
  ['PK\x03\x04', 'a zip archive', 'unpack it first'],
  ['<!DOCTYPE ht', ...PAGE],
  ['\r\n\t <html>', ...PAGE],
  [' <head>', ...PAGE],
  ['<?xml versio', ...PAGE],
  ...['RIFF', 'RIFX', 'RF64', 'BW64'].map(
    (id) =>
      [
        `${id}\0\n\0\0sfbk`,
        `a ${id} file of type "sfbk"`,
        'only type "WAVE" holds samples',
      ] as const,
  ),
  ['\xff\xfb\x90\x64', ...MP3],
  ['\xff\xf3\xe0', ...MP3],
  ['\xff\xe3\x18', ...MP3],
  ['\xff\xfd\x10', ...MP3],
  ['../a b~.wav', ...TEXT],
  ['a\tb\nc\rd', ...TEXT],
  ['ab<html>', ...TEXT],
  ['FORM AND SIZ', ...TEXT],
  [
    'ab\xef\xbf\xbdcd',
    'binary data re-encoded as UTF-8 text',
    'its samples are lost; copy the original again, in binary mode',
  ],
];

function messageOf(head: string): string {
  return foreignFormatError(bytesOf(head)).message;
}

function expectedMessage(head: string, name: string, remedy: string): string {
  return `the input is ${name}, not a WAV file (it begins with ${describeBytes(bytesOf(head))}); ${remedy}`;
}

describe('what is no WAV file', () => {
  test.each(FORMATS)('is named, with a remedy: %j is %s', (head, name, remedy) => {
    expect(messageOf(head)).toBe(expectedMessage(head, name, remedy));
    expect(foreignFormatError(bytesOf(head))).toMatchObject({
      code: 'ERR_AUDIO_FORMAT',
      byteOffset: 0,
    });
  });

  // Broken UTF-8 means the same anywhere.
  test.each(FORMATS.filter(([, name]) => name !== 'binary data re-encoded as UTF-8 text'))(
    'is not named by a magic that stands later: a byte before %j',
    (head) => {
      const later = `\x01${head}`.slice(0, 12);
      expect(messageOf(later)).toBe(expectedMessage(later, ...UNKNOWN));
    },
  );

  test.each([
    ['eleven zeros and a one', `${'\0'.repeat(11)}\x01`],
    ['no MPEG frame: another first byte', '\xfe\xfb\x90'],
    ['no MPEG frame: ten bits of synchronisation', '\xff\xdb\x90'],
    ['no MPEG frame: a reserved version', '\xff\xeb\x90'],
    ['no MPEG frame: a reserved layer, as AAC has', '\xff\xf1\x50'],
    ['no MPEG frame: the forbidden bit rate', '\xff\xfb\xf0'],
    ['no MPEG frame: two bytes', '\xff\xfb'],
    ['a type cut short', 'RIFF\0\0\0\0sfb'],
    ['text with a DEL', 'abc\x7f'],
    ['text with a unit separator', 'abc\x1f'],
    ['text with a form feed', 'abc\x0c'],
    ['text with a backspace', 'abc\x08'],
    ['a NIST header without its last letter', 'NIST_1B\x01'],
  ])('is of an unknown kind with a way to read raw samples: %s', (_what, head) => {
    expect(messageOf(head)).toBe(expectedMessage(head, ...UNKNOWN));
  });
});

test.each([
  [5, 'nothing but zero bytes', 'copy or download it again'],
  [65_535, 'nothing but zero bytes', 'copy or download it again'],
  [65_536, 'zeros in its first 65536 bytes', `copy or download it again; ${UNKNOWN[1]}`],
])('%i zero bytes are what they are, with a remedy', (numberOfZeros, name, remedy) => {
  const head = '\0'.repeat(Math.min(12, numberOfZeros));
  const { message } = foreignFormatError(bytesOf(head), numberOfZeros);
  expect(message).toBe(expectedMessage(head, name, remedy));
});

test('bytes are shown in hexadecimal and as the text they are, twelve of them', () => {
  expect(describeBytes(bytesOf('RIFF'))).toBe('52 49 46 46 "RIFF"');
  expect(describeBytes(bytesOf('\0\x1f ~\x7f\xff'))).toBe('00 1f 20 7e 7f ff ".. ~.."');
  expect(describeBytes(bytesOf('abcdefghijklmn'))).toBe(
    '61 62 63 64 65 66 67 68 69 6a 6b 6c "abcdefghijkl"',
  );
  expect(describeBytes(bytesOf())).toBe(' ""');
});

test('U+FFFD in UTF-8 is found wherever it stands, and nothing like it', () => {
  for (const found of ['\xef\xbf\xbd', 'ab\xef\xbf\xbd', '\xef\xbf\xbdab', '\xef\xef\xbf\xbd']) {
    expect(hasReplacementCharacter(bytesOf(found))).toBe(true);
  }
  for (const not of ['', '\xef\xbf', 'a\xbf\xbd', '\xefa\xbd', '\xef\xbfa', '\xef\xbf\xbe']) {
    expect(hasReplacementCharacter(bytesOf(not))).toBe(false);
  }
});
