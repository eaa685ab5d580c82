import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReadOptions } from '../../src/corpus/plan/corpus-kind.ts';
import { type CorpusRow, isLeftOutRow, type Utterance } from '../../src/corpus/utterance.ts';
import { AwgnError } from '../../src/errors.ts';
import { holdsNaN, must } from './expect.ts';

/** A folder for the lists of one process. */
export const FOLDER = mkdtempSync(join(tmpdir(), 'awgn-fuzz-lists-'));
process.on('exit', () => rmSync(FOLDER, { recursive: true, force: true }));

export const READ: ReadOptions = {
  allowCommands: false,
  unit: 'utterance' as const,
  keepsKind: false,
  sorting: { folder: FOLDER },
};

/**
 * Every row is an utterance with a name and a file, or says in words what is wrong; or the list is refused as ours.
 *
 * @returns the utterances; undefined where the list is refused.
 */
export async function readRows(
  rows: AsyncIterable<CorpusRow>,
  isAllowed = READ,
): Promise<Utterance[] | undefined> {
  const utterances: Utterance[] = [];
  try {
    for await (const row of rows) {
      must(typeof row.origin === 'string' && row.origin !== '', 'a row without an origin');
      if (isLeftOutRow(row)) continue;
      if ('fault' in row) {
        must(
          /; .*/.test(row.fault) &&
            !/\bNaN\b.*expected|undefined/.test(row.fault.replace(/"(?:[^"\\]|\\.)*"?/g, '')),
          `fault: ${row.fault}`,
        );
        continue;
      }
      if ('leftOut' in row) continue;
      must(row.id !== '', 'an utterance without an id');
      utterances.push(row);
      must(!holdsNaN({ ...row, row: null }), 'NaN in an utterance');
      const { audio } = row;
      // One that only decodes a file is never run: the file is read.
      const isRun = audio.type === 'command' && audio.decodes === undefined;
      must(isAllowed.allowCommands || !isRun, 'a command that was not allowed');
      if (row.audio.type !== 'file') continue;
      const { startSeconds = 0, durationSeconds = 1 } = row.audio;
      must(startSeconds >= 0 && startSeconds < Infinity, `a start of ${startSeconds}`);
      must(durationSeconds > 0 && durationSeconds < Infinity, `a duration of ${durationSeconds}`);
    }
  } catch (error) {
    if (!(error instanceof AwgnError)) throw error;
    return undefined;
  }
  return utterances;
}
