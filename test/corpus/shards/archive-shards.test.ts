import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseCorpus } from '../../../src/cli/corpus-arguments.ts';
import { TarContainer } from '../../../src/corpus/containers/tar/tar-container.ts';
import { containerOfSettings, settingsOf } from '../../../src/corpus/requests/corpus-settings.ts';
import { runCorpus } from '../../../src/corpus/run/run-corpus.ts';
import type { CorpusOptions } from '../../../src/corpus/run/run-options.ts';
import { makeShard } from '../../../src/corpus/shards/make-shard.ts';
import { mergeShards } from '../../../src/corpus/shards/merge-shards.ts';
import { ShardPlan } from '../../../src/corpus/shards/shard-plan.ts';
import { awgn } from '../../tools/awgn.ts';
import { digestsOf } from '../../tools/corpus-tree.ts';
import { sampleOf } from '../../tools/depth.ts';
import { temporaryFolder } from '../../tools/wav-files.ts';
import { speechSamples, tarOf } from '../kinds/webdataset/webdataset-archives.ts';

const source = join(temporaryFolder(), 'clean');
/** Samples of each archive: very different amounts. */
const SAMPLES: Readonly<Record<string, number>> = {
  'a/train-000.tar': 2,
  'a/train-001.tar': 9,
  'a/train-002.tar': 1,
  'b/train-003.tar': 4,
  'b/train-004.tar': 3,
};
const ARGS = ['--snr', '0:20', '--stratified', '--copies', '2', '--seed', '1'];

beforeAll(async () => {
  mkdirSync(join(source, 'a'), { recursive: true });
  mkdirSync(join(source, 'b'));
  let first = 0;
  for (const [name, count] of Object.entries(SAMPLES)) {
    const broken = name.endsWith('3.tar') ? [{ name: 'broken.wav', content: 'no audio' }] : [];
    writeFileSync(join(source, name), await tarOf([...speechSamples(count, first), ...broken]));
    first += count;
  }
  writeFileSync(join(source, 'b', 'train-005.tar'), 'no archive');
});

function optionsFor(folder: string, args: readonly string[] = ARGS): CorpusOptions {
  const command = parseCorpus([source, folder, '--jobs', '1', ...args]);
  if (command.name !== 'corpus') throw new Error('no corpus');
  const settings = settingsOf(command, 'webdataset', 'webdataset');
  return { ...command, container: new TarContainer(command), settings };
}

function newFolder(): string {
  return join(temporaryFolder(), 'noisy');
}

function shard(folder: string, number: number, count: number, args?: readonly string[]) {
  return makeShard(optionsFor(folder, args), { index: number - 1, count });
}

function merge(folder: string) {
  return mergeShards(folder, containerOfSettings);
}

async function whole(): Promise<Record<string, string>> {
  const folder = newFolder();
  await runCorpus(optionsFor(folder));
  return digestsOf(folder);
}

