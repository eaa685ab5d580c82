import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { awgn } from '../tools/awgn.ts';
import { readIndependently } from '../tools/independent-reader.ts';
import { SPEECH, temporaryFolder, wavBytes } from '../tools/wav-files.ts';

const cwd = temporaryFolder();
const speech = readIndependently(readFileSync(SPEECH))[0]!;
const mean = speech.reduce((sum, x) => sum + x, 0) / speech.length;

/** The speech, of -30.1 dBFS, on an offset. */
function withOffset(offset: number): string {
  const path = join(cwd, `dc-${offset}.wav`);
  writeFileSync(path, wavBytes([Float32Array.from(speech, (x) => (x - mean) / 2 + offset)]));
  return path;
}

function reportOf(...args: string[]): string {
  const run = awgn(['--snr', '10', '--seed', '1', '-f', ...args, 'noisy.wav'], { cwd });
  expect(run.status).toBe(0);
  return run.stderr;
}

test('the report tells of DC that counts, and how to leave it out', { tags: 'thorough' }, () => {
  const hint = 'DC -12.04 dBFS counted as signal (--remove-dc leaves it out)';
  for (const level of ['rms', 'active', 'peak']) {
    expect(reportOf('--level', level, withOffset(0.25))).toContain(hint);
  }
  expect(reportOf(withOffset(0.25))).toContain('signal -11.97 dBFS RMS');
});

test('with --remove-dc it tells what was left out', () => {
  const report = reportOf('--remove-dc', withOffset(0.25));
  expect(report).toContain('signal -30.11 dBFS RMS, DC -12.04 dBFS left out');
});

test('it is silent of DC 20 dB below the signal, and of DC that does not count', {
  tags: 'thorough',
}, () => {
  // -50 dBFS is where DC is as strong as a hundredth of the signal's -30.1; 0.0033 is -49.6, 0.0028 is -51.1.
  expect(reportOf(withOffset(0.0033))).toContain('DC -49.6');
  expect(reportOf(withOffset(0.0028))).not.toContain('DC');
  expect(reportOf('--level', 'a-weighted', withOffset(0.25))).not.toContain('DC');
});

test.each([
  [
    ['--snr', '10', '--signal-level', '-20', '--remove-dc'],
    /a level that is given is not measured/,
  ],
  [['--noise-level', '-20', '--remove-dc'], /--remove-dc is for --snr/],
  [['--std', '0.1', '--remove-dc'], /--remove-dc is for --snr/],
  [['--snr', '10', '--live', '--remove-dc'], /--live and --remove-dc: the mean of the whole/],
])('%j is wrong usage', (args, message) => {
  const run = awgn([...args, SPEECH, 'other.wav'], { cwd });
  expect(run.status).toBe(2);
  expect(run.stderr).toMatch(message);
  expect(run.stderr.trim().split('\n')).toHaveLength(1);
});

test('--no-remove-dc is what goes without saying, whatever the noise', () => {
  for (const noise of [
    ['--snr', '10'],
    ['--std', '0.1'],
  ]) {
    const args = [...noise, '--no-remove-dc', '--seed', '1'];
    expect(awgn([...args, '-f', SPEECH, 'other.wav'], { cwd })).toMatchObject({ status: 0 });
  }
});
