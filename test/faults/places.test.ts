import {
  chmodSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { awgn, bash, expectComplaint, namesIn } from '../tools/awgn.ts';
import { writeSource } from '../tools/corpus-sources.ts';
import { sampleOf } from '../tools/depth.ts';
import { unshareToMount } from '../tools/find-tool.ts';
import { SPEECH, temporaryFolder } from '../tools/wav-files.ts';

/** In a mount namespace of its own, which needs root, as CI is. */
function inNamespace(script: string, cwd: string) {
  const isolated = `export -f awgn; ${unshareToMount()} -m bash -c 'set -e; ${script}'`;
  return bash(isolated, [], { cwd });
}

describe('a link', () => {
  test('to nothing, as output, has the file made where it leads, and stays', () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'far/deep'), { recursive: true });
    symlinkSync('far/other', join(cwd, 'out.wav'));
    symlinkSync('deep/real.wav', join(cwd, 'far/other'));
    expect(awgn(['--snr', '5', '-q', SPEECH, 'out.wav'], { cwd })).toMatchObject({ status: 0 });
    expect(readlinkSync(join(cwd, 'out.wav'))).toBe('far/other');
    expect(lstatSync(join(cwd, 'far/deep/real.wav')).isFile()).toBe(true);
    expect([...namesIn(cwd), ...namesIn(join(cwd, 'far/deep'))]).toEqual([
      'far',
      'out.wav',
      'real.wav',
    ]);
  });

  test('to nothing in a folder that is missing is one line and exit 1', {
    tags: 'thorough',
  }, () => {
    const cwd = temporaryFolder();
    symlinkSync('missing/real.wav', join(cwd, 'out.wav'));
    expectComplaint(
      awgn(['--snr', '5', '-q', SPEECH, 'out.wav'], { cwd }),
      1,
      /^awgn: out\.wav cannot be written, for there is no folder .*missing; make it first/,
    );
    expect(namesIn(cwd)).toEqual(['out.wav']);
  });

  test.each(
    sampleOf(
      [
        ['as input', ['--snr', '5', 'loop.wav', 'out.wav']],
        ['as output', ['--snr', '5', SPEECH, 'loop.wav']],
        ['as output of generate', ['generate', '--duration', '1', 'loop.wav']],
        ['to measure', ['measure', 'loop.wav']],
        ['to compare', ['compare', SPEECH, 'loop.wav']],
        ['as a source', ['corpus', 'loop.wav', 'out', '--snr', '5']],
        ['to verify', ['verify', 'loop.wav']],
      ],
      2,
    ),
  )('to itself, %s, is one line and exit 1', (_, args) => {
    const cwd = temporaryFolder();
    symlinkSync('loop.wav', join(cwd, 'loop.wav'));
    const run = awgn(args, { cwd });
    expect(run.stderr).toMatch(/^awgn: [^\n]*loop\.wav[^\n]*\n$/);
    expect(run.stderr).not.toMatch(/\bat .*:\d+:\d+/);
    expect(run.status).toBe(1);
    expect(namesIn(cwd)).toEqual(['loop.wav']);
  });
});

describe('a file system that is read-only', () => {
  test.each(
    sampleOf(
      [
        ['the filter', 'awgn --snr 5 -q clean.wav disk/out.wav'],
        ['--live', 'awgn --snr 5 --live -q clean.wav disk/out.wav'],
        ['generate', 'awgn generate --duration 1 -q disk/out.wav'],
        ['corpus', 'awgn corpus source disk/out --snr 5'],
      ],
      2,
    ),
  )('is one line and exit 1 for %s', (_, command) => {
    const cwd = temporaryFolder();
    copyFileSync(SPEECH, join(cwd, 'clean.wav'));
    writeSource(join(cwd, 'source'), 'directory');
    mkdirSync(join(cwd, 'disk'));
    const { status, stderr } = inNamespace(
      `mount --bind disk disk; mount -o remount,ro,bind disk; ${command}`,
      cwd,
    );
    expect(stderr).toMatch(/^awgn: [^\n]*read-only[^\n]*\(EROFS\)\n$/);
    expect(status).toBe(1);
    expect(namesIn(join(cwd, 'disk'))).toEqual([]);
  });
});

test('a temporary folder that is full is one line and exit 1 for a pipe that is spooled', {
  tags: 'thorough',
}, () => {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'small'));
  const { status, stderr, stdout } = inNamespace(
    'mount -t tmpfs -o size=1m awgn small; export TMPDIR=$PWD/small; ' +
      'awgn generate --duration 900 --seed 1 -q | (awgn --snr 5 -q || echo $? >status); ls -A small >left',
    cwd,
  );
  expect(stderr).toMatch(/^awgn: [^\n]*no space left[^\n]*\(ENOSPC\)\n$/);
  expect(readFileSync(join(cwd, 'status'), 'utf8')).toBe('1\n');
  expect(readFileSync(join(cwd, 'left'), 'utf8')).toBe('');
  expect({ status, bytes: stdout.length }).toEqual({ status: 0, bytes: 0 });
});

describe('a file that must not be read', () => {
  test.each([
    ['the filter', ['--snr', '5', 'closed.wav', '/dev/null']],
    ['measure', ['measure', 'closed.wav']],
    ['compare', ['compare', SPEECH, 'closed.wav']],
    ['verify', ['verify', 'closed']],
  ])('is one line and exit 1 for %s', (_, args) => {
    const cwd = temporaryFolder();
    copyFileSync(SPEECH, join(cwd, 'closed.wav'));
    mkdirSync(join(cwd, 'closed'));
    writeFileSync(join(cwd, 'closed/receipts.jsonl'), '');
    for (const name of ['closed.wav', 'closed/receipts.jsonl']) chmodSync(join(cwd, name), 0);
    for (const path of [cwd, dirname(cwd)]) chmodSync(path, 0o755);
    // To root nothing is forbidden.
    const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    const run = awgn(args, { cwd, ...user });
    expect(run.stderr).toMatch(/^awgn: [^\n]*closed[^\n]*permission denied[^\n]*\n$/);
    expect(run.status).toBe(1);
  });
});
