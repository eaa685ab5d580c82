import { closeSync, openSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { naming, readSome, writeAll } from '../../io/blocking-io.ts';
import { textLines } from './text-lines.ts';

const WRITE_CHARACTERS = 1 << 18;
/** What a key that is written as it is may not hold: what ends keys and lines, or is no text by itself. */
const NEEDS_JSON = /^"|[\t\n\ud800-\udfff]/;

/** A value under a key. */
export type KeyedLine = readonly [key: string, value: string];

/** A file that has no name any more and goes when it is closed. */
export class TemporaryFile {
  readonly #folder: string;
  #fd: number;
  #bytes = 0;

  constructor(folder: string) {
    const path = join(folder, `.awgn-${process.pid}-${process.hrtime.bigint().toString(36)}.sort`);
    this.#fd = naming(folder, () => openSync(path, 'wx+', 0o600));
    unlinkSync(path);
    this.#folder = folder;
  }

  get bytes(): number {
    return this.#bytes;
  }

  append(text: string): void {
    const bytes = Buffer.from(text);
    naming(this.#folder, () => writeAll(this.#fd, bytes, this.#bytes));
    this.#bytes += bytes.length;
  }

  read(buffer: Uint8Array, position: number): number {
    return naming(this.#folder, () => readSome(this.#fd, buffer, position));
  }

  close(): void {
    if (this.#fd < 0) return;
    closeSync(this.#fd);
    this.#fd = -1;
  }
}

/** A sorted part of the lines: a part of a file. */
export class SortedRun {
  readonly file: TemporaryFile;
  readonly level: number;
  readonly #start: number;
  #end: number;
  #lastKey = '';

  /** @param file where it begins at the end; only the last run of a file is appended to. */
  constructor(file: TemporaryFile, level: number) {
    this.file = file;
    this.level = level;
    this.#start = file.bytes;
    this.#end = file.bytes;
  }

  get lastKey(): string {
    return this.#lastKey;
  }

  /** @param lines sorted, none before the last one that is there. */
  append(lines: Iterable<KeyedLine>): void {
    let text = '';
    for (const [key, value] of lines) {
      this.#lastKey = key;
      text += `${NEEDS_JSON.test(key) ? JSON.stringify(key) : key}\t${value}\n`;
      if (text.length < WRITE_CHARACTERS) continue;
      this.file.append(text);
      text = '';
    }
    this.file.append(text);
    this.#end = this.file.bytes;
  }

  /** @param readBytes what is read at a time. */
  *lines(readBytes: number): Generator<KeyedLine> {
    let position = this.#start;
    const read = (buffer: Uint8Array): number => {
      const count = this.file.read(buffer.subarray(0, this.#end - position), position);
      position += count;
      return count;
    };
    for (const line of textLines(read, readBytes)) {
      const tab = line.indexOf('\t');
      const key = line.slice(0, tab);
      yield [key.startsWith('"') ? (JSON.parse(key) as string) : key, line.slice(tab + 1)];
    }
  }
}
