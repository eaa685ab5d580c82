// Journals and receipts of any bytes: the sound lines before the first damaged one, or one of our errors; what is believed is the beginning of what is read.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UTTERANCE_ENTRIES } from '../../../src/corpus/containers/folder/utterance-entry.ts';
import { ARCHIVE_ENTRIES } from '../../../src/corpus/containers/tar/archive-entry.ts';
import { jsonLines } from '../../../src/corpus/lists/json-lines.ts';
import {
  type EntryFormat,
  entriesOf,
  journalLines,
  journalPath,
} from '../../../src/corpus/state/journal.ts';
import { AwgnError } from '../../../src/errors.ts';
import { OutputTree } from '../../../src/io/output-tree.ts';
import { mustEqual } from '../expect.ts';
import { FOLDER } from '../rows.ts';

export const mostBytes = 500;
export const seeds = [
  '{"id":"a","outputs":[]}\n{"id":"b","outputs":[{"x":1}]}\n',
  '{"id":"a"}\n{"id":"b","ou',
  '{"id":"a.tar","archive":{"shard":"a.tar","bytes":1,"sha256":"0","source_bytes":1,"samples":1,"outputs":1,"silent":0,"failures":0}}\n{"id":"b"',
  '\n\n',
  '',
].map((text) => Buffer.from(text));
const folder = join(FOLDER, 'journal');
mkdirSync(folder);

export function run(bytes: Uint8Array): void {
  for (const format of [UTTERANCE_ENTRIES, ARCHIVE_ENTRIES]) read(bytes, format);
}

function read(bytes: Uint8Array, format: EntryFormat): void {
  writeFileSync(journalPath(folder), bytes);
  const lines = journalLines(folder, new OutputTree(folder), format);
  const entries = lines === undefined ? [] : [...entriesOf(lines)];
  let whole: unknown[] | undefined;
  for (const readBytes of [1, 7, 1 << 16]) {
    const found: unknown[] = [];
    try {
      for (const value of jsonLines(journalPath(folder), readBytes)) found.push(value);
    } catch (error) {
      if (!(error instanceof AwgnError)) throw error;
    }
    whole ??= found;
    mustEqual(found, whole, 'what was read in other pieces');
    // A line that is no entry ends what is believed.
    mustEqual(entries, found.slice(0, entries.length), 'what was believed');
  }
}
