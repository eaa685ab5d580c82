import { type BigIntStats, closeSync, fstatSync, openSync, read } from 'node:fs';
import type { SampleEncoding } from '../audio-format.ts';
import { AudioFormatError, SourceChangedError } from '../errors.ts';
import type { AudioHeader, AudioWarning } from '../formats/audio-decoder.ts';
import type { SampleFormat } from '../formats/sample-format.ts';
import { naming, readSome } from './blocking-io.ts';
import { isStandardStream } from './descriptor-names.ts';
import { Spool } from './spool.ts';
import { isTerminal } from './terminal.ts';
import { BYTES_PER_TURN, turn } from './turns.ts';

/** Bytes asked of the system at a time. */
export const READ_BYTES = 1 << 18;

/** Input bytes, from their start, as often as wanted if it was said so at opening. */
export interface ByteSource {
  /** What messages call it. */
  readonly name: string;
  /** The name under which a command of the shell finds it; undefined for what is no file. */
  readonly fileName?: string | undefined;
  /** Number of bytes, where the system knows it. */
  readonly totalBytes: number | undefined;
  /** {@link identityOf} a regular file, to tell it from the output. */
  readonly identity: string | undefined;
  /** Whether what `read` gives stays as it is until the source is closed. Unless said, the next call overwrites it. */
  readonly keepsBytes?: boolean;
  /** What a decoder before it knows of the samples, and WAV cannot say. */
  readonly codec?: SourceCodec | undefined;
  /** What that decoder found odd in what has been read since the last rewind. */
  readonly warnings?: readonly AudioWarning[] | undefined;
  /** Goes back to the first byte. Not before the first pass has reached the end, unless it can {@link seek}. */
  rewind(): void;
  /** Goes on at a byte, counted from the first one. There where any byte can be read at any time. */
  seek?: ((byteOffset: number) => void) | undefined;
  /** The next bytes, which the next call overwrites; undefined at the end. Blocks, or gives a promise. */
  read(): Uint8Array | undefined | Promise<Uint8Array | undefined>;
  /**
   * To be called at the end of every pass when there is more than one.
   *
   * @throws SourceChangedError when a file is not what it was at opening.
   */
  assertUnchanged(): void;
  close(): void;
}

/** How the samples of a source were decoded, where it gives them as WAV. */
export interface SourceCodec {
  /** As in {@link AudioHeader.decoder}. */
  readonly decoder?: string | undefined;
  /** As in {@link SampleFormat.storedAs}. */
  readonly storedAs?: SampleEncoding | undefined;
}

export interface OpenSourceOptions {
  /** Whether `rewind` will be called: a pipe is then kept in memory and, from some size on, in a temporary file. */
  readonly rereadable: boolean;
  /**
   * Whether reads of a pipe wait without blocking the thread, so that signal handlers run. Blocking is quicker.
   * Default false.
   */
  readonly unblocking?: boolean;
  /** What messages and receipts call it. Default: its path. */
  readonly name?: string;
  /** Bytes asked of the system at a time. Default: 256 KiB. */
  readonly readBytes?: number;
}

/**
 * Reads a source to its end and gives the event loop its turn now and then.
 *
 * @param onTurn called at every turn with the bytes read so far.
 * @param onBytes called with each piece, which is overwritten when it has returned and what it promised is done.
 */
export async function readAll(
  source: ByteSource,
  onTurn: (bytesRead: number) => void,
  onBytes: (bytes: Uint8Array) => void | Promise<void>,
): Promise<void> {
  let bytesRead = 0;
  let turnEnd = BYTES_PER_TURN;
  for (;;) {
    const next = source.read();
    const bytes = next instanceof Promise ? await next : next;
    if (bytes === undefined) return;
    const done = onBytes(bytes);
    if (done instanceof Promise) await done;
    bytesRead += bytes.length;
    if (bytesRead >= turnEnd) {
      turnEnd += BYTES_PER_TURN;
      onTurn(bytesRead);
      await turn();
    }
  }
}

