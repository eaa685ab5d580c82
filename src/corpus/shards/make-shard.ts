import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CorpusError } from '../../errors.ts';
import { TERMINATING_SIGNALS } from '../../files/byte-sink.ts';
import { refuseDiffering, refuseNested, SETTINGS_NAME, STATE_NAME } from '../corpus-folder.ts';
import type { CorpusOptions } from '../corpus-options.ts';
import { EarlierOutputs } from '../earlier-outputs.ts';
import { FailureList } from '../failure-list.ts';
import { Journal, type JournalEntry, mergeEntries } from '../journal.ts';
import { jsonLines } from '../json-lines.ts';
import { isAlwaysSuffixed } from '../output-paths.ts';
import { OutputPlan } from '../output-plan.ts';
import { RenderRun } from '../render-run.ts';
import type { PlannedUtterance } from '../utterance-plan.ts';
import { removeWorkFolder } from '../work-folder.ts';
import type { Shard } from './shard-choice.ts';
import { ShardPlan, shardName } from './shard-plan.ts';

const SHARDS_NAME = 'shards';
const WORK_NAME = 'work';
export const SHARD_JOURNAL_NAME = 'journal.jsonl';
export const SHARD_FAILURES_NAME = 'failures.jsonl';
/** Journals of runs that are not over, or broke off. */
const RUN_PREFIX = 'run-';

/** What came of {@link makeShard}. */
export interface ShardSummary {
  readonly utterances: number;
  readonly failures: number;
  readonly resumed: number;
  /** Whether the corpus was whole already, so that there was nothing to do. */
  readonly isMerged: boolean;
}

/** Where the shards of a corpus keep what is theirs. */
export function shardsPath(folder: string): string {
  return join(folder, STATE_NAME, SHARDS_NAME);
}

/** Where one shard does. */
export function shardWorkPath(folder: string, shard: number): string {
  return join(shardsPath(folder), WORK_NAME, shardName(shard));
}

/**
 * Makes one of several parts of a corpus, in the folder that all of them share.
 *
 * A shard that is begun again goes on where it ended. One that runs twice at once, on one machine or on two, does no harm:
 * what both make is the same, and appears under its name whole. There are no locks that a machine could die with.
 *
 * @throws ManifestError, CorpusError; what the system says.
 */
export async function makeShard(options: CorpusOptions, shard: Shard): Promise<ShardSummary> {
  const folder = resolve(options.folder);
  refuseNested(folder, options.source);
  if (isMerged(folder, options)) {
    return { utterances: 0, failures: 0, resumed: 0, isMerged: true };
  }
  const plan = await ShardPlan.openOrCreate(shardsPath(folder), shard.count, options);
  if (plan.common.shards !== shard.count) {
    throw new CorpusError(
      `${options.folder} was begun with ${plan.common.shards} shards, and this is one of ${shard.count}; expected as many; give that number, or another folder`,
    );
  }
  const work = shardWorkPath(folder, shard.index);
  const run = `${RUN_PREFIX}${randomUUID()}`;
  const temporaryFolder = join(work, `${run}.tmp`);
  mkdirSync(temporaryFolder, { recursive: true });
  const obey = (signal: NodeJS.Signals) => {
    removeWorkFolder(temporaryFolder);
    options.observer?.interrupted?.();
    process.kill(process.pid, signal);
  };
  for (const signal of TERMINATING_SIGNALS) process.once(signal, obey);
  try {
    return await renderShard(options, plan, shard, { folder, work, run, temporaryFolder });
  } finally {
    for (const signal of TERMINATING_SIGNALS) process.off(signal, obey);
    removeWorkFolder(temporaryFolder);
  }
}

/** Whether the corpus is whole: a task that comes late has nothing to do. */
function isMerged(folder: string, options: CorpusOptions): boolean {
  if (existsSync(shardsPath(folder))) return false;
  const settings = join(folder, SETTINGS_NAME);
  if (existsSync(settings)) {
    refuseDiffering(options.folder, readFileSync(settings, 'utf8'), options.settings);
    return true;
  }
  const others = existsSync(folder)
    ? readdirSync(folder).filter((name) => name !== STATE_NAME)
    : [];
  if (others.length === 0) return false;
  throw new CorpusError(
    `${options.folder} is not empty, and no shard has begun in it; expected a new folder; give another name`,
  );
}

async function renderShard(
  options: CorpusOptions,
  plan: ShardPlan,
  shard: Shard,
  place: { folder: string; work: string; run: string; temporaryFolder: string },
): Promise<ShardSummary> {
  const { folder, work, run, temporaryFolder } = place;
  const utterances = count(plan.utterancesOf(shard.index));
  options.observer?.planned?.(utterances);
  const failuresPath = join(work, `${run}.failures.jsonl`);
  const failures = new FailureList(failuresPath, options.mostFailures, options.observer);
  const outputs = new OutputPlan(
    { ...options.plan, alwaysSuffixed: isAlwaysSuffixed(options.to, options.pairs) },
    plan.common.numberOfUtterances,
  );
  const rendering = new RenderRun(options, { folder, temporaryFolder }, outputs, failures);
  const earlier = new EarlierOutputs(earlierOf(work), folder);
  const journal = new Journal(join(work, SHARD_JOURNAL_NAME), join(work, `${run}.jsonl`));
  try {
    await rendering.render(plan.utterancesOf(shard.index), earlier, journal);
    failures.commit();
    renameSync(failuresPath, join(work, SHARD_FAILURES_NAME));
    // Last: where it is, the shard is whole.
    journal.finish();
  } finally {
    journal.close();
    earlier.close();
    failures.discard();
  }
  return {
    utterances: utterances.utterances,
    failures: failures.count,
    resumed: rendering.resumed,
    isMerged: false,
  };
}

/** What other runs of the same shard have done, those that are still at it included. */
function earlierOf(work: string): Generator<JournalEntry> {
  const journals = readdirSync(work)
    .filter((name) => isJournal(name))
    .map((name) => jsonLines<JournalEntry>(join(work, name)));
  return journals.reduce((all, one) => mergeEntries(all, one), none());
}

function isJournal(name: string): boolean {
  const isOfRun =
    name.startsWith(RUN_PREFIX) && name.endsWith('.jsonl') && !name.endsWith('.failures.jsonl');
  return name === SHARD_JOURNAL_NAME || isOfRun;
}

function* none(): Generator<never> {}

function count(utterances: Iterable<PlannedUtterance>): { utterances: number; bytes: number } {
  const sum = { utterances: 0, bytes: 0 };
  for (const { bytes } of utterances) {
    sum.utterances++;
    sum.bytes += bytes;
  }
  return sum;
}
