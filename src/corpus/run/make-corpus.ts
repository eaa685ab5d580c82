import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CorpusOptions, CorpusSummary } from '../plan/corpus-options.ts';
import { outputPlanOf } from '../plan/output-paths.ts';
import { FAILURES_NAME, RECEIPTS_NAME } from '../plan/result-names.ts';
import { UtterancePlan } from '../plan/utterance-plan.ts';
import { CorpusFolder } from '../state/corpus-folder.ts';
import { EarlierOutputs, earlierEntries } from '../state/earlier-outputs.ts';
import { FailureList } from '../state/failure-list.ts';
import { hasJournal, Journal } from '../state/journal.ts';
import { finishCorpus, madeUtterances } from './finish-corpus.ts';
import { RenderRun } from './render-run.ts';

/**
 * Makes a corpus with noise of a corpus.
 *
 * The audio of the result, its lists and receipts depend on the utterances and the options alone: not on their order,
 * on the number of threads, or on how often the work was interrupted.
 *
 * @throws ManifestError, CorpusError; what the system says. Single utterances that fail are told to the observer and
 *   listed in `failures.jsonl`.
 */
export async function makeCorpus(options: CorpusOptions): Promise<CorpusSummary> {
  const { source, use, settings, observer } = options;
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
  const { observer, mostFailures } = options;
  const { path, statePath, temporaryPath, tree } = folder;
  const failures = new FailureList(join(statePath, FAILURES_NAME), tree, mostFailures, observer);
  try {
    const planPath = join(statePath, 'plan.jsonl');
    const utterances = await UtterancePlan.create(
      options,
      { path: planPath, temporaryFolder: temporaryPath, tree },
      (row) => failures.add(row),
    );
    // Of lists, which come last, too.
    tree.expect(join(path, RECEIPTS_NAME));
    const { numberOfUtterances, totalBytes } = utterances;
    observer?.planned?.({ utterances: numberOfUtterances, bytes: totalBytes });
    const outputs = outputPlanOf(options, numberOfUtterances);
    const place = { tree, temporaryFolder: temporaryPath };
    const run = new RenderRun(options, place, outputs, failures);
    const earlier = new EarlierOutputs(earlierEntries(folder), path);
    const journal = Journal.begin(statePath, tree, () => folder.check());
    try {
      await run.render(utterances.utterances(), earlier, journal, () => folder.check());
      journal.finish();
    } finally {
      journal.close();
      earlier.close();
    }
    failures.commit();
    const totals = await finishCorpus(options, folder, madeUtterances(utterances, folder), outputs);
    const counts = { utterances: numberOfUtterances, failures: failures.count };
    folder.describe({ ...counts, outputs: totals.outputs, silent: totals.silent });
    return { ...totals, ...counts, resumed: run.resumed };
  } finally {
    failures.discard();
  }
}
