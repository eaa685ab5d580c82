import { closeSync, existsSync, openSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { CorpusError } from '../../errors.ts';
import { LineSorter } from '../lists/line-sorter.ts';
import type { Utterance } from '../utterance.ts';

/**
 * Whether a folder's file system takes names that differ in case only for one. It is tried with a file: numbers of files
 * do not tell, for those of some file systems (FUSE, over a network) differ with the name that one comes by.
 *
 * @param folder of this run alone.
 */
export function isCaseBlind(folder: string): boolean {
  const path = join(folder, 'case');
  closeSync(openSync(path, 'wx'));
  try {
    return existsSync(join(folder, 'CASE'));
  } finally {
    unlinkSync(path);
  }
}

/** Finds ids of which one's files would take the place of another's, where case does not count. */
export class CaseClashes {
  readonly #sorter: LineSorter;

  constructor(temporaryFolder: string) {
    this.#sorter = new LineSorter({ folder: temporaryFolder });
  }

  add({ id, origin }: Pick<Utterance, 'id' | 'origin'>): void {
    this.#sorter.add(id.toLowerCase().normalize('NFC'), JSON.stringify({ id, origin }));
  }

  /** @throws CorpusError where there is one. */
  refuse(): void {
    let previous: { folded: string; line: string } | undefined;
    for (const [folded, line] of this.#sorter.sorted()) {
      if (previous?.folded === folded) {
        const [a, b] = [JSON.parse(previous.line) as Utterance, JSON.parse(line) as Utterance];
        throw new CorpusError(
          'ERR_LIST_IDS',
          `${a.origin} and ${b.origin} have the ids ${JSON.stringify(a.id)} and ${JSON.stringify(b.id)}, which are one on the ` +
            "result's file system, where case does not count; expected different ones; rename one, or write the result elsewhere",
        );
      }
      previous = { folded, line };
    }
  }

  close(): void {
    this.#sorter.close();
  }
}
