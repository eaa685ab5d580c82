import { CorpusError } from '../../../errors.ts';
import { RowFault } from '../../lists/row-fault.ts';
import type { AudioFile } from '../../utterance.ts';

/** No real list has more: each costs memory in every row. */
const MOST_COLUMNS = 4096;

const PATH_COLUMNS = ['path', 'wav', 'audio', 'audio_filepath', 'file_name', 'filename', 'file'];
const ID_COLUMNS = ['ID', 'id', 'utt_id', 'utterance_id', 'segment id', 'segment_id'];
const COMMON_COLUMNS = {
  text: ['sentence', 'text', 'transcription', 'transcript', 'wrd'],
  speaker: ['client_id', 'speaker', 'speaker_id', 'spk_id'],
  gender: ['gender'],
  language: ['locale', 'language', 'lang'],
} as const;

const START_COLUMNS = ['start', 'start_time', 'start_seconds', 'begin', 'offset'];
const END_COLUMNS = ['end', 'end_time', 'end_seconds'];

/**
 * Columns that say which part of a file is meant: where it begins, and where it ends or how long it is, in seconds; or first
 * sample and end, as SpeechBrain has them in `start` and `stop`.
 */
export type PartColumns = { readonly start: string } & (
  | { readonly end: string }
  | { readonly duration: string }
  | { readonly stop: string }
);

type PartOfRow = Pick<AudioFile, 'startSeconds' | 'durationSeconds' | 'samples'>;

/** What a row says in columns that lists of many kinds have. */
export type CommonCells = { readonly [field in keyof typeof COMMON_COLUMNS]?: string };

/** The header of a list. */
export class TableColumns {
  readonly names: readonly string[];
  readonly pathColumn: string;
  readonly #list: string;
  readonly #indexes: ReadonlyMap<string, number>;

  /**
   * @param list what messages call the file.
   * @param pathColumn the one that the user named.
   * @param guesses names that the column of paths has by custom, in this order.
   * @throws CorpusError where columns have one name, are too many, or none is that of the paths.
   */
  constructor(
    names: readonly string[],
    list: string,
    pathColumn: string | undefined,
    guesses: (names: readonly string[]) => string | undefined = guessPathColumn,
  ) {
    if (names.length > MOST_COLUMNS) {
      throw new CorpusError(
        'ERR_LIST_COLUMNS',
        `${list} has ${names.length} columns; expected at most ${MOST_COLUMNS}; leave out those that are not needed`,
      );
    }
    this.names = names;
    this.#list = list;
    this.#indexes = new Map(names.map((name, index) => [name, index]));
    if (this.#indexes.size < names.length) {
      const twice = names.find((name, index) => names.indexOf(name) < index)!;
      throw new CorpusError(
        'ERR_LIST_COLUMNS',
        `${list} has two columns called ${JSON.stringify(twice)}; expected each name once; rename one`,
      );
    }
    const found = pathColumn ?? guesses(names);
    if (found === undefined) throw this.#missing('one of the paths', '--path-column');
    this.require(found, '--path-column');
    this.pathColumn = found;
  }

  /** @throws CorpusError where there is no such column. */
  require(name: string | undefined, option: string): void {
    if (name === undefined || this.has(name)) return;
    throw this.#missing(JSON.stringify(name), option);
  }

  #missing(wanted: string, option: string): CorpusError {
    const there = this.names.map((name) => JSON.stringify(name)).join(', ');
    return new CorpusError(
      'ERR_LIST_COLUMNS',
      `${this.#list} has the columns ${there.slice(0, 500)}; expected ${wanted}; name it with ${option}`,
    );
  }

  has(name: string): boolean {
    return this.#indexes.has(name);
  }

  cell(cells: readonly string[], name: string): string | undefined {
    const index = this.#indexes.get(name);
    return index === undefined ? undefined : cells[index];
  }

  path(cells: readonly string[]): string {
    return this.cell(cells, this.pathColumn)!;
  }

  /** The column of names of its own that a list may have. */
  get idColumn(): string | undefined {
    return ID_COLUMNS.find((name) => this.has(name) && name !== this.pathColumn);
  }

  /** Of a list that has parts of files; a duration alone is that of the file. */
  get partColumns(): PartColumns | undefined {
    const [start, end] = [START_COLUMNS, END_COLUMNS].map((names) =>
      names.find((name) => this.has(name)),
    );
    if (start === undefined) return undefined;
    if (start === 'start' && this.has('stop')) return { start, stop: 'stop' };
    if (end !== undefined) return { start, end };
    return this.has('duration') ? { start, duration: 'duration' } : undefined;
  }

  /**
   * The part of its file that a row means; undefined where that is all of it.
   *
   * @throws RowFault for times that are none.
   */
  part(cells: readonly string[]): PartOfRow | undefined {
    const columns = this.partColumns;
    if (columns === undefined) return undefined;
    if ('stop' in columns) {
      return samples(this.cell(cells, columns.start)!, this.cell(cells, columns.stop)!);
    }
    const last = 'end' in columns ? columns.end : columns.duration;
    const [startText, lastText] = [columns.start, last].map((name) =>
      this.cell(cells, name)!.trim(),
    );
    // A row that says nothing of a part has none.
    if (startText === '' && lastText === '') return undefined;
    const startSeconds = startText === '' ? 0 : seconds(columns.start, startText!);
    if (lastText === '') return { startSeconds };
    const value = seconds(last, lastText!);
    // A difference of seconds has errors in its last digits.
    const durationSeconds =
      'end' in columns ? Math.round((value - startSeconds) * 1e9) / 1e9 : value;
    if (durationSeconds > 0) return { startSeconds, durationSeconds };
    throw new RowFault(
      `a part from ${startText} s that is ${durationSeconds} s long; expected a duration above 0; correct ${JSON.stringify(last)}`,
    );
  }

  common(cells: readonly string[]): CommonCells {
    const found: Record<string, string> = {};
    for (const [field, names] of Object.entries(COMMON_COLUMNS)) {
      const name = names.find((column) => this.has(column));
      const cell = name && this.cell(cells, name);
      if (cell) found[field] = cell;
    }
    return found;
  }

  /** What is wrong with the number of cells of a row; undefined where nothing is. */
  faultOf(cells: readonly string[]): string | undefined {
    if (cells.length === this.names.length) return undefined;
    return `${cells.length} cells; expected ${this.names.length}, as in the header; quote or correct the row`;
  }
}

export function guessPathColumn(names: readonly string[]): string | undefined {
  return PATH_COLUMNS.find((name) => names.includes(name));
}

function seconds(name: string, text: string): number {
  const value = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  if (Number.isFinite(value)) return value;
  throw new RowFault(
    `${JSON.stringify(name)} is ${JSON.stringify(text.slice(0, 60))}; expected seconds, as in 2.5; correct the row`,
  );
}

function samples(start: string, stop: string): PartOfRow | undefined {
  if (start === '' && stop === '') return undefined;
  const [first, end] = [start, stop].map((text) => (/^\d{1,15}$/.test(text) ? Number(text) : -1));
  if (first! >= 0 && end! > first!) return { samples: [first!, end!] };
  throw new RowFault(
    `a part from sample ${start.slice(0, 60)} to ${stop.slice(0, 60)}; expected two whole numbers, the second one larger; correct the row`,
  );
}
