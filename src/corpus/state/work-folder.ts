import { existsSync, renameSync, rmSync } from 'node:fs';

/** Removes a folder that other threads may be at work in: under another name they can add nothing to it meanwhile. */
export function removeWorkFolder(path: string): void {
  const removed = `${path}.removed`;
  rmSync(removed, { recursive: true, force: true });
  if (existsSync(path)) renameSync(path, removed);
  rmSync(removed, { recursive: true, force: true });
}
