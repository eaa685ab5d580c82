import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { randomChannels } from '../mix/signals.ts';
import { namesIn, startAwgn, until } from '../tools/awgn.ts';
import { sampleOf } from '../tools/depth.ts';
import { SPEECH, temporaryFolder, wavBytes } from '../tools/wav-files.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A WAV file of 2 GB, of which the disk holds next to nothing: the samples after the first are a hole. */
function hugeFile(folder: string): string {
  const path = join(folder, 'huge.wav');
  const bytes = 2_000_000_000;
  const start = Buffer.from(wavBytes(randomChannels(1, 1, 1000)));
  start.writeUInt32LE(bytes + 36, 4);
  start.writeUInt32LE(bytes, 40);
  writeFileSync(path, start);
  truncateSync(path, bytes + 44);
  return path;
}

describe.each(sampleOf(SIGNALS, 1))('%s', (signal) => {
  test('while it waits for a pipe leaves nothing behind, and shows in the exit status', async () => {
    const cwd = temporaryFolder();
    const { child, ended } = startAwgn(['--snr', '1', '-', 'out.wav'], { cwd });
    child.stdin!.write(readFileSync(SPEECH).subarray(0, 50_000));
    await until(() => namesIn(cwd).length > 0);
    // It has its temporary file; what it read so far has arrived.
    await new Promise((resolve) => setTimeout(resolve, 50));
    child.kill(signal);
    const outcome = await ended;
    expect(outcome).toMatchObject({ status: null, signal, stderr: '' });
    expect(namesIn(cwd)).toEqual([]);
  });

  test.each([
    ['measures', ['--snr', '1'], 0],
    ['mixes', ['--std', '0.1'], 2 ** 22],
  ])('while it %s a large file leaves nothing behind', async (_, args, bytesBefore) => {
    const cwd = temporaryFolder();
    const huge = hugeFile(temporaryFolder());
    const { child, ended } = startAwgn([...args, huge, 'out.wav'], { cwd });
    await until(() => namesIn(cwd).some((name) => statSync(join(cwd, name)).size >= bytesBefore));
    child.kill(signal);
    expect(await ended).toMatchObject({ status: null, signal, stderr: '' });
    expect(namesIn(cwd)).toEqual([]);
  });

  test('while it waits for a pipe and writes to one shows in the exit status', async () => {
    const cwd = temporaryFolder();
    const { child, ended } = startAwgn(['--snr', '1'], {
      cwd,
      env: { ...process.env, TMPDIR: cwd },
    });
    child.stdin!.write(readFileSync(SPEECH).subarray(0, 50_000));
    await new Promise((resolve) => setTimeout(resolve, 200));
    child.kill(signal);
    const { stdout, ...outcome } = await ended;
    expect(outcome).toMatchObject({ status: null, signal, stderr: '' });
    expect(stdout.length).toBe(0);
    expect(namesIn(cwd)).toEqual([]);
  });
});

test('a signal leaves a file that was to be replaced as it was', async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'out.wav'), 'precious');
  const { child, ended } = startAwgn(['--snr', '1', '-f', '-', 'out.wav'], { cwd });
  await until(() => namesIn(cwd).length === 2);
  child.kill('SIGTERM');
  expect((await ended).signal).toBe('SIGTERM');
  expect(readFileSync(join(cwd, 'out.wav'), 'utf8')).toBe('precious');
  expect(namesIn(cwd)).toEqual(['out.wav']);
});

test('even SIGKILL leaves no file under the final name', async () => {
  const cwd = temporaryFolder();
  const { child, ended } = startAwgn(['--snr', '1', '-', 'out.wav'], { cwd });
  await until(() => namesIn(cwd).length > 0);
  child.kill('SIGKILL');
  expect((await ended).signal).toBe('SIGKILL');
  expect(namesIn(cwd)).not.toContain('out.wav');
});
