import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CorpusSummary } from '../plan/corpus-options.ts';
import { FAILURES_NAME, RECEIPTS_NAME } from '../plan/result-names.ts';
import { CorpusFolder } from '../state/corpus-folder.ts';
import { EarlierItems } from '../state/earlier-items.ts';
import { FailureCount } from '../state/failure-count.ts';
import { FailureList } from '../state/failure-list.ts';
import {
  entriesOf,
  hasJournal,
  Journal,
  type JournalEntry,
  journalLines,
  listsPath,
  mergeJournals,
} from '../state/journal.ts';
import type { Container, OpenContainer } from './container.ts';
import { finishCorpus, madeItems } from './finish-corpus.ts';
import { ItemRun } from './item-run.ts';
import type { CorpusOptions } from './run-options.ts';

/**
 * Makes a corpus with noise of a corpus.
 *
 * The audio of the result, its lists and receipts depend on the utterances and the options alone: not on their order,
 * on the number of threads, or on how often the work was interrupted.
 *
 * @throws CorpusError; what the system says. Single utterances that fail are told to the observer and
 *   listed in `failures.jsonl`.
 */
export async function runCorpus(options: CorpusOptions): Promise<CorpusSummary> {
  const { source, use, settings, observer } = options;
  options.signal?.throwIfAborted();
  const onInterrupt = () => observer?.interrupted?.();
  const folder = CorpusFolder.open(options.folder, use, settings, source, onInterrupt);
  let isUntouched = false;
  try {
    const summary = await makeIn(folder, options);
    folder.clean();
    return summary;
  } catch (error) {
    isUntouched = use === 'new' && !hasJournal(folder.statePath);
    throw folder.causeOf(error);
  } finally {
    if (isUntouched) folder.abandon();
    else if (existsSync(folder.statePath)) folder.unlock();
  }
}

async function makeIn(folder: CorpusFolder, options: CorpusOptions): Promise<CorpusSummary> {
  const { observer, container, signal } = options;
  const { path, statePath, temporaryPath, tree } = folder;
  const check = () => {
    signal?.throwIfAborted();
    folder.check();
  };
  const failed = new FailureCount(container.words, options);
  const failures = new FailureList(join(statePath, FAILURES_NAME), tree, failed);
  try {
    const place = { path: join(statePath, 'plan.jsonl'), temporaryFolder: temporaryPath, tree };
    const plan = await container.plan(place, (row) => failures.add(row));
    // Of lists, which come last, too.
    tree.expect(join(path, RECEIPTS_NAME));
    const { items, utterances, bytes, leftOut, notes } = plan.size;
    observer?.planned?.({ utterances, bytes, leftOut, notes });
    const open = container.open(
      { tree, temporaryFolder: temporaryPath, listsPath: listsPath(statePath), check },
      plan.size,
    );
    const run = new ItemRun(options, open, failures);
    const earlier = new EarlierItems(earlierEntries(folder, container, open));
    const journal = Journal.begin(statePath, tree, check);
    try {
      await run.make(plan.items(), earlier, journal, check);
      journal.finish();
    } finally {
      journal.close();
      earlier.close();
    }
    failures.commit();
    const totals = await finishCorpus(
      open,
      folder,
      madeItems(plan, folder, container.entries),
      items,
    );
    totals.failures += failures.count;
    totals.resumed = run.resumed;
    totals.remarks = { leftOut, notes };
    const summary = totals.summary();
    folder.describe(summary);
    return summary;
  } finally {
    failures.discard();
  }
}

/** What earlier runs made in a folder, finished or not, in the order of the ids. */
function earlierEntries(
  { isFinished, statePath, tree }: CorpusFolder,
  { entries }: Container,
  open: OpenContainer,
): Generator<JournalEntry> {
  const begun = entriesOf(journalLines(statePath, tree, entries) ?? []);
  // Of a run that went on with a finished corpus and broke off, the journal has the beginning.
  return isFinished ? mergeJournals(open.finishedEntries(), begun, ({ id }) => id) : begun;
}
