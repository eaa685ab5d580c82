import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verifyOutputs } from '../../../src/corpus/audit/verify-outputs.ts';
import type { CorpusFault } from '../../../src/corpus/run/corpus-contents.ts';
import { contentsOf, digestsOf, speechLike, writeTree } from '../../tools/corpus-tree.ts';
import { sampleOf } from '../../tools/depth.ts';
import { temporaryFolder, wavBytes } from '../../tools/wav-files.ts';
import { ARGS, ShardedCorpus } from './sharded-corpus.ts';

function tree(numberOfFiles = 12): string {
  const source = join(temporaryFolder(), 'clean');
  writeTree(source, numberOfFiles);
  return source;
}

/** A source of each kind, over the same tree. */
const SOURCES: Record<string, (folder: string, paths: readonly string[]) => string> = {
  directory: (folder) => folder,
  kaldi: (folder, paths) => {
    const lists = join(folder, '..', 'data');
    mkdirSync(lists);
    const ids = paths.map((path) => path.replace('/', '-').slice(0, -4)).sort();
    const list = (name: string, value: (id: string) => string) =>
      writeFileSync(join(lists, name), ids.map((id) => `${id} ${value(id)}\n`).join(''));
    list('wav.scp', (id) => join(folder, `${id.replace('-', '/')}.wav`));
    list('text', (id) => `what ${id} says`);
    list('utt2spk', (id) => id.slice(0, 4));
    return lists;
  },
  nemo: (folder, paths) => {
    const list = join(folder, '..', 'train.jsonl');
    const rows = paths.map((path) => ({
      audio_filepath: join(folder, path),
      duration: 0.5,
      text: path,
    }));
    writeFileSync(list, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    return list;
  },
  csv: (folder, paths) => {
    const list = join(folder, '..', 'train.csv');
    writeFileSync(
      list,
      `ID,wav,words\n${paths.map((path, i) => `u${i},${join(folder, path)},w\n`).join('')}`,
    );
    return list;
  },
};

describe('a corpus in shards', () => {
  const kinds: readonly [string, string[]][] = [
    ['directory', ['--pairs', 'clean', '--labels']],
    ['directory', ['--stratified']],
    ['directory', ['--to', 'kaldi', '--virtual']],
    ['directory', ['--to', 'nemo', '--pairs', 'clean-noise', '--copies', '1']],
    ['directory', ['--to', 'lhotse']],
    ['kaldi', []],
    ['nemo', ['--include-clean']],
    ['csv', []],
  ];

  it.each(sampleOf(kinds, 3))(
    'of kind %s with %j is that of one process, every byte, in 1, 4 and 16 shards',
    {
      timeout: 120_000,
    },
    async (kind, more) => {
      const folder = join(temporaryFolder(), 'clean');
      const source = SOURCES[kind]!(folder, writeTree(folder, 13));
      const args = [...ARGS.filter((_, i) => !more.includes('--copies') || i < 4), ...more];
      const whole = new ShardedCorpus(source, args);
      const summary = await whole.make();
      const digests = digestsOf(whole.folder);
      for (const count of sampleOf([4, 1, 16], 1)) {
        // In the same folder, for some lists have absolute paths.
        rmSync(whole.folder, { recursive: true });
        await whole.shards(count);
        expect(await whole.merge()).toEqual(summary);
        expect(digestsOf(whole.folder)).toEqual(digests);
      }
    },
  );

  it('has its failures in the order of one process, bad rows first, each once', async () => {
    const source = tree(9);
    for (const name of ['b', 'a', 'c']) writeFileSync(join(source, `${name}.wav`), 'bad');
    writeFileSync(join(source, 'back\\slash.wav'), 'bad');
    const whole = new ShardedCorpus(source);
    await whole.make();
    const sharded = new ShardedCorpus(source);
    await sharded.shards(3);
    expect(await sharded.merge()).toMatchObject({ utterances: 12, outputs: 18, failures: 4 });
    expect(digestsOf(sharded.folder)).toEqual(digestsOf(whole.folder));
    const ids = readFileSync(join(sharded.folder, 'failures.jsonl'), 'utf8').trimEnd().split('\n');
    expect(ids.map((line) => JSON.parse(line).id)).toEqual([null, 'a', 'b', 'c']);
  });

  it('takes in what failed, when it was mended and its shard is run again', async () => {
    const source = tree(6);
    writeFileSync(join(source, 'a.wav'), 'bad');
    const sharded = new ShardedCorpus(source);
    await sharded.shards(2);
    expect(sharded.failures.map(({ id }) => id)).toEqual(['a']);
    writeFileSync(join(source, 'a.wav'), wavBytes([speechLike(4000, 5)]));
    await sharded.shards(2);
    expect(await sharded.merge()).toMatchObject({ outputs: 14, failures: 0 });
    const whole = new ShardedCorpus(source);
    await whole.make();
    expect(digestsOf(sharded.folder)).toEqual(digestsOf(whole.folder));
  });

  it('leaves nothing of its making behind', async () => {
    const sharded = new ShardedCorpus(tree(3));
    await sharded.shards(5);
    await sharded.merge();
    expect(readdirSync(sharded.folder).sort()).toEqual([
      'awgn.json',
      'receipts.jsonl',
      'spk0',
      'spk1',
      'spk2',
    ]);
  });

  it('is made by the plan of the shard that came first, also when the source is changed meanwhile', async () => {
    const source = tree(8);
    const whole = new ShardedCorpus(source);
    await whole.make();
    const sharded = new ShardedCorpus(source);
    await sharded.shard(2, 3);
    writeFileSync(join(source, 'aaa.wav'), wavBytes([speechLike(4000, 99)]));
    await sharded.shards(3);
    await sharded.merge();
    expect(digestsOf(sharded.folder)).toEqual(digestsOf(whole.folder));
  });

  it('is refused with other options, or another number of shards, which are named', async () => {
    const sharded = new ShardedCorpus(tree(3));
    await sharded.shard(1, 2);
    const other = ['--snr', '5', '--seed', '2', '--copies', '2'];
    await expect(sharded.shard(2, 2, other)).rejects.toThrow(
      /begun otherwise: seed was 1 and is 2, snr was .* and is/,
    );
    await expect(sharded.shard(2, 3)).rejects.toThrow(/begun with 2 shards, and this is one of 3/);
  });

  it('is refused in a folder with something else, and with nothing to share', async () => {
    const sharded = new ShardedCorpus(tree(2));
    mkdirSync(sharded.folder);
    writeFileSync(join(sharded.folder, 'mine.txt'), '');
    await expect(sharded.shard(1, 2)).rejects.toThrow(/is not empty, and no shard has begun in it/);
    const empty = join(temporaryFolder(), 'empty');
    mkdirSync(empty);
    const nothing = new ShardedCorpus(empty, [...ARGS, '--from', 'directory']);
    await expect(nothing.shard(1, 2)).rejects.toThrow(/has no utterances/);
    expect(existsSync(join(nothing.folder, '.awgn', 'shards'))).toBe(false);
  });

  it('gives up in a shard where more fail than may, and goes on there when they are mended', async () => {
    const source = tree(4);
    for (const name of ['a', 'b']) writeFileSync(join(source, `${name}.wav`), 'bad');
    const sharded = new ShardedCorpus(source, [...ARGS, '--max-failures', '1']);
    await expect(sharded.shard(1, 1)).rejects.toThrow(
      /2 utterances failed, more than --max-failures 1/,
    );
    await expect(sharded.merge()).rejects.toThrow(/1 of 1 shards are not finished: 1/);
    for (const name of ['a', 'b'])
      writeFileSync(join(source, `${name}.wav`), wavBytes([speechLike(4000, 5)]));
    expect(await sharded.shard(1, 1)).toMatchObject({ utterances: 6, failures: 0 });
    expect(await sharded.merge()).toMatchObject({ outputs: 12, failures: 0 });
  });

  it('makes nothing twice when a shard is begun again', async () => {
    const sharded = new ShardedCorpus(tree(6));
    const { utterances } = await sharded.shard(1, 2);
    expect(utterances).toBe(3);
    expect(await sharded.shard(1, 2)).toMatchObject({ utterances: 3, resumed: 3 });
    const [first] = [...contentsOf(sharded.folder).keys()].filter((path) => path.endsWith('.wav'));
    rmSync(join(sharded.folder, first!));
    expect(await sharded.shard(1, 2)).toMatchObject({ utterances: 3, resumed: 2 });
  });

  it('leaves a shard unfinished that was to be made anew and was not: its receipts are of what it was', async () => {
    const source = tree(6);
    const sharded = new ShardedCorpus(source);
    await sharded.shards(1);
    const [first] = readdirSync(join(source, 'spk0')).sort();
    writeFileSync(join(source, 'spk0', first!), wavBytes([speechLike(5000, 7)]));
    writeFileSync(join(source, 'spk2', readdirSync(join(source, 'spk2'))[0]!), 'bad');
    await expect(sharded.shard(1, 1, [...ARGS, '--max-failures', '0'])).rejects.toThrow(
      /utterances failed/,
    );
    await expect(sharded.merge()).rejects.toThrow(/1 of 1 shards are not finished: 1/);
    await sharded.shard(1, 1);
    expect(await sharded.merge()).toMatchObject({ outputs: 10, failures: 1 });
    const faults: CorpusFault[] = [];
    await verifyOutputs({ folder: sharded.folder, onFault: (fault) => faults.push(fault) });
    // Outputs of before, of the one that failed: nobody states them any more.
    expect(faults.map(({ kind, path }) => [kind, path])).toEqual([
      ['unlisted', 'spk2/utt002-noisy1.wav'],
      ['unlisted', 'spk2/utt002-noisy2.wav'],
    ]);
  });

  it('goes on in a shard whose journal is damaged at its end, as it is when the power fails', async () => {
    const sharded = new ShardedCorpus(tree(6));
    await sharded.shard(1, 1);
    const work = join(sharded.folder, '.awgn/shards/work/0000001');
    const [name] = readdirSync(work).filter((file) => /^run-[^.]*\.jsonl$/.test(file));
    const lines = readFileSync(join(work, name!), 'utf8').split('\n');
    writeFileSync(join(work, name!), `${lines[0]}\n\0\0\0\0\n${lines[2]}\n`);
    expect(await sharded.shard(1, 1)).toMatchObject({ utterances: 6, resumed: 1 });
  });

  it('has nothing to do in a shard that is begun after the merge, by the same options', async () => {
    const sharded = new ShardedCorpus(tree(4));
    await sharded.shards(2);
    await sharded.merge();
    const before = digestsOf(sharded.folder);
    expect(await sharded.shard(2, 2)).toEqual({
      utterances: 0,
      failures: 0,
      resumed: 0,
      isMerged: true,
    });
    await expect(sharded.shard(2, 2, ['--snr', '5'])).rejects.toThrow(/begun otherwise/);
    expect(digestsOf(sharded.folder)).toEqual(before);
  });
});
