import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LineSorter } from '../lists/line-sorter.ts';
import type { CorpusFault } from './corpus-contents.ts';

/** The files of a folder with names of some sort, by their paths in it: hidden ones excepted, links not followed. */
export class FoundFiles {
  readonly #folder: string;
  readonly #isWanted: (name: string) => boolean;
  readonly #found = new LineSorter();

  constructor(folder: string, isWanted: (name: string) => boolean) {
    this.#folder = folder;
    this.#isWanted = isWanted;
  }

  /** In the order of their bytes, with `/`. To be called once; nothing is looked at before the first one is asked for. */
  *paths(): Generator<string> {
    this.#visit('');
    for (const [path] of this.#found.sorted()) yield path;
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
      else if (this.#isWanted(name)) this.#found.add(`${prefix}${name}`, '');
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
