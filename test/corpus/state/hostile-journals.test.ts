// What `.awgn` may hold when somebody has had it in hand: journals and plans that are gone on with.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CorpusReceipt } from '../../../src/corpus/plan/corpus-receipt.ts';
import { runCorpus } from '../../../src/corpus/run/run-corpus.ts';
import { digestsOf, writeTree } from '../../tools/corpus-tree.ts';
import { temporaryFolder } from '../../tools/wav-files.ts';
import { ShardedCorpus } from '../shards/sharded-corpus.ts';

/** A corpus that broke off when two utterances were done. */
async function brokenOff() {
  const source = join(temporaryFolder(), 'clean');
  writeTree(source, 2);
  const corpus = new ShardedCorpus(source);
  await corpus.make();
  const whole = digestsOf(corpus.folder);
  const receipts = readFileSync(join(corpus.folder, 'receipts.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as CorpusReceipt);
  for (const name of ['receipts.jsonl', 'awgn.json']) rmSync(join(corpus.folder, name));
  const state = join(corpus.folder, '.awgn');
  mkdirSync(state);
  const entries = [...new Set(receipts.map(({ utterance }) => utterance))].map((id) => ({
    id,
    outputs: receipts
      .filter(({ utterance }) => utterance === id)
      .map((receipt): { receipt: unknown } => ({ receipt })),
  }));
  const resume = async (lines: readonly unknown[]) => {
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    writeFileSync(join(state, 'journal.jsonl'), text);
    return runCorpus({ ...(await corpus.options()), use: 'resume' });
  };
  return { corpus, whole, entries, resume };
}

type Entry = Awaited<ReturnType<typeof brokenOff>>['entries'][number];

describe('a journal that --resume goes on with', () => {
  test('is believed where it is sound', async () => {
    const { corpus, whole, entries, resume } = await brokenOff();
    expect(await resume(entries)).toMatchObject({ resumed: 2 });
    expect(digestsOf(corpus.folder)).toEqual(whole);
  });

  const changed = ({ id, outputs: [first, ...rest] }: Entry, change: object) => ({
    id,
    outputs: [{ receipt: { ...(first!.receipt as object), ...change } }, ...rest],
  });
  test.each<[string, (entry: Entry) => unknown]>([
    ['no object', () => null],
    ['no id', ({ outputs }) => ({ outputs })],
    ['no outputs', ({ id }) => ({ id })],
    ['an output that is none', ({ id }) => ({ id, outputs: [null, null] })],
    ['a path that leads out', (entry) => changed(entry, { output: '../clean/a.wav' })],
    [
      'the file of another output',
      (entry) => changed(entry, { output: 'spk1/spk1-utt0001-noisy1.wav' }),
    ],
    ['no file, and no silence', (entry) => changed(entry, { output: null })],
    ['a number that is none', (entry) => changed(entry, { frames: 'many' })],
    [
      'what looks like a receipt in a receipt',
      (entry) => changed(entry, { more: [{ receipt: { stamps: [] } }] }),
    ],
    [
      'stamps that are none',
      ({ id, outputs }) => ({ id, outputs: outputs.map((one) => ({ ...one, stamps: 5 })) }),
    ],
  ])('is not believed with %s', async (_, change) => {
    const { corpus, whole, entries, resume } = await brokenOff();
    expect((await resume([change(entries[0]!), ...entries.slice(1)])).resumed).toBeLessThan(2);
    expect(digestsOf(corpus.folder)).toEqual(whole);
  });
});

/** Two finished shards, ready to be joined. */
async function shards() {
  const source = join(temporaryFolder(), 'clean');
  writeTree(source, 4);
  const corpus = new ShardedCorpus(source);
  await corpus.shards(2);
  const path = join(corpus.folder, '.awgn', 'shards');
  const work = join(path, 'work', '0000001');
  const journal = readdirSync(work).find((name) => /^run-[0-9a-f-]+\.jsonl$/.test(name))!;
  const change = (file: string, from: string | RegExp, to: string) => {
    const text = readFileSync(file, 'utf8');
    expect(text).toMatch(from);
    writeFileSync(file, text.replace(from, to));
  };
  return { corpus, common: join(path, 'corpus.json'), journal: join(work, journal), change };
}

describe('what merge joins', () => {
  test.each<[string | RegExp, string, RegExp]>([
    ['"outputs":[', '"outputs":[null,', /run-[^ ]*:1 is damaged/],
    ['{"id":', '{ "id":', /run-[^ ]*:1 is damaged/],
    [/"output":"[^"]*"/, '"output":"../x.wav"', /run-[^ ]*:1 is damaged/],
    [/"output":"[^"]*"/, '"output":"x.wav"', /are not those of the plan/],
    [/"snr_target_db":/, '"snr_target_db":1', /are not those of the plan/],
  ])('is refused with a journal that has %s as %s', async (from, to, message) => {
    const { corpus, journal, change } = await shards();
    change(journal, from, to);
    await expect(corpus.merge()).rejects.toThrow(message);
  });

  test.each<[string | RegExp, string, RegExp]>([
    ['"shards":2', '"shards":9007199254740991', /has no plan of shard 9007199254740991/],
    ['"shards":2', '"shards":-1', /is no plan of shards/],
    [/"source":"[^"]*"/, '"source":".."', /is no plan of shards/],
    ['\\"copies\\": 2', '\\"copies\\": 200000000', /no sound "copies"/],
    ['\\"snr\\": {', '\\"snr\\": 7, \\"old\\": {', /no sound "snr"/],
    ['\\"level\\": [', '\\"level\\": [1,', /no sound "level"/],
  ])('is refused with a plan that has %s as %s', async (from, to, message) => {
    const { corpus, common, change } = await shards();
    change(common, from, to);
    await expect(corpus.merge()).rejects.toThrow(message);
    expect(existsSync(join(corpus.folder, 'receipts.jsonl'))).toBe(false);
  });
});
