import { randomUUID } from 'node:crypto';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { makeFolder } from '../../io/make-folder.ts';

/**
 * Has a folder made that is not there. Several processes may do so at once: one of them wins, and the folder appears
 * whole.
 *
 * @param write fills a folder, which then gets the name.
 */
export async function makeOnce(
  path: string,
  write: (draft: string) => Promise<void>,
): Promise<void> {
  if (existsSync(path)) return;
  const draft = `${path}.${randomUUID()}`;
  makeFolder(draft);
  try {
    await write(draft);
    try {
      renameSync(draft, path);
    } catch (error) {
      // Somebody else was quicker.
      if (!existsSync(path)) throw error;
    }
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
