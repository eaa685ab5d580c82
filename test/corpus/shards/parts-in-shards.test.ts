import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { PlannedUtterance } from '../../../src/corpus/plan/planned-utterance.ts';
import { digestsOf, speechLike } from '../../tools/corpus-tree.ts';
import { temporaryFolder, wavBytes } from '../../tools/wav-files.ts';
import { ShardedCorpus } from './sharded-corpus.ts';

const SHARDS = 3;

/** Segments of 0.1 s, of recordings whose utterances stand mixed up in the order of ids. */
function listsOf(segments: Readonly<Record<string, number>>): string {
  const folder = temporaryFolder();
  const lists = join(folder, 'lists');
  mkdirSync(lists);
  const scp: string[] = [];
  const lines: string[] = [];
  for (const [recording, count] of Object.entries(segments)) {
    const path = join(folder, `${recording}.wav`);
    writeFileSync(path, wavBytes([speechLike(1600 * count, 1)]));
    scp.push(`${recording} ${path}\n`);
    for (let i = 0; i < count; i++) {
      const id = `${String(i).padStart(3, '0')}-${recording}`;
      lines.push(`${id} ${recording} ${i / 10} ${(i + 1) / 10}\n`);
    }
  }
  writeFileSync(join(lists, 'wav.scp'), scp.sort().join(''));
  writeFileSync(join(lists, 'segments'), lines.sort().join(''));
  return lists;
}

/** The recordings of the utterances of each shard, one name for each utterance. */
function dealt(folder: string): string[][] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const plans = names.filter((name) => /plans\/\d+\.jsonl$/.test(name)).sort();
  return plans.map((name) =>
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as PlannedUtterance).id.slice(4)),
  );
}

test('the parts of a recording go to one shard, and the shards have as much to do', async () => {
  const lists = listsOf({ a: 12, b: 12, c: 12, d: 6, e: 6, f: 6 });
  const corpus = new ShardedCorpus(lists);
  await corpus.shards(SHARDS);
  const shards = dealt(corpus.folder);
  expect(shards.map((all) => all.length)).toEqual([18, 18, 18]);
  for (const recording of 'abcdef') {
    expect(shards.filter((all) => all.includes(recording))).toHaveLength(1);
  }
  await corpus.merge();
  const whole = new ShardedCorpus(lists);
  await whole.make();
  // Its paths are absolute.
  const { 'wav.scp': _, ...made } = digestsOf(corpus.folder);
  expect(digestsOf(whole.folder)).toMatchObject(made);
  expect(Object.keys(made).length).toBeGreaterThan(54);
});

test('one recording that is nearly all of the corpus is dealt out in runs', async () => {
  const corpus = new ShardedCorpus(listsOf({ a: 60, b: 3 }));
  await corpus.shard(1, SHARDS);
  const shards = dealt(corpus.folder);
  expect(shards.map((all) => all.length)).toEqual([21, 21, 21]);
});
