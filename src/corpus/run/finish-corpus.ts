import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type JsonLine, jsonTexts } from '../lists/json-lines.ts';
import { ListFile } from '../lists/list-file.ts';
import { filesOf } from '../plan/corpus-receipt.ts';
import type { ItemPlan } from '../plan/item-plan.ts';
import type { PlannedItem } from '../plan/planned-item.ts';
import { FAILURES_NAME, RECEIPTS_NAME } from '../plan/result-names.ts';
import type { CorpusFolder } from '../state/corpus-folder.ts';
import { type EntryFormat, type JournalEntry, journalLines } from '../state/journal.ts';
import type { OpenContainer } from './container.ts';
import { CorpusTotals } from './corpus-totals.ts';
import { StaleOutputs } from './stale-outputs.ts';

/** An item with what was made of it. */
export interface MadeItem<Item extends PlannedItem = PlannedItem> {
  readonly item: Item;
  readonly line: JsonLine<JournalEntry>;
}

/** The items of a plan that the journal knows. */
export function* madeItems(
  plan: ItemPlan,
  { statePath, tree }: CorpusFolder,
  format: EntryFormat,
): Generator<MadeItem> {
  const done = journalLines(statePath, tree, format)!;
  let line = done.next();
  for (const item of plan.items()) {
    if (line.done || line.value.value.id !== item.id) continue;
    yield { item, line: line.value };
    line = done.next();
  }
}

/**
 * Writes the lists and receipts of a corpus whose outputs are all there, and removes those that an earlier corpus in the folder
 * had besides.
 *
 * @param made in the order of the ids. Read to its end before the list of failures, of rows and whole items, is put in
 *   its place.
 * @param numberOfItems those that failed included.
 * @returns what there is; of failures those inside of items.
 */
export async function finishCorpus(
  container: OpenContainer,
  folder: CorpusFolder,
  made: Iterable<MadeItem>,
  numberOfItems: number,
): Promise<CorpusTotals> {
  const totals = new CorpusTotals();
  const stale = new StaleOutputs(folder);
  const lists = container.createLists(folder);
  const receipts = new ListFile(join(folder.path, RECEIPTS_NAME), folder.tree);
  let failures: ListFile | undefined;
  let items = 0;
  try {
    for (const { item, line } of made) {
      for (const { text, receipt } of lists.add(item, line)) {
        folder.check();
        if (receipt === undefined) {
          failures ??= new ListFile(join(folder.temporaryPath, FAILURES_NAME), folder.tree);
          failures.line(text);
          totals.failures++;
        } else {
          receipts.line(text);
          totals.addReceipt(receipt);
          for (const { path } of filesOf(receipt)) stale.keep(path);
        }
      }
      items++;
      // An archive is called after its item.
      stale.keep(item.id);
      totals.utterances += container.utterancesIn(line.value);
    }
    totals.utterances += (numberOfItems - items) * container.utterancesIn(undefined);
    folder.check();
    await lists.finish();
    folder.check();
    receipts.commit();
    folder.check();
    totals.notes = lists.notes();
    failures?.commit();
    publishFailures(folder, failures?.path);
    totals.stale = stale.remove();
  } finally {
    stale.close();
    lists.discard();
    receipts.discard();
    failures?.discard();
  }
  return totals;
}

/**
 * Puts the list of what failed in its place, if anything did.
 *
 * @param within list of what failed inside of items, if anything did: it comes after that of whole ones.
 */
function publishFailures(
  { path, statePath, tree }: CorpusFolder,
  within: string | undefined,
): void {
  const ofItems = join(statePath, FAILURES_NAME);
  const place = join(path, FAILURES_NAME);
  if (within !== undefined) {
    const all = new ListFile(place, tree);
    for (const list of [ofItems, within]) {
      for (const { text } of jsonTexts(list)) all.line(text);
    }
    all.commit();
  } else if (statSync(ofItems).size > 0) {
    tree.put(ofItems, place);
  } else {
    tree.remove(place);
  }
}
