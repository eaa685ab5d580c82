import { openSync } from 'node:fs';
import { AtomicFile } from '../../io/atomic-file.ts';
import type { ByteSink } from '../../io/byte-sink.ts';
import type { OutputTree } from '../../io/output-tree.ts';
import { ofOutput } from './render-fault.ts';

/** Where a staged file is and belongs. */
export interface StagedOutputOptions {
  /** What receipts call it. */
  readonly name: string;
  /** Final and absolute. */
  readonly path: string;
  /** On the same file system. */
  readonly temporaryPath: string;
  /** That it is put into. */
  readonly tree: OutputTree;
  /** The file that it is made of, if it is made of one. */
  readonly source?: string | undefined;
}

/** Pieces below this, such as headers, wait for the next one and go with it. */
const LEAST_BYTES = 1 << 12;

/**
 * A file that is written under a temporary name, put on the disk while the next ones are made, and renamed when it is
 * there.
 *
 * Unlike the sink of a single file it hears no signals: whoever stages outputs removes their folder.
 */
export class StagedOutput implements ByteSink {
  readonly name: string;
  readonly isSeekable = true;
  readonly #path: string;
  readonly #tree: OutputTree;
  readonly #source: string | undefined;
  readonly #file: AtomicFile;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #numberOfBytes = 0;

  constructor({ name, path, temporaryPath, tree, source }: StagedOutputOptions) {
    this.name = name;
    this.#path = path;
    this.#tree = tree;
    this.#source = source;
    // The folder is the run's own and was looked at when it was made; by the time of a removal it may be another one.
    const create = (part: string) => openSync(part, 'wx+');
    const remove = (part: string) => tree.remove(part);
    this.#file = this.#attempt(() => new AtomicFile(temporaryPath, { create, remove }));
  }

  get numberOfBytes(): number {
    return this.#numberOfBytes;
  }

  write(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#numberOfBytes += bytes.length;
    if (this.#waitingBytes + bytes.length < LEAST_BYTES) {
      // Whoever wrote them may overwrite them.
      this.#waiting.push(bytes.slice());
      this.#waitingBytes += bytes.length;
      return;
    }
    this.#waiting.push(bytes);
    this.#flush();
  }

  patch(byteOffset: number, bytes: Uint8Array): void {
    this.#flush();
    this.#numberOfBytes = Math.max(this.#numberOfBytes, byteOffset + bytes.length);
    this.#attempt(() => this.#file.patch(byteOffset, bytes));
  }

  read(byteOffset: number, buffer: Uint8Array): number {
    this.#flush();
    return this.#attempt(() => this.#file.read(byteOffset, buffer));
  }

  /** Has the system put it on the disk, without waiting for it here, and closes it. To be called when all is written. */
  async sync(): Promise<void> {
    if (!this.#file.isOpen) return;
    this.#flush();
    try {
      await this.#file.sync();
    } catch (error) {
      throw ofOutput(error, this.#path);
    } finally {
      this.#file.close();
    }
  }

  /** Gives it its name, and makes the folders of that. To be called when it is on the disk. */
  place(): void {
    this.#attempt(() => {
      this.#file.put((part) => this.#tree.put(part, this.#path, this.#source));
    });
  }

  async commit(): Promise<void> {
    await this.sync();
    this.place();
  }

  discard(): void {
    try {
      this.#file.discard();
    } catch {
      // Renamed already, or gone with its folder.
    }
  }

  #flush(): void {
    if (this.#waiting.length === 0) return;
    const pieces = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#attempt(() => this.#file.writeAllOf(pieces));
  }

  /** Has the system's errors name the file, and be known for those of an output. */
  #attempt<T>(operation: () => T): T {
    try {
      return operation();
    } catch (error) {
      throw ofOutput(error, this.#path);
    }
  }
}