describe('a corpus of tar archives in shards', () => {
  it.each(sampleOf([4, 1, 16], 1))('is that of one process, made in %i', async (count) => {
    const folder = newFolder();
    const summaries = [];
    for (let number = count; number >= 1; number--) {
      summaries.push(await shard(folder, number, count));
    }
    const failures = summaries.reduce((sum, one) => sum + one.failures, 0);
    expect(failures).toBe(2);
    expect(await merge(folder)).toMatchObject({ utterances: 20, outputs: 38, failures: 2 });
    expect(digestsOf(folder)).toEqual(await whole());
    expect(Object.keys(digestsOf(folder))).toContain('failures.jsonl');
  });

  it('deals ratios out over the samples of all archives, each once', async () => {
    const folder = newFolder();
    for (const number of [1, 2, 3]) await shard(folder, number, 3);
    await merge(folder);
    const receipts = readFileSync(join(folder, 'receipts.jsonl'), 'utf8').trimEnd().split('\n');
    const places = receipts.map((line) => JSON.parse(line).snr_target_db * 2 - 0.5);
    // 20 samples in two copies: the middles of 40 parts of 20 dB, less two that failed.
    expect(new Set(places.map((place) => Math.round(place))).size).toBe(38);
    for (const place of places) expect(place).toBeCloseTo(Math.round(place), 9);
  });

  it('deals out whole archives by their bytes, each once', async () => {
    const folder = newFolder();
    await shard(folder, 2, 2);
    const plan = ShardPlan.open(join(folder, '.awgn', 'shards'))!;
    const shards = [0, 1].map((index) => [...plan.itemsOf(index)]);
    const names = shards.flat().map(({ id }) => id);
    expect(names.sort()).toEqual([...Object.keys(SAMPLES), 'b/train-005.tar']);
    const bytes = shards.map((items) => items.reduce((sum, item) => sum + item.bytes, 0));
    // The largest has nearly half of all: the others go to the other shard.
    expect(Math.max(...bytes) / Math.min(...bytes)).toBeLessThan(1.3);
  });

  it('does no harm where all shards begin at once, each of them twice', {
    tags: 'thorough',
  }, async () => {
    const folder = newFolder();
    await Promise.all([1, 2, 3, 1, 2, 3].map((number) => shard(folder, number, 3)));
    await merge(folder);
    expect(digestsOf(folder)).toEqual(await whole());
  });

  it('keeps what is there when a shard is begun again, and tries what failed', async () => {
    const folder = newFolder();
    expect(await shard(folder, 1, 1)).toMatchObject({ failures: 2, resumed: 0 });
    const broken = join(source, 'b', 'train-005.tar');
    const before = readFileSync(broken);
    writeFileSync(broken, await tarOf(speechSamples(1, 19)));
    try {
      expect(await shard(folder, 1, 1)).toMatchObject({ resumed: 20, failures: 1, utterances: 21 });
      expect(await merge(folder)).toMatchObject({ failures: 1, outputs: 40 });
    } finally {
      writeFileSync(broken, before);
    }
  });

  it('is refused with gaps by name, and then not changed', async () => {
    const folder = newFolder();
    await shard(folder, 2, 3);
    const before = digestsOf(folder);
    await expect(merge(folder)).rejects.toThrow(
      /^2 of 3 shards are not finished: 1, 3; expected all; run those again/,
    );
    expect(digestsOf(folder)).toEqual(before);
  });

  it('is refused with other options or another number of shards', async () => {
    const folder = newFolder();
    await shard(folder, 1, 2);
    await expect(shard(folder, 2, 3)).rejects.toThrow(/begun with 2 shards, and this is one of 3/);
    await expect(shard(folder, 2, 2, ['--snr', '5'])).rejects.toThrow(/was begun otherwise: /);
  });

  it('leaves nothing behind, and has nothing to do for who comes late', async () => {
    const folder = newFolder();
    await shard(folder, 1, 1);
    const left = readdirSync(join(folder, '.awgn', 'shards', 'work', '0000001'));
    expect(left.filter((name) => !/\.jsonl$|^finished\.json$/.test(name))).toEqual([]);
    await merge(folder);
    expect(readdirSync(folder)).not.toContain('.awgn');
    expect(await shard(folder, 1, 1)).toMatchObject({ isMerged: true });
  });

  it('is for the folder wherever it was moved to', async () => {
    const folder = newFolder();
    await shard(folder, 1, 1);
    const moved = newFolder();
    renameSync(folder, moved);
    await merge(moved);
    expect(digestsOf(moved)).toEqual(await whole());
  });
});

describe('awgn corpus --shard of tar archives', () => {
  it('makes and merges; what failed gives the merge exit status 1', {
    tags: 'thorough',
  }, async () => {
    const folder = newFolder();
    // Folders of folders are not recognised by themselves.
    const args = [...ARGS, '--from', 'webdataset'];
    for (const number of [1, 2]) {
      const run = awgn(['corpus', source, folder, ...args, '--shard', `${number}/2`]);
      expect(run).toMatchObject({ status: 0 });
      expect(run.stderr).toMatch(new RegExp(`: shard ${number} of 2: \\d+ utterances.*\n$`));
    }
    expect(awgn(['corpus', 'merge', folder, '-q'])).toMatchObject({ status: 1, stderr: '' });
    expect(digestsOf(folder)).toEqual(await whole());
    expect(awgn(['corpus', 'merge', folder]).stderr).toMatch(
      /joined already, nothing to do \(2 failed, see failures\.jsonl\)\n$/,
    );
    rmSync(folder, { recursive: true });
  });

  it.each(
    sampleOf(
      [
        ['a single archive', join(source, 'a', 'train-000.tar'), 'out'],
        ['an archive that is not there', '/no/such/train.tar', 'out'],
        ['standard input', '-', '-'],
      ],
      1,
    ),
  )('refuses %s in one line', (_, from, to) => {
    const run = awgn(['corpus', from, to, '--snr', '5', '--shard', '1/2'], {
      cwd: temporaryFolder(),
    });
    expect(run.status).toBe(2);
    expect(run.stderr).toMatch(
      /^awgn: --shard deals out whole archives, and .* is one; expected [^\n]*\n$/,
    );
  });
});
