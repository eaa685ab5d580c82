import { resolve } from 'node:path';
import { OutputTree } from '../../../io/output-tree.ts';
import type { CorpusSummary } from '../../plan/corpus-options.ts';
import { joinShards, requireAll } from '../../shards/join-shards.ts';
import type { CorpusFolder } from '../../state/corpus-folder.ts';
import {
  ArchiveJournal,
  type MadeArchive,
  publishLists,
  type ShardFailure,
} from './archive-journal.ts';
import type { ArchivePlan } from './archive-plan.ts';
import { SampleTotals } from './sample-totals.ts';

/** What became of all archives, in the order of their names. */
interface Outcomes {
  readonly made: readonly MadeArchive[];
  /** Of archives that are damaged. */
  readonly failures: readonly ShardFailure[];
}

/**
 * Joins the shards of a corpus of tar archives: writes its lists. They are, byte for byte, those of one process.
 *
 * @throws CorpusError where a shard is missing.
 */
export async function mergeArchives(folder: string, plan: ArchivePlan): Promise<CorpusSummary> {
  const journalOf = (tree: OutputTree) =>
    new ArchiveJournal({ tree, path: plan.journalPath, drafts: plan.path });
  const outcomes = outcomesOf(plan, journalOf(new OutputTree(resolve(folder))));
  return joinShards(folder, plan, async (corpus) => {
    plan.nameSources(corpus.tree.sources);
    return mergeInto(corpus, outcomes, journalOf(corpus.tree));
  });
}

function outcomesOf(plan: ArchivePlan, journal: ArchiveJournal): Outcomes {
  const made: MadeArchive[] = [];
  const failures: ShardFailure[] = [];
  const missing = new Set<number>();
  for (const { name, shardIndex } of plan.archives()) {
    const outcome = journal.outcomeOf(name);
    if (outcome === undefined) missing.add(shardIndex + 1);
    else if ('fault' in outcome) failures.push(outcome);
    else made.push(outcome);
  }
  requireAll(
    [...missing].sort((a, b) => a - b),
    plan.common.shards,
  );
  return { made, failures };
}

function mergeInto(
  corpus: CorpusFolder,
  { made, failures }: Outcomes,
  journal: ArchiveJournal,
): CorpusSummary {
  publishLists(corpus, journal, made, failures);
  const totals = new SampleTotals(undefined);
  for (const { shard, samples } of made) {
    totals.samples += samples;
    for (const line of journal.lines(shard)) {
      if ('fault' in line) totals.fail();
      else totals.addReceipt(line);
    }
  }
  for (const _ of failures) totals.fail();
  const { samples, outputs, silent } = totals;
  corpus.describe({ utterances: samples, failures: totals.failures, outputs, silent });
  return totals.summary(0);
}
