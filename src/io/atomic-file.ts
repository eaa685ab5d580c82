import {
  closeSync,
  fdatasync,
  fstatSync,
  fsyncSync,
  openSync,
  statSync,
  unlinkSync,
} from 'node:fs';
import { readSome, writeAll, writeAllOf } from './blocking-io.ts';

/** How files are made and removed: as the system does it, or as an `OutputTree` does. */
export interface FileMaker {
  /** Makes a file and opens it, to write and read it. */
  create(path: string): number;
  remove(path: string): void;
}

const SYSTEM: FileMaker = {
  create: (path) => openSync(path, 'wx+'),
  remove: (path) => unlinkSync(path),
};

/**
 * A file that is written under a temporary name and gets its own when it is whole.
 *
 *     constructor ─▶ write, patch, read ─▶ sync ─▶ put        or, at any time, discard
 *
 * Errors are the system's, and name the temporary file if any: callers have them name what the user knows.
 */
export class AtomicFile {
  readonly #temporaryPath: string;
  readonly #maker: FileMaker;
  readonly #inode: number;
  #fd: number;

  /** @param temporaryPath on the same file system as the final one; the system's way refuses one that is there. */
  constructor(temporaryPath: string, maker: FileMaker = SYSTEM) {
    this.#temporaryPath = temporaryPath;
    this.#maker = maker;
    this.#fd = maker.create(temporaryPath);
    try {
      this.#inode = fstatSync(this.#fd).ino;
    } catch (error) {
      this.close();
      maker.remove(temporaryPath);
      throw error;
    }
  }

  get isOpen(): boolean {
    return this.#fd >= 0;
  }

  write(bytes: Uint8Array): void {
    writeAll(this.#fd, bytes);
  }

  /** Writes several pieces one after the other. */
  writeAllOf(pieces: readonly Uint8Array[]): void {
    writeAllOf(this.#fd, pieces);
  }

  /** Overwrites bytes written before, or adds some at the very end. */
  patch(byteOffset: number, bytes: Uint8Array): void {
    writeAll(this.#fd, bytes, byteOffset);
  }

  /** Reads back what was written; returns the number of bytes, 0 at the end. */
  read(byteOffset: number, buffer: Uint8Array): number {
    return readSome(this.#fd, buffer, byteOffset);
  }

  /** Waits until all of it is on the disk. */
  syncNow(): void {
    fsyncSync(this.#fd);
  }

  /** Has the system put on the disk what was written so far. Where the file is closed meanwhile, no error is told. */
  sync(): Promise<void> {
    return new Promise((resolve, reject) => {
      fdatasync(this.#fd, (error) => {
        if (error === null || !this.isOpen) resolve();
        else reject(error);
      });
    });
  }

  /** Nothing can be added any more. */
  close(): void {
    if (!this.isOpen) return;
    const fd = this.#fd;
    this.#fd = -1;
    closeSync(fd);
  }

  /** Closes it and gives it its name: `rename` gets the temporary one. */
  put(rename: (temporaryPath: string) => void): void {
    this.close();
    rename(this.#temporaryPath);
  }

  /** Closes it, and removes it, unless somebody else's is under its name by now. */
  discard(): void {
    this.close();
    const found = statSync(this.#temporaryPath, { throwIfNoEntry: false });
    if (found?.ino === this.#inode) this.#maker.remove(this.#temporaryPath);
  }
}
