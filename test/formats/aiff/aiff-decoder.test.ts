import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeSamples } from '../../../src/formats/encoded-samples/sample-codec.ts';
import { WavReader } from '../../../src/formats/wav/wav-reader.ts';
import { tool } from '../../tools/find-tool.ts';
import { SPEECH, temporaryFolder } from '../../tools/wav-files.ts';
import { bytesOf, chunk, ramp } from '../../tools/wav-fixtures.ts';
import { inPiecesOf, inRandomPieces } from '../wav/splitting.ts';
import {
  aiff,
  type CommOptions,
  comm,
  type Decoded,
  decodeAiff,
  extended,
  form,
  ssnd,
} from './aiff-files.ts';

/** The samples of the first channel. */
function samplesOf({ header, data }: Decoded): number[] {
  const { format } = header;
  const channels = Array.from(
    { length: format.numberOfChannels },
    () => new Float32Array(data.length / format.bytesPerFrame),
  );
  decodeSamples(data, format, channels);
  return [...channels[0]!];
}

describe('a sample of each coding has its value', () => {
  test.each<[type: string | undefined, bits: number, bytes: number[], value: number]>([
    [undefined, 8, [0xc0], -0.5],
    [undefined, 4, [0x40], 0.5],
    [undefined, 12, [0x40, 0], 0.5],
    [undefined, 16, [0x40, 0], 0.5],
    [undefined, 24, [0xc0, 0, 0], -0.5],
    [undefined, 32, [0x40, 0, 0, 0], 0.5],
    ['NONE', 16, [0x40, 0], 0.5],
    ['twos', 16, [0xc0, 0], -0.5],
    ['sowt', 16, [0, 0x40], 0.5],
    ['sowt', 24, [0, 0, 0x40], 0.5],
    ['sowt', 8, [0x40], 0.5],
    ['raw ', 8, [0xc0], 0.5],
    ['in24', 24, [0x40, 0, 0], 0.5],
    ['in32', 32, [0x40, 0, 0, 0], 0.5],
    ['42ni', 24, [0, 0, 0x40], 0.5],
    ['23ni', 32, [0, 0, 0, 0x40], 0.5],
    ['fl32', 32, [0x3f, 0, 0, 0], 0.5],
    ['FL32', 32, [0x3f, 0, 0, 0], 0.5],
    ['fl64', 64, [0x3f, 0xe0, 0, 0, 0, 0, 0, 0], 0.5],
    ['FL64', 64, [0xbf, 0xe0, 0, 0, 0, 0, 0, 0], -0.5],
    ['ulaw', 16, [0x00], -32124 / 32768],
    ['ULAW', 8, [0x80], 32124 / 32768],
    ['alaw', 16, [0x2a], -32256 / 32768],
    ['ALAW', 8, [0xaa], 32256 / 32768],
  ])('%s, %i bits', (type, bits, bytes, value) => {
    const file = aiff(Uint8Array.from(bytes), { frames: 1, bits, type });
    const decoded = decodeAiff([file]);
    expect(samplesOf(decoded)).toEqual([value]);
    expect(decoded.warnings).toEqual([]);
    expect(decoded.header).toMatchObject({ container: 'AIFF', declaredFrames: 1 });
  });
});

test('the same bytes split anywhere are the same file', () => {
  const files = [
    aiff(ramp(120), { frames: 30, channels: 2 }),
    aiff(ramp(33), { frames: 33, bits: 8 }),
    form(
      'AIFC',
      chunk('FVER', 'abcd', { bigEndian: true }),
      comm({ frames: 10, type: 'sowt' }),
      chunk('NAME', 'odd', { bigEndian: true }),
      ssnd(ramp(20), 5),
      chunk('MARK', 'what follows', { bigEndian: true }),
    ),
  ];
  for (const file of files) {
    const whole = decodeAiff([file]);
    expect(whole.warnings).toEqual([]);
    for (const pieces of [inPiecesOf(1, file), inPiecesOf(7, file), inRandomPieces(3, file)]) {
      expect(decodeAiff(pieces)).toEqual(whole);
    }
  }
});

test('what stands between and behind is no sample', () => {
  const file = form('AIFF', comm({ frames: 3 }), ssnd(ramp(6), 6), chunk('ANNO', 'abc'));
  const { data, header } = decodeAiff([file]);
  expect(data.equals(ramp(6))).toBe(true);
  expect(header.dataByteOffset).toBe(file.length - 12 - 6);
});

