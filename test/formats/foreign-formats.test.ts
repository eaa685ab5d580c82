import { describe, expect, test } from 'vitest';
import {
  describeBytes,
  foreignFormatError,
  hasReplacementCharacter,
} from '../../src/formats/foreign-formats.ts';
import { bytesOf } from '../tools/wav-fixtures.ts';

const UNKNOWN = [
  'of an unknown kind',
  'for headerless samples say what they are: awgn --raw s16 --rate 16000 ... FILE out.wav',
] as const;
const ELSEWHERE = 'look where the audio file really is';
const DECODER = 'give it to a reader that tells formats: audioDecode()';
const FFMPEG = 'decode it in a pipe: ffmpeg -v error -i FILE -f wav - | awgn ... - out.wav';
const AU_BY_SOX = 'convert it in a pipe: sox -t au FILE -t wav - | awgn ... - out.wav';
const PAGE = [
  'an HTML or XML page, not audio',
  'it is what a failed download leaves; download it again',
] as const;
const TEXT = [
  'text, not audio',
  'perhaps a symbolic link that Git stored as a file, or a list of files',
] as const;

/** What ffmpeg decodes. */
const DECODED: readonly (readonly [head: string, name: string])[] = [
  ['FORM\0\0\n\x008SVX', 'an 8SVX file'],
  ['ID3\x04\0\0', 'a file with an ID3 tag'],
  ['OggS\0\x02', 'an Ogg file'],
  ...['ftypM4A ', 'moov', 'mdat', 'wide'].map(
    (atom) => [`\0\0\n\x20${atom}`, 'an MP4, M4A or QuickTime file'] as const,
  ),
  ['caff\0\x01', 'a Core Audio (CAF) file'],
  ['.snd\0\0\0\x18', 'a Sun/NeXT AU file'],
  ['wvpk\x10', 'a WavPack file'],
  ['#!AMR\n\x3c', 'an AMR file'],
  ['MAC \x96\x0f', "a Monkey's Audio file"],
  ['TTA1\x01\0', 'a True Audio (TTA) file'],
  ['MPCKSH', 'a Musepack file'],
  ['MP+\x17', 'a Musepack file'],
  ['DSD \x1c\0', 'a DSD file'],
  ['FRM8\0\0', 'a DSD file'],
  ['Creative Voice File\x1a', 'a Creative Voice (VOC) file'],
  ['.RMF\0\0', 'a RealMedia file'],
  ['.ra\xfd\0\x04', 'a RealMedia file'],
  ['FLV\x01\x04', 'a Flash video'],
  ['RIFF\0\n\0\0AVI ', 'an AVI video'],
  ['\x1a\x45\xdf\xa3', 'a Matroska or WebM file'],
  ['\x30\x26\xb2\x75', 'a Windows Media (ASF) file'],
  ['\0\0\x01\xba\x44', 'an MPEG video'],
  ['\x0b\x77\x12', 'a Dolby AC-3 file'],
  ['\xff\xfb\x90\x64', 'an MPEG audio (MP3) file'],
  ['\xff\xf3\xe0', 'an MPEG audio (MP3) file'],
  ['\xff\xe3\x18', 'an MPEG audio (MP3) file'],
  ['\xff\xfd\x10', 'an MPEG audio (MP3) file'],
  ['\xff\xf1\x50', 'an AAC file'],
  ['\xff\xf9\x60', 'an AAC file'],
];

