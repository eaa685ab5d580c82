import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

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
    const above = dirname(path);
    if (above !== path && !existsSync(above)) makeFolder(above);
    mkdirSync(path);
    return true;
  }
}
