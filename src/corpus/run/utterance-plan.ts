import { CorpusError } from '../../errors.ts';
import type { OutputTree } from '../../io/output-tree.ts';
import type { SourceFolders } from '../../io/source-folders.ts';
import { turn } from '../../io/turns.ts';
import { wholeIfAll } from '../audio/probe-reference.ts';
import { ReadableAudio } from '../audio/readable-audio.ts';
import { RegularFiles } from '../audio/regular-files.ts';
import { LineSorter } from '../lists/line-sorter.ts';
import { ListFile } from '../lists/list-file.ts';
import { RowFault } from '../lists/row-fault.ts';
import { holdsArchives } from '../plan/archive-names.ts';
import { CaseClashes, isCaseBlind } from '../plan/case-clash.ts';
import type { AskedReadOptions, CorpusFormat } from '../plan/corpus-kind.ts';
import { ItemPlan, type PlanPlace, type SourceRemarks } from '../plan/item-plan.ts';
import { SHARED_AUDIO, SHARED_RECORDING, WHOLE_RECORDING } from '../plan/notes.ts';
import type { PlannedUtterance } from '../plan/planned-utterance.ts';
import { SpeakerClashes } from '../plan/speaker-clash.ts';
import { Tally } from '../plan/tally.ts';
import {
  type BadRow,
  filesOfAudio,
  isBadRow,
  isLeftOutRow,
  partOfAudio,
  type Utterance,
} from '../utterance.ts';
import { distinct, partSuffix, withId } from './distinct-utterances.ts';

/** What a plan is made of. */
export interface PlanSource {
  readonly source: string;
  readonly from: CorpusFormat;
  readonly to: CorpusFormat;
  readonly read: AskedReadOptions;
}

const ROWS_PER_TURN = 4096;

/** Of speech in most lists: for parts of files, whose own rate nobody has looked up. */
const USUAL_BYTES_PER_SECOND = 32_000;

/**
 * Reads a source to its end, and writes a plan of its utterances. What the source has besides is counted.
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
  const options = { ...read, keepsKind: from.kind === to.kind, sorting };
  const sorter = new LineSorter(sorting);
  const leftOut = new Tally();
  const notes = new Tally();
  let rows = 0;
  let usable = 0;
  const clashes = isCaseBlind(temporaryFolder) ? new CaseClashes(temporaryFolder) : undefined;
  const speakers =
    options.keepsKind || to.speakerFor === undefined
      ? undefined
      : new SpeakerClashes(sorting, to.speakerFor);
  const files = new RegularFiles();
  const readable = new ReadableAudio(files, read.allowCommands);
  try {
    for await (const row of from.read(source, options)) {
      rows++;
      // Rows come without waiting, for as long as a list has any; signals and the lock's sign of life wait meanwhile.
      if (rows % ROWS_PER_TURN === 0) await turn();
      if (isLeftOutRow(row)) {
        leftOut.add(row.leftOut, row.origin);
        continue;
      }
      usable++;
      const found = isBadRow(row) ? row : await placed(row, files, readable);
      const utterance = isBadRow(found) ? found : named(found, from, to);
      if (isBadRow(utterance)) onBadRow(utterance);
      else {
        const { note, ...planned } = utterance;
        if (note !== undefined) notes.add(note, utterance.origin);
        sorter.add(planned.id, JSON.stringify(sized(planned, tree.sources)));
        clashes?.add(planned);
        speakers?.add(planned);
      }
    }
    if (usable === 0) throw empty(source, leftOut);
    clashes?.refuse();
    speakers?.refuse();
    return writePlan(distinct(sorter, to.sharesAudio), { path, tree }, { leftOut, notes });
  } finally {
    sorter.close();
    clashes?.close();
    speakers?.close();
  }
}

function writePlan(
  utterances: Iterable<Omit<PlannedUtterance, 'index'>>,
  { path, tree }: { readonly path: string; readonly tree: OutputTree },
  { leftOut, notes }: { readonly leftOut: Tally; readonly notes: Tally },
): ItemPlan<PlannedUtterance> {
  const file = new ListFile(path, tree);
  let previous: PlannedUtterance | undefined;
  let count = 0;
  let bytes = 0;
  try {
    for (const next of utterances) {
      const { note, ...planned } = next;
      const utterance: PlannedUtterance = { ...planned, index: count++ };
      if (note !== undefined) notes.add(note, utterance.origin);
      for (const { origin } of utterance.others ?? []) {
        notes.add(utterance.parts === undefined ? SHARED_AUDIO : SHARED_RECORDING, origin);
      }
      const isShared = utterance.others === undefined && (utterance.parts?.length ?? 0) > 1;
      if (isShared) notes.add(WHOLE_RECORDING, utterance.origin);
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
  const remarks: SourceRemarks = { leftOut: leftOut.counts(), notes: notes.counts() };
  return new ItemPlan(path, { items: count, utterances: count, bytes, ...remarks });
}

/** The utterance with its audio as it is to be had, its part as it is, and the id that it has by that. */
async function placed(
  utterance: Utterance,
  files: RegularFiles,
  readable: ReadableAudio,
): Promise<Utterance | BadRow> {
  const { id, origin, isNamedByPath } = utterance;
  try {
    const found = await readable.of(utterance.audio);
    const audio = found.type === 'command' ? found : await wholeIfAll(found, files);
    const own = { ...utterance, audio };
    if (!isNamedByPath) return own;
    const suffix = partSuffix(audio);
    const named = withId(own, id + suffix);
    return own.key === undefined ? named : { ...named, key: own.key + suffix };
  } catch (error) {
    if (error instanceof RowFault) return { origin, id, fault: error.message };
    throw error;
  }
}

