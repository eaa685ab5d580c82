import { stringify } from 'csv-stringify/sync';
import type { OutputTree } from '../../../io/output-tree.ts';
import { LineSorter, type LineSorterOptions } from '../../lists/line-sorter.ts';
import { ListFile } from '../../lists/list-file.ts';
import type { TableSyntax } from './table-records.ts';

/** A cell or a member: its name and its text. */
export type NamedText = readonly [name: string, text: string];

/** Rows outside memory, in the order in which they come: the names of all are known when the first is written. */
export class RowSpool {
  readonly #rows: LineSorter;
  readonly #names = new Set<string>();

  constructor(sorting: LineSorterOptions) {
    this.#rows = new LineSorter(sorting);
  }

  add(row: Iterable<NamedText>): void {
    const texts = [...row];
    for (const [name] of texts) this.#names.add(name);
    this.#rows.add('', JSON.stringify(texts));
  }

  /** In the order in which they came up. */
  get names(): readonly string[] {
    return [...this.#names];
  }

  *rows(): Generator<readonly NamedText[]> {
    for (const [, row] of this.#rows.sorted()) yield JSON.parse(row) as NamedText[];
  }
}

/**
 * Writes a list with a header. Rows that lack a column have an empty cell.
 *
 * @param path absolute.
 * @param nameOf what a column is called.
 */
export function writeTable(
  path: string,
  tree: OutputTree,
  syntax: TableSyntax,
  spool: RowSpool,
  nameOf: (name: string) => string = (name) => name,
): void {
  const file = new ListFile(path, tree);
  try {
    const { names } = spool;
    const line = syntax === 'csv' ? csvLine : tsvLine;
    file.line(line(names.map(nameOf)));
    for (const row of spool.rows()) {
      const cells = new Map(row);
      file.line(line(names.map((name) => cells.get(name) ?? '')));
    }
    file.commit();
  } catch (error) {
    file.discard();
    throw error;
  }
}

function csvLine(cells: readonly string[]): string {
  // A row of one empty cell would be an empty line, which readers pass over.
  if (cells.length === 1 && cells[0] === '') return '""';
  return stringify([cells]).slice(0, -1);
}

/** No cell of such a list can hold its own separators: those of a list of another kind become spaces. */
function tsvLine(cells: readonly string[]): string {
  return cells.map((cell) => cell.replace(/\t|\r?\n/g, ' ')).join('\t');
}
