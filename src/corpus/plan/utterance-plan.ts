import { ManifestError } from '../../errors.ts';
import type { OutputTree } from '../../io/output-tree.ts';
import type { SourceFolders } from '../../io/source-folders.ts';
import { turn } from '../../io/turns.ts';
import { jsonLines } from '../lists/json-lines.ts';
import { LineSorter } from '../lists/line-sorter.ts';
import { ListFile } from '../lists/list-file.ts';
import { type BadRow, isBadRow, type Utterance } from '../utterance.ts';
import { holdsArchives } from './archive-names.ts';
import { CaseClashes, isCaseBlind } from './case-clash.ts';
import type { CorpusFormat, ReadOptions } from './corpus-kind.ts';

/** An utterance in its place among all. */
export interface PlannedUtterance extends Utterance {
  /** Its place, from 0. */
  readonly index: number;
  /** Of its audio, about; 0 where that is not known. */
  readonly bytes: number;
}

/** What a plan is made of. */
export interface PlanSource {
  readonly source: string;
  readonly from: CorpusFormat;
  readonly to: CorpusFormat;
  readonly read: Omit<ReadOptions, 'keepsRecordings' | 'sorting'>;
}

/** Where a plan is kept. */
export interface PlanPlace {
  /** File of the plan. */
  readonly path: string;
  /** Where long lists are sorted. */
  readonly temporaryFolder: string;
  /** That both are in. It gets to know the folders of the sources. */
  readonly tree: OutputTree;
}

const ROWS_PER_TURN = 4096;

/** Of speech in most lists: for parts of files, whose own rate nobody has looked up. */
const USUAL_BYTES_PER_SECOND = 32_000;

/** The utterances of a source in the order of their ids, on disk: the same for any order of its rows. */
export class UtterancePlan {
  readonly numberOfUtterances: number;
  readonly totalBytes: number;
  readonly #path: string;

  /** A plan that is on disk. */
  constructor(path: string, numberOfUtterances: number, totalBytes: number) {
    this.#path = path;
    this.numberOfUtterances = numberOfUtterances;
    this.totalBytes = totalBytes;
  }

  /**
   * Reads a source to its end.
   *
   * @param onBadRow called for each row that cannot be used.
   * @throws ManifestError where two rows have one id, also one that differs in case where that does not count, there are none, or the source as a whole cannot be read.
   */
  static async create(
    { source, from, to, read }: PlanSource,
    { path, temporaryFolder, tree }: PlanPlace,
    onBadRow: (row: BadRow) => void,
  ): Promise<UtterancePlan> {
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
      return UtterancePlan.#write(sorter, path, tree);
    } finally {
      sorter.close();
      clashes?.close();
    }
  }

  static #write(sorter: LineSorter, path: string, tree: OutputTree): UtterancePlan {
    const file = new ListFile(path, tree);
    let previous: PlannedUtterance | undefined;
    let count = 0;
    let totalBytes = 0;
    try {
      for (const [, line] of sorter.sorted()) {
        const utterance: PlannedUtterance = { ...JSON.parse(line), index: count++ };
        if (previous?.id === utterance.id) throw duplicate(previous, utterance);
        file.line(JSON.stringify(utterance));
        totalBytes += utterance.bytes;
        previous = utterance;
      }
      file.commit();
    } catch (error) {
      file.discard();
      throw error;
    }
    return new UtterancePlan(path, count, totalBytes);
  }

  utterances(): Generator<PlannedUtterance> {
    return jsonLines(this.#path);
  }
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
function empty(source: string): ManifestError {
  const remedy = holdsArchives(source)
    ? 'give --from webdataset for the tar archives in its folders'
    : 'check the name, and convert audio of other formats first';
  return new ManifestError(
    `${source} has no utterances; expected a WAV file or a row of a list at least; ${remedy}`,
  );
}

function duplicate(first: Utterance, second: Utterance): ManifestError {
  return new ManifestError(
    `${first.origin} and ${second.origin} both have the id ${JSON.stringify(first.id)}; ` +
      'expected each id once, since its noise and its files are named after it; rename one or leave it out',
  );
}
