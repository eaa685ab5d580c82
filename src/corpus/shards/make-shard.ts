import { CorpusError } from '../../errors.ts';
import type { OutputTree } from '../../io/output-tree.ts';
import type { CorpusOptions } from '../plan/corpus-options.ts';
import { outputPlanOf } from '../plan/output-paths.ts';
import type { PlannedUtterance } from '../plan/utterance-plan.ts';
import { RenderRun } from '../run/render-run.ts';
import { EarlierOutputs } from '../state/earlier-outputs.ts';
import { FailureList } from '../state/failure-list.ts';
import { Journal } from '../state/journal.ts';
import { runShard, type ShardSummary } from './run-shard.ts';
import type { Shard } from './shard-choice.ts';
import { ShardPlan } from './shard-plan.ts';
import type { ShardRun, ShardWork } from './shard-work.ts';

/** Where a shard is made. */
interface ShardPlace {
  readonly tree: OutputTree;
  readonly work: ShardWork;
  readonly run: ShardRun;
}

/**
 * Makes one of several parts of a corpus of files, in the folder that all of them share.
 *
 * @throws ManifestError, CorpusError; what the system says.
 */
export function makeShard(options: CorpusOptions, shard: Shard): Promise<ShardSummary> {
  return runShard(options, shard, {
    open: (path, tree) => ShardPlan.openOrCreate(path, tree, shard.count, options),
    render: (plan, tree, work, run) => renderShard(options, plan, shard, { tree, work, run }),
  });
}

async function renderShard(
  options: CorpusOptions,
  plan: ShardPlan,
  shard: Shard,
  { tree, work, run }: ShardPlace,
): Promise<ShardSummary> {
  const planned = sizeOf(plan.utterancesOf(shard.index));
  options.observer?.planned?.(planned);
  const outputs = outputPlanOf(options, plan.common.numberOfUtterances);
  const earlier = new EarlierOutputs(work.entries(), tree.path);
  const journal = new Journal(run.journalPath, run.journalPath, tree);
  // Last: where one of these cannot be opened, no draft of the list is left.
  const failures = new FailureList(run.failuresPath, tree, options.mostFailures, options.observer);
  const place = { tree, temporaryFolder: run.temporaryFolder };
  const rendering = new RenderRun(options, place, outputs, failures);
  try {
    const utterances = allowed(plan.utterancesOf(shard.index), options);
    await rendering.render(utterances, earlier, journal, () => work.reopen());
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
