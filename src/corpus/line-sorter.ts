import { closeSync, openSync, readSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { naming, writeAll } from '../files/blocking-io.ts';

export interface LineSorterOptions {
  /** Folder of the temporary files. Default: the system's. */
  readonly folder?: string | undefined;
  /** Characters held in memory before they go to a file. */
  readonly memoryCharacters?: number;
}

/** A value under a key. */
export type KeyedLine = readonly [key: string, value: string];

const MEMORY_CHARACTERS = 1 << 22;
/** What a line costs in memory beside its characters, in characters. */
const LINE_CHARACTERS = 64;
/** Runs become one when there are this many, as each holds a descriptor. */
const MOST_RUNS = 64;
const READ_BYTES = 1 << 16;
const WRITE_CHARACTERS = 1 << 18;

/**
 * Sorts more lines than memory holds, by the bytes of their keys in UTF-8, as `LC_ALL=C sort` does. Equal keys stay in
 * the order in which they came.
 *
 * External merge sort: sorted runs in unlinked temporary files, merged while they are read.
 */
export class LineSorter {
  readonly #folder: string;
  readonly #memoryCharacters: number;
  #lines: KeyedLine[] = [];
  #characters = 0;
  readonly #runs: Run[] = [];

  constructor({ folder = tmpdir(), memoryCharacters = MEMORY_CHARACTERS }: LineSorterOptions = {}) {
    this.#folder = folder;
    this.#memoryCharacters = memoryCharacters;
  }

  /** @param value any text without a line break, such as JSON. */
  add(key: string, value: string): void {
    this.#lines.push([key, value]);
    this.#characters += key.length + value.length + LINE_CHARACTERS;
    if (this.#characters >= this.#memoryCharacters) this.#spill();
  }

  /** All lines in order. To be called once; what is not read to the end must be closed with {@link close}. */
  *sorted(): Generator<KeyedLine> {
    this.#lines.sort(byKey);
    const [first] = this.#lines;
    try {
      const [only] = this.#runs;
      const isInOrder =
        this.#runs.length < 2 &&
        (only === undefined || first === undefined || compareBytes(only.lastKey, first[0]) <= 0);
      if (isInOrder) {
        if (only !== undefined) yield* only.lines();
        yield* this.#lines;
      } else {
        yield* merge([...this.#runs.map((run) => run.lines()), this.#lines.values()]);
      }
    } finally {
      this.close();
    }
  }

  close(): void {
    for (const run of this.#runs) run.close();
    this.#runs.length = 0;
    this.#lines = [];
    this.#characters = 0;
  }

  #spill(): void {
    this.#lines.sort(byKey);
    const last = this.#runs.at(-1);
    // Lines that come in order, or nearly so, make one long run.
    if (last !== undefined && compareBytes(last.lastKey, this.#lines[0]![0]) <= 0) {
      last.append(this.#lines);
    } else {
      this.#runs.push(new Run(this.#folder, this.#lines));
    }
    this.#lines = [];
    this.#characters = 0;
    if (this.#runs.length < MOST_RUNS) return;
    const merged = new Run(this.#folder, merge(this.#runs.map((run) => run.lines())));
    for (const run of this.#runs) run.close();
    this.#runs.splice(0, this.#runs.length, merged);
  }
}

/** A sorted part of the lines in a temporary file, which has no name any more and goes when it is closed. */
class Run {
  readonly #folder: string;
  #fd: number;
  #lastKey = '';

  constructor(folder: string, lines: Iterable<KeyedLine>) {
    const path = join(folder, `.awgn-${process.pid}-${process.hrtime.bigint().toString(36)}.sort`);
    this.#fd = naming(folder, () => openSync(path, 'wx+', 0o600));
    unlinkSync(path);
    this.#folder = folder;
    this.append(lines);
  }

  get lastKey(): string {
    return this.#lastKey;
  }

  /** @param lines sorted, none before the last one that is there. */
  append(lines: Iterable<KeyedLine>): void {
    let text = '';
    for (const [key, value] of lines) {
      this.#lastKey = key;
      // A key may hold tabs and line breaks, its JSON does not.
      text += `${JSON.stringify(key)}\t${value}\n`;
      if (text.length < WRITE_CHARACTERS) continue;
      naming(this.#folder, () => writeAll(this.#fd, Buffer.from(text)));
      text = '';
    }
    naming(this.#folder, () => writeAll(this.#fd, Buffer.from(text)));
  }

  *lines(): Generator<KeyedLine> {
    const buffer = Buffer.allocUnsafe(READ_BYTES);
    let rest = Buffer.alloc(0);
    for (let position = 0; ; ) {
      const count = readSync(this.#fd, buffer, 0, READ_BYTES, position);
      if (count === 0) return;
      position += count;
      const bytes = Buffer.concat([rest, buffer.subarray(0, count)]);
      const end = bytes.lastIndexOf(10) + 1;
      rest = bytes.subarray(end);
      if (end === 0) continue;
      for (const line of bytes.toString('utf8', 0, end - 1).split('\n')) {
        const tab = line.indexOf('\t');
        yield [JSON.parse(line.slice(0, tab)) as string, line.slice(tab + 1)];
      }
    }
  }

  close(): void {
    if (this.#fd < 0) return;
    closeSync(this.#fd);
    this.#fd = -1;
  }
}

/** Merges sorted runs; of equal keys, those of the earlier run come first. */
function* merge(runs: readonly Iterator<KeyedLine>[]): Generator<KeyedLine> {
  const heads: { run: number; line: KeyedLine }[] = [];
  for (const [run, lines] of runs.entries()) {
    const { value, done } = lines.next();
    if (!done) insert(heads, { run, line: value });
  }
  // Sorted from last to first, so that the next line is popped off the end.
  for (let head = heads.pop(); head !== undefined; head = heads.pop()) {
    yield head.line;
    const { value, done } = runs[head.run]!.next();
    if (!done) insert(heads, { run: head.run, line: value });
  }
}

function insert(
  heads: { run: number; line: KeyedLine }[],
  head: { run: number; line: KeyedLine },
): void {
  let low = 0;
  let high = heads.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = heads[middle]!;
    const isBefore = byKey(head.line, other.line) || head.run - other.run;
    if (isBefore < 0) low = middle + 1;
    else high = middle;
  }
  heads.splice(low, 0, head);
}

function byKey([a]: KeyedLine, [b]: KeyedLine): number {
  return compareBytes(a, b);
}

/** Order of two texts by their bytes in UTF-8, which is that of their code points. */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    // Surrogates stand for code points above all others.
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
