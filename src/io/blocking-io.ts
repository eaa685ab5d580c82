import { readSync, writeSync, writevSync } from 'node:fs';

/** Milliseconds to wait before a descriptor that was not ready is tried again. */
const RETRY_MS = 2;

const sleepCell = new Int32Array(new SharedArrayBuffer(4));

/**
 * Runs an operation on a descriptor until it no longer says EAGAIN, or EINTR, after which Node does not read again.
 *
 * Pipes that another program made non-blocking (descriptors share that flag) say so whenever they are empty or full.
 */
function whenReady<T>(operation: () => T): T {
  for (;;) {
    try {
      return operation();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EINTR') continue;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(sleepCell, 0, 0, RETRY_MS);
    }
  }
}

/**
 * Has the system's errors name what the user knows: a descriptor has no name, a temporary file one that says nothing.
 */
export function naming<T>(name: string, operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    throw Object.assign(error as NodeJS.ErrnoException, { path: name });
  }
}

/**
 * Reads what is there, at least one byte.
 *
 * @param position byte of the file to begin at; null: where the descriptor stands.
 * @returns the number of bytes read; 0 at the end.
 */
export function readSome(fd: number, buffer: Uint8Array, position: number | null): number {
  return whenReady(() => {
    try {
      return readSync(fd, buffer, 0, buffer.length, position);
    } catch (error) {
      // What Windows says at the end of a pipe.
      if ((error as NodeJS.ErrnoException).code === 'EOF') return 0;
      throw error;
    }
  });
}

/** Writes all bytes, however many calls that takes. */
export function writeAll(fd: number, bytes: Uint8Array, position: number | null = null): void {
  for (let start = 0; start < bytes.length; ) {
    const at = position === null ? null : position + start;
    start += whenReady(() => writeSync(fd, bytes, start, bytes.length - start, at));
  }
}

/** Writes the bytes of several pieces one after the other, in one call if the system takes them all. */
export function writeAllOf(fd: number, pieces: readonly Uint8Array[]): void {
  let written = pieces.length === 1 ? 0 : whenReady(() => writevSync(fd, [...pieces]));
  for (const piece of pieces) {
    const rest = piece.subarray(Math.min(written, piece.length));
    written -= piece.length - rest.length;
    writeAll(fd, rest);
  }
}
