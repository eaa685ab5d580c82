import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CorpusError } from '../../errors.ts';
import { onTermination } from '../../files/termination.ts';
import { refuseDiffering, refuseNested, SETTINGS_NAME, STATE_NAME } from '../corpus-folder.ts';
import type { CorpusOptions } from '../corpus-options.ts';
import { EarlierOutputs } from '../earlier-outputs.ts';
import { FailureList } from '../failure-list.ts';
import { Journal } from '../journal.ts';
import { outputPlanOf } from '../output-paths.ts';
import { RenderRun } from '../render-run.ts';
import type { PlannedUtterance } from '../utterance-plan.ts';
import type { Shard } from './shard-choice.ts';
import { ShardPlan } from './shard-plan.ts';
import { type ShardRun, ShardWork, shardsPath } from './shard-work.ts';

/** What came of {@link makeShard}. */
export interface ShardSummary {
  readonly utterances: number;
  readonly failures: number;
  readonly resumed: number;
  /** Whether the corpus was whole already, so that there was nothing to do. */
  readonly isMerged: boolean;
}

const NOTHING_TO_DO: ShardSummary = { utterances: 0, failures: 0, resumed: 0, isMerged: true };

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
  if (isMerged(folder, options)) return NOTHING_TO_DO;
  const plan = await ShardPlan.openOrCreate(shardsPath(folder), shard.count, options);
  if (plan.common.shards !== shard.count) {
    throw new CorpusError(
      `${options.folder} was begun with ${plan.common.shards} shards, and this is one of ${shard.count}; expected as many; give that number, or another folder`,
    );
  }
  const work = new ShardWork(folder, shard.index);
  const run = work.begin();
  const stopListening = onTermination(() => {
    work.leave(run);
    options.observer?.interrupted?.();
  });
  try {
    return await renderShard(options, plan, shard, work, run);
  } catch (error) {
    // Another run of this shard was quicker, all have been joined, and this one lost the ground under its feet.
    if (!existsSync(shardsPath(folder)) && isMerged(folder, options)) return NOTHING_TO_DO;
    throw error;
  } finally {
    stopListening();
    work.leave(run);
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
  // Meanwhile another shard may have begun.
  if (others.length === 0 || existsSync(shardsPath(folder))) return false;
  throw new CorpusError(
    `${options.folder} is not empty, and no shard has begun in it; expected a new folder; give another name`,
  );
}

async function renderShard(
  options: CorpusOptions,
  plan: ShardPlan,
  shard: Shard,
  work: ShardWork,
  run: ShardRun,
): Promise<ShardSummary> {
  const folder = resolve(options.folder);
  const planned = sizeOf(plan.utterancesOf(shard.index));
  options.observer?.planned?.(planned);
  const outputs = outputPlanOf(options, plan.common.numberOfUtterances);
  const failures = new FailureList(run.failuresPath, options.mostFailures, options.observer);
  const place = { folder, temporaryFolder: run.temporaryFolder };
  const rendering = new RenderRun(options, place, outputs, failures);
  const earlier = new EarlierOutputs(work.entries(), folder);
  const journal = new Journal(run.journalPath, run.journalPath);
  try {
    await rendering.render(allowed(plan.utterancesOf(shard.index), options), earlier, journal);
    failures.commit();
    journal.finish();
    work.finish(run);
  } finally {
    journal.close();
    earlier.close();
    failures.discard();
  }
  return {
    utterances: planned.utterances,
    failures: failures.count,
    resumed: rendering.resumed,
    isMerged: false,
  };
}

/** Commands are in the plan because whoever began it allowed them: that is not for everybody who goes on. */
function* allowed(
  utterances: Iterable<PlannedUtterance>,
  { folder, read }: CorpusOptions,
): Generator<PlannedUtterance> {
  for (const utterance of utterances) {
    if (utterance.audio.type === 'command' && !read.allowCommands) {
      throw new CorpusError(
        `${folder} was begun with --allow-commands, and the utterance ${JSON.stringify(utterance.id)} is one; expected it again; give it if you trust who began`,
      );
    }
    yield utterance;
  }
}

function sizeOf(utterances: Iterable<PlannedUtterance>): { utterances: number; bytes: number } {
  const size = { utterances: 0, bytes: 0 };
  for (const { bytes } of utterances) {
    size.utterances++;
    size.bytes += bytes;
  }
  return size;
}
