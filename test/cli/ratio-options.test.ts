import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseArguments } from '../../src/cli/arguments.ts';
import { LEVEL_DEFINITIONS } from '../../src/level/level-definitions.ts';
import { NOISE_COLORS } from '../../src/noise/noise-color.ts';
import { drawSnrDb } from '../../src/noise/snr-draw.ts';
import { awgn, receiptIn } from '../tools/awgn.ts';
import { sampleOf } from '../tools/depth.ts';
import { SAMPLES, sha256, temporaryFolder } from '../tools/wav-files.ts';

const folder = temporaryFolder();
const output = join(folder, 'noisy.wav');
const MONO = join(SAMPLES, 'pauses-16khz-s16-mono.wav');
const STEREO = join(SAMPLES, 'two-speakers-44khz-s16-stereo.wav');

function receipt(args: readonly string[], input = MONO) {
  const { status, stderr } = awgn([
    ...args,
    '--seed',
    '3',
    '--report',
    'json',
    '-f',
    input,
    output,
  ]);
  expect(status, stderr).toBe(0);
  return receiptIn(stderr);
}

test.each(sampleOf(LEVEL_DEFINITIONS, 2))('--level %s meets the ratio by it', (level) => {
  const made = receipt(['--snr', '10', '--level', level, '--encoding', 'f32'], STEREO);
  expect(made).toMatchObject({ level, snr_target_db: 10 });
  expect(made.snr_achieved_db).toBeCloseTo(10, 3);
});

test.each(sampleOf(NOISE_COLORS, 3))('--color %s meets the ratio', (color) => {
  const made = receipt(['--snr', '10', '--color', color, '--encoding', 'f32']);
  expect(made).toMatchObject({ color });
  expect(made.snr_achieved_db).toBeCloseTo(10, 3);
});

test('--band and --channels and --noise-channels come into the receipt', {
  tags: 'thorough',
}, () => {
  const args = ['--band', '300:3400', '--channels', 'separate', '--noise-channels', 'shared'];
  expect(receipt(['--snr', '5', ...args], STEREO)).toMatchObject({
    band_hz: [300, 3400],
    channel_levels: 'separate',
    noise_channels: 'shared',
    noise_std: [expect.any(Number), expect.any(Number)],
  });
});

test('--snr low:high is the ratio that seed and key draw', () => {
  const made = receipt(['--snr', '-5:15', '--key', 'utt9', '--encoding', 'f32']);
  expect(made.snr_target_db).toBe(drawSnrDb({ lowDb: -5, highDb: 15 }, 3, 'utt9'));
  expect(made.snr_achieved_db).toBeCloseTo(made.snr_target_db as number, 3);
});

test('a file with an envelope is made again from its receipt', () => {
  const points = '0:30,0.5:0,1e0:12.5';
  const made = receipt(['--snr-envelope', points, '--key', 'utt9']);
  const before = sha256(output);
  expect(made.snr_envelope).toEqual([
    [0, 30],
    [0.5, 0],
    [1, 12.5],
  ]);
  const again = (made.snr_envelope as unknown as number[][])
    .map((point) => point.join(':'))
    .join(',');
  receipt(['--snr-envelope', again, '--key', `${made.key}`]);
  expect(sha256(output)).toBe(before);
});

test('a pipe gives the same bytes as a file for weighted levels, colors and envelopes', {
  tags: 'thorough',
}, () => {
  const args = ['--snr-envelope', '0:20,1:0', '--level', 'a-weighted', '--color', 'speech'];
  receipt(args);
  const piped = awgn([...args, '--seed', '3', '-q'], { input: readFileSync(MONO) });
  expect(piped.status).toBe(0);
  expect(sha256(piped.stdout)).toBe(sha256(output));
});

test('an SNR that 8 bits do not carry is warned of, and not one that they do', {
  tags: 'thorough',
}, () => {
  const warned = awgn(['--snr', '40', '--encoding', 'u8', '--seed', '3', '-f', MONO, output]);
  expect(warned.status).toBe(0);
  expect(warned.stderr).toMatch(/awgn: .*the output has \d+\.\d\d dB where 40 dB were asked for/);
  const fine = awgn(['--snr', '40', '--encoding', 's16', '--seed', '3', '-f', MONO, output]);
  expect(fine.stderr).not.toMatch(/asked for:/);
});

test('--dither tpdf comes into the receipt and into the bytes', { tags: 'thorough' }, () => {
  const plain = receipt(['--snr', '40', '--encoding', 'u8']);
  const before = sha256(output);
  expect(plain.dither).toBe('none');
  expect(receipt(['--snr', '40', '--encoding', 'u8', '--dither', 'tpdf']).dither).toBe('tpdf');
  expect(sha256(output)).not.toBe(before);
});

describe('is refused in one line:', () => {
  test.each([
    ['--snr 20:0', /--snr is "20:0"; expected a number of dB from -200 to 200, or low:high/],
    ['--snr 0:', /--snr is "0:"/],
    ['--snr 0:999', /--snr is "0:999"/],
    ['--snr-envelope 0', /--snr-envelope has the point "0"; expected seconds:dB/],
    [
      '--snr-envelope 1:0,0:0',
      /--snr-envelope is "1:0,0:0": an SNR envelope has a point at 0 s; expected 1 s/,
    ],
    ['--snr 5 --snr-envelope 0:1', /--snr and --snr-envelope both say/],
    [
      '--snr 5 --level loud',
      /--level is "loud"; expected rms, active, a-weighted, loudness or peak/,
    ],
    ['--snr 5 --color red', /--color is "red"; expected white, pink/],
    ['--snr 5 --band 300', /--band is "300"; expected low:high in Hz/],
    ['--snr 5 --band 400:300', /--band is "400:300"/],
    ['--std 1 --level rms', /--level is for --snr/],
    ['--std 1 --channels separate', /--channels is for --snr/],
    [
      '--snr 5 --signal-level -20 --channels separate',
      /--signal-level and --channels separate: one level is given/,
    ],
    ['--snr 5 --level loudness --no-exact', /leave out --no-exact/],
    ['--snr 5 --level a-weighted --signal-level -20', /leave out --signal-level/],
  ])('%s', (line, message) => {
    expect(() => parseArguments(line.split(' '))).toThrow(message);
  });

  test('a band beyond half the sample rate', () => {
    const { status, stderr } = awgn([
      '--snr',
      '5',
      '--band',
      '300:9000',
      MONO,
      join(folder, 'no.wav'),
    ]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^awgn: .*band is 300:9000 Hz; expected 0 <= low < high <= 8000.*\n$/);
  });
});
