import {
  type BigIntStats,
  chmodSync,
  closeSync,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  statSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { AtomicFile } from './atomic-file.ts';
import { naming, writeAll } from './blocking-io.ts';
import { identityOf } from './byte-source.ts';
import { descriptorOf } from './descriptor-names.ts';
import { isTerminal } from './terminal.ts';
import { onTermination } from './termination.ts';

/** Where output bytes go. */
export interface ByteSink {
  /** What messages call it. */
  readonly name: string;
  /** Whether {@link patch} and {@link read} work. */
  readonly isSeekable: boolean;
  write(bytes: Uint8Array): void;
  /** Overwrites bytes written before, or adds some at the very end. */
  patch(byteOffset: number, bytes: Uint8Array): void;
  /** Reads back what was written; returns the number of bytes, 0 at the end. */
  read(byteOffset: number, buffer: Uint8Array): number;
  /** Gives the output its final name, when all of it is on the disk. */
  commit(): Promise<void>;
  /** Leaves nothing behind, as far as it can. */
  discard(): void;
}

export interface OpenSinkOptions {
  /** Whether a file that exists may be replaced. */
  readonly overwrite: boolean;
  /** {@link ByteSource.identity} of the input: the output must be another file. */
  readonly sourceIdentity?: string | undefined;
}

/** An output that must not be written to: it exists, it is the input, it is a terminal. */
export class OutputRefusedError extends Error {
  /** Name of the class. */
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
  if (path === '-') return openDescriptor(1, 'standard output', options);
  const stats = statSync(path, { throwIfNoEntry: false, bigint: true });
  if (stats === undefined) return new FileSink(path, endOfLinks(path), options, undefined);
  if (stats.isDirectory()) {
    throw new OutputRefusedError(`${path} is a directory; expected the name of a file to write`);
  }
  const fd = descriptorOf(path);
  if (fd !== undefined && !isTerminal(fd)) return openDescriptor(fd, path, options);
  if (!stats.isFile()) return openDevice(path);
  refuseSource(path, stats, options);
  if (!options.overwrite) throw existing(path);
  // A link stays a link: what it points to is replaced.
  return new FileSink(path, realpathSync(path), options, stats);
}

/** The file that a shell's `>` would make: where a link leads that leads to nothing yet. The system has seen no loop. */
export function endOfLinks(path: string): string {
  let end = path;
  while (lstatSync(end, { throwIfNoEntry: false })?.isSymbolicLink()) {
    const linked = end;
    end = naming(path, () => resolve(realpathSync(dirname(linked)), readlinkSync(linked)));
  }
  return end;
}

/** A file that the shell has opened for us, and emptied if it was to be, is written where the descriptor stands. */
function openDescriptor(fd: number, name: string, options: OpenSinkOptions): ByteSink {
  const stats = naming(name, () => fstatSync(fd, { bigint: true }));
  if (stats.isFile()) refuseSource(name, stats, options);
  return new DescriptorSink(fd, name, false);
}

function openDevice(path: string): ByteSink {
  const fd = openSync(path, 'w');
  if (!isTerminal(fd)) return new DescriptorSink(fd, path, true);
  closeSync(fd);
  throw new OutputRefusedError(`${path} is a terminal, and would get audio; name a file`);
}

function refuseSource(name: string, stats: BigIntStats, { sourceIdentity }: OpenSinkOptions): void {
  if (identityOf(stats) !== sourceIdentity) return;
  throw new OutputRefusedError(
    `${name} is the input itself, which is still needed; give the output another name`,
  );
}

function existing(path: string): OutputRefusedError {
  return new OutputRefusedError(
    `${path} exists; give --force to replace it, or the output another name`,
  );
}

function withoutFolder(name: string, folder: string, cause: unknown): OutputRefusedError {
  return new OutputRefusedError(
    `${name} cannot be written, for there is no folder ${folder}; make it first: mkdir -p ${folder}`,
    { cause },
  );
}

/** Standard output, a device, a named pipe. */
class DescriptorSink implements ByteSink {
  readonly name: string;
  readonly isSeekable = false;
  readonly #fd: number;
  /** Whether the descriptor is ours to close, and not closed yet. */
  #isOurs: boolean;

  constructor(fd: number, name: string, isOurs: boolean) {
    this.#fd = fd;
    this.name = name;
    this.#isOurs = isOurs;
  }

  write(bytes: Uint8Array): void {
    naming(this.name, () => writeAll(this.#fd, bytes));
  }

  patch(): never {
    throw new Error(`${this.name} cannot be written to but at its end`);
  }

  read(): never {
    throw new Error(`${this.name} cannot be read back`);
  }

  async commit(): Promise<void> {
    naming(this.name, () => this.discard());
  }

  discard(): void {
    if (!this.#isOurs) return;
    this.#isOurs = false;
    closeSync(this.#fd);
  }
}

/** Bytes after which the system is asked to put them on the disk while the next ones are made. */
const SYNC_BYTES = 1 << 24;

/** A regular file, under a temporary name until it is whole; a signal that ends the process removes it. */
class FileSink implements ByteSink {
  readonly name: string;
  readonly isSeekable = true;
  readonly #path: string;
  readonly #options: OpenSinkOptions;
  #file: AtomicFile | undefined;
  #unsyncedBytes = 0;
  #syncing: Promise<void> | undefined;
  /** The system says once that something went wrong, and not again at the end. */
  #syncError: unknown;
  readonly #stopListening: () => void;

  constructor(
    name: string,
    path: string,
    options: OpenSinkOptions,
    replaced: BigIntStats | undefined,
  ) {
    this.name = name;
    this.#path = path;
    this.#options = options;
    // Short whatever the final name is, which may be as long as names can be.
    const suffix = `${process.pid}-${process.hrtime.bigint().toString(36)}`;
    const temporaryPath = join(dirname(path), `.awgn-${suffix}.part`);
    // Heard from before there is something to remove.
    this.#stopListening = onTermination(() => this.discard());
    try {
      this.#file = naming(name, () => new AtomicFile(temporaryPath));
      if (replaced !== undefined) {
        naming(name, () => chmodSync(temporaryPath, Number(replaced.mode) & 0o7777));
      }
    } catch (error) {
      this.discard();
      const isFolderMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      throw isFolderMissing ? withoutFolder(name, dirname(path), error) : error;
    }
  }

  write(bytes: Uint8Array): void {
    naming(this.name, () => this.#file!.write(bytes));
    this.#unsyncedBytes += bytes.length;
    if (this.#unsyncedBytes >= SYNC_BYTES && this.#syncing === undefined) this.#syncInBackground();
  }

  patch(byteOffset: number, bytes: Uint8Array): void {
    naming(this.name, () => this.#file!.patch(byteOffset, bytes));
  }

  read(byteOffset: number, buffer: Uint8Array): number {
    return naming(this.name, () => this.#file!.read(byteOffset, buffer));
  }

  async commit(): Promise<void> {
    await this.#syncing;
    naming(this.name, () => {
      if (this.#syncError !== undefined) throw this.#syncError;
      this.#file!.syncNow();
      this.#file!.put((temporaryPath) => {
        // Somebody else may have been quicker, or have moved the input here.
        const there = lstatSync(this.#path, { throwIfNoEntry: false, bigint: true });
        if (there !== undefined) refuseSource(this.name, there, this.#options);
        if (there !== undefined && !this.#options.overwrite) throw existing(this.name);
        renameSync(temporaryPath, this.#path);
      });
    });
    this.#stopListening();
  }

  discard(): void {
    this.#stopListening();
    try {
      this.#file?.discard();
    } catch {
      // Removed by somebody else: either way it is gone.
    }
  }

  #syncInBackground(): void {
    this.#unsyncedBytes = 0;
    const end = (error?: unknown) => {
      this.#syncError ??= error;
      this.#syncing = undefined;
    };
    this.#syncing = this.#file!.sync().then(() => end(), end);
  }
}
