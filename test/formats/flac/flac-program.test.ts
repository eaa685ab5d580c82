import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sampleOf } from '../../tools/depth.ts';
import { tool } from '../../tools/find-tool.ts';
import { temporaryFolder } from '../../tools/wav-files.ts';
import { inPiecesOf, inRandomPieces } from '../wav/splitting.ts';
import { type DecodedFlac, decodeFlac } from './decoding.ts';
import { signal, storedSamples } from './signals.ts';

const folder = temporaryFolder();

/** A WAVEFORMATEXTENSIBLE, which can say that not all bits are used. */
function extensibleWav(data: Buffer, numberOfChannels: number, bits: number): Buffer {
  const sampleBytes = Math.ceil(bits / 8);
  const head = Buffer.alloc(68);
  head.write('RIFF');
  head.writeUInt32LE(60 + data.length + (data.length % 2), 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(40, 16);
  head.writeUInt16LE(0xfffe, 20);
  head.writeUInt16LE(numberOfChannels, 22);
  head.writeUInt32LE(16000, 24);
  head.writeUInt32LE(16000 * numberOfChannels * sampleBytes, 28);
  head.writeUInt16LE(numberOfChannels * sampleBytes, 32);
  head.writeUInt16LE(8 * sampleBytes, 34);
  head.writeUInt16LE(22, 36);
  head.writeUInt16LE(bits, 38);
  head.writeUInt32LE([0, 4, 3, 7, 0x33, 0x37, 0x3f, 0x70f, 0x63f][numberOfChannels]!, 40);
  head.write('0100000000001000800000aa00389b71', 44, 'hex');
  head.write('data', 60);
  head.writeUInt32LE(data.length, 64);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}

/** What flac makes of a WAV file. */
function encodedBy(flac: string, wav: Buffer, ...options: readonly string[]): Buffer {
  const [input, output] = [join(folder, 'in.wav'), join(folder, 'out.flac')];
  writeFileSync(input, wav);
  const words = ['--silent', '--force', '--channel-map=none', '-o', output, ...options, input];
  const { status, stderr } = spawnSync(flac, words, { encoding: 'utf8' });
  expect(`${status} ${stderr}`).toBe('0 ');
  return readFileSync(output);
}

function expectSamples({ data, warnings }: DecodedFlac, expected: Buffer): void {
  expect(warnings).toEqual([]);
  expect(data.length).toBe(expected.length);
  expect(Buffer.compare(data, expected)).toBe(0);
}

const LEVELS = ['-0', '-1', '-2', '-3', '-4', '-5', '-6', '-7', '-8'];

describe.each(sampleOf([16, 8, 12, 24, 20, 32], 2))(
  'what flac encodes of %i bits is what it was',
  (bits) => {
    test.each([1, 2, 5, 8])('%i channels, all levels', (numberOfChannels) => {
      const flac = tool('flac');
      const expected = storedSamples(signal(5000, numberOfChannels, bits), bits);
      const wav = extensibleWav(expected, numberOfChannels, bits);
      for (const level of LEVELS) {
        expectSamples(decodeFlac([encodedBy(flac, wav, level)]), expected);
      }
    });
  },
);

test.each([
  ['the largest orders and partitions', ['--lax', '-l', '32', '-r', '15', '-b', '4096']],
  ['an odd block size', ['--lax', '-b', '1237']],
  ['the shortest blocks', ['-b', '16']],
  ['the longest blocks', ['--lax', '-b', '65535']],
  ['adaptive mid-side', ['-M']],
  ['a window of its own', ['-A', 'tukey(0.2)', '-e', '-p']],
  ['verbatim alone', ['--disable-constant-subframes', '--disable-fixed-subframes', '-l', '0']],
])('of %s', (_, options) => {
  const flac = tool('flac');
  const expected = storedSamples(signal(70_000, 2, 16), 16);
  const bytes = encodedBy(flac, extensibleWav(expected, 2, 16), ...options);
  expectSamples(decodeFlac([bytes]), expected);
  expectSamples(decodeFlac(inPiecesOf(1000, bytes)), expected);
});

test.each([1, 2, 15, 16, 17, 4095, 4096, 4097])('%i frames', (frames) => {
  const flac = tool('flac');
  const expected = storedSamples(signal(frames, 1, 16), 16);
  expectSamples(decodeFlac([encodedBy(flac, extensibleWav(expected, 1, 16))]), expected);
});

test('digital silence at the end is there', () => {
  const flac = tool('flac');
  const expected = storedSamples([...signal(3000, 1, 16), ...new Array(20_000).fill(0)], 16);
  expectSamples(decodeFlac([encodedBy(flac, extensibleWav(expected, 1, 16))]), expected);
});

const RAW = ['--force-raw-format', '--endian=little', '--sign=signed'];
const RAW_FORMAT = [...RAW, '--channels=2', '--bps=16', '--sample-rate=16000'];

test.each([
  ['raw samples', RAW_FORMAT, (samples: Buffer) => samples],
  // From a WAV file without an end flac copies the placeholder of its length.
  ['WAV', [], (samples: Buffer) => extensibleWav(samples, 2, 16).fill(0xff, 64, 68)],
])('a pipe of %s, whose length and MD5 flac cannot state', (_, options, write) => {
  const flac = tool('flac');
  const expected = storedSamples(signal(9000, 2, 16), 16);
  const input = write(expected);
  const { stdout } = spawnSync(flac, ['--silent', '--stdout', ...options, '-'], { input });
  const decoded = decodeFlac([stdout]);
  expect(decoded.header.declaredFrames).toBeUndefined();
  expectSamples(decoded, expected);
});

test('nothing at all', () => {
  const flac = tool('flac');
  const words = ['--silent', '--stdout', ...RAW_FORMAT, '-'];
  const { stdout } = spawnSync(flac, words, { input: '' });
  expect(stdout.length).toBeGreaterThan(42);
  expectSamples(decodeFlac([stdout]), Buffer.alloc(0));
});

test('however it is split', () => {
  const flac = tool('flac');
  const expected = storedSamples(signal(20_000, 2, 16), 16);
  const bytes = encodedBy(flac, extensibleWav(expected, 2, 16));
  expectSamples(decodeFlac(inPiecesOf(1, bytes)), expected);
  expectSamples(decodeFlac(inPiecesOf(1 << 20, bytes)), expected);
  expectSamples(decodeFlac(inRandomPieces(1, bytes)), expected);
});
