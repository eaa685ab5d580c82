import { statSync } from 'node:fs';
import { join } from 'node:path';
import { ListFile } from '../lists/list-file.ts';
import type { CorpusEntry } from '../plan/corpus-kind.ts';
import type { CorpusOptions, CorpusSummary } from '../plan/corpus-options.ts';
import { pathsOf } from '../plan/output-paths.ts';
import type { OutputPlan } from '../plan/output-plan.ts';
import { FAILURES_NAME, RECEIPTS_NAME } from '../plan/result-names.ts';
import type { PlannedUtterance, UtterancePlan } from '../plan/utterance-plan.ts';
import type { CorpusFolder } from '../state/corpus-folder.ts';
import { type JournalLine, journalLines, receiptTextsOf } from '../state/journal.ts';

/** What a list holds in memory while it is sorted: a writer has up to six, whose lines come nearly in order. */
const SORTER_CHARACTERS = 1 << 20;

type Totals = Omit<CorpusSummary, 'utterances' | 'failures' | 'resumed'>;

/** An utterance with what was made of it. */
export interface MadeUtterance {
  readonly utterance: PlannedUtterance;
  readonly line: JournalLine;
}

/** The utterances of a plan that the journal knows. */
export function* madeUtterances(
  plan: UtterancePlan,
  { statePath, tree }: CorpusFolder,
): Generator<MadeUtterance> {
  const done = journalLines(statePath, tree)!;
  let line = done.next();
  for (const utterance of plan.utterances()) {
    if (line.done || line.value.value.id !== utterance.id) continue;
    yield { utterance, line: line.value };
    line = done.next();
  }
}

/**
 * Writes the lists and receipts of a corpus whose audio is all there.
 *
 * @param made in the order of the ids. Read to its end before the list of failures is put in its place.
 */
export async function finishCorpus(
  options: CorpusOptions,
  folder: CorpusFolder,
  made: Iterable<MadeUtterance>,
  outputs: OutputPlan,
): Promise<Totals> {
  const writer = options.to.createWriter({
    folder: folder.path,
    tree: folder.tree,
    source: options.source,
    sourceKind: options.from.kind,
    sorting: { folder: folder.temporaryPath, memoryCharacters: SORTER_CHARACTERS },
  });
  const receipts = new ListFile(join(folder.path, RECEIPTS_NAME), folder.tree);
  const totals = { outputs: 0, silent: 0, audioSeconds: 0, clippedSamples: 0 };
  try {
    for (const { entry, receiptText } of entriesOf(options, made, outputs)) {
      folder.check();
      const { receipt } = entry;
      receipts.line(receiptText);
      if (receipt.output === null && entry.command === undefined) {
        totals.silent++;
        continue;
      }
      writer.add(entry);
      totals.outputs++;
      totals.audioSeconds += receipt.frames / receipt.sample_rate;
      totals.clippedSamples += receipt.clipped;
    }
    folder.check();
    await writer.finish();
    folder.check();
    receipts.commit();
  } finally {
    receipts.discard();
  }
  folder.check();
  publishFailures(folder);
  return totals;
}

/** All outputs that were made, with what is known of them. */
function* entriesOf(
  { to, pairs, labels }: CorpusOptions,
  made: Iterable<MadeUtterance>,
  outputs: OutputPlan,
): Generator<{ entry: CorpusEntry; receiptText: string }> {
  for (const { utterance, line } of made) {
    const receiptTexts = receiptTextsOf(line);
    const planned = outputs.outputsOf(utterance, utterance.index);
    for (const [place, output] of planned.entries()) {
      const { receipt } = line.value.outputs[place]!;
      const label = output.snrDb === null ? 'clean' : 'noisy';
      const entry: CorpusEntry = {
        utterance,
        output,
        ...pathsOf(to, utterance, output, pairs),
        ...(labels && { label }),
        command: receipt.command,
        receipt,
      };
      yield { entry, receiptText: receiptTexts[place]! };
    }
  }
}

/** Puts the list of what failed in its place, if anything did. */
function publishFailures({ path, statePath, tree }: CorpusFolder): void {
  const failures = join(statePath, FAILURES_NAME);
  if (statSync(failures).size > 0) {
    tree.put(failures, join(path, FAILURES_NAME));
  } else {
    tree.remove(join(path, FAILURES_NAME));
  }
}
