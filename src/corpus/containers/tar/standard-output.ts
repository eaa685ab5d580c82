import { fstatSync, ftruncateSync } from 'node:fs';
import { naming, writeAll } from '../../../io/blocking-io.ts';

/** What errors of writing the result name. */
export const STDOUT = 'standard output';
const STDOUT_FD = 1;

/** Standard output, of which each piece is written as a whole, or not at all where it is a file. */
export class StandardOutput {
  /** Of the file so far; undefined: it is none. */
  #fileBytes = fileBytesOf(STDOUT_FD);

  write(bytes: Uint8Array): void {
    try {
      naming(STDOUT, () => writeAll(STDOUT_FD, bytes));
    } catch (error) {
      this.#takeBack();
      throw error;
    }
    if (this.#fileBytes !== undefined) this.#fileBytes += bytes.length;
  }

  /** What a full disk took of the last piece could end just where an archive might. */
  #takeBack(): void {
    if (this.#fileBytes === undefined) return;
    try {
      if (fstatSync(STDOUT_FD).size > this.#fileBytes) ftruncateSync(STDOUT_FD, this.#fileBytes);
    } catch {
      // The error of writing is the one to be told.
    }
  }
}

function fileBytesOf(fd: number): number | undefined {
  const stats = fstatSync(fd);
  return stats.isFile() ? stats.size : undefined;
}
