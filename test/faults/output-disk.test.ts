import { mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Journal } from '../../src/corpus/state/journal.ts';
import type { OutputTree } from '../../src/io/output-tree.ts';
import { awgn, bash, expectComplaint, namesIn } from '../tools/awgn.ts';
import { writeSource } from '../tools/corpus-sources.ts';
import { digestsOf } from '../tools/corpus-tree.ts';
import { sampleOf } from '../tools/depth.ts';
import { unshareToMount } from '../tools/find-tool.ts';
import { temporaryFolder } from '../tools/wav-files.ts';
import { awgnWithFailing } from './failing-calls.ts';

describe('a disk under the outputs of a corpus that fails for good', () => {
  const calls = [
    ['fdatasync', '1'],
    ['fdatasync', '2'],
    ['rename', '1'],
    ['writev', '2'],
  ] as const;

  test.each(sampleOf(calls, 1))(
    'at every %s, with %s threads, ends the work with one line, and no lists of what is not there',
    (call, jobs) => {
      const cwd = temporaryFolder();
      writeSource(join(cwd, 'source'), 'directory', { numberOfUtterances: 6 });
      const args = ['corpus', 'source', 'out', '--snr', '5', '--seed', '1', '--jobs', jobs];
      // The settings are the first file that is renamed.
      const inject = `${call}:error=EIO:when=${call === 'rename' ? '3+' : '1+'}`;
      const run = awgnWithFailing({ inject }, args, cwd);
      expectComplaint(
        run,
        1,
        /out\/spk\d\/[^\n]*\.wav: input\/output error; [^\n]*\(EIO\); [^\n]*--resume/,
      );
      expect(namesIn(join(cwd, 'out')).filter((name) => /json/.test(name))).toEqual([]);
      expect(awgn([...args, '--resume'], { cwd })).toMatchObject({ status: 0 });
      awgn(
        args.map((arg) => (arg === 'out' ? 'calm' : arg)),
        { cwd },
      );
      expect(digestsOf(join(cwd, 'out'))).toEqual(digestsOf(join(cwd, 'calm')));
    },
  );
});

test('a disk that is full when shards are joined is one line and exit 1, and they can be joined when there is room', {
  tags: 'thorough',
}, () => {
  const cwd = temporaryFolder();
  writeSource(join(cwd, 'source'), 'directory', { numberOfUtterances: 60 });
  mkdirSync(join(cwd, 'disk'));
  const script = `
    set -e
    mount -t tmpfs -o size=20m awgn disk
    corpus() { awgn corpus source "$1" --snr 5 --seed 1 --copies 2 "\${@:2}"; }
    corpus disk/out --shard 1/2; corpus disk/out --shard 2/2
    find disk/out -name "*.wav" | sort | xargs sha256sum >before
    dd if=/dev/zero of=disk/filler bs=4k 2>/dev/null || true
    awgn corpus merge disk/out 2>full.log || echo $? >status
    find disk/out -name "*.wav" | sort | xargs sha256sum >after
    ls disk/out >names
    rm disk/filler
    awgn corpus merge disk/out
    corpus whole
    diff -r disk/out whole`;
  const run = bash(`export -f awgn; ${unshareToMount()} -m bash -c '${script}'`, [], { cwd });
  const text = (name: string) => readFileSync(join(cwd, name), 'utf8');
  expect(text('full.log')).toMatch(/^awgn: [^\n]*no space left[^\n]*\(ENOSPC\)\n$/);
  expect(text('status')).toBe('1\n');
  expect(text('after')).toBe(text('before'));
  expect(text('names')).not.toMatch(/json/);
  expect(run).toMatchObject({ status: 0 });
  expect(run.stdout.toString()).toBe('');
});

test('a disk that is full when what stands beside the audio is copied is named by the copy, not by its source', () => {
  const cwd = temporaryFolder();
  writeSource(join(cwd, 'source'), 'directory', { numberOfUtterances: 1 });
  const [wav = ''] = readdirSync(join(cwd, 'source'), { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.wav'),
  );
  const text = wav.replace(/wav$/, 'txt');
  writeFileSync(join(cwd, 'source', text), new Uint8Array(2 ** 20));
  mkdirSync(join(cwd, 'disk'));
  const script =
    'mount -t tmpfs -o size=1m awgn disk; awgn corpus source disk/out --snr 5 --seed 1 || echo $? >status';
  const run = bash(`export -f awgn; unshare -m bash -c '${script}'`, [], { cwd });
  const place = join('disk/out', text).replaceAll('/', '\\/').replaceAll('.', '\\.');
  expect(run.stderr).toMatch(new RegExp(`^awgn: [^\n]*${place}: no space left[^\n]*\\n`));
  expect(readFileSync(join(cwd, 'status'), 'utf8')).toBe('1\n');
});

test('a journal that cannot be written is named', () => {
  const tree = { create: () => openSync('/dev/full', 'w') } as unknown as OutputTree;
  const journal = new Journal(join(temporaryFolder(), 'journal.jsonl'), '/dev/full', tree);
  const error = expect.objectContaining({ code: 'ENOSPC', path: '/dev/full' });
  expect(() => journal.add('{"id":"a","outputs":[]}')).toThrow(error);
  journal.close();
});
