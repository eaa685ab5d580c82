import { type Dirent, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CorpusError } from '../../../errors.ts';
import { quote } from '../../../io/shell-word.ts';
import { type JsonRow, jsonRows } from '../../lists/json-rows.ts';
import { LineSorter } from '../../lists/line-sorter.ts';
import { RowFault, rowSnrDb } from '../../lists/row-fault.ts';
import { AudioPaths, isWithin } from '../../plan/audio-paths.ts';
import type { ReadOptions } from '../../plan/corpus-kind.ts';
import { faultOfId, idOfPath, keyOfPath } from '../../plan/output-place.ts';
import type { CorpusRow, JsonValue, LeftOut, Utterance } from '../../utterance.ts';
import { readDirectory } from '../directory/directory-reader.ts';
import { type CommonCells, guessPathColumn, TableColumns } from '../table/table-columns.ts';
import { tableRecords } from '../table/table-records.ts';

/** `Utterance.row` of an AudioFolder. */
export type AudioFolderRow = {
  /** The metadata that it stands in, relative to the source, with `/`. */
  readonly list: string;
  readonly pathColumn: string;
  /** Names and texts of cells; or the line of JSON. */
  readonly content: readonly (readonly [name: string, text: string])[] | string;
};

const METADATA = /^metadata\.(csv|jsonl)$/;

/**
 * The metadata of a folder and the folders in it, relative to it. Hidden folders and symbolic links are not followed.
 *
 * @param depth how many folders deep to look.
 */
export function metadataIn(source: string, depth = Number.POSITIVE_INFINITY): string[] {
  const found: string[] = [];
  const visit = (folder: string, depthLeft: number): void => {
    const entries = entriesOf(join(source, folder));
    const lists = entries.filter((entry) => entry.isFile() && METADATA.test(entry.name));
    if (lists.length > 1) {
      throw new CorpusError(
        'ERR_LIST_AMBIGUOUS',
        `${folder || '.'} has both metadata.csv and metadata.jsonl; expected one of them; remove the other`,
      );
    }
    found.push(...lists.map(({ name }) => folder + name));
    if (depthLeft === 0) return;
    for (const entry of entries) {
      if (entry.isDirectory() && !entry.name.startsWith('.')) {
        visit(`${folder}${entry.name}/`, depthLeft - 1);
      }
    }
  };
  visit('', depth);
  return found;
}

/**
 * Refuses metadata that is not read where no other is beside it: its texts, or all its audio, would be left out.
 *
 * @param depth how many folders deep to look.
 * @throws CorpusError.
 */
export function refuseParquet(source: string, depth = Number.POSITIVE_INFINITY): void {
  const folder = folderOfParquet(source, depth);
  if (folder === undefined) return;
  const path = join(folder, PARQUET);
  const list = join(folder, 'metadata.jsonl');
  const program = `import pandas as p; p.read_parquet(${pythonText(path)}).to_json(${pythonText(list)}, orient="records", lines=True)`;
  throw new CorpusError(
    'ERR_SOURCE_KIND',
    `${path} is not read; write it as metadata.jsonl: python3 -c ${quote(program)}; ` +
      'or give --from directory to leave its texts behind',
  );
}

function pythonText(text: string): string {
  return JSON.stringify(text);
}

const PARQUET = 'metadata.parquet';

