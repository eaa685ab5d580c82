import { tmpdir } from 'node:os';
import { mergeSorted } from './merge-sorted.ts';
import { type KeyedLine, SortedRun, TemporaryFile } from './sorted-run.ts';

export type { KeyedLine };

export interface LineSorterOptions {
  /** Folder of the temporary files. Default: the system's. */
  readonly folder?: string | undefined;
  /** Characters held in memory before they go to a file. */
  readonly memoryCharacters?: number;
}

const MEMORY_CHARACTERS = 1 << 20;
/** What a line costs in memory beside its characters, in characters. */
const LINE_CHARACTERS = 64;
/** Runs of one level become one when there are this many, as each needs memory while it is read. */
const MOST_RUNS = 128;
/** For all runs of a sorter that are read at once; each has at least {@link LEAST_READ_BYTES}. */
const READ_BYTES = 1 << 21;
const LEAST_READ_BYTES = 1 << 14;
const MOST_READ_BYTES = 1 << 16;
/** Of lines that come in order, this part stays in memory: what follows may belong between them. */
const HELD_BACK = 1 / 4;
/** Units by which the order of UTF-16 may differ from that of UTF-8. */
const SURROGATE = /[\ud800-\udfff]/;

/**
 * Sorts more lines than memory holds, by the bytes of their keys in UTF-8, as `LC_ALL=C sort` does. Equal keys stay in
 * the order in which they came.
 *
 * External merge sort: sorted runs in unlinked temporary files, merged while they are read. Lines that come nearly in
 * order, as those of most lists do, make one run, which is read as it was written.
 */
export class LineSorter {
  readonly #folder: string;
  readonly #memoryCharacters: number;
  #lines: KeyedLine[] = [];
  #characters = 0;
  /** In the order in which their lines came; those of level 0, which are in one file, are the last. */
  readonly #runs: SortedRun[] = [];
  #isAnySurrogate = false;

  constructor({ folder = tmpdir(), memoryCharacters = MEMORY_CHARACTERS }: LineSorterOptions = {}) {
    this.#folder = folder;
    this.#memoryCharacters = memoryCharacters;
  }

  /** @param value any text without a line break, such as JSON. */
  add(key: string, value: string): void {
    this.#lines.push([key, value]);
    if (!this.#isAnySurrogate && SURROGATE.test(key)) this.#isAnySurrogate = true;
    this.#characters += key.length + value.length + LINE_CHARACTERS;
    if (this.#characters >= this.#memoryCharacters) this.#spill();
  }

  /** All lines in order. To be called once; what is not read to the end must be closed with {@link close}. */
  *sorted(): Generator<KeyedLine> {
    const compare = this.#compare;
    this.#lines.sort(byKey(compare));
    const [first] = this.#lines;
    try {
      const [only] = this.#runs;
      const isInOrder =
        this.#runs.length < 2 &&
        (only === undefined || first === undefined || compare(only.lastKey, first[0]) <= 0);
      if (isInOrder) {
        if (only !== undefined) yield* only.lines(MOST_READ_BYTES);
        yield* this.#lines;
      } else {
        yield* mergeSorted([...linesOf(this.#runs), this.#lines.values()], byKey(compare));
      }
    } finally {
      this.close();
    }
  }

  close(): void {
    for (const run of this.#runs) run.file.close();
    this.#runs.length = 0;
    this.#lines = [];
    this.#characters = 0;
  }

  /** The engine compares texts faster than a loop does, but by the units of UTF-16. */
  get #compare(): Compare {
    return this.#isAnySurrogate ? compareBytes : compareUnits;
  }

  #spill(): void {
    const compare = this.#compare;
    const lines = this.#lines.sort(byKey(compare));
    const last = this.#runs.at(-1);
    const isInOrder = last === undefined || compare(last.lastKey, lines[0]![0]) <= 0;
    const written = isInOrder ? Math.ceil(lines.length * (1 - HELD_BACK)) : lines.length;
    this.#lines = lines.splice(written);
    this.#characters = 0;
    for (const [key, value] of this.#lines) {
      this.#characters += key.length + value.length + LINE_CHARACTERS;
    }
    if (last !== undefined && isInOrder) {
      last.append(lines);
      return;
    }
    const file = last?.level === 0 ? last.file : new TemporaryFile(this.#folder);
    this.#addRun(new SortedRun(file, 0), lines);
  }

  /** Of many runs of one level one of the next is made, so that each line is written once for each level. */
  #addRun(run: SortedRun, lines: Iterable<KeyedLine>): void {
    this.#runs.push(run);
    run.append(lines);
    const { level } = run;
    const first = this.#runs.findIndex((other) => other.level === level);
    const runs = this.#runs.slice(first);
    if (runs.length < MOST_RUNS) return;
    const merged = new SortedRun(new TemporaryFile(this.#folder), level + 1);
    try {
      merged.append(mergeSorted(linesOf(runs), byKey(this.#compare)));
    } catch (error) {
      merged.file.close();
      throw error;
    }
    for (const { file } of runs) file.close();
    this.#runs.splice(first);
    this.#addRun(merged, []);
  }
}

type Compare = (a: string, b: string) => number;

function linesOf(runs: readonly SortedRun[]): Generator<KeyedLine>[] {
  const share = Math.floor(READ_BYTES / runs.length);
  const readBytes = Math.min(MOST_READ_BYTES, Math.max(LEAST_READ_BYTES, share));
  return runs.map((run) => run.lines(readBytes));
}

function byKey(compare: Compare): (a: KeyedLine, b: KeyedLine) => number {
  return ([a], [b]) => compare(a, b);
}

function compareUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
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