/** Which file it is, under whatever name. Inodes of some file systems use all of their 64 bits. */
export function identityOf({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`;
}

/**
 * @param before what an open file was at first.
 * @throws SourceChangedError when it is something else now.
 */
export function assertSameFile(fd: number, before: BigIntStats): void {
  const now = fstatSync(fd, { bigint: true });
  if (now.size === before.size && now.mtimeNs === before.mtimeNs) return;
  throw new SourceChangedError(
    `the input changed while it was read: ${before.size} bytes at first, ${now.size} later; ` +
      'expected it to stay as it is between measuring and mixing; try again when nothing writes to it',
  );
}

/** What a source is called. */
type SourceNames = Pick<ByteSource, 'name' | 'fileName'>;

/**
 * Opens a file, or standard input for `-`.
 *
 * @throws what the system says (`ENOENT`, `EACCES`, `EISDIR`, ...).
 */
export function openSource(path: string, options: OpenSourceOptions): ByteSource {
  const isStandardInput = path === '-';
  const name = options.name ?? (isStandardInput ? 'standard input' : path);
  const fd = isStandardStream(path, 0) ? 0 : openSync(path, 'r');
  const stats = naming(name, () => fstatSync(fd, { bigint: true }));
  if (stats.isDirectory()) {
    if (fd !== 0) closeSync(fd);
    throw Object.assign(new Error(`${name} is a directory; expected an audio file`), {
      code: 'EISDIR',
      path: name,
    });
  }
  const fileName = isStandardInput ? undefined : name;
  if (stats.isFile()) return new FileSource(fd, { name, fileName }, stats, options.readBytes);
  // A command that reads standard input asks before; /dev/stdin and /dev/tty are the terminal too.
  if (!isStandardInput && isTerminal(fd)) {
    if (fd !== 0) closeSync(fd);
    throw new AudioFormatError(
      'the input is a terminal; expected an audio file or a pipe; name a file',
    );
  }
  const pipe = new PipeSource(fd, { name, fileName }, options.unblocking ?? false);
  return options.rereadable ? new SpooledSource(pipe) : pipe;
}

/**
 * A regular file. The first pass reads on from where the descriptor stands, for a redirected standard input may have
 * been read from before; where that was shows at the end.
 */
class FileSource implements ByteSource {
  readonly name: string;
  readonly fileName: string | undefined;
  readonly identity: string;
  readonly #fd: number;
  readonly #stats: BigIntStats;
  readonly #buffer: Uint8Array;
  #bytesRead = 0;
  /** Where the input begins in the file; unknown during the first pass of what somebody else opened. */
  #start: number | undefined;
  readonly seek: ((byteOffset: number) => void) | undefined;

  constructor(
    fd: number,
    { name, fileName }: SourceNames,
    stats: BigIntStats,
    readBytes = READ_BYTES,
  ) {
    this.#buffer = new Uint8Array(readBytes);
    this.#fd = fd;
    if (fd !== 0) {
      this.#start = 0;
      this.seek = (byteOffset) => {
        this.#bytesRead = byteOffset;
      };
    }
    this.name = name;
    this.fileName = fileName;
    this.#stats = stats;
    this.identity = identityOf(stats);
  }

  get totalBytes(): number {
    return Number(this.#stats.size);
  }

  rewind(): void {
    this.#start ??= this.totalBytes - this.#bytesRead;
    this.#bytesRead = 0;
  }

  read(): Uint8Array | undefined {
    const position = this.#start === undefined ? null : this.#start + this.#bytesRead;
    const count = naming(this.name, () => readSome(this.#fd, this.#buffer, position));
    this.#bytesRead += count;
    return count > 0 ? this.#buffer.subarray(0, count) : undefined;
  }

  assertUnchanged(): void {
    assertSameFile(this.#fd, this.#stats);
  }

  close(): void {
    if (this.#fd !== 0) closeSync(this.#fd);
  }
}

/** A pipe, a terminal, a socket: read once. */
class PipeSource implements ByteSource {
  readonly name: string;
  readonly fileName: string | undefined;
  readonly totalBytes = undefined;
  readonly identity = undefined;
  readonly #fd: number;
  readonly #buffer = new Uint8Array(READ_BYTES);
  readonly #unblocking: boolean;

  constructor(fd: number, { name, fileName }: SourceNames, unblocking: boolean) {
    this.#fd = fd;
    this.name = name;
    this.fileName = fileName;
    this.#unblocking = unblocking;
  }

  rewind(): void {
    throw new Error(`${this.name} was opened to be read once`);
  }

  read(): Uint8Array | undefined | Promise<Uint8Array | undefined> {
    if (this.#unblocking) return this.#readLater();
    const count = naming(this.name, () => readSome(this.#fd, this.#buffer, null));
    return count > 0 ? this.#buffer.subarray(0, count) : undefined;
  }

  #readLater(): Promise<Uint8Array | undefined> {
    return new Promise((resolve, reject) => {
      const attempt = () =>
        read(this.#fd, this.#buffer, 0, READ_BYTES, null, (error, count) => {
          if (error?.code === 'EAGAIN') setTimeout(attempt, 5);
          else if (error !== null && error.code !== 'EOF')
            reject(Object.assign(error, { path: this.name }));
          else resolve(count > 0 ? this.#buffer.subarray(0, count) : undefined);
        });
      attempt();
    });
  }

  assertUnchanged(): void {}

  close(): void {
    if (this.#fd !== 0) closeSync(this.#fd);
  }
}

/** A pipe that keeps what it read. */
class SpooledSource implements ByteSource {
  readonly #pipe: PipeSource;
  readonly #spool = new Spool();
  #isFirstPass = true;

  constructor(pipe: PipeSource) {
    this.#pipe = pipe;
  }

  get name(): string {
    return this.#pipe.name;
  }

  get fileName(): string | undefined {
    return this.#pipe.fileName;
  }

  get totalBytes(): number | undefined {
    return this.#isFirstPass ? undefined : this.#spool.totalBytes;
  }

  get identity(): undefined {
    return undefined;
  }

  rewind(): void {
    this.#isFirstPass = false;
    this.#spool.rewind();
  }

  read(): Uint8Array | undefined | Promise<Uint8Array | undefined> {
    if (!this.#isFirstPass) return this.#spool.read();
    const bytes = this.#pipe.read();
    return bytes instanceof Promise ? bytes.then((later) => this.#keep(later)) : this.#keep(bytes);
  }

  #keep(bytes: Uint8Array | undefined): Uint8Array | undefined {
    if (bytes !== undefined) this.#spool.write(bytes);
    return bytes;
  }

  assertUnchanged(): void {}

  close(): void {
    this.#spool.close();
    this.#pipe.close();
  }
}
