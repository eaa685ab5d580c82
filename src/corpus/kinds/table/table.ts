import { basename, extname, join } from 'node:path';
import { statedSnrDb } from '../../audio/part-in-recording.ts';
import { freeName } from '../../plan/added-fields.ts';
import type {
  CorpusEntry,
  CorpusFormat,
  CorpusWriter,
  WriteOptions,
} from '../../plan/corpus-kind.ts';
import { faultOfId, placeOf } from '../../plan/output-place.ts';
import type { Utterance } from '../../utterance.ts';
import { RowSpool, writeTable } from './table-list.ts';
import { type PathStyle, readTable, type TableRow } from './table-reader.ts';
import type { TableSyntax } from './table-records.ts';

/** Lists with a header, cells between commas: SpeechBrain's and any other. */
export const csvFormat: CorpusFormat = tableFormat('csv');

/** Lists with a header, cells between tabs: Common Voice's and any other. */
export const tsvFormat: CorpusFormat = tableFormat('tsv');

function tableFormat(kind: TableSyntax): CorpusFormat {
  return {
    kind,
    knowsCommands: false,
    alwaysSuffixed: false,
    sharesAudio: true,
    recognises: (source) => source.toLowerCase().endsWith(`.${kind}`),
    read: (source, options) => readTable(source, kind, options),
    idFor: ({ id }) => {
      const fault = faultOfId(id);
      return fault === undefined ? { id } : { fault };
    },
    placeFor: (utterance, output) => `${folderOf(utterance)}/${placeOf(output.id)}`,
    createWriter: (options) => new TableWriter(kind, options),
  };
}

/** Programs that read Common Voice look for its audio in `clips/`. */
function folderOf({ id, place }: Utterance): string {
  return place === `clips/${id}` ? 'clips' : 'audio';
}

class TableWriter implements CorpusWriter {
  readonly #syntax: TableSyntax;
  readonly #options: WriteOptions;
  readonly #isOwn: boolean;
  readonly #rows: RowSpool;

  constructor(syntax: TableSyntax, options: WriteOptions) {
    this.#syntax = syntax;
    this.#options = options;
    this.#isOwn = options.sourceKind === syntax;
    this.#rows = new RowSpool(options.sorting);
  }

  add(entry: CorpusEntry): void {
    const row = this.#isOwn ? (entry.utterance.row as TableRow) : undefined;
    const snrDb = statedSnrDb(entry);
    if (snrDb === undefined) return;
    const cells = row ? carriedCells(entry, row) : commonCells(entry);
    const isTaken = (name: string): boolean => row?.columns.includes(name) ?? false;
    const put = (name: string, value: string | number | null | undefined): void => {
      if (value !== undefined) cells.set(freeName(name, isTaken), String(value ?? ''));
    };
    const path = (from: string | undefined): string | undefined =>
      from === undefined ? undefined : styled(from, row?.pathStyle ?? 'plain');
    put('snr_db', snrDb);
    put('label', entry.label);
    put('clean', path(entry.cleanPath));
    put('noise', path(entry.noisePath));
    this.#rows.add(cells);
  }

  async finish(): Promise<void> {
    const { folder, tree, source } = this.#options;
    const name = this.#isOwn ? basename(source) : `corpus.${this.#syntax}`;
    writeTable(join(folder, name), tree, this.#syntax, this.#rows);
  }
}

/** The cells of the source, with what is another's now. */
function carriedCells(
  { utterance, output, audioPath, receipt }: CorpusEntry,
  row: TableRow,
): Map<string, string> {
  const cells = new Map(row.columns.map((name, index) => [name, row.cells[index]!]));
  if (row.idColumn !== null) cells.set(row.idColumn, output.id);
  cells.set(row.pathColumn, styled(audioPath, row.pathStyle));
  const { partColumns } = row;
  if (partColumns !== undefined && utterance.parts === undefined) {
    const seconds = String(receipt.frames / receipt.sample_rate);
    cells.set(partColumns.start, '0');
    if ('stop' in partColumns) cells.set(partColumns.stop, String(receipt.frames));
    else cells.set('end' in partColumns ? partColumns.end : partColumns.duration, seconds);
    if (cells.has('duration')) cells.set('duration', seconds);
  }
  // SpeechBrain's name for the format of the file.
  if (cells.get('wav_format')) cells.set('wav_format', extname(audioPath).slice(1));
  return cells;
}

function commonCells({ utterance, output, audioPath, receipt }: CorpusEntry): Map<string, string> {
  return new Map([
    ['id', output.id],
    ['path', audioPath],
    ['duration', String(receipt.frames / receipt.sample_rate)],
    ['text', utterance.text ?? ''],
    ['speaker', utterance.speaker ?? ''],
    ['gender', utterance.gender ?? ''],
    ['language', utterance.language ?? ''],
  ]);
}

function styled(path: string, style: PathStyle): string {
  if (style === 'data-root') return `$data_root/${path}`;
  return style === 'clips' ? path.replace(/^clips\//, '') : path;
}