describe('odd files are read, and told', () => {
  test.each<[what: string, file: Uint8Array, frames: number, codes: string[]]>([
    [
      'cut off',
      aiff(ramp(8), { frames: 4 }).subarray(0, -3),
      2,
      ['incomplete-frame', 'truncated-data'],
    ],
    ['more frames than bytes', aiff(ramp(8), { frames: 5 }), 4, ['chunk-size']],
    ['fewer frames than bytes', aiff(ramp(8), { frames: 3 }), 3, ['chunk-size']],
    ['no frames', aiff(ramp(0), { frames: 0 }), 0, []],
    ['as SoX writes it to a pipe', aiff(ramp(8), { frames: 0x7f000000 / 2 }), 4, []],
    [
      'a rate that is no whole number',
      aiff(ramp(8), { rate: bytesOf(0x40, 0x0d, 0xad, 0xdd, 0x17, 0x45, 0xd1, 0x74, 0x5d, 0x17) }),
      4,
      ['sample-rate'],
    ],
  ])('%s', (_, file, frames, codes) => {
    const { data, header, warnings } = decodeAiff([file]);
    expect(data).toHaveLength(frames * header.format.bytesPerFrame);
    expect(warnings.map(({ code }) => code)).toEqual(codes);
  });

  test('22254.5454 Hz, as old Macs have it, is 22255 Hz', () => {
    const rate = bytesOf(0x40, 0x0d, 0xad, 0xdd, 0x17, 0x45, 0xd1, 0x74, 0x5d, 0x17);
    expect(decodeAiff([aiff(ramp(8), { rate })]).header.format.sampleRate).toBe(22_255);
  });
});

test.each([1, 8000, 44_100, 48_000, 192_000, 0xffffffff])('%i Hz is that rate', (rate) => {
  const file = aiff(ramp(8), { rate: extended(rate) });
  expect(decodeAiff([file]).header.format.sampleRate).toBe(rate);
});

describe('what cannot be read is refused', () => {
  const of = (options: CommOptions) => aiff(ramp(8), options);
  test.each<[what: string, file: Uint8Array, message: RegExp]>([
    ['another codec', of({ type: 'ima4' }), /coded in "ima4".*ffmpeg -v error -i FILE -f wav -/],
    ['0 channels', of({ channels: 0 }), /0 channels/],
    ['0 Hz', of({ rate: new Uint8Array(10) }), /at 0 Hz/],
    ['a rate without end', of({ rate: new Uint8Array(10).fill(0x7f) }), /Infinity Hz/],
    [
      'a negative rate',
      of({ rate: bytesOf(0xc0, 0x0b, 0xfa, 0, 0, 0, 0, 0, 0, 0) }),
      /at -8000 Hz/,
    ],
    ['33 bits', of({ bits: 33 }), /integers of 33 bits/],
    ['0 bits', of({ bits: 0 }), /integers of 0 bits/],
    ['a short COMM', form('AIFF', chunk('COMM', 'short', { bigEndian: true })), /has 5 bytes/],
    ['no COMM', form('AIFF', ssnd(ramp(8))), /come before the COMM chunk/],
    ['no samples', form('AIFF', comm()), /ends after \d+ bytes, before any sample/],
    ['no chunk', form('AIFF', ramp(8)), /a chunk was expected/],
    ['nothing', form('AIFF').subarray(0, 9), /ends after 9 bytes/],
  ])('%s', (_, file, message) => {
    for (const pieces of [[file], inPiecesOf(1, file)]) {
      expect(() => decodeAiff(pieces)).toThrow(message);
    }
  });
});

describe('files of other programs have the samples that these say', () => {
  test.each<[program: string, args: (wav: string, out: string) => string[], name: string]>([
    ['sox', (wav, out) => [wav, out], 's16.aiff'],
    ['sox', (wav, out) => [wav, '-b', '8', out], 'u8.aiff'],
    ['sox', (wav, out) => [wav, '-b', '24', '-c', '2', out], 's24.aiff'],
    ['sox', (wav, out) => [wav, '-b', '32', out], 's32.aiff'],
    ['sox', (wav, out) => [wav, out], 's16.aifc'],
    ...['pcm_s16le', 'pcm_f32be', 'pcm_f64be', 'pcm_alaw', 'pcm_mulaw', 'pcm_s24be', 'pcm_s8'].map(
      (codec): [string, (wav: string, out: string) => string[], string] => [
        'ffmpeg',
        (wav, out) => ['-v', 'error', '-i', wav, '-c:a', codec, out],
        `${codec}.aiff`,
      ],
    ),
  ])('%s', { tags: ['thorough'] }, (program, args, name) => {
    const folder = temporaryFolder();
    const file = join(folder, name);
    execFileSync(tool(program), args(SPEECH, file));
    const wav = join(folder, 'oracle.wav');
    execFileSync(tool('ffmpeg'), ['-v', 'error', '-i', file, '-c:a', 'pcm_f64le', wav]);
    const reader = new WavReader();
    const blocks = [...reader.push(readFileSync(wav)), ...reader.end()];
    const decoded = decodeAiff([readFileSync(file)]);
    expect(decoded.warnings).toEqual([]);
    expect(samplesOf(decoded)).toEqual(blocks.flatMap(({ channelData }) => [...channelData[0]!]));
  });
});
