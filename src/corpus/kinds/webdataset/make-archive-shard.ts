import { runShard, type ShardSummary } from '../../shards/run-shard.ts';
import type { Shard } from '../../shards/shard-choice.ts';
import { ArchiveJournal } from './archive-journal.ts';
import { ArchivePlan } from './archive-plan.ts';
import { ArchiveRun, type WebDatasetOptions } from './archive-run.ts';

/**
 * Makes one of several parts of a corpus of tar archives: those archives that are dealt out to it.
 *
 * @throws CorpusError; what the system says.
 */
export function makeArchiveShard(options: WebDatasetOptions, shard: Shard): Promise<ShardSummary> {
  return runShard(options, shard, {
    open: (path, tree) => ArchivePlan.openOrCreate(path, tree, shard.count, options),
    render: async (plan, tree, _, { temporaryFolder }) => {
      const place = { tree, path: plan.journalPath, drafts: temporaryFolder };
      const run = new ArchiveRun(options, { tree, temporaryFolder }, new ArchiveJournal(place));
      const mine = [...plan.archives()].filter(({ shardIndex }) => shardIndex === shard.index);
      await run.make(mine, plan.common.numberOfSamples);
      const { samples, failures } = run.totals;
      return { utterances: samples, failures, resumed: run.resumed, isMerged: false };
    },
  });
}
