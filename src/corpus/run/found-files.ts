import { type Dirent, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LineSorter } from '../lists/line-sorter.ts';
import type { CorpusFault } from './corpus-contents.ts';

/** The files of a folder with names of some sort, by their paths in it: hidden ones excepted, links not followed. */
export class FoundFiles {
  readonly #folder: string;
  readonly #isWanted: (name: string) => boolean;
  readonly #found = new LineSorter();
  readonly #fold: (path: string) => string;

  /** @param listName of a list in the folder: whether it is found by another case tells whether case counts. */
  constructor(folder: string, isWanted: (name: string) => boolean, listName: string) {
    this.#folder = folder;
    this.#isWanted = isWanted;
    const isCaseBlind = existsSync(join(folder, listName.toUpperCase()));
    this.#fold = isCaseBlind ? (path) => path.normalize().toLowerCase() : (path) => path;
  }

  /**
   * With `/`, and before each what the file system takes it for, in the order of the bytes of that. To be called once; nothing is
   * looked at before the first one is asked for.
   */
  *paths(): Generator<readonly [folded: string, path: string]> {
    this.#visit('');
    yield* this.#found.sorted();
  }

  /** What the file system takes a path in the folder for: where case does not count, another spelling is the same file. */
  get fold(): (path: string) => string {
    return this.#fold;
  }

  close(): void {
    this.#found.close();
  }

  #visit(prefix: string): void {
    for (const entry of this.#entriesOf(prefix)) {
      const { name } = entry;
      // No name of an output holds a line break; a list of paths could not, either.
      if (name.startsWith('.') || name.includes('\n')) continue;
      if (entry.isDirectory()) this.#visit(`${prefix}${name}/`);
      else if (this.#isWanted(name))
        this.#found.add(this.#fold(`${prefix}${name}`), `${prefix}${name}`);
    }
  }

  /** What cannot be read is missing, too, where a receipt states it. */
  #entriesOf(prefix: string): Dirent[] {
    try {
      return readdirSync(join(this.#folder, prefix), { withFileTypes: true });
    } catch {
      return [];
    }
  }
}

/** The fault of a file that is there, and that the lists do not know. */
export function unlisted(path: string): CorpusFault {
  const detail =
    'no receipt states it; expected outputs alone; move it elsewhere, or make the corpus anew in another folder';
  return { path, kind: 'unlisted', detail };
}
