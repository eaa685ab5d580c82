import { lstatSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ManifestError } from '../errors.ts';
import { LineSorter } from './line-sorter.ts';
import type { Utterance } from './utterance.ts';

/** Whether a folder's file system takes names that differ in case only for one. The folder's name has letters. */
export function isCaseBlind(folder: string): boolean {
  const name = basename(folder);
  const other = name === name.toUpperCase() ? name.toLowerCase() : name.toUpperCase();
  const stats = lstatSync(join(dirname(folder), other), { throwIfNoEntry: false });
  return stats !== undefined && stats.ino === lstatSync(folder).ino;
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

  /** @throws ManifestError where there is one. */
  refuse(): void {
    let previous: { folded: string; line: string } | undefined;
    for (const [folded, line] of this.#sorter.sorted()) {
      if (previous?.folded === folded) {
        const [a, b] = [JSON.parse(previous.line) as Utterance, JSON.parse(line) as Utterance];
        throw new ManifestError(
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
