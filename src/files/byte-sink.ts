import {
  chmodSync,
  closeSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  type Stats,
  statSync,
  unlinkSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { writeAll } from './blocking-io.ts';

/** Where output bytes go. */
export interface ByteSink {
  /** What messages call it. */
  readonly name: string;
  /** Whether {@link patch} works. */
  readonly isSeekable: boolean;
  write(bytes: Uint8Array): void;
  /** Overwrites bytes written before, or adds some at the very end. */
  patch(byteOffset: number, bytes: Uint8Array): void;
  /** Gives the output its final name, when all of it is on the disk. */
  commit(): void;
  /** Leaves nothing behind, as far as it can. */
  discard(): void;
}

export interface OpenSinkOptions {
  /** Whether a file that exists may be replaced. */
  readonly overwrite: boolean;
  /** {@link ByteSource.identity} of the input: the output must be another file. */
  readonly sourceIdentity?: string | undefined;
}

/** An output that must not be written to: it exists, or it is the input. */
export class OutputRefusedError extends Error {
  override readonly name = 'OutputRefusedError';
}

/**
 * Opens a file for writing, or standard output for `-`.
 *
 * A regular file is written beside its final name and renamed by `commit`; devices and named pipes are written to
 * as they are.
 *
 * @throws OutputRefusedError, or what the system says.
 */
export function openSink(path: string, options: OpenSinkOptions): ByteSink {
  if (path === '-') return new DescriptorSink(1, 'standard output', false);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return new FileSink(path, path, undefined);
  if (stats.isDirectory()) {
    throw new OutputRefusedError(`${path} is a directory; expected the name of a file to write`);
  }
  if (!stats.isFile()) return new DescriptorSink(openSync(path, 'w'), path, true);
  if (`${stats.dev}:${stats.ino}` === options.sourceIdentity) {
    throw new OutputRefusedError(
      `${path} is the input itself, which is still needed; give the output another name`,
    );
  }
  if (!options.overwrite) {
    throw new OutputRefusedError(
      `${path} exists; give --force to replace it, or the output another name`,
    );
  }
  // A link stays a link: what it points to is replaced.
  return new FileSink(path, realpathSync(path), stats);
}

/** Standard output, a device, a named pipe. */
class DescriptorSink implements ByteSink {
  readonly name: string;
  readonly isSeekable = false;
  readonly #fd: number;
  readonly #isOurs: boolean;

  constructor(fd: number, name: string, isOurs: boolean) {
    this.#fd = fd;
    this.name = name;
    this.#isOurs = isOurs;
  }

  write(bytes: Uint8Array): void {
    writeAll(this.#fd, bytes);
  }

  patch(): void {
    throw new Error(`${this.name} cannot be written to but at its end`);
  }

  commit(): void {
    this.discard();
  }

  discard(): void {
    if (this.#isOurs) closeSync(this.#fd);
  }
}

/** A regular file, under a temporary name until it is whole. */
class FileSink implements ByteSink {
  readonly name: string;
  readonly isSeekable = true;
  readonly #path: string;
  readonly #temporaryPath: string;
  readonly #fd: number;
  #isOpen = true;

  constructor(name: string, path: string, replaced: Stats | undefined) {
    this.name = name;
    this.#path = path;
    const suffix = `${process.pid}-${process.hrtime.bigint().toString(36)}`;
    this.#temporaryPath = join(dirname(path), `.${basename(path)}.${suffix}.awgn-part`);
    this.#fd = openSync(this.#temporaryPath, 'wx');
    if (replaced !== undefined) {
      try {
        chmodSync(this.#temporaryPath, replaced.mode & 0o7777);
      } catch (error) {
        this.discard();
        throw error;
      }
    }
  }

  write(bytes: Uint8Array): void {
    writeAll(this.#fd, bytes);
  }

  patch(byteOffset: number, bytes: Uint8Array): void {
    writeAll(this.#fd, bytes, byteOffset);
  }

  commit(): void {
    fsyncSync(this.#fd);
    this.#close();
    renameSync(this.#temporaryPath, this.#path);
  }

  discard(): void {
    this.#close();
    try {
      unlinkSync(this.#temporaryPath);
    } catch {
      // Renamed, or removed by somebody else: either way it is gone.
    }
  }

  #close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeSync(this.#fd);
  }
}
