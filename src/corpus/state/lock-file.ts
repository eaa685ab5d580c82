import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import type { ProcessIdentity } from './process-identity.ts';

/** How a lock is opened to write it again; where there are links, none is followed. */
export const OWN_FILE = constants.O_RDWR | (constants.O_NOFOLLOW ?? 0);

/** What the lock of a run says of it. */
export interface LockHolder extends ProcessIdentity {
  /** Of this lock alone. */
  readonly token: string;
}

/** A lock as it is found. */
export interface FoundLock {
  /** Who wrote it; undefined where it does not say so as this version does. */
  readonly holder: LockHolder | undefined;
  readonly text: string;
  /** No other lock at the same path has the same. */
  readonly token: string;
  /** By the clock of the file system. */
  readonly modifiedNs: bigint;
}

/** Text of a lock. Its last byte is written again and again: see `lock-heartbeat.ts`. */
export function lockText(holder: LockHolder): string {
  return `${JSON.stringify(holder)}\n`;
}

/** Reads a lock; undefined where there is none. It is opened for that, since NFS then asks the server how the file is now. */
export function readLock(path: string): FoundLock | undefined {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const { mtimeNs, ino } = fstatSync(fd, { bigint: true });
    // A power failure may leave NULs where text was.
    const text = readFileSync(fd, 'utf8').replaceAll('\0', '').trim();
    const holder = holderIn(text);
    return { holder, text, token: holder?.token ?? `${ino}-${mtimeNs}`, modifiedNs: mtimeNs };
  } finally {
    closeSync(fd);
  }
}

function holderIn(text: string): LockHolder | undefined {
  try {
    const { token, pid, host, scope, started } = JSON.parse(text) as Partial<LockHolder>;
    const isSound =
      /^[\w-]{1,64}$/.test(token!) &&
      Number.isSafeInteger(pid) &&
      pid! > 0 &&
      typeof host === 'string' &&
      isTextOrNull(scope) &&
      isTextOrNull(started);
    return isSound ? ({ token, pid, host, scope, started } as LockHolder) : undefined;
  } catch {
    return undefined;
  }
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === 'string';
}
