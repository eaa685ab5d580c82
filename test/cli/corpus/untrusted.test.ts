import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { awgn } from '../../tools/awgn.ts';
import { speechLike } from '../../tools/corpus-tree.ts';
import { tool } from '../../tools/find-tool.ts';
import { temporaryFolder, wavBytes } from '../../tools/wav-files.ts';

/** A list with one sound row, a row for each thing that must not be read, and what is said of each. */
function untrustedList(cwd: string): readonly (readonly [path: string, fault: RegExp])[] {
  const source = join(cwd, 'source');
  mkdirSync(source);
  writeFileSync(join(source, 'good.wav'), wavBytes([speechLike(4000, 1)]));
  copyFileSync(join(source, 'good.wav'), join(cwd, 'outside.wav'));
  spawnSync('mkfifo', [join(source, 'pipe.wav')]);
  symlinkSync('loop-b.wav', join(source, 'loop-a.wav'));
  symlinkSync('loop-a.wav', join(source, 'loop-b.wav'));
  symlinkSync('../outside.wav', join(source, 'link.wav'));
  mkdirSync(join(source, 'folder.wav'));
  const faults: [string, RegExp][] = [
    ['../outside.wav', /list\.jsonl:2: the path .* leaves /],
    ['pipe.wav', /list\.jsonl:3 .*no regular file/],
    ['loop-a.wav', /list\.jsonl:4 .*too many symbolic links/],
    ['link.wav', /list\.jsonl:5 .*symbolic link that leaves/],
    ['folder.wav', /list\.jsonl:6 .*no regular file/],
    ['good.wav/x.wav', /list\.jsonl:7 .*not a directory/],
    [`${'n'.repeat(300)}.wav`, /list\.jsonl:8 .*name is too long/],
    ['missing.wav', /list\.jsonl:9 .*no such file/],
    ['/dev/zero', /list\.jsonl:10 .*no regular file/],
    ['touch ran |', /list\.jsonl:11/],
  ];
  const rows = ['good.wav', ...faults.map(([path]) => path)].map(
    (path) => `${JSON.stringify({ audio_filepath: path })}\n`,
  );
  writeFileSync(join(source, 'list.jsonl'), rows.join(''));
  return faults;
}

describe('rows that name what must not be read', () => {
  test.each([[[]], [['--dry-run']], [['--virtual', '--to', 'kaldi']]])(
    'cost themselves alone, and hold nothing up: %j',
    (options) => {
      const cwd = temporaryFolder();
      const faults = untrustedList(cwd);
      const args = ['corpus', 'source/list.jsonl', 'out', '--snr', '5', ...options];
      const { status, stderr, stdout } = awgn(args, { cwd });
      for (const [, fault] of faults) expect(stderr).toMatch(fault);
      expect(stderr).not.toMatch(/list\.jsonl:1[ :]/);
      expect(status).toBe(1);
      const count = options[0] === '--dry-run' ? stdout.toString() : stderr;
      expect(count).toMatch(/1 output of|^failures {4}10$/m);
      expect(existsSync(join(cwd, 'ran'))).toBe(false);
    },
  );
});

describe('an utterance of many copies', () => {
  test('needs no more open files than one of few', { tags: 'thorough' }, () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'source'));
    writeFileSync(join(cwd, 'source/a.wav'), wavBytes([speechLike(2400, 1)]));
    const run = spawnSync(
      tool('bash'),
      [
        '-c',
        'ulimit -n 200; exec "$@"',
        'bash',
        process.execPath,
        new URL('../../../dist/cli/main.js', import.meta.url).pathname,
        ...['corpus', 'source', 'out', '--snr', '5', '--copies', '500', '--jobs', '1'],
      ],
      { cwd },
    );
    expect(run.stderr.toString()).toMatch(/^awgn: out: 500 outputs of 1 utterance[^\n]*\n$/);
  });
});
