import { closeSync, openSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { naming, readSome, writeAll } from './blocking-io.ts';

/** Bytes kept in memory; what comes after them goes to a temporary file. */
export const SPOOL_MEMORY_BYTES = 1 << 24;

/** Bytes of one piece of the memory, and of one read. */
const PIECE_BYTES = 1 << 18;

/**
 * Keeps bytes to be read again: in memory up to a bound, the rest in a temporary file of mode 0600 that has no name
 * any more from the moment it is open, so that nothing is left behind however the process ends.
 */
export class Spool {
  readonly #memoryBytes: number;
  /** Full pieces, and a last one that holds what `#keptBytes` leaves for it. */
  readonly #pieces: Uint8Array[] = [];
  #keptBytes = 0;
  #totalBytes = 0;
  #fd: number | undefined;
  #nextPiece = 0;
  #position = 0;
  #buffer: Uint8Array | undefined;

  /** @param memoryBytes how much may stay in memory. */
  constructor(memoryBytes: number = SPOOL_MEMORY_BYTES) {
    this.#memoryBytes = memoryBytes;
  }

  /** Bytes written. */
  get totalBytes(): number {
    return this.#totalBytes;
  }

  /** Keeps a copy of the bytes. */
  write(bytes: Uint8Array): void {
    this.#totalBytes += bytes.length;
    const kept = this.#fd === undefined ? this.#keepInMemory(bytes) : 0;
    if (kept < bytes.length) {
      naming(spoolName(), () => {
        this.#fd ??= openUnlinked();
        writeAll(this.#fd, bytes.subarray(kept));
      });
    }
  }

  /** Returns how many of the bytes there was room for. */
  #keepInMemory(bytes: Uint8Array): number {
    let kept = 0;
    while (kept < bytes.length && this.#keptBytes < this.#memoryBytes) {
      const start = this.#keptBytes % PIECE_BYTES;
      if (start === 0) this.#pieces.push(new Uint8Array(PIECE_BYTES));
      const room = Math.min(PIECE_BYTES - start, this.#memoryBytes - this.#keptBytes);
      const part = bytes.subarray(kept, kept + room);
      this.#pieces.at(-1)!.set(part, start);
      this.#keptBytes += part.length;
      kept += part.length;
    }
    return kept;
  }

  /** Goes back to the first byte. */
  rewind(): void {
    this.#nextPiece = 0;
    this.#position = 0;
  }

  /** The next bytes, valid until the next call; undefined at the end. */
  read(): Uint8Array | undefined {
    const piece = this.#pieces[this.#nextPiece];
    if (piece !== undefined) {
      const start = this.#nextPiece * PIECE_BYTES;
      this.#nextPiece++;
      return piece.subarray(0, this.#keptBytes - start);
    }
    if (this.#fd === undefined) return undefined;
    this.#buffer ??= new Uint8Array(PIECE_BYTES);
    const [fd, buffer] = [this.#fd, this.#buffer];
    const count = naming(spoolName(), () => readSome(fd, buffer, this.#position));
    this.#position += count;
    return count > 0 ? buffer.subarray(0, count) : undefined;
  }

  /** Forgets everything. */
  close(): void {
    this.#pieces.length = 0;
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }
}

/** What messages call a file that has no name: the folder tells which disk it is on. */
function spoolName(): string {
  return `temporary file in ${tmpdir()}`;
}

function openUnlinked(): number {
  // Nobody else's file can be opened: `x` fails where the name exists.
  const path = join(tmpdir(), `awgn-${process.pid}-${process.hrtime.bigint().toString(36)}`);
  const fd = openSync(path, 'wx+', 0o600);
  unlinkSync(path);
  return fd;
}
