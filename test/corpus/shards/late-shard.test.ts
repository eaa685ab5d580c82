import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { FolderContainer } from '../../../src/corpus/containers/folder/folder-container.ts';
import { recogniseFormat } from '../../../src/corpus/kinds/corpus-formats.ts';
import type { CorpusFormat } from '../../../src/corpus/plan/corpus-kind.ts';
import { runShard, type ShardSummary } from '../../../src/corpus/shards/run-shard.ts';
import { ShardPlan } from '../../../src/corpus/shards/shard-plan.ts';
import { digestsOf, writeTree } from '../../tools/corpus-tree.ts';
import { temporaryFolder } from '../../tools/wav-files.ts';
import { ShardedCorpus } from './sharded-corpus.ts';

const SHARD = { index: 0, count: 2 };
const SUMMARY = { utterances: 0, failures: 0, resumed: 0, isMerged: false };

describe('a shard that comes when all are about to be joined', () => {
  const source = join(temporaryFolder(), 'clean');
  const finished = new ShardedCorpus(source);
  let whole: ReturnType<typeof digestsOf>;

  beforeAll(async () => {
    writeTree(source, 6);
    await finished.shards(2);
    const merged = copy();
    await merged.merge();
    whole = digestsOf(merged.folder);
  });

  /** All shards are made, and not joined yet. */
  function copy(): ShardedCorpus {
    const sharded = new ShardedCorpus(source);
    cpSync(finished.folder, sharded.folder, { recursive: true, preserveTimestamps: true });
    return sharded;
  }

  /** @param reach called at each of its steps. */
  async function lateShard(sharded: ShardedCorpus, reach: (step: string) => Promise<void>) {
    const options = await sharded.options();
    const format = recogniseFormat(source);
    const { read } = format;
    const from: CorpusFormat = {
      ...format,
      async *read(path, how) {
        yield* read(path, how);
        await reach('rename');
      },
    };
    return runShard(options, SHARD, {
      open: async (path, tree) => {
        await reach('open');
        const container = new FolderContainer({ ...sharded.command(), from, to: from });
        const plan = await ShardPlan.openOrCreate(path, tree, SHARD.count, {
          ...options,
          container,
        });
        await reach('begin');
        return plan;
      },
      make: async (_plan, _tree, work, run) => {
        await reach('make');
        await reach('finish');
        work.finish(run);
        return SUMMARY;
      },
    });
  }

  async function expectWhole(sharded: ShardedCorpus, summary: ShardSummary): Promise<void> {
    expect(summary).toMatchObject({ isMerged: true });
    expect(existsSync(join(sharded.folder, '.awgn'))).toBe(false);
    expect(digestsOf(sharded.folder)).toEqual(whole);
    expect(await sharded.merge()).toBeUndefined();
  }

  it.each([
    ['before it looks for the plan', 'open'],
    ['when it has the plan', 'begin'],
    ['before it is made', 'make'],
    ['when it is made, before it says so', 'finish'],
  ])('has nothing to do, and leaves nothing, where they are joined %s', async (_, when) => {
    const sharded = copy();
    const summary = await lateShard(sharded, async (step) => {
      if (step === when) await sharded.merge();
    });
    await expectWhole(sharded, summary);
  });

  it('leaves no plan where others have made one, used it and joined all while it wrote its own', async () => {
    const sharded = new ShardedCorpus(source);
    const summary = await lateShard(sharded, async (step) => {
      if (step !== 'rename') return;
      await sharded.shards(2);
      await sharded.merge();
    });
    await expectWhole(sharded, summary);
  });
});