/** The utterance under the id that it gets in the result. */
function named(utterance: Utterance, from: CorpusFormat, to: CorpusFormat): Utterance | BadRow {
  if (from.kind === to.kind) return utterance;
  const { id, key = id } = utterance;
  const named = to.idFor(utterance);
  // The noise is the same whatever is made of it.
  if ('id' in named) return named.id === id ? utterance : { ...utterance, id: named.id, key };
  return { origin: utterance.origin, id: utterance.id, fault: named.fault };
}

function sized(utterance: Utterance, sources: SourceFolders): Omit<PlannedUtterance, 'index'> {
  const { audio, durationSeconds } = utterance;
  const part = partOfAudio(audio);
  const isWhole = audio.type !== 'command' && part.durationSeconds === undefined;
  const seconds = part.durationSeconds ?? durationSeconds ?? 0;
  let wholeBytes = 0;
  for (const { path } of filesOfAudio(audio)) {
    // What the system has against a file costs its own utterance, when that is rendered.
    const stats = sources.addFileOf(path);
    wholeBytes += stats?.isFile() ? stats.size : 0;
  }
  const bytes = isWhole ? wholeBytes : Math.round(seconds * USUAL_BYTES_PER_SECOND);
  return { ...utterance, bytes };
}

/** The wrong folder, one of other audio, a list that was never filled: nothing of it is a corpus. */
function empty(source: string, leftOut: Tally): CorpusError {
  const others = leftOut.counts().map(({ what, count }) => `${what}: ${count}`);
  const found = others.length > 0 ? `, only ${others.join(', ')}` : '';
  const remedy = holdsArchives(source)
    ? 'give --from webdataset for the tar archives in its folders'
    : 'check the name, and convert audio of other formats first';
  return new CorpusError(
    'ERR_SOURCE_EMPTY',
    `${source} has no utterances${found}; expected an audio file or a row of a list at least; ${remedy}`,
  );
}

function duplicate(first: Utterance, second: Utterance): CorpusError {
  const [id, ...own] = [first.id, first.key ?? first.id, second.key ?? second.id].map((name) =>
    JSON.stringify(name),
  );
  const have =
    own[0] === own[1]
      ? `both have the id ${id}`
      : `are ${own.join(' and ')}, which both become the id ${id}`;
  return new CorpusError(
    'ERR_LIST_IDS',
    `${first.origin} and ${second.origin} ${have}; ` +
      'expected each id once, since its noise and its files are named after it; rename one or leave it out',
  );
}
