import { mkdirSync } from 'node:fs';

/**
 * Makes a folder, and those that it lies in.
 *
 * @returns whether it was not there.
 */
export function makeFolder(path: string): boolean {
  try {
    return mkdirSync(path, { recursive: true }) !== undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    // What Node makes of a file system that is read-only, or fails: the system itself says what is wrong.
    mkdirSync(path);
    return true;
  }
}
