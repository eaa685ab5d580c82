import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { CorpusError } from '../../../errors.ts';
import { LineSorter } from '../../lists/line-sorter.ts';
import { RowFault, rowSnrDb } from '../../lists/row-fault.ts';
import { AudioPaths } from '../../plan/audio-paths.ts';
import type { ReadOptions } from '../../plan/corpus-kind.ts';
import { faultOfId, idOfPath, keyOfPath } from '../../plan/output-place.ts';
import type { CorpusRow, Utterance } from '../../utterance.ts';
import { type PartColumns, TableColumns } from './table-columns.ts';
import { type TableSyntax, tableRecords } from './table-records.ts';

/** How a list writes the paths of its audio. */
export type PathStyle =
  /** From the list's folder. */
  | 'plain'
  /** After SpeechBrain's `$data_root/`. */
  | 'data-root'
  /** From `clips/` beside the list, as Common Voice does. */
  | 'clips';

/** `Utterance.row` of a list with columns. */
export type TableRow = {
  readonly columns: readonly string[];
  readonly cells: readonly string[];
  readonly pathColumn: string;
  readonly pathStyle: PathStyle;
  /** The column whose cell is the id, where that is one. */
  readonly idColumn: string | null;
  /** The columns that said which part of the file is meant, where one was. */
  readonly partColumns?: PartColumns;
};

/** @throws CorpusError for a list without a header or with one that has no column of paths. */
export async function* readTable(
  source: string,
  syntax: TableSyntax,
  options: ReadOptions,
): AsyncGenerator<CorpusRow> {
  const list = basename(source);
  let reader: TableReader | undefined;
  for await (const record of tableRecords(source, list, syntax)) {
    const origin = `${list}:${record.number}`;
    if (reader === undefined) {
      const columns = columnsOf(record, list, options);
      reader = new TableReader(source, columns, await idColumnOf(source, syntax, columns), options);
      continue;
    }
    try {
      if ('fault' in record) throw new RowFault(record.fault);
      yield reader.utterance(origin, record.cells);
    } catch (error) {
      if (!(error instanceof RowFault)) throw error;
      yield { origin, fault: error.message };
    }
  }
  if (reader === undefined) {
    throw new CorpusError(
      'ERR_LIST_DAMAGED',
      `${list} is empty; expected a line with the names of the columns; write it again`,
    );
  }

  async function idColumnOf(
    path: string,
    kind: TableSyntax,
    columns: TableColumns,
  ): Promise<string | undefined> {
    const column = columns.idColumn;
    if (column === undefined) return undefined;
    return (await isUnique(path, list, kind, columns, column, options)) ? column : undefined;
  }
}

function columnsOf(
  record: { readonly cells: readonly string[] } | { readonly fault: string },
  list: string,
  { pathColumn, snrColumn }: ReadOptions,
): TableColumns {
  if ('fault' in record) throw new CorpusError('ERR_LIST_DAMAGED', `${list}:1: ${record.fault}`);
  const columns = new TableColumns(record.cells, list, pathColumn);
  columns.require(snrColumn, '--snr-column');
  return columns;
}

/** Whether the cells of a column tell the rows apart: names in a column called `id` need not be those of utterances. */
async function isUnique(
  path: string,
  list: string,
  syntax: TableSyntax,
  columns: TableColumns,
  column: string,
  { sorting }: ReadOptions,
): Promise<boolean> {
  const ids = new LineSorter(sorting);
  try {
    let isHeader = true;
    for await (const record of tableRecords(path, list, syntax)) {
      if (!isHeader && 'cells' in record && columns.faultOf(record.cells) === undefined) {
        ids.add(columns.cell(record.cells, column)!, '');
      }
      isHeader = false;
    }
    let previous = '';
    for (const [id] of ids.sorted()) {
      if (id === previous) return false;
      previous = id;
    }
    return true;
  } finally {
    ids.close();
  }
}

const DATA_ROOT = /^(?:\$data_root|\$\{data_root\}|\{data_root\})\/+/;

class TableReader {
  readonly #columns: TableColumns;
  readonly #idColumn: string | undefined;
  readonly #options: ReadOptions;
  readonly #base: string;
  readonly #paths: AudioPaths;
  readonly #hasClips: boolean;

  constructor(
    source: string,
    columns: TableColumns,
    idColumn: string | undefined,
    options: ReadOptions,
  ) {
    this.#columns = columns;
    this.#idColumn = idColumn;
    this.#options = options;
    this.#base = resolve(options.root ?? dirname(source));
    this.#paths = new AudioPaths(dirname(source), options.root);
    this.#hasClips = columns.has('client_id') && existsSync(join(this.#base, 'clips'));
  }

  /** @throws RowFault */
  utterance(origin: string, cells: readonly string[]): Utterance {
    const columns = this.#columns;
    const miscount = columns.faultOf(cells);
    if (miscount !== undefined) throw new RowFault(miscount);
    const name = columns.path(cells);
    const { path, within, pathStyle, base } = this.#found(name);
    const id = this.#idColumn ? columns.cell(cells, this.#idColumn)! : idOfPath(path, base);
    const fault = faultOfId(id);
    if (fault !== undefined) throw new RowFault(fault);

    const { snrColumn, unit } = this.#options;
    const part = columns.part(cells);
    if (unit === 'recording' && part?.samples !== undefined) {
      throw new RowFault(
        'a part in samples, with --unit recording; expected seconds there; leave out --unit, which cuts it out',
      );
    }
    const durationSeconds =
      part?.durationSeconds ?? Number(columns.cell(cells, 'duration') || Number.NaN);
    const row: TableRow = {
      columns: columns.names,
      cells,
      pathColumn: columns.pathColumn,
      pathStyle,
      idColumn: this.#idColumn ?? null,
      ...(part !== undefined && { partColumns: columns.partColumns! }),
    };
    return {
      id,
      ...(this.#idColumn === undefined && {
        isNamedByPath: true,
        ...keyOfPath(path, this.#base, id),
      }),
      audio: {
        type: 'file',
        path,
        name,
        ...(within !== undefined && { within }),
        ...(unit === 'utterance' && part),
      },
      ...(unit === 'recording' && part && { parts: [{ id, origin, ...part }] }),
      origin,
      ...columns.common(cells),
      ...(durationSeconds >= 0 && Number.isFinite(durationSeconds) && { durationSeconds }),
      ...(pathStyle === 'clips' && { place: `clips/${id}` }),
      ...(snrColumn !== undefined && {
        snrDb: rowSnrDb(columns.cell(cells, snrColumn), snrColumn),
      }),
      row,
    };
  }

  #found(name: string): {
    path: string;
    within?: string;
    pathStyle: PathStyle;
    base: string;
  } {
    const isInDataRoot = DATA_ROOT.test(name);
    if (isInDataRoot && this.#options.root === undefined) {
      throw new RowFault(
        `the path ${JSON.stringify(name.slice(0, 200))} begins at a folder that the list does not name; expected to know it; give it with --root`,
      );
    }
    const plain = this.#resolved(name.replace(DATA_ROOT, ''));
    const base = this.#base;
    if (isInDataRoot) return { ...plain, pathStyle: 'data-root', base };
    if (this.#hasClips && !existsSync(plain.path)) {
      return { ...this.#resolved(`clips/${name}`), pathStyle: 'clips', base: join(base, 'clips') };
    }
    return { ...plain, pathStyle: 'plain', base };
  }

  #resolved(name: string): { path: string; within?: string } {
    const found = this.#paths.resolve(name);
    if ('fault' in found) throw new RowFault(found.fault);
    return found;
  }
}
