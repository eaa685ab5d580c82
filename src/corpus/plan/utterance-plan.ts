import { CorpusError } from '../../errors.ts';
import type { OutputTree } from '../../io/output-tree.ts';
import type { SourceFolders } from '../../io/source-folders.ts';
import { turn } from '../../io/turns.ts';
import { LineSorter } from '../lists/line-sorter.ts';
import { ListFile } from '../lists/list-file.ts';
import { type BadRow, isBadRow, type Utterance } from '../utterance.ts';
import { holdsArchives } from './archive-names.ts';
import { CaseClashes, isCaseBlind } from './case-clash.ts';
import type { CorpusFormat, ReadOptions } from './corpus-kind.ts';
import { ItemPlan, type PlanPlace } from './item-plan.ts';
import type { PlannedItem } from './planned-item.ts';

/** An utterance in its place among all. */
export interface PlannedUtterance extends Utterance, PlannedItem {}

/** What a plan is made of. */
export interface PlanSource {
  readonly source: string;
  readonly from: CorpusFormat;
  readonly to: CorpusFormat;
  readonly read: Omit<ReadOptions, 'keepsRecordings' | 'sorting'>;
}

const ROWS_PER_TURN = 4096;

/** Of speech in most lists: for parts of files, whose own rate nobody has looked up. */
const USUAL_BYTES_PER_SECOND = 32_000;

/**
 * Reads a source to its end, and writes a plan of its utterances.
 *
 * @param onBadRow called for each row that cannot be used.
 * @throws CorpusError where two rows have one id, also one that differs in case where that does not count, there are none, or the source as a whole cannot be read.
 */
export async function planUtterances(
  { source, from, to, read }: PlanSource,
  { path, temporaryFolder, tree }: PlanPlace,
  onBadRow: (row: BadRow) => void,
): Promise<ItemPlan<PlannedUtterance>> {
  const sorting = { folder: temporaryFolder };
  const options = { ...read, keepsRecordings: from.kind === to.kind, sorting };
  const sorter = new LineSorter(sorting);
  let rows = 0;
  const clashes = isCaseBlind(temporaryFolder) ? new CaseClashes(temporaryFolder) : undefined;
  try {
    for await (const row of from.read(source, options)) {
      rows++;
      // Rows come without waiting, for as long as a list has any; signals and the lock's sign of life wait meanwhile.
      if (rows % ROWS_PER_TURN === 0) await turn();
      const utterance = isBadRow(row) ? row : named(row, from, to);
      if (isBadRow(utterance)) onBadRow(utterance);
      else {
        sorter.add(utterance.id, JSON.stringify(sized(utterance, tree.sources)));
        clashes?.add(utterance);
      }
    }
    if (rows === 0) throw empty(source);
    clashes?.refuse();
    return writePlan(sorter, path, tree);
  } finally {
    sorter.close();
    clashes?.close();
  }
}

function writePlan(sorter: LineSorter, path: string, tree: OutputTree): ItemPlan<PlannedUtterance> {
  const file = new ListFile(path, tree);
  let previous: PlannedUtterance | undefined;
  let count = 0;
  let bytes = 0;
  try {
    for (const [, line] of sorter.sorted()) {
      const utterance: PlannedUtterance = { ...JSON.parse(line), index: count++ };
      if (previous?.id === utterance.id) throw duplicate(previous, utterance);
      file.line(JSON.stringify(utterance));
      bytes += utterance.bytes;
      previous = utterance;
    }
    file.commit();
  } catch (error) {
    file.discard();
    throw error;
  }
  return new ItemPlan(path, { items: count, utterances: count, bytes });
}

/** The utterance under the id that it gets in the result. */
function named(utterance: Utterance, from: CorpusFormat, to: CorpusFormat): Utterance | BadRow {
  if (from.kind === to.kind) return utterance;
  const named = to.idFor(utterance);
  if ('id' in named) return { ...utterance, id: named.id };
  return { origin: utterance.origin, id: utterance.id, fault: named.fault };
}

function sized(utterance: Utterance, sources: SourceFolders): Omit<PlannedUtterance, 'index'> {
  const { audio, durationSeconds } = utterance;
  const isWhole = audio.type === 'file' && audio.durationSeconds === undefined;
  const seconds = (audio.type === 'file' ? audio.durationSeconds : durationSeconds) ?? 0;
  // What the system has against a file costs its own utterance, when that is rendered.
  const stats = audio.type === 'file' ? sources.addFileOf(audio.path) : undefined;
  const wholeBytes = stats?.isFile() ? stats.size : 0;
  const bytes = isWhole ? wholeBytes : Math.round(seconds * USUAL_BYTES_PER_SECOND);
  return { ...utterance, bytes };
}

/** The wrong folder, one of other audio, a list that was never filled: nothing of it is a corpus. */
function empty(source: string): CorpusError {
  const remedy = holdsArchives(source)
    ? 'give --from webdataset for the tar archives in its folders'
    : 'check the name, and convert audio of other formats first';
  return new CorpusError(
    'ERR_SOURCE_EMPTY',
    `${source} has no utterances; expected an audio file or a row of a list at least; ${remedy}`,
  );
}

function duplicate(first: Utterance, second: Utterance): CorpusError {
  return new CorpusError(
    'ERR_LIST_IDS',
    `${first.origin} and ${second.origin} both have the id ${JSON.stringify(first.id)}; ` +
      'expected each id once, since its noise and its files are named after it; rename one or leave it out',
  );
}
