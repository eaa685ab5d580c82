import { existsSync, readdirSync, readFileSync, realpathSync, rmdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { CorpusError } from '../../errors.ts';
import { identityOf } from '../../io/byte-source.ts';
import { makeFolder } from '../../io/make-folder.ts';
import { OutputTree } from '../../io/output-tree.ts';
import { onTermination } from '../../io/termination.ts';
import { VERSION } from '../../version.ts';
import { ListFile } from '../lists/list-file.ts';
import { parseOwnJson } from '../lists/own-json.ts';
import { isWithin } from '../plan/audio-paths.ts';
import type { CorpusSummary, FolderUse } from '../plan/corpus-options.ts';
import { SETTINGS_NAME } from '../plan/result-names.ts';
import { FolderLock } from './folder-lock.ts';
import { forgetJournal } from './journal.ts';

/** Name of the folder, in that of the corpus, of what is not finished. */
export const STATE_NAME = '.awgn';

const LOCK_NAME = 'lock';

/** Where all runs have what is not finished: each in a folder of its own. */
export function temporaryPathOf(folder: string): string {
  return join(folder, STATE_NAME, 'tmp');
}

/** Where the shards of a corpus keep what is theirs. */
export function shardsPath(folder: string): string {
  return join(folder, STATE_NAME, 'shards');
}

/** How much a corpus has, as it says itself. */
type CorpusCounts = Pick<
  CorpusSummary,
  'utterances' | 'failures' | 'outputs' | 'silent' | 'leftOut' | 'notes'
>;

/** The folder of a corpus that is being made, held against other runs. */
export class CorpusFolder {
  readonly path: string;
  readonly statePath: string;
  /** Of this run alone: whoever takes over from it removes it, and with it all that the run could still put in its place. */
  readonly temporaryPath: string;
  /** Through which all is written. */
  readonly tree: OutputTree;
  readonly #lock: FolderLock;

  /** Whether the folder was not there before. */
  readonly #isMade: boolean;
  #isFinished = false;
  #stopListening = (): void => {};

  private constructor(tree: OutputTree, isMade: boolean, lock: FolderLock) {
    this.path = tree.path;
    this.tree = tree;
    this.statePath = join(tree.path, STATE_NAME);
    this.temporaryPath = join(temporaryPathOf(tree.path), lock.token);
    this.#isMade = isMade;
    this.#lock = lock;
  }

  /**
   * Makes the folder, or takes it as it is, and locks it.
   *
   * @param settings text that says how the corpus is made: a corpus is gone on with as it was begun.
   * @param source must lie elsewhere.
   * @param onInterrupt called when a signal ends the process, after the folder was left in order.
   * @throws CorpusError where the folder is not fit for the use.
   */
  static open(
    path: string,
    use: FolderUse,
    settings: string,
    source: string,
    onInterrupt: () => void = () => {},
  ): CorpusFolder {
    const tree = new OutputTree(resolve(path));
    refuseNested(tree.path, source);
    tree.sources.addSource(source);
    if (statSync(tree.path, { throwIfNoEntry: false })?.isFile()) {
      throw new CorpusError(
        'ERR_PLACE_REFUSED',
        `${path} is a file; expected a folder for the result; give another name`,
      );
    }
    const isMade = makeFolder(tree.path);
    if (use === 'new' || use === 'resume') refuseOccupied(tree.path, path, use);
    tree.makeFolder(join(tree.path, STATE_NAME));
    const lock = FolderLock.take(join(tree.path, STATE_NAME, LOCK_NAME), path);
    const folder = new CorpusFolder(tree, isMade, lock);
    folder.#stopListening = onTermination(() => {
      folder.unlock();
      onInterrupt();
    });
    try {
      const goesOn = use === 'resume' || use === 'join';
      const begun = goesOn ? folder.#settings() : undefined;
      if (begun !== undefined) refuseDiffering(path, begun, settings);
      folder.#isFinished = goesOn && folder.#isFinishedWith(settings);
      if (!goesOn) forgetJournal(folder.statePath, folder.tree);
      // What a run that broke off has left.
      tree.removeFolder(temporaryPathOf(tree.path));
      tree.makeFolder(folder.temporaryPath);
      folder.#state(settings);
      return folder;
    } catch (error) {
      folder.unlock();
      throw error;
    }
  }

  /** Whether a corpus lies in it that was finished with the same settings, and is to be gone on with. */
  get isFinished(): boolean {
    return this.#isFinished;
  }

  /**
   * To be called before anything is written that another run could write, too; often, where that is much.
   *
   * @throws CorpusError where another run has taken over.
   */
  check(): void {
    this.#lock.check();
  }

  /** What went wrong: where another run has taken over, that, whatever it had come of it. */
  causeOf(error: unknown): unknown {
    return this.#lock.loss() ?? error;
  }

  /** Says how the corpus was made, how large it is, and what of the source is not in it. */
  describe({ utterances, failures, outputs, silent, leftOut, notes }: CorpusCounts): void {
    this.#lock.checkNow();
    const settings = JSON.parse(readFileSync(join(this.statePath, SETTINGS_NAME), 'utf8'));
    const counts = { utterances, failures, outputs, silent, left_out: leftOut, notes };
    const file = new ListFile(join(this.path, SETTINGS_NAME), this.tree);
    file.line(JSON.stringify({ ...settings, ...counts }, undefined, 2));
    file.commit();
  }

  /** Removes all but the corpus itself: in one step, so that who comes after a kill finds all of it or nothing. */
  clean(): void {
    this.#stopListening();
    this.#lock.end(() => {
      try {
        this.tree.removeFolder(this.statePath);
      } catch {
        // All is done: what goes wrong once here is tried again rather than told.
        this.tree.removeFolder(this.statePath);
      }
    });
  }

  /** Leaves a folder that was found new as it was found, for nothing was done in it. */
  abandon(): void {
    if (this.#lock.loss() !== undefined) {
      this.unlock();
      return;
    }
    this.#stopListening();
    this.#lock.end(() => this.tree.removeFolder(this.statePath));
    if (this.#isMade && readdirSync(this.path).length === 0) rmdirSync(this.path);
  }

  /** Lets others in; what is done stays. What cannot be removed does not keep them out, and is no news where all fails. */
  unlock(): void {
    this.#stopListening();
    const isLost = this.#lock.loss() !== undefined;
    for (const remove of [
      () => this.tree.removeFolder(isLost ? this.temporaryPath : temporaryPathOf(this.path)),
      () => this.#lock.release(),
      // Made again, where the run that took over was quicker than this one.
      () => isLost && rmdirSync(temporaryPathOf(this.path)),
      () => isLost && rmdirSync(this.statePath),
    ]) {
      try {
        remove();
      } catch {
        // Who comes next removes it.
      }
    }
  }

  /** How the corpus in it was begun, or made. */
  #settings(): string | undefined {
    for (const folder of [this.statePath, this.path]) {
      const path = join(folder, SETTINGS_NAME);
      if (existsSync(path)) return readFileSync(path, 'utf8');
    }
    return undefined;
  }

  /** What another one left, which was to be replaced by force, must not be taken for this one. */
  #isFinishedWith(settings: string): boolean {
    const path = join(this.path, SETTINGS_NAME);
    if (!existsSync(path)) return false;
    return differencesOf(parseOwnJson(readFileSync(path, 'utf8'), path), settings).length === 0;
  }

  /** Whole or not at all: who goes on after a kill at any time must find how the corpus was begun. */
  #state(settings: string): void {
    const file = new ListFile(join(this.statePath, SETTINGS_NAME), this.tree);
    file.write(settings);
    file.commit();
  }
}

