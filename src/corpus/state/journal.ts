import { closeSync, existsSync, fdatasyncSync, fsyncSync } from 'node:fs';
import { join } from 'node:path';
import { naming, writeAll } from '../../io/blocking-io.ts';
import type { OutputTree } from '../../io/output-tree.ts';
import { type JsonLine, jsonTexts } from '../lists/json-lines.ts';
import { compareBytes } from '../lists/line-sorter.ts';
import { ListFile } from '../lists/list-file.ts';

/** What the journal says of an item that is done. What else an entry has is the container's affair. */
export interface JournalEntry {
  /** Of the item. */
  readonly id: string;
}

/** How a container's entries stand in the journal: a line each, which is JSON. */
export interface EntryFormat<Entry extends JournalEntry = JournalEntry> {
  textOf(entry: Entry): string;
  /** Whether a value is an entry: a journal may be damaged, or come from anybody. */
  isEntry(value: unknown): boolean;
}

/** Bytes after which the journal is put on the disk. */
const SYNC_BYTES = 1 << 18;

/**
 * What is done of a corpus: one line for each item, in the order of their ids, written when its outputs are on the disk
 * under their names.
 *
 * A run that goes on where another one ended writes a journal of its own, into which it takes over what still holds.
 * Until it is as far, the older one counts beside it.
 */
export class Journal {
  readonly #path: string;
  readonly #nextPath: string;
  readonly #tree: OutputTree;
  readonly #check: () => void;
  #fd: number;
  #unsyncedBytes = 0;

  /**
   * @param path where it is when the run is over.
   * @param nextPath where it is till then.
   * @param check throws where another run has taken over from the one whose journal this is.
   */
  constructor(path: string, nextPath: string, tree: OutputTree, check: () => void = () => {}) {
    this.#path = path;
    this.#nextPath = nextPath;
    this.#tree = tree;
    this.#check = check;
    this.#fd = tree.create(nextPath);
  }

  /** Begins the journal of a run, in the folder of the earlier ones, which {@link journalLines} has read. */
  static begin(folder: string, tree: OutputTree, check: () => void): Journal {
    return new Journal(journalPath(folder), nextPath(folder), tree, check);
  }

  /** To be called before it is told what was made, or failed. @throws where another run has taken over. */
  check(): void {
    this.#check();
  }

  /** @param text of an entry. */
  add(text: string): void {
    const bytes = Buffer.from(`${text}\n`);
    naming(this.#nextPath, () => {
      writeAll(this.#fd, bytes);
      this.#unsyncedBytes += bytes.length;
      if (this.#unsyncedBytes < SYNC_BYTES) return;
      fdatasyncSync(this.#fd);
      this.#unsyncedBytes = 0;
    });
  }

  /** Says that the run is over, and this is the journal now. */
  finish(): void {
    this.check();
    naming(this.#nextPath, () => fsyncSync(this.#fd));
    this.close();
    this.#tree.put(this.#nextPath, this.#path);
  }

  close(): void {
    if (this.#fd < 0) return;
    closeSync(this.#fd);
    this.#fd = -1;
  }
}

/** What was made of one item, as the journal has it. */
export type JournalLine<Entry extends JournalEntry = JournalEntry> = JsonLine<Entry>;

/** The entries alone. */
export function* entriesOf<Entry extends JournalEntry>(
  lines: Iterable<JournalLine<Entry>>,
): Generator<Entry> {
  for (const { value } of lines) yield value;
}

/** Two journals as one; where both know an item, the later one counts. */
export function* mergeJournals<T>(
  earlier: Generator<T>,
  later: Generator<T>,
  idOf: (one: T) => string,
): Generator<T> {
  let a = earlier.next();
  let b = later.next();
  while (!a.done || !b.done) {
    const order = a.done ? 1 : b.done ? -1 : compareBytes(idOf(a.value), idOf(b.value));
    yield order < 0 ? a.value! : b.value!;
    if (order <= 0) a = earlier.next();
    if (order >= 0) b = later.next();
  }
}

export function idOfLine({ value }: JournalLine): string {
  return value.id;
}

/**
 * All that earlier runs have done, in the order of the ids; undefined where there were none.
 *
 * What a run that broke off has done is added to what the runs before it had.
 */
export function journalLines<Entry extends JournalEntry>(
  folder: string,
  tree: OutputTree,
  format: EntryFormat<Entry>,
): Generator<JournalLine<Entry>> | undefined {
  const path = journalPath(folder);
  const later = nextPath(folder);
  if (existsSync(later) && existsSync(path)) {
    const joined = new ListFile(`${path}.joined`, tree);
    const lines = mergeJournals(soundLines(path, format), soundLines(later, format), idOfLine);
    for (const { text } of lines) joined.line(text);
    joined.commit();
    tree.put(joined.path, path);
    tree.remove(later);
  } else if (existsSync(later)) {
    tree.put(later, path);
  }
  return existsSync(path) ? soundLines(path, format) : undefined;
}

/**
 * The lines of a journal before the first that is damaged, as what was written last may be when the power fails. One that
 * is no entry counts as damaged.
 */
export function* soundLines<Entry extends JournalEntry>(
  path: string,
  { isEntry }: EntryFormat<Entry>,
): Generator<JournalLine<Entry>> {
  try {
    for (const line of jsonTexts<Entry>(path)) {
      if (!isEntry(line.value)) return;
      yield line;
    }
  } catch (error) {
    if (!((error as Error).cause instanceof SyntaxError)) throw error;
  }
}

/** Whether the text of a line is as a run writes it. */
export function isOwnLine<Entry extends JournalEntry>(
  { text, value }: JournalLine<Entry>,
  { isEntry, textOf }: EntryFormat<Entry>,
): boolean {
  return isEntry(value) && text === textOf(value);
}

/** Whether any item was ever begun here. */
export function hasJournal(folder: string): boolean {
  return existsSync(journalPath(folder)) || existsSync(nextPath(folder));
}

/** Has all begin anew. */
export function forgetJournal(folder: string, tree: OutputTree): void {
  tree.remove(journalPath(folder));
  tree.remove(nextPath(folder));
  tree.removeFolder(listsPath(folder));
}

/** Where the lists are that entries have besides their lines. */
export function listsPath(folder: string): string {
  return join(folder, 'lists');
}

export function journalPath(folder: string): string {
  return join(folder, 'journal.jsonl');
}

function nextPath(folder: string): string {
  return join(folder, 'journal.next.jsonl');
}
