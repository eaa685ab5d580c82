import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import type { CsvError } from 'csv-parse';
import { CorpusError } from '../../../errors.ts';
import { MOST_LINE_BYTES, manifestLines } from '../../lists/manifest-lines.ts';

/** Kinds of lists with columns: cells between commas, quoted as in RFC 4180; or between tabs, as they are. */
export type TableSyntax = 'csv' | 'tsv';

/** The cells of one row; or what is wrong with it. */
export type TableRecord =
  | { readonly number: number; readonly cells: readonly string[] }
  | { readonly number: number; readonly fault: string };

/**
 * The rows of a list with columns, the header among them, in memory that one row bounds. Empty lines are left out.
 *
 * @param name what messages call the file.
 * @returns records with the line that each begins at.
 * @throws CorpusError for a quote that is never closed, or closed after more than a row can hold: all that follows
 * would be one cell.
 */
export async function* tableRecords(
  path: string,
  name: string,
  syntax: TableSyntax,
): AsyncGenerator<TableRecord> {
  if (syntax === 'csv') {
    yield* csvRecords(path, name);
    return;
  }
  for await (const line of manifestLines(path, name)) {
    if ('fault' in line) yield line;
    else if (line.text !== '') yield { number: line.number, cells: line.text.split('\t') };
  }
}

async function* csvRecords(path: string, name: string): AsyncGenerator<TableRecord> {
  const { parse } = await import('csv-parse');
  const parser = parse({
    // A byte a character: what is no UTF-8 is found cell by cell, and costs its row only.
    encoding: 'latin1',
    info: true,
    max_record_size: MOST_LINE_BYTES,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  // Errors come out of the iteration.
  pipeline(createReadStream(path), withoutByteOrderMark, parser, () => undefined);
  let number = 1;
  try {
    for await (const { record, info } of parser as AsyncIterable<ParsedRecord>) {
      yield decoded(number, record);
      number = info.lines + 1;
    }
  } catch (error) {
    const { code } = error as CsvError;
    if (code !== 'CSV_QUOTE_NOT_CLOSED' && code !== 'CSV_MAX_RECORD_SIZE') throw error;
    throw new CorpusError(
      'ERR_LIST_DAMAGED',
      `${name}:${number} or a line after it begins a row without an end; expected a closing quote within ${MOST_LINE_BYTES} bytes; correct the row`,
      { cause: error },
    );
  }
}

interface ParsedRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

async function* withoutByteOrderMark(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let isFirst = true;
  for await (const piece of pieces) {
    const hasMark = isFirst && piece[0] === 0xef && piece[1] === 0xbb && piece[2] === 0xbf;
    isFirst = false;
    yield hasMark ? piece.subarray(3) : piece;
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decoded(number: number, bytes: readonly string[]): TableRecord {
  try {
    const cells = bytes.map((cell) =>
      /[\x80-\xff]/.test(cell) ? decoder.decode(Buffer.from(cell, 'latin1')) : cell,
    );
    return { number, cells };
  } catch {
    return { number, fault: 'bytes that are no UTF-8; expected text in UTF-8; convert it' };
  }
}