/** What is somebody's own, or made by others at this moment, must not be written over. @param name what messages call it. */
function refuseOccupied(path: string, name: string, use: 'new' | 'resume'): void {
  const isEmpty = readdirSync(path).length === 0;
  if (use === 'new' && !isEmpty) {
    throw new CorpusError(
      'ERR_RESULT_EXISTS',
      `${name} is not empty; expected a new folder; give --resume to go on with a corpus, --force to write into it, or another name`,
    );
  }
  if (existsSync(shardsPath(path))) {
    throw new CorpusError(
      'ERR_RESULT_OPTIONS',
      `${name} was begun with --shard; expected the same again; make its shards and join them with awgn corpus merge, or give another name`,
    );
  }
  const isCorpus = existsSync(join(path, STATE_NAME)) || existsSync(join(path, SETTINGS_NAME));
  if (isEmpty || isCorpus) return;
  throw new CorpusError(
    'ERR_RESULT_EXISTS',
    `${name} is not empty, and no corpus of awgn that could be gone on with; expected one, or a new folder; give --force to write into it, or another name`,
  );
}

export function refuseNested(folder: string, source: string): void {
  const real = realPathOf(folder);
  const from = realPathOf(source);
  if (isWithin(from, real) || isBoundWithin(from, real)) {
    throw new CorpusError(
      'ERR_PLACE_REFUSED',
      `the result ${folder} lies in the source ${source}; expected a folder elsewhere, since it would be read as part of it`,
    );
  }
  if (dirname(from) === real && statSync(from, { throwIfNoEntry: false })?.isFile()) {
    throw new CorpusError(
      'ERR_PLACE_REFUSED',
      `the result ${folder} is the folder of the source ${source}; expected a folder elsewhere, since its list would replace the source`,
    );
  }
}

