import {
  type BigIntStats,
  constants,
  copyFileSync,
  lstatSync,
  openSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { CorpusError } from '../errors.ts';
import { identityOf } from './byte-source.ts';
import { makeFolder, makeInnermostFolder } from './make-folder.ts';
import { quote } from './shell-word.ts';
import { SourceFolders } from './source-folders.ts';

/** Folders that were looked at before outputs for them are made. */
const MOST_KEPT_FOLDERS = 4096;

/**
 * The folder of a result with all that is below it: whatever a corpus writes, renames or removes there goes through
 * this class, so that nothing is ever written elsewhere and no source is ever an output.
 *
 * - The folder itself may be a symbolic link; below it none is followed. One that is in the way is refused by name.
 * - Nothing goes into a folder that holds sources, known by device and inode: see {@link sources}.
 * - A file that is to be replaced must not be the source itself under another name, a hard link.
 *
 * All of that is looked at when a run begins to work for a folder ({@link expect}) and again in the instant before each
 * renaming. What is left is a race of some microseconds between that look and the renaming: Node has no `renameat`,
 * which could name a folder by a descriptor. Whoever wins it must replace a folder of the result by a link just then;
 * and a file is only ever created under a name that is not there, or renamed, never opened to be written over.
 */
export class OutputTree {
  /** Absolute; as it was given, links in it included. */
  readonly path: string;
  readonly #prefix: string;
  readonly #sources = new SourceFolders();
  /** Whether each was there when it was looked at. */
  readonly #expected = new Map<string, boolean>();

  /** @param path absolute. */
  constructor(path: string) {
    this.path = path;
    this.#prefix = path.endsWith(sep) ? path : path + sep;
  }

  /** The folders of the sources, to be added to by whoever learns of them. */
  get sources(): SourceFolders {
    return this.#sources;
  }

  /**
   * Refuses a place that nothing can be put in, before there is something to put there.
   *
   * @param path of a file in the tree.
   * @param source the file that it is going to be made of, if there is one.
   * @throws CorpusError.
   */
  expect(path: string, source?: string): void {
    const folder = dirname(path);
    let isThere = this.#expected.get(folder);
    if (isThere === undefined) {
      isThere = this.#look(folder, false);
      if (this.#expected.size >= MOST_KEPT_FOLDERS) this.#expected.clear();
      this.#expected.set(folder, isThere);
    }
    // In a folder that the run itself makes nothing is in the way.
    if (isThere) this.#refuseReplacing(path, source);
  }

  /** Makes a folder of the tree, and those that it lies in. @throws CorpusError; what the system says. */
  makeFolder(path: string): void {
    this.#look(path, true);
  }

  /** Makes a folder of the tree in one that is there, and none of those above. @throws as {@link makeFolder}. */
  makeInnermostFolder(path: string): void {
    this.#look(dirname(path), false);
    makeInnermostFolder(path);
    this.#look(path, false);
  }

  /** Opens a new file, to write and read it; what a run that broke off left under its name is removed. */
  create(path: string): number {
    this.#look(dirname(path), true);
    return ifInTheWay(path, () => openSync(path, 'wx+'));
  }

  /** Copies a file from elsewhere to a new one. */
  copy(from: string, to: string): void {
    this.#look(dirname(to), true);
    ifInTheWay(to, () => copyFileSync(from, to, constants.COPYFILE_EXCL));
  }

  /**
   * Gives a file or a folder its name, and makes the folders of that. A file of that name is replaced.
   *
   * @param from on the same file system.
   * @param source the file that it was made of, if there is one.
   * @throws CorpusError; what the system says.
   */
  put(from: string, to: string, source?: string): void {
    this.#look(dirname(to), true);
    this.#refuseReplacing(to, source);
    renameSync(from, to);
  }

  /** Removes a file, or a link and not what it leads to, if it is there. */
  remove(path: string): void {
    if (this.#look(dirname(path), false)) rmSync(path, { force: true });
  }

  /**
   * Removes a folder that other threads may be at work in, in one step: under another name they can add nothing to it
   * meanwhile, and who comes after a kill finds all of it or nothing.
   */
  removeFolder(path: string): void {
    if (!this.#look(dirname(path), false)) return;
    const removed = `${path}.removed`;
    rmSync(removed, { recursive: true, force: true });
    // Of a link the link is removed: neither call follows it.
    if (lstatSync(path, { throwIfNoEntry: false })) renameSync(path, removed);
    rmSync(removed, { recursive: true, force: true });
  }

  /**
   * Looks at every folder on the way to one: none may be a link, and it may not hold sources.
   *
   * @param makes whether what is missing is made.
   * @returns whether it is there.
   */
  #look(folder: string, makes: boolean): boolean {
    let place = this.path;
    let stats: BigIntStats | undefined;
    for (const name of this.#namesOf(folder)) {
      place = join(place, name);
      stats = entryAt(place);
      if (stats === undefined) {
        if (!makes) return false;
        makeFolder(place);
        stats = entryAt(place);
      }
      if (stats?.isSymbolicLink()) throw linked(place);
    }
    if (place === this.path) {
      stats = statSync(place, { throwIfNoEntry: false, bigint: true });
      if (stats === undefined && makes) makeFolder(place);
      else if (stats === undefined) return false;
    }
    const source = stats && this.#sources.nameOf(stats);
    if (source !== undefined) throw shared(place, source);
    return true;
  }

  #namesOf(folder: string): readonly string[] {
    if (folder === this.path) return [];
    if (folder.startsWith(this.#prefix)) return folder.slice(this.#prefix.length).split(sep);
    throw new CorpusError(
      'ERR_PLACE_REFUSED',
      `${folder} lies outside the result ${this.path}; expected a folder in it; choose another name`,
    );
  }

  #refuseReplacing(path: string, source: string | undefined): void {
    const there = entryAt(path);
    if (there === undefined) return;
    if (there.isSymbolicLink()) throw linked(path);
    if (source === undefined || !there.isFile()) return;
    const stats = statSync(source, { throwIfNoEntry: false, bigint: true });
    if (stats && identityOf(stats) === identityOf(there)) throw same(path, source);
  }
}

function entryAt(path: string): BigIntStats | undefined {
  return lstatSync(path, { throwIfNoEntry: false, bigint: true });
}

/** Makes a new file, in the place of what is there under its name: links are not followed, and hard ones left. */
function ifInTheWay<T>(path: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    rmSync(path, { force: true });
    return make();
  }
}

function linked(path: string): CorpusError {
  return new CorpusError(
    'ERR_PLACE_REFUSED',
    `${path} is a symbolic link (to ${readlinkSync(path)}), and nothing is written through a link inside the result; ` +
      `remove it: rm ${quote(path)}, or make the whole result a link`,
  );
}

function shared(folder: string, source: string): CorpusError {
  const name = folder === source ? 'holds sources of the corpus' : `is the source folder ${source}`;
  return new CorpusError(
    'ERR_PLACE_REFUSED',
    `${folder} ${name}, and outputs are never put beside sources; choose another folder for the result`,
  );
}

function same(path: string, source: string): CorpusError {
  return new CorpusError(
    'ERR_PLACE_REFUSED',
    `${path} is the same file as the source ${source} (a hard link), and no source is ever replaced; ` +
      `remove this name of it: rm ${quote(path)}`,
  );
}
