import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tool } from '../../tools/find-tool.ts';
import { SAMPLES, temporaryFolder } from '../../tools/wav-files.ts';
import { inPiecesOf, seededRandom } from '../wav/splitting.ts';
import { decodeFlac } from './decoding.ts';
import { encodeFlac, formatOf } from './encoding.ts';
import { decodeByOracle } from './flac-oracle.ts';
import { signal, storedSamples } from './signals.ts';

const folder = temporaryFolder();

/** Encodes samples, and has them decoded by the oracle and by the decoder. */
function expectRoundTrip(samples: readonly number[], numberOfChannels: number, bits: number) {
  const stored = storedSamples(samples, bits);
  const { bytes } = encodeFlac([stored], { format: formatOf(numberOfChannels, bits) });
  const { data, warnings } = decodeFlac([bytes]);
  expect(warnings).toEqual([]);
  expect(Buffer.compare(data, stored)).toBe(0);
  const oracle = decodeByOracle(bytes);
  expect(oracle.length).toBe(samples.length);
  expect(oracle.findIndex((sample, i) => sample !== samples[i])).toBe(-1);
  return bytes;
}

const KINDS: Readonly<Record<string, (bits: number, channels: number) => number[]>> = {
  speech: (bits, channels) => signal(5000, channels, bits),
  silence: (_, channels) => new Array(4100 * channels).fill(0),
  'a constant': (bits, channels) => new Array(4100 * channels).fill(-(2 ** (bits - 1))),
  'full-scale noise': (bits, channels) => {
    const random = seededRandom(bits);
    return Array.from(
      { length: 4500 * channels },
      () => Math.floor(random() * 2 ** bits) - 2 ** (bits - 1),
    );
  },
  extremes: (bits, channels) =>
    Array.from({ length: 4200 * channels }, (_, i) =>
      i % (channels + 1) === 0 ? 2 ** (bits - 1) - 1 : -(2 ** (bits - 1)),
    ),
  'a square wave': (bits, channels) =>
    Array.from({ length: 4200 * channels }, (_, i) =>
      Math.floor(i / channels / 40) % 2 === 0 ? 2 ** (bits - 1) - 1 : -(2 ** (bits - 1)),
    ),
  'an impulse in silence': (bits, channels) => {
    const samples = new Array<number>(4200 * channels).fill(0);
    samples[2000 * channels] = 2 ** (bits - 1) - 1;
    return samples;
  },
  'wasted bits': (bits, channels) => signal(4200, channels, bits - 3).map((sample) => sample * 8),
  'channels that are equal': (bits, channels) =>
    signal(4200, 1, bits).flatMap((sample) => new Array<number>(channels).fill(sample)),
  'channels that are opposite': (bits, channels) =>
    signal(4200, 1, bits).flatMap((sample) =>
      Array.from({ length: channels }, (_, i) => (i % 2 === 0 ? sample : -1 - sample)),
    ),
};

describe.each([8, 16, 24, 32])('samples of %i bits come back', (bits) => {
  test.each(Object.keys(KINDS))('%s', (kind) => {
    for (const channels of [1, 2, 3]) expectRoundTrip(KINDS[kind]!(bits, channels), channels, bits);
  });

  test.each([0, 1, 2, 3, 4, 5, 7, 8, 9, 31, 33, 36, 63, 64, 4095, 4096, 4097])(
    'of a file of %i frames',
    (frames) => {
      expectRoundTrip(signal(2000 + frames, 2, bits).slice(4000), 2, bits);
    },
  );
});

test('however the samples are split, the file is the same', () => {
  const stored = storedSamples(signal(9000, 2, 16), 16);
  const format = formatOf(2, 16);
  const whole = encodeFlac([stored], { format }).bytes;
  for (const byteLength of [4, 400, 4096 * 4, 4097 * 4]) {
    const { bytes } = encodeFlac(inPiecesOf(byteLength, stored), { format });
    expect(Buffer.compare(bytes, whole)).toBe(0);
  }
});

test.each([1, 8000, 16000, 22050, 44100, 12345, 37000, 96010, 192000, 254000, 655350, 700001])(
  'a rate of %i Hz is stated',
  (sampleRate) => {
    const stored = storedSamples([1, 2, 3], 16);
    const { bytes } = encodeFlac([stored], { format: formatOf(1, 16, sampleRate) });
    const { header, data, warnings } = decodeFlac([bytes]);
    expect(header.format.sampleRate).toBe(sampleRate);
    expect(warnings).toEqual([]);
    expect(Buffer.compare(data, stored)).toBe(0);
  },
);

test('of four equal samples it is, to the last byte', () => {
  const { bytes } = encodeFlac([storedSamples([5, 5, 5, 5], 16)], { format: formatOf(1, 16) });
  expect(Buffer.from(bytes).toString('hex')).toBe(
    [
      '664c6143',
      // STREAMINFO: blocks of 4096, frames of 13 bytes; 16000 Hz, 1 channel, 16 bits, 4 frames; MD5.
      '00000022 1000 1000 00000d 00000d 03e800f000000004 7f199e1363c4b754eb03cf4d0ba8d343',
      '8400000c 04000000 6177676e 00000000',
      // A constant.
      'fff8 75 08 00 0003 fe 00 0005 7526',
    ]
      .join('')
      .replaceAll(' ', ''),
  );
});

describe('flac itself', () => {
  test.each([8, 16, 24, 32])('finds %i bits sound, and decodes what was encoded', (bits) => {
    for (const channels of [1, 2, 8]) {
      const stored = storedSamples(signal(9000, channels, bits), bits);
      const path = join(folder, 'sound.flac');
      writeFileSync(path, encodeFlac([stored], { format: formatOf(channels, bits) }).bytes);
      const tested = spawnSync(tool('flac'), ['--test', '--silent', path], { encoding: 'utf8' });
      expect(`${tested.status} ${tested.stderr}`).toBe('0 ');
      const sign = bits === 8 ? 'unsigned' : 'signed';
      const raw = ['--force-raw-format', '--endian=little', `--sign=${sign}`];
      const { stdout } = spawnSync(tool('flac'), [
        '--decode',
        '--stdout',
        '--silent',
        ...raw,
        path,
      ]);
      expect(Buffer.compare(stdout, stored)).toBe(0);
    }
  });

  test('makes speech at least 1/1.03 times as large', () => {
    for (const name of ['female-16khz-s16-mono', 'two-speakers-44khz-s16-stereo']) {
      const wav = readFileSync(join(SAMPLES, `${name}.wav`));
      const channels = wav.readUInt16LE(22);
      const { bytes } = encodeFlac([wav.subarray(44)], { format: formatOf(channels, 16) });
      const path = join(folder, 'theirs.flac');
      const words = ['-5', '--silent', '--force', '--no-padding', '-o', path];
      spawnSync(tool('flac'), [...words, join(SAMPLES, `${name}.wav`)]);
      expect(bytes.length / statSync(path).size).toBeLessThan(1.03);
    }
  });
});