/** Whether a path lies in a folder that has another name there: what a bind mount does, names do not tell. */
function isBoundWithin(folder: string, path: string): boolean {
  const stats = statSync(folder, { throwIfNoEntry: false, bigint: true });
  if (!stats?.isDirectory()) return false;
  for (let place = path; ; place = dirname(place)) {
    const above = statSync(place, { throwIfNoEntry: false, bigint: true });
    if (above && identityOf(above) === identityOf(stats)) return true;
    if (dirname(place) === place) return false;
  }
}

/** With all symbolic links followed, also of what is not there yet. */
function realPathOf(path: string): string {
  const absolute = resolve(path);
  if (existsSync(absolute)) return realpathSync(absolute);
  const above = dirname(absolute);
  return above === absolute ? absolute : join(realPathOf(above), basename(absolute));
}

/**
 * Refuses to go on with a result that another version, or a run with other options, has begun.
 *
 * @param path what messages call the result.
 * @param begun settings that it was begun with.
 * @throws CorpusError.
 */
export function refuseDiffering(path: string, begun: string, settings: string): void {
  const before = parseOwnJson(begun, join(path, SETTINGS_NAME));
  refuseOtherVersion(path, before);
  const differences = differencesOf(before, settings);
  if (differences.length === 0) return;
  throw new CorpusError(
    'ERR_RESULT_OPTIONS',
    `${path} was begun otherwise: ${differences.join(', ')}; expected the same options; give those, or another folder`,
  );
}

/**
 * Refuses what another version of awgn has begun: its files may mean something else, and its lists be written otherwise.
 *
 * @param path what messages call the result.
 * @throws CorpusError.
 */
export function refuseOtherVersion(
  path: string,
  settings: Readonly<Record<string, unknown>>,
): void {
  const { tool_version: version } = settings;
  if (typeof version !== 'string' || version === VERSION) return;
  throw new CorpusError(
    'ERR_RESULT_VERSION',
    `${path} was begun by awgn ${version}, and this is awgn ${VERSION}; go on with that version: ` +
      `npx awgn@${version}; or make it anew in another folder`,
  );
}

/** What a finished corpus says about its size is no setting: only what this run sets is compared. */
function differencesOf(before: Readonly<Record<string, unknown>>, settings: string): string[] {
  return Object.entries(JSON.parse(settings) as Record<string, unknown>)
    .filter(([name, value]) => JSON.stringify(before[name]) !== JSON.stringify(value))
    .map(
      ([name, value]) =>
        `${name} was ${JSON.stringify(before[name])} and is ${JSON.stringify(value)}`,
    );
}
