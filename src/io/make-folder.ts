import { existsSync, lstatSync, mkdirSync, readlinkSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CorpusError } from '../errors.ts';
import { quote } from './shell-word.ts';

/** Others may remove a folder at the moment when one is made in it: then all is looked at again, so often. */
const MOST_ATTEMPTS = 3;

/**
 * Makes a folder, and those that it lies in: one call of the system for each. (Node's own recursive mkdir never ends
 * where the system says that there is no such folder although the one above is there, as it does in /proc.)
 *
 * @returns whether it was not there.
 * @throws CorpusError where no folder can be made; what the system says.
 */
export function makeFolder(path: string): boolean {
  const missing = missingFolders(resolve(path));
  for (let attempt = 1; ; attempt++) {
    try {
      for (const folder of missingFolders(resolve(path))) makeInnermostFolder(folder);
      return missing.length > 0;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      const { path: folder = path } = error as NodeJS.ErrnoException;
      if (attempt < MOST_ATTEMPTS && !existsSync(dirname(folder))) continue;
      throw unmakeable(folder, error);
    }
  }
}

/** From the outermost to the one that is wanted. */
function missingFolders(path: string): string[] {
  const missing: string[] = [];
  for (let place = path; !existsSync(place); place = dirname(place)) {
    missing.unshift(place);
    if (dirname(place) === place) break;
  }
  if (missing.length === 0 && !statSync(path).isDirectory()) return [path];
  return missing;
}

/** Makes a folder in one that is there; others may do so at the same time. @throws what the system says. */
export function makeInnermostFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const stats = statSync(folder, { throwIfNoEntry: false });
    if (stats?.isDirectory()) return;
    if (stats === undefined && lstatSync(folder).isSymbolicLink()) throw leadingNowhere(folder);
    throw error;
  }
}

function leadingNowhere(link: string): CorpusError {
  const end = resolve(dirname(link), readlinkSync(link));
  return new CorpusError(
    'ERR_FOLDER_NOT_MADE',
    `${link} is a symbolic link to ${end}, which does not exist; create that first: mkdir -p ${quote(end)}`,
  );
}

function unmakeable(folder: string, cause: unknown): CorpusError {
  return new CorpusError(
    'ERR_FOLDER_NOT_MADE',
    `the folder ${folder} cannot be created: ${dirname(folder)} takes no new folders; choose another place`,
    { cause },
  );
}
