// A folder holds the corpus that its receipts state, and nothing else of an earlier one.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { speechSamples, tarOf } from '../../corpus/kinds/webdataset/webdataset-archives.ts';
import { awgn, namesIn } from '../../tools/awgn.ts';
import { speechLike } from '../../tools/corpus-tree.ts';
import { temporaryFolder, wavBytes } from '../../tools/wav-files.ts';

const ARGS = ['--seed', '1', '--snr', '10'];

function corpusOf(...names: string[]): string {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'clean'));
  for (const [index, name] of names.entries()) {
    writeFileSync(join(cwd, 'clean', name), wavBytes([speechLike(3000, index + 1)]));
  }
  return cwd;
}

const make = (cwd: string, ...more: string[]) =>
  awgn(['corpus', 'clean', 'noisy', ...ARGS, ...more], { cwd });

describe('--force', () => {
  test('removes the outputs of the earlier corpus, and leaves what is not provably one', () => {
    const cwd = corpusOf('a.wav', 'b.wav');
    make(cwd, '--copies', '3');
    writeFileSync(join(cwd, 'noisy/a-noisy3.wav'), 'edited');
    writeFileSync(join(cwd, 'noisy/own.wav'), 'mine');
    const again = make(cwd, '--force', '--copies', '2');
    expect(again.status).toBe(0);
    expect(again.stderr).toContain('awgn: removed 1 file of the earlier corpus');
    expect(again.stderr).toMatch(/1 file of the earlier corpus is .* changed .*a-noisy3\.wav/);
    expect(namesIn(join(cwd, 'noisy')).filter((name) => name.endsWith('.wav'))).toEqual([
      'a-noisy1.wav',
      'a-noisy2.wav',
      'a-noisy3.wav',
      'b-noisy1.wav',
      'b-noisy2.wav',
      'own.wav',
    ]);
    const verified = awgn(['verify', 'noisy'], { cwd });
    expect(verified.status).toBe(1);
    expect(verified.stderr).toMatch(/noisy\/a-noisy3\.wav: unlisted: no receipt states it/);
    expect(verified.stderr).toMatch(/noisy\/own\.wav: unlisted:/);
    expect(verified.stderr).toMatch(/4 outputs, 4 files, 2 faults\n$/);
  });

  test('removes nothing where the corpus is the same', { tags: 'thorough' }, () => {
    const cwd = corpusOf('a.wav');
    make(cwd);
    expect(make(cwd, '--force').stderr).not.toContain('earlier corpus');
    expect(awgn(['verify', 'noisy'], { cwd }).status).toBe(0);
  });

  test('removes archives of the earlier corpus', { tags: 'thorough' }, async () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'in'));
    for (const name of ['x.tar', 'y.tar']) {
      writeFileSync(join(cwd, 'in', name), await tarOf(speechSamples(1)));
    }
    awgn(['corpus', 'in', 'out', ...ARGS], { cwd });
    rmSync(join(cwd, 'in/y.tar'));
    const again = awgn(['corpus', 'in', 'out', ...ARGS, '--force'], { cwd });
    expect(again.stderr).toContain('removed 1 file of the earlier corpus');
    expect(namesIn(join(cwd, 'out'))).not.toContain('y.tar');
    writeFileSync(join(cwd, 'out/z.tar'), '');
    expect(awgn(['verify', 'out'], { cwd }).stderr).toMatch(/out\/z\.tar: unlisted/);
  });
});

test('what --resume finds gone from the source is gone from the result', () => {
  const cwd = corpusOf('a.wav', 'b.wav');
  make(cwd);
  rmSync(join(cwd, 'clean/b.wav'));
  make(cwd, '--resume');
  expect(existsSync(join(cwd, 'noisy/b.wav'))).toBe(false);
  expect(awgn(['verify', 'noisy', '--source', 'clean'], { cwd }).status).toBe(0);
});

describe('verify --source', () => {
  const verify = (cwd: string, source = 'clean') =>
    awgn(['verify', 'noisy', '--source', source], { cwd });

  test('tells a source that has changed or gone from an output that is wrong', () => {
    const cwd = corpusOf('a.wav', 'b.wav', 'c.wav');
    make(cwd, '--include-clean');
    writeFileSync(join(cwd, 'clean/a.wav'), wavBytes([speechLike(3000, 9)]));
    rmSync(join(cwd, 'clean/b.wav'));
    const { status, stderr } = verify(cwd);
    expect(status).toBe(1);
    expect(stderr).toMatch(/a-noisy1\.wav: source-changed: its source a\.wav has changed since/);
    expect(stderr).toMatch(/a-clean\.wav: source-changed/);
    expect(stderr).toMatch(/b-noisy1\.wav: source-missing: its source b\.wav is missing in clean/);
    expect(stderr).not.toMatch(/wrong-snr|c-noisy1/);
    expect(stderr).toMatch(/4 faults\n$/);
  });

  test('fails where a list names a file that is gone, and counts what it does not name', () => {
    const cwd = corpusOf('a.wav', 'b.wav');
    const row = (name: string) => `{"audio_filepath":"${name}","duration":0.1875,"text":""}\n`;
    writeFileSync(join(cwd, 'clean/all.jsonl'), row('a.wav') + row('b.wav'));
    writeFileSync(join(cwd, 'clean/one.jsonl'), row('b.wav'));
    awgn(['corpus', 'clean/all.jsonl', 'noisy', ...ARGS], { cwd });
    const part = verify(cwd, 'clean/one.jsonl');
    expect(part.status).toBe(0);
    expect(part.stderr).toContain('1 ratio computed anew, 1 output not in the source that was');
    rmSync(join(cwd, 'clean/b.wav'));
    const gone = verify(cwd, 'clean/one.jsonl');
    expect(gone.status).toBe(1);
    expect(gone.stderr).toContain('source-missing: its source b.wav is missing');
  });

  test('of archives says why it cannot, and what is verified instead', {
    tags: 'thorough',
  }, async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'in.tar'), await tarOf(speechSamples(1)));
    awgn(['corpus', 'in.tar', 'noisy', ...ARGS], { cwd });
    const { status, stderr } = verify(cwd, 'in.tar');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^awgn: noisy holds tar archives, .*: awgn verify noisy\n$/);
    const advised = stderr.slice(stderr.indexOf('awgn verify')).trim().split(' ').slice(1);
    expect(awgn(advised, { cwd }).status).toBe(0);
    expect(readFileSync(join(cwd, 'noisy/shards.jsonl'), 'utf8')).toContain('sha256');
  });
});
