import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { awgn, expectComplaint, namesIn } from '../tools/awgn.ts';
import { writeSource } from '../tools/corpus-sources.ts';
import { sampleOf } from '../tools/depth.ts';
import { SPEECH, temporaryFolder } from '../tools/wav-files.ts';
import { awgnWithFailing } from './failing-calls.ts';

/** A folder with a clean and a noisy file. */
function withFiles(): { cwd: string; clean: string } {
  const cwd = temporaryFolder();
  const clean = join(cwd, 'clean.wav');
  copyFileSync(SPEECH, clean);
  return { cwd, clean };
}

describe('a file system that fails', () => {
  const calls: [string, string, string[]][] = [
    [
      'EIO in the first pass of the filter',
      'pread64:error=EIO:when=1',
      ['--snr', '5', 'clean.wav', 'out.wav'],
    ],
    [
      'EIO in the second pass of the filter',
      'pread64:error=EIO:when=3',
      ['--snr', '5', 'clean.wav', 'out.wav'],
    ],
    ['EIO in one pass', 'pread64:error=EIO:when=1', ['--std', '0.1', 'clean.wav', 'out.wav']],
    [
      'EIO with --live',
      'pread64:error=EIO:when=1',
      ['--snr', '5', '--live', 'clean.wav', 'out.wav'],
    ],
    ['EIO in measure', 'read,pread64:error=EIO:when=1+', ['measure', 'clean.wav']],
    ['EIO in compare', 'read,pread64:error=EIO:when=1+', ['compare', 'clean.wav', 'clean.wav']],
    ['EMFILE at the input', 'openat:error=EMFILE:when=1+', ['--snr', '5', 'clean.wav', 'out.wav']],
  ];
  test.each(sampleOf(calls, 4))('is one line, exit 1, and no file: %s', (_, inject, args) => {
    const { cwd, clean } = withFiles();
    const run = awgnWithFailing({ inject, path: clean }, args, cwd);
    expect(run.stderr).toMatch(/^awgn: clean\.wav: [^\n]*\((EIO|EMFILE)\)\n$/);
    expect(run.status).toBe(1);
    expect(namesIn(cwd)).toEqual(['clean.wav']);
  });

  const atTheEnd: [string, string[]][] = [
    ['fsync', ['--snr', '5', 'clean.wav', 'out.wav']],
    ['rename', ['--snr', '5', 'clean.wav', 'out.wav']],
    ['fsync', ['generate', '--duration', '1', 'out.wav']],
    ['fsync', ['--snr', '5', '--live', 'clean.wav', 'out.wav']],
    ['fsync', ['--snr', '5', '--write-noise', 'noise.wav', 'clean.wav', 'out.wav']],
  ];
  test.each(sampleOf(atTheEnd, 3))('when %s fails at the end, leaves nothing: %j', (call, args) => {
    const { cwd } = withFiles();
    const run = awgnWithFailing({ inject: `${call}:error=EIO:when=1` }, args, cwd);
    expectComplaint(run, 1, /\.wav: input\/output error; [^\n]*\(EIO\)/);
    expect(namesIn(cwd)).toEqual(['clean.wav']);
  });

  test('at a call that was interrupted is asked again: the bytes are the same', () => {
    const { cwd, clean } = withFiles();
    const args = ['--snr', '5', '--seed', '1', '-q', 'clean.wav'];
    const inject = 'read,pread64:error=EINTR:when=1+2';
    const run = awgnWithFailing({ inject, path: clean }, [...args, 'out.wav'], cwd);
    expect(run).toMatchObject({ status: 0, stderr: '' });
    awgn([...args, 'calm.wav'], { cwd });
    expect(readFileSync(join(cwd, 'out.wav')).equals(readFileSync(join(cwd, 'calm.wav')))).toBe(
      true,
    );
  });
});

describe('a corpus on a file system that fails', () => {
  const utterance = 'source/spk0/spk0-utt0000.wav';

  test.each(sampleOf(['2', '1'], 1))(
    'loses one utterance by EIO at one file, with %s threads',
    (jobs) => {
      const cwd = temporaryFolder();
      writeSource(join(cwd, 'source'), 'directory');
      const args = ['corpus', 'source', 'out', '--snr', '5', '--seed', '1', '--jobs', jobs];
      const failing = { inject: 'read:error=EIO:when=1+', path: join(cwd, utterance) };
      const run = awgnWithFailing(failing, args, cwd);
      expect(run.stderr).toMatch(
        /^awgn: spk0\/spk0-utt0000\.wav [^\n]*\(EIO\)\nawgn: out: 11 outputs[^\n]*\n$/,
      );
      expect(run.status).toBe(1);
      const again = awgn([...args, '--resume'], { cwd });
      expect(again).toMatchObject({ status: 0 });
      expect(again.stderr).toContain('11 utterances were there already');
    },
  );

  test('is found out by verify when an output cannot be read', () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'source'));
    copyFileSync(SPEECH, join(cwd, 'source/a.wav'));
    awgn(['corpus', 'source', 'out', '--snr', '5'], { cwd });
    const failing = { inject: 'read,pread64:error=EIO:when=1+', path: join(cwd, 'out/a.wav') };
    const run = awgnWithFailing(failing, ['verify', 'out'], cwd);
    expect(run.status).toBe(1);
    expect(run.stderr + run.stdout).toMatch(/a\.wav[^\n]*(EIO|input\/output error)/);
    expect(run.stderr + run.stdout).not.toMatch(/\n\s+at /);
  });
});
