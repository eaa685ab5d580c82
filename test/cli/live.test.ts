import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { speechWithPauses } from '../live/live-speech.ts';
import { awgn, expectComplaint, receiptIn, startAwgn, until } from '../tools/awgn.ts';
import { sampleOf } from '../tools/depth.ts';
import { SPEECH, sha256, temporaryFolder, wavBytes } from '../tools/wav-files.ts';

const RATIO = ['--snr', '10', '--seed', '5'];
const LIVE = ['--live', ...RATIO];
const LIVE_FIFTH = ['--live=0.2', ...RATIO, '--quiet'];
const folder = temporaryFolder();

/** A stream as a recorder writes it: a header of 44 bytes that does not know the length, 16-bit mono at 16 kHz. */
function recording(seconds: number): Buffer {
  const bytes = Buffer.from(wavBytes([speechWithPauses(seconds, 0.3)]));
  bytes.writeUInt32LE(0xffffffff, 4);
  bytes.writeUInt32LE(0xffffffff, 40);
  return bytes;
}

describe('--live', () => {
  test('gives out all but the last window when the input stalls', {
    tags: 'thorough',
  }, async () => {
    const bytes = recording(3);
    const { child, ended } = startAwgn(LIVE_FIFTH);
    let received = 0;
    child.stdout!.on('data', (piece: Buffer) => {
      received += piece.length;
    });
    // 2 s and something that is no whole frame.
    const cut = 44 + 2 * 32_000 + 1;
    child.stdin!.write(bytes.subarray(0, cut));
    // The window begins with the step that goes out, so one step of it is out: 0.19 s wait.
    const expected = 44 + 2 * (32_000 - 0.19 * 16_000);
    await until(() => received >= expected);
    expect(received).toBe(expected);
    child.stdin!.end(bytes.subarray(cut));
    const { status, stdout } = await ended;
    expect(status).toBe(0);
    expect(stdout.length).toBe(bytes.length);
    const whole = awgn(LIVE_FIFTH, { input: bytes });
    expect(sha256(stdout)).toBe(sha256(whole.stdout));
  });

  test('states an unknown length on a pipe, and the length in a file', () => {
    const input = recording(2);
    const { stdout } = awgn([...LIVE, '--quiet'], { input });
    expect([stdout.readUInt32LE(4), stdout.readUInt32LE(40)]).toEqual([0xffffffff, 0xffffffff]);
    const output = join(folder, 'noisy.wav');
    expect(awgn([...LIVE, '--quiet', '-f', '-', output], { input }).status).toBe(0);
    const bytes = readFileSync(output);
    const data = bytes.indexOf('data', 0, 'latin1');
    expect(bytes.readUInt32LE(data + 4)).toBe(2 * 32_000);
    expect(bytes.readUInt32LE(4)).toBe(bytes.length - 8);
    expect(bytes.subarray(data + 8).equals(stdout.subarray(44))).toBe(true);
  });

  test('says in the report that it is approximate, and how near it came', () => {
    const args = ['--live=0.3', ...RATIO, '--report', 'json'];
    const { stderr } = awgn(args, { input: recording(10) });
    const receipt = receiptIn(stderr);
    expect(receipt).toMatchObject({
      level: 'active',
      approximate: true,
      exact: false,
      live_window_seconds: 0.3,
      snr_target_db: 10,
    });
    expect(Math.abs((receipt.snr_achieved_db as number) - 10)).toBeLessThan(1);
  });

  test('draws a ratio from a range', { tags: 'thorough' }, () => {
    const args = ['--live', '--snr', '5:9', '--seed', '5', '--report', 'json'];
    const target = receiptIn(awgn(args, { input: recording(1) }).stderr).snr_target_db as number;
    expect(target).toBeGreaterThan(5);
    expect(target).toBeLessThan(9);
  });

  test('passes on a stream that stays silent, unless told to fail', () => {
    const input = wavBytes([new Float32Array(8000)]);
    const silent = join(folder, 'silent.wav');
    writeFileSync(silent, input);
    const passed = awgn([...LIVE, '--quiet', silent]);
    expect(passed.status).toBe(0);
    expect(passed.stdout.equals(input)).toBe(true);
    const output = join(folder, 'none.wav');
    expectComplaint(awgn([...LIVE, '--on-silence', 'fail', silent, output]), 1, /silent/);
  });

  test.each(
    sampleOf(
      [
        [['--level', 'rms']],
        [['--no-exact']],
        [['--exact']],
        [['--signal-level', '-20']],
        [['--clip', 'scale']],
        [['--clip', 'fail']],
        [['--channels', 'separate']],
        [['--on-silence', 'skip']],
        [['--color', 'matched']],
        [['--noise-level', '-40']],
        [['--std', '0.1']],
        [['--snr-envelope', '0:10']],
      ],
      2,
    ),
  )('refuses %j in one line', (args) => {
    expectComplaint(awgn([...LIVE, ...args, SPEECH]), 2, args[0]!);
  });

  test.each(
    sampleOf([[], ['--noise-level', '-40'], ['--std', '0.1'], ['--snr-envelope', '0:10']], 2),
  )('refuses to go without --snr: %j %j', (...args) => {
    expectComplaint(awgn(['--live', ...args, SPEECH]), 2);
  });

  test.each(sampleOf(['--live=0', '--live=11', '--live=x', '--live=', '--no-live'], 2))(
    'refuses %s',
    (flag) => {
      expectComplaint(awgn([flag, ...RATIO, SPEECH]), 2, flag.split('=')[0]!);
    },
  );

  test('takes no file for its seconds', () => {
    const output = join(folder, 'after-flag.wav');
    const { status } = awgn([...RATIO, '--live', SPEECH, output, '--quiet', '-f']);
    expect(status).toBe(0);
  });

  test('says how seconds are given where they stand alone', { tags: 'thorough' }, () => {
    expectComplaint(awgn(['--live', '0.5', ...RATIO, SPEECH]), 2, '--live=0.5');
  });

  test('is given once', { tags: 'thorough' }, () => {
    expectComplaint(awgn(['--live', '--live=0.2', ...RATIO, SPEECH]), 2, '2 times');
  });
});