function folderOfParquet(folder: string, depthLeft: number): string | undefined {
  let entries: Dirent[];
  try {
    entries = entriesOf(folder);
  } catch {
    // Whoever reads the folders in earnest says so.
    return undefined;
  }
  const isLost =
    entries.some((entry) => !entry.isDirectory() && entry.name === PARQUET) &&
    !entries.some(({ name }) => METADATA.test(name));
  if (isLost) return folder;
  if (depthLeft === 0) return undefined;
  for (const entry of entries) {
    if (!entry.isDirectory() || entry.name.startsWith('.')) continue;
    const found = folderOfParquet(join(folder, entry.name), depthLeft - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function entriesOf(folder: string): Dirent[] {
  return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** @throws CorpusError where there is no metadata, or no column of paths in it. */
export async function* readAudioFolder(
  source: string,
  options: ReadOptions,
): AsyncGenerator<CorpusRow> {
  refuseParquet(source);
  const lists = metadataIn(source);
  if (lists.length === 0) {
    throw new CorpusError(
      'ERR_LIST_MISSING',
      `${source} has neither metadata.csv nor metadata.jsonl; expected one beside the audio; name the folder that has it`,
    );
  }
  const paths = new LineSorter(options.sorting);
  try {
    for (const list of lists) {
      const reader = new MetadataReader(source, list, options);
      for await (const row of list.endsWith('.csv') ? reader.csv() : reader.jsonl()) {
        if ('audio' in row && row.audio.type === 'file') paths.add(row.audio.path, NAMED);
        yield row;
      }
    }
    yield* unnamed(source, lists, paths);
  } finally {
    paths.close();
  }
}

const NAMED = '';

/** What else is in the folder: audio that no row names, and other files. */
async function* unnamed(
  source: string,
  lists: readonly string[],
  paths: LineSorter,
): AsyncGenerator<LeftOut> {
  const others = { root: undefined, snrColumn: undefined, keepsKind: false };
  for await (const row of readDirectory(source, others)) {
    if ('audio' in row && row.audio.type === 'file') paths.add(row.audio.path, row.origin);
    else if ('leftOut' in row && !lists.includes(row.origin)) yield row;
  }
  let named: string | undefined;
  // Of one path the rows come first: equal keys stay in their order.
  for (const [path, origin] of paths.sorted()) {
    if (origin === NAMED) named = path;
    else if (path !== named)
      yield { origin, leftOut: 'audio files that no row of the metadata names' };
  }
}

/** Where a path column is not `file_name`, one that ends like it is it, if there is no other. */
function guessAudioColumn(names: readonly string[]): string | undefined {
  if (names.includes('file_name')) return 'file_name';
  const alike = names.filter((name) => name.endsWith('_file_name'));
  return alike.length > 0 ? (alike.length === 1 ? alike[0] : undefined) : guessPathColumn(names);
}

class MetadataReader {
  readonly #list: string;
  readonly #path: string;
  /** Folder of the metadata, relative to the source: empty, or with `/` at its end. */
  readonly #place: string;
  readonly #folder: string;
  readonly #base: string;
  /** Folder that keys are named from. A set of several splits is one list. */
  readonly #keyBase: string;
  readonly #paths: AudioPaths;
  readonly #options: ReadOptions;

  constructor(source: string, list: string, options: ReadOptions) {
    this.#list = list;
    this.#path = join(source, list);
    this.#place = list.slice(0, list.lastIndexOf('/') + 1);
    this.#folder = resolve(source, this.#place);
    this.#base = resolve(options.root ?? this.#folder);
    this.#keyBase = resolve(options.root ?? source);
    this.#paths = new AudioPaths(this.#folder, options.root);
    this.#options = options;
  }

  async *csv(): AsyncGenerator<CorpusRow> {
    const { pathColumn, snrColumn } = this.#options;
    let columns: TableColumns | undefined;
    for await (const record of tableRecords(this.#path, this.#list, 'csv')) {
      const origin = `${this.#list}:${record.number}`;
      if (columns === undefined) {
        if ('fault' in record)
          throw new CorpusError('ERR_LIST_DAMAGED', `${origin}: ${record.fault}`);
        columns = new TableColumns(record.cells, this.#list, pathColumn, guessAudioColumn);
        columns.require(snrColumn, '--snr-column');
        continue;
      }
      try {
        if ('fault' in record) throw new RowFault(record.fault);
        const { cells } = record;
        const miscount = columns.faultOf(cells);
        if (miscount !== undefined) throw new RowFault(miscount);
        const content = columns.names.map((name, index) => [name, cells[index]!] as const);
        const snr = snrColumn === undefined ? undefined : columns.cell(cells, snrColumn);
        yield this.#utterance(
          origin,
          columns.path(cells),
          { list: this.#list, pathColumn: columns.pathColumn, content },
          columns.common(cells),
          snr,
        );
      } catch (error) {
        if (!(error instanceof RowFault)) throw error;
        yield { origin, fault: error.message };
      }
    }
  }

  jsonl(): AsyncGenerator<CorpusRow> {
    return jsonRows(this.#path, this.#list, (row) => this.#jsonUtterance(row));
  }

  #jsonUtterance({ origin, text, fields }: JsonRow): Utterance {
    const { snrColumn } = this.#options;
    const pathColumn = this.#options.pathColumn ?? guessAudioColumn(fields.names);
    if (pathColumn === undefined) {
      throw new RowFault(
        'no "file_name"; expected the path of the audio; name its field with --path-column',
      );
    }
    const transcript = fields.text('transcription') ?? fields.text('text');
    const speaker = fields.name('speaker') ?? fields.name('speaker_id');
    const gender = fields.text('gender');
    const language = fields.text('language');
    return this.#utterance(
      origin,
      fields.requiredText(pathColumn),
      { list: this.#list, pathColumn, content: text },
      {
        ...(transcript !== undefined && { text: transcript }),
        ...(speaker !== undefined && { speaker }),
        ...(gender !== undefined && { gender }),
        ...(language !== undefined && { language }),
      },
      snrColumn === undefined ? undefined : fields.value(snrColumn),
    );
  }

  #utterance(
    origin: string,
    name: string,
    row: AudioFolderRow,
    common: CommonCells,
    snr: JsonValue | undefined,
  ): Utterance {
    const found = this.#paths.resolve(name);
    if ('fault' in found) throw new RowFault(found.fault);
    const id = this.#idOf(found.path);
    const fault = faultOfId(id);
    if (fault !== undefined) throw new RowFault(fault);
    const { snrColumn } = this.#options;
    return {
      id,
      isNamedByPath: true,
      ...keyOfPath(found.path, this.#keyBase, id),
      audio: { type: 'file', ...found, name },
      origin,
      ...common,
      ...(snrColumn !== undefined && { snrDb: rowSnrDb(snr, snrColumn) }),
      row,
    };
  }

  /** Named from the source where the audio lies with its metadata, so that each split keeps its own. */
  #idOf(path: string): string {
    const isBeside = isWithin(this.#folder, path);
    return this.#place + idOfPath(path, isBeside ? this.#folder : this.#base);
  }
}
