import { type BigIntStats, lstatSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { identityOf } from './byte-source.ts';

/** Names of folders that are kept, so as not to look at each for every file in it. */
const MOST_KEPT_NAMES = 4096;

/**
 * The folders that hold the sources of a corpus, by device and inode: whatever name they are met under, through a link
 * or a bind mount, they are known again.
 *
 * A name in a folder can only be replaced through that folder, so the folders are enough, and they are far fewer than
 * the files.
 */
export class SourceFolders {
  /** A name for each identity. */
  readonly #names = new Map<string, string>();
  readonly #seen = new Set<string>();
  #lastFile = '';
  #lastStats: Stats | undefined;

  /**
   * Adds the folder of a file, and if that is a symbolic link also the folder of what it leads to.
   *
   * @returns what the system says of the file; undefined where it is not there, which whoever reads it will hear.
   */
  addFileOf(path: string): Stats | undefined {
    // Rows that follow each other are often parts of one file.
    if (path === this.#lastFile) return this.#lastStats;
    this.#lastFile = path;
    this.#lastStats = this.#addFileOf(path);
    return this.#lastStats;
  }

  /** Adds the folder that a source as a whole is, or that its list is in; nothing for one that is no file. */
  addSource(source: string): void {
    const stats = statSync(source, { throwIfNoEntry: false });
    if (stats?.isDirectory()) this.addFolder(resolve(source));
    else if (stats?.isFile()) this.addFileOf(resolve(source));
  }

  addFolder(path: string): void {
    if (this.#seen.has(path)) return;
    if (this.#seen.size >= MOST_KEPT_NAMES) this.#seen.clear();
    this.#seen.add(path);
    try {
      this.#names.set(identityOf(statSync(path, { bigint: true })), path);
    } catch {
      // What is not there cannot be replaced.
    }
  }

  #addFileOf(path: string): Stats | undefined {
    this.addFolder(dirname(path));
    try {
      const stats = lstatSync(path);
      if (!stats.isSymbolicLink()) return stats;
      this.addFolder(dirname(realpathSync.native(path)));
      return statSync(path);
    } catch {
      return undefined;
    }
  }

  /** One name for each folder. */
  names(): Iterable<string> {
    return this.#names.values();
  }

  /** The name of a folder of the sources; undefined for any other. */
  nameOf(stats: BigIntStats): string | undefined {
    return this.#names.get(identityOf(stats));
  }
}
