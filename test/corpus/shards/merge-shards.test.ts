import {
  appendFileSync,
  cpSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { mergeInGroups } from '../../../src/corpus/shards/merge-in-groups.ts';
import { OutputTree } from '../../../src/io/output-tree.ts';
import { seededRandom } from '../../formats/wav/splitting.ts';
import { digestsOf, writeTree } from '../../tools/corpus-tree.ts';
import { temporaryFolder } from '../../tools/wav-files.ts';
import { ShardedCorpus } from './sharded-corpus.ts';

const source = join(temporaryFolder(), 'clean');
const made = new ShardedCorpus(source);
let whole: Record<string, string>;

beforeAll(async () => {
  writeTree(source, 10);
  const one = new ShardedCorpus(source);
  await one.make();
  whole = digestsOf(one.folder);
  await made.shards(4);
});

/** The four shards, made and not joined, in a folder of their own. */
function copy() {
  const sharded = new ShardedCorpus(source);
  cpSync(made.folder, sharded.folder, { recursive: true, preserveTimestamps: true });
  const shards = join(sharded.folder, '.awgn', 'shards');
  const plan = (shard: number) => join(shards, 'plans', `000000${shard}.jsonl`);
  const work = (shard: number) => join(shards, 'work', `000000${shard}`);
  const lines = (shard: number) => readFileSync(plan(shard), 'utf8').trimEnd().split('\n');
  const journal = (shard: number) =>
    join(
      work(shard),
      readdirSync(work(shard)).find((name) => /^run-.*(?<!failures)\.jsonl$/.test(name))!,
    );
  return { sharded, plan, work, lines, journal };
}

describe('joining shards', () => {
  it('gives the corpus of one process, once', async () => {
    const { sharded } = copy();
    expect(await sharded.merge()).toMatchObject({ utterances: 10, outputs: 20 });
    expect(digestsOf(sharded.folder)).toEqual(whole);
    expect(await sharded.merge()).toBeUndefined();
    expect(digestsOf(sharded.folder)).toEqual(whole);
  });

  it('refuses gaps by name, and changes nothing then', async () => {
    const { sharded, work } = copy();
    rmSync(work(2), { recursive: true });
    rmSync(join(work(4), 'finished.json'));
    const before = digestsOf(sharded.folder);
    await expect(sharded.merge()).rejects.toThrow(
      /^2 of 4 shards are not finished: 2, 4; expected all; run those again/,
    );
    expect(digestsOf(sharded.folder)).toEqual(before);
    await sharded.shard(2, 4);
    await sharded.shard(4, 4);
    await sharded.merge();
    expect(digestsOf(sharded.folder)).toEqual(whole);
  });

  it('names ten of many gaps', async () => {
    const sharded = new ShardedCorpus(source);
    await sharded.shard(1, 30);
    await expect(sharded.merge()).rejects.toThrow(
      /29 of 30 shards are not finished: 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 19 more/,
    );
  });

  it('refuses a folder without shards', async () => {
    await expect(new ShardedCorpus(source).merge()).rejects.toThrow(
      /has no shards; expected the folder/,
    );
  });

  it('refuses overlaps by name of the shards and the utterance', async () => {
    const { sharded, plan, journal, lines } = copy();
    const [line] = lines(3);
    const { id, index } = JSON.parse(line!);
    // Shard 2 has it, too, in its place.
    const sorted = [...lines(2), line!].sort((a, b) => JSON.parse(a).index - JSON.parse(b).index);
    writeFileSync(plan(2), `${sorted.join('\n')}\n`);
    const entries = [journal(2), journal(3)].flatMap((path) =>
      readFileSync(path, 'utf8').trimEnd().split('\n'),
    );
    const of = (one: string) =>
      entries.find((entry) => JSON.parse(entry).id === JSON.parse(one).id)!;
    writeFileSync(journal(2), sorted.map((one) => `${of(one)}\n`).join(''));
    expect(index).toBeGreaterThanOrEqual(0);
    await expect(sharded.merge()).rejects.toThrow(
      new RegExp(
        `shards (2 and 3|3 and 2) both have the utterance "${id}"; expected each utterance once`,
      ),
    );
  });

  it.each([
    ['at the beginning', 0, /no shard has the 1 utterances and before "spk0\/utt003"/],
    [
      'in the middle',
      4,
      /no shard has the 1 utterances after "spk0\/utt009" and before "spk1\/utt004"/,
    ],
    ['at the end', 9, /the shards have 9 utterances, and their plan is of 10/],
  ])('refuses a plan that lacks an utterance %s', async (_, index, message) => {
    const { sharded, plan, journal, lines } = copy();
    const isThis = (line: string) => JSON.parse(line).index === index;
    const shard = [1, 2, 3, 4].find((one) => lines(one).some(isThis))!;
    const { id } = JSON.parse(lines(shard).find(isThis)!);
    for (const path of [plan(shard), journal(shard)]) {
      const kept = readFileSync(path, 'utf8')
        .trimEnd()
        .split('\n')
        .filter((line) => JSON.parse(line).id !== id);
      writeFileSync(path, kept.map((line) => `${line}\n`).join(''));
    }
    await expect(sharded.merge()).rejects.toThrow(message);
  });

  it('refuses a journal that lacks an utterance, or has one too many, by name of the shard', async () => {
    const lacking = copy();
    writeFileSync(lacking.journal(2), '');
    await expect(lacking.sharded.merge()).rejects.toThrow(
      /shard 2 of 4 lacks the utterance "spk.*"; .* run it again/,
    );
    const surplus = copy();
    appendFileSync(surplus.journal(2), '{"id":"zzz","outputs":[]}\n');
    await expect(surplus.sharded.merge()).rejects.toThrow(
      /shard 2 of 4 has the utterance "zzz", which is not in its plan/,
    );
  });

  it('does its work again where it was ended before the shards were gone', async () => {
    const { sharded } = copy();
    await sharded.merge();
    // As when it was killed between its last list and its end.
    cpSync(made.folder, sharded.folder, { recursive: true, preserveTimestamps: true });
    writeFileSync(join(sharded.folder, 'receipts.jsonl'), 'cut short');
    expect(await sharded.merge()).toMatchObject({ utterances: 10 });
    expect(digestsOf(sharded.folder)).toEqual(whole);
  });

  it('leaves nothing behind where it was killed at its very end, and run again', async () => {
    const { sharded } = copy();
    await sharded.merge();
    cpSync(join(made.folder, '.awgn/shards'), join(sharded.folder, '.awgn/tmp/merged'), {
      recursive: true,
    });
    writeFileSync(join(sharded.folder, '.awgn/lock'), 'mine');
    expect(await sharded.merge()).toBeUndefined();
    expect(digestsOf(sharded.folder)).toEqual(whole);
  });

  it('lets no two merges at once into the folder', async () => {
    const { sharded } = copy();
    writeFileSync(join(sharded.folder, '.awgn', 'lock'), '1 elsewhere.example\n');
    await expect(sharded.merge()).rejects.toThrow(/worked on by process 1 of elsewhere/);
  });

  it('of more shards than are read at once gives the same, with what failed', {
    tags: 'thorough',
  }, async () => {
    const faulty = join(temporaryFolder(), 'clean');
    writeTree(faulty, 6);
    writeFileSync(join(faulty, 'spk1', 'broken.wav'), 'no audio');
    const one = new ShardedCorpus(faulty);
    await one.make();
    const many = new ShardedCorpus(faulty);
    await many.shards(201);
    expect(await many.merge()).toMatchObject({ utterances: 7, failures: 1, outputs: 12 });
    expect(digestsOf(many.folder)).toEqual(digestsOf(one.folder));
  });

  it('is for the folder wherever it was moved to, and from wherever it is called', async () => {
    const { sharded } = copy();
    const moved = new ShardedCorpus(source);
    renameSync(sharded.folder, moved.folder);
    await moved.merge();
    expect(digestsOf(moved.folder)).toEqual(whole);
  });
});

describe('merging in groups', () => {
  it('puts together what was dealt out at random, of few sources and of so many that files are needed', () => {
    const random = seededRandom(7);
    for (const count of [1, 2, 17, 200, 201, 401]) {
      const sources = Array.from({ length: count }, () => [] as number[]);
      for (let place = 0; place < 1500; place++) {
        sources[Math.floor(random() * count)]!.push(place);
      }
      const open = sources.map(
        (items) =>
          function* () {
            yield* items;
          },
      );
      const text = { compare: (a: number, b: number) => a - b, encode: String, decode: Number };
      const folder = temporaryFolder();
      const place = { temporaryFolder: folder, tree: new OutputTree(folder) };
      const places = [...mergeInGroups(open, text, place)];
      expect(places).toEqual(Array.from({ length: 1500 }, (_, i) => i));
      expect(readdirSync(folder)).toEqual([]);
    }
  });
});
