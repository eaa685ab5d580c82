import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { OutputTree } from '../../io/output-tree.ts';

/**
 * Has a folder made that is not there. Several processes may do so at once: one of them wins, and the folder appears
 * whole.
 *
 * @param write fills a folder, which then gets the name.
 * @param isTooLate says whether it was made, used and removed before. Then none is left.
 */
export async function makeOnce(
  path: string,
  tree: OutputTree,
  write: (draft: string) => Promise<void>,
  isTooLate: () => boolean,
): Promise<void> {
  if (existsSync(path) || isTooLate()) return;
  const draft = `${path}.${randomUUID()}`;
  tree.makeFolder(draft);
  try {
    await write(draft);
    try {
      tree.put(draft, path);
    } catch (error) {
      // Somebody else was quicker.
      if (!existsSync(path)) throw error;
      return;
    }
    // While it was being written, others may have made it, and been done with it.
    if (isTooLate()) tree.removeFolder(path);
  } finally {
    tree.removeFolder(draft);
  }
}