/** The first bytes of files, what they are, what to do. Sizes have a line feed, as sizes may. */
const FORMATS: readonly (readonly [head: string, name: string, remedy: string])[] = [
  ['NIST_1A\n   1', 'a NIST SPHERE file, not a WAV file', DECODER],
  ['FORM\0\0\n\0AIFF', 'an AIFF file, not a WAV file', DECODER],
  ['FORM\0\0\n\0AIFC', 'an AIFF-C file, not a WAV file', DECODER],
  ['fLaC\0\0\0\x22', 'a FLAC file, not a WAV file', DECODER],
  ['riff\x2e\x91\xcf\x11\xa5\xd6', 'a Sony Wave64 (W64) file, not a WAV file', DECODER],
  ...DECODED.map(([head, name]) => [head, `${name}, which is not read here`, FFMPEG] as const),
  ...['ILBM', 'PBM ', 'ACBM', 'ANIM', 'RGB8', 'RGBN', 'DEEP'].map(
    (type) => [`FORM\0\0\n\0${type}`, 'an IFF image, not audio', ELSEWHERE] as const,
  ),
  ['FORM\0\0\n\0FTXT', 'an IFF file of type "FTXT", not audio', ELSEWHERE],
  ...['.SoX\x2c\0\0\0', 'XoS.\0\0\0\x2c'].map(
    (magic) =>
      [
        magic,
        "SoX's own pipe format (.SoX), which is not read here",
        'write -t wav - in place of -p; or convert it in a pipe: sox -t sox FILE -t wav - | awgn ... - out.wav',
      ] as const,
  ),
  [
    `OggS\0\x02${'\0'.repeat(22)}\x7fFLAC`,
    'an Ogg FLAC file, which is not read here',
    'decode it in a pipe: flac -c -d -s --ogg FILE | awgn ... - out.wav',
  ],
  ['dns.\x18\0\0\0', 'a Sun/NeXT AU file, which is not read here', AU_BY_SOX],
  ['\0ds.\x18\0\0\0', 'a DEC AU file, which is not read here', AU_BY_SOX],
  ['.sd\0\0\0\0\x18', 'a DEC AU file, which is not read here', AU_BY_SOX],
  ...[
    ['\x1f\x8b\x08', 'a gzip file', 'gzip -dc'],
    ['BZh91AY', 'a bzip2 file', 'bzip2 -dc'],
    ['\xfd7zXZ\0', 'an xz file', 'xz -dc'],
    ['\x28\xb5\x2f\xfd', 'a Zstandard file', 'zstd -dc'],
    ['PK\x03\x04', 'a zip archive', 'unzip -p'],
  ].map(
    ([head, name, command]) =>
      [
        head!,
        `${name}, which is not read here`,
        `unpack it in a pipe: ${command} FILE | awgn ... - out.wav`,
      ] as const,
  ),
  ['RIFF\0\n\0\0WEBP', 'a WebP image, not audio', ELSEWHERE],
  ['GIF89a\x10\0', 'a GIF image, not audio', ELSEWHERE],
  ['\x89PNG\r\n\x1a\n\0\0\0\r', 'a PNG image, not audio', ELSEWHERE],
  ['\xff\xd8\xff\xe0\0\x10JFIF\0', 'a JPEG image, not audio', ELSEWHERE],
  ['%PDF-1.7\n', 'a PDF document, not audio', ELSEWHERE],
  ...['RIFF\0\n\0\0RMID', 'MThd\0\0\0\x06'].map(
    (head) => [head, 'a MIDI file, not audio', 'it holds notes; render it to WAV first'] as const,
  ),
  ['version http', 'a Git LFS pointer, not audio', 'fetch the file itself: git lfs pull'],
  ['<!DOCTYPE ht', ...PAGE],
  ['\r\n\t <html>', ...PAGE],
  [' <head>', ...PAGE],
  ['<?xml versio', ...PAGE],
  ...['RIFF', 'RIFX', 'RF64', 'BW64'].map(
    (id) =>
      [
        `${id}\0\n\0\0sfbk`,
        `a ${id} file of type "sfbk", not audio`,
        'only type "WAVE" holds samples',
      ] as const,
  ),
  ['../a b~.wav', ...TEXT],
  ['a\tb\nc\rd', ...TEXT],
  ['ab<html>', ...TEXT],
  ['FORM AND SIZ', ...TEXT],
  [
    'ab\xef\xbf\xbdcd',
    'binary data re-encoded as UTF-8 text, not audio',
    'its samples are lost; copy the original again, in binary mode',
  ],
];

function messageOf(head: string): string {
  return foreignFormatError(bytesOf(head)).message;
}

function expectedMessage(head: string, name: string, remedy: string): string {
  return `the input is ${name} (it begins with ${describeBytes(bytesOf(head))}); ${remedy}`;
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
  test.each(FORMATS.filter(([, name]) => !name.startsWith('binary data re-encoded')))(
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
    ['no AAC: a sample rate that there is not', '\xff\xf1\x74'],
    ['no AAC: another layer bit', '\xff\xf0'],
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
  [5, 'nothing but zero bytes, not audio', 'copy or download it again'],
  [65_535, 'nothing but zero bytes, not audio', 'copy or download it again'],
  [65_536, 'zeros in its first 65536 bytes, not audio', `copy or download it again; ${UNKNOWN[1]}`],
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
