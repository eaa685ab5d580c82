import { existsSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CorpusError } from '../../errors.ts';
import { OutputTree } from '../../io/output-tree.ts';
import { onTermination } from '../../io/termination.ts';
import { SETTINGS_NAME } from '../plan/result-names.ts';
import type { CorpusOptions } from '../run/run-options.ts';
import { refuseDiffering, refuseNested, STATE_NAME, shardsPath } from '../state/corpus-folder.ts';
import { COMMON_NAME } from './common-plan.ts';
import type { Shard } from './shard-choice.ts';
import type { ShardPlan } from './shard-plan.ts';
import { type ShardRun, ShardWork } from './shard-work.ts';

/** What came of {@link runShard}. */
export interface ShardSummary {
  readonly utterances: number;
  readonly failures: number;
  readonly resumed: number;
  /** Whether the corpus was whole already, so that there was nothing to do. */
  readonly isMerged: boolean;
}

const NOTHING_TO_DO: ShardSummary = { utterances: 0, failures: 0, resumed: 0, isMerged: true };

/** How a shard is made, once its folder is fit for it. */
export interface ShardMaking {
  /** Opens what all shards share, or makes it. */
  open(path: string, tree: OutputTree): Promise<ShardPlan>;
  make(plan: ShardPlan, tree: OutputTree, work: ShardWork, run: ShardRun): Promise<ShardSummary>;
}

/**
 * Makes one of several parts of a corpus, in the folder that all of them share.
 *
 * A shard that is begun again goes on where it ended. One that runs twice at once, on one machine or on two, does no harm:
 * what both make is the same, and appears under its name whole. There are no locks that a machine could die with.
 */
export async function runShard(
  options: Pick<CorpusOptions, 'folder' | 'source' | 'settings' | 'observer'>,
  shard: Shard,
  { open, make }: ShardMaking,
): Promise<ShardSummary> {
  const folder = resolve(options.folder);
  refuseNested(folder, options.source);
  if (isMerged(folder, options)) return NOTHING_TO_DO;
  try {
    const summary = await makeShardIn(folder, options, shard, { open, make });
    return wasJoined(folder) ? NOTHING_TO_DO : summary;
  } catch (error) {
    // Another run of this shard was quicker, all have been joined, and this one lost the ground under its feet.
    if (wasJoined(folder)) return NOTHING_TO_DO;
    throw error;
  }
}

async function makeShardIn(
  folder: string,
  options: Pick<CorpusOptions, 'folder' | 'source' | 'observer'>,
  shard: Shard,
  { open, make }: ShardMaking,
): Promise<ShardSummary> {
  const tree = new OutputTree(folder);
  tree.sources.addSource(options.source);
  const plan = await open(shardsPath(folder), tree);
  const { shards } = plan.common;
  if (shards !== shard.count) {
    throw new CorpusError(
      'ERR_RESULT_OPTIONS',
      `${options.folder} was begun with ${shards} shards, and this is one of ${shard.count}; expected as many; give that number, or another folder`,
    );
  }
  plan.nameSources(tree.sources);
  // Of lists, which are written at the end by another process.
  tree.expect(join(folder, SETTINGS_NAME));
  const work = new ShardWork(tree, shard.index);
  const run = work.begin();
  const stopListening = onTermination(() => {
    work.leave(run);
    options.observer?.interrupted?.();
  });
  try {
    return await make(plan, tree, work, run);
  } finally {
    stopListening();
    work.leave(run);
  }
}

/**
 * True if all shards were joined while this one was at work. What it made again of their folder, which without a plan is
 * none, is removed.
 */
function wasJoined(folder: string): boolean {
  const path = shardsPath(folder);
  const isJoined = existsSync(join(folder, SETTINGS_NAME)) && !existsSync(join(path, COMMON_NAME));
  if (!isJoined) return false;
  try {
    new OutputTree(folder).removeFolder(path);
    rmdirSync(join(folder, STATE_NAME));
  } catch {
    // What joined them is about to remove it.
  }
  return true;
}

/** Whether the corpus is whole: a task that comes late has nothing to do. */
function isMerged(folder: string, options: Pick<CorpusOptions, 'folder' | 'settings'>): boolean {
  if (existsSync(shardsPath(folder))) return false;
  const settings = join(folder, SETTINGS_NAME);
  if (existsSync(settings)) {
    refuseDiffering(options.folder, readFileSync(settings, 'utf8'), options.settings);
    return true;
  }
  const others = existsSync(folder)
    ? readdirSync(folder).filter((name) => name !== STATE_NAME)
    : [];
  // Meanwhile another shard may have begun.
  const isPlain = existsSync(join(folder, STATE_NAME, SETTINGS_NAME));
  if ((others.length === 0 && !isPlain) || existsSync(shardsPath(folder))) return false;
  throw new CorpusError(
    'ERR_RESULT_EXISTS',
    `${options.folder} is not empty, and no shard has begun in it; expected a new folder; give another name`,
  );
}
