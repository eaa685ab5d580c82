import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CORPUS_KINDS, type CorpusKind } from '../../../src/corpus/plan/corpus-kind.ts';
import { awgn } from '../../tools/awgn.ts';
import { NUMBER_OF_UTTERANCES, shuffled, writeSource } from '../../tools/corpus-sources.ts';
import { contentsOf, digestsOf } from '../../tools/corpus-tree.ts';
import { sampleOf } from '../../tools/depth.ts';
import { tool } from '../../tools/find-tool.ts';
import { temporaryFolder } from '../../tools/wav-files.ts';

const KINDS: readonly (CorpusKind | 'webdataset')[] = [...CORPUS_KINDS, 'webdataset'];
const OPTIONS = ['--snr', '0:20', '--seed', '1'];

/** Runs the program, which must be content. */
function sound(cwd: string, ...args: string[]): string {
  const { status, stderr } = awgn(args, { cwd });
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: expect.stringMatching(/^(?:awgn: .*\n)+$/),
  });
  return stderr;
}

/** What a run with these options writes to `out`, which it does not leave behind: lists may have absolute paths. */
function madeOf(cwd: string, source: string, ...options: string[]): Record<string, string> {
  const stderr = sound(cwd, 'corpus', source, 'out', ...OPTIONS, ...options);
  expect(stderr).toContain(`of ${NUMBER_OF_UTTERANCES} utterances`);
  const digests = digestsOf(join(cwd, 'out'));
  rmSync(join(cwd, 'out'), { recursive: true });
  return digests;
}

/** Of its result, what a source of the kind is called. */
function resultOf(kind: CorpusKind | 'webdataset', folder: string): string {
  const lists: Partial<Record<CorpusKind | 'webdataset', RegExp>> = {
    nemo: /(?<!receipts)\.jsonl$/,
    csv: /\.csv$/,
    tsv: /\.tsv$/,
  };
  const list = lists[kind];
  return list === undefined ? folder : join(folder, readdirSync(folder).find((n) => list.test(n))!);
}

describe.each(sampleOf(KINDS, 1))('a corpus of the kind %s', (kind) => {
  test('becomes one of the same kind, which is sound, and is read again', () => {
    const cwd = temporaryFolder();
    const source = writeSource(join(cwd, 'source'), kind);
    sound(cwd, 'corpus', source, 'once', ...OPTIONS, '--copies', '2', '--labels');
    expect(sound(cwd, 'verify', 'once')).toContain(' 0 faults');
    const again = resultOf(kind, join(cwd, 'once'));
    const stderr = sound(cwd, 'corpus', again, 'twice', ...OPTIONS, '--include-clean');
    expect(stderr).toMatch(/: 48 outputs of 24 utterances/);
  });

  test('has the same bytes for 1, 2 and 8 jobs', { tags: 'thorough' }, () => {
    const cwd = temporaryFolder();
    const source = writeSource(join(cwd, 'source'), kind);
    const [one, two, eight] = ['1', '2', '8'].map((jobs) =>
      madeOf(cwd, source, '--jobs', jobs, '--copies', '2', '--pairs', 'clean-noise'),
    );
    expect(two).toEqual(one);
    expect(eight).toEqual(one);
  });
});

// Archives have an order, and keep it.
const ORDERED = CORPUS_KINDS.filter((kind) => kind !== 'directory');

describe.each(sampleOf(ORDERED, 1))('a shuffled %s', (kind) => {
  test('gives the same bytes', () => {
    const cwd = temporaryFolder();
    const digests = [1, 2].map((seed) => {
      const source = writeSource(join(cwd, 'source'), kind, {
        order: (all) => shuffled(all, seed),
      });
      const made = madeOf(cwd, source, '--stratified', '--copies', '3');
      rmSync(join(cwd, 'source'), { recursive: true });
      return made;
    });
    expect(digests[1]).toEqual(digests[0]);
  });
});

/** What others are made of: all kinds take their time. */
const SOURCES: readonly CorpusKind[] = process.env.AWGN_SLOW
  ? CORPUS_KINDS
  : sampleOf(['lhotse', 'directory'], 1);

describe.each(sampleOf(CORPUS_KINDS, 1))('--to %s', (to) => {
  test('makes of other kinds a corpus that is sound and is read again as that', () => {
    const cwd = temporaryFolder();
    for (const from of SOURCES) {
      const source = writeSource(join(cwd, from), from);
      sound(cwd, 'corpus', source, `${from}-made`, '--to', to, ...OPTIONS);
      expect(sound(cwd, 'verify', `${from}-made`)).toContain(
        ` ${NUMBER_OF_UTTERANCES} outputs, ${NUMBER_OF_UTTERANCES} files, 0 faults`,
      );
      const again = resultOf(to, join(cwd, `${from}-made`));
      sound(cwd, 'corpus', again, `${from}-again`, '--from', to, ...OPTIONS);
    }
  }, 60_000);
});

describe('an utterance', () => {
  test('has the same audio in a list of all, in a part of it, and as the filter makes it', {
    tags: 'thorough',
  }, () => {
    const cwd = temporaryFolder();
    const source = writeSource(join(cwd, 'source'), 'nemo');
    sound(cwd, 'corpus', source, 'all', ...OPTIONS);
    rmSync(join(cwd, 'source'), { recursive: true });
    const part = writeSource(join(cwd, 'source'), 'nemo', {
      order: (all) => shuffled(all, 3).slice(0, 4),
    });
    sound(cwd, 'corpus', part, 'part', ...OPTIONS);
    const all = contentsOf(join(cwd, 'all'));
    const audio = [...contentsOf(join(cwd, 'part'))].filter(([path]) => path.endsWith('.wav'));
    expect(audio).toHaveLength(4);
    for (const [path, bytes] of audio) {
      expect(bytes.equals(all.get(path)!)).toBe(true);
      const id = path.slice('audio/'.length, -'.wav'.length);
      const { stdout } = awgn([...OPTIONS, '--key', `${id}#1`, `source/${id}.wav`, '-'], { cwd });
      expect(stdout.equals(bytes)).toBe(true);
    }
  });
});

describe('a result', () => {
  test('of the kind webdataset is read by tar', () => {
    const cwd = temporaryFolder();
    const source = writeSource(join(cwd, 'source'), 'webdataset');
    sound(cwd, 'corpus', source, 'out', ...OPTIONS);
    mkdirSync(join(cwd, 'x'));
    for (const shard of readdirSync(join(cwd, 'out')).filter((name) => name.endsWith('.tar'))) {
      const { status } = spawnSync(tool('tar'), [
        '-xf',
        join(cwd, 'out', shard),
        '-C',
        join(cwd, 'x'),
      ]);
      expect(status).toBe(0);
    }
    const names = readdirSync(join(cwd, 'x'));
    expect(names.filter((name) => name.endsWith('.wav'))).toHaveLength(NUMBER_OF_UTTERANCES);
    expect(names.filter((name) => name.endsWith('.txt'))).toHaveLength(NUMBER_OF_UTTERANCES);
  });
});
