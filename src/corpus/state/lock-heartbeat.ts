import { closeSync, fstatSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { OWN_FILE, readLock } from './lock-file.ts';

/** What the thread is told that gives signs of life. */
export interface HeartbeatData {
  /** Of the lock. */
  readonly path: string;
  readonly token: string;
  readonly everyMs: number;
  /** One integer, 0 until the thread is to end. */
  readonly isOver: SharedArrayBuffer;
}

const { path, token, everyMs, isOver } = workerData as HeartbeatData;

/**
 * Writes the last byte of the lock again: the file system then notes the time by its own clock, of NFS the server's as soon
 * as it is synced. A time that is set explicitly would be this machine's.
 */
function beat(): void {
  const fd = openSync(path, OWN_FILE);
  try {
    writeSync(fd, '\n', fstatSync(fd).size - 1);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

// A thread of its own, since the main one may be at one piece of work, or one slow call, for minutes.
const over = new Int32Array(isOver);
do {
  try {
    if (readLock(path)?.token !== token) break;
    beat();
  } catch {
    // The next one may succeed; if none does, the lock is thought dead, and the run finds out.
  }
} while (Atomics.wait(over, 0, 0, everyMs) === 'timed-out');
