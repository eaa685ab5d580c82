import type { OutputTree } from '../../io/output-tree.ts';
import { ItemRun } from '../run/item-run.ts';
import type { CorpusOptions } from '../run/run-options.ts';
import { EarlierItems } from '../state/earlier-items.ts';
import { FailureCount } from '../state/failure-count.ts';
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
 * Makes one of several parts of a corpus, in the folder that all of them share.
 *
 * @throws CorpusError; what the system says.
 */
export function makeShard(options: CorpusOptions, shard: Shard): Promise<ShardSummary> {
  return runShard(options, shard, {
    open: (path, tree) => ShardPlan.openOrCreate(path, tree, shard.count, options),
    make: (plan, tree, work, run) => makeItems(options, plan, shard, { tree, work, run }),
  });
}

async function makeItems(
  options: CorpusOptions,
  plan: ShardPlan,
  shard: Shard,
  { tree, work, run }: ShardPlace,
): Promise<ShardSummary> {
  const { container, observer } = options;
  const { temporaryFolder } = run;
  const open = container.open(
    { tree, temporaryFolder, listsPath: work.listsPath, check: () => {} },
    plan.common.size,
  );
  const size = { utterances: 0, bytes: 0 };
  for (const { bytes } of plan.itemsOf(shard.index)) {
    size.utterances += open.utterancesIn(undefined);
    size.bytes += bytes;
  }
  const { leftOut, notes } = plan.common.size;
  observer?.planned?.({ ...size, leftOut, notes });
  const earlier = new EarlierItems(work.entries(container.entries));
  const journal = new Journal(run.journalPath, run.journalPath, tree);
  const failed = new FailureCount(container.words, options);
  // Last: where one of these cannot be opened, no draft of the list is left.
  const failures = new FailureList(run.failuresPath, tree, failed);
  const making = new ItemRun(options, open, failures);
  try {
    await making.make(plan.itemsOf(shard.index), earlier, journal, () => work.reopen());
    failures.commit();
    journal.finish();
    work.finish(run);
  } finally {
    journal.close();
    earlier.close();
    failures.discard();
  }
  const { utterances, resumed } = making;
  return { utterances, failures: failed.count, resumed, isMerged: false };
}
