import { closeSync, existsSync, fdatasyncSync, fsyncSync } from 'node:fs';
import { join } from 'node:path';
import { naming, writeAll } from '../../io/blocking-io.ts';
import type { FileStamp } from '../../io/file-stamp.ts';
import type { OutputTree } from '../../io/output-tree.ts';
import { type JsonLine, jsonTexts } from '../lists/json-lines.ts';
import { compareBytes } from '../lists/line-sorter.ts';
import { ListFile } from '../lists/list-file.ts';
import type { MadeOutput } from '../plan/render-task.ts';
import { faultOfReceipt } from './sound-receipts.ts';

/** What was made of one utterance. */
export interface JournalEntry {
  readonly id: string;
  readonly outputs: readonly MadeOutput[];
  /** Of the file that its audio came from, looked at before it was read; undefined where there is none. */
  readonly source?: FileStamp | undefined;
}

/** Bytes after which the journal is put on the disk. */
const SYNC_BYTES = 1 << 18;

/**
 * What is done of a corpus: one line for each utterance, in the order of their ids, written when its files are on the
 * disk under their names.
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

  add(entry: JournalEntry): void {
    const bytes = Buffer.from(`${textOf(entry)}\n`);
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

/** What was made of one utterance, as the journal has it. */
export type JournalLine = JsonLine<JournalEntry>;

/** The entries alone. */
export function* entriesOf(lines: Generator<JournalLine>): Generator<JournalEntry> {
  for (const { value } of lines) yield value;
}

/** Two journals as one; where both know an utterance, the later one counts. */
export function* mergeEntries(
  earlier: Generator<JournalLine>,
  later: Generator<JournalLine>,
): Generator<JournalLine> {
  let a = earlier.next();
  let b = later.next();
  while (!a.done || !b.done) {
    const order = a.done ? 1 : b.done ? -1 : compareBytes(a.value.value.id, b.value.value.id);
    yield order < 0 ? a.value! : b.value!;
    if (order <= 0) a = earlier.next();
    if (order >= 0) b = later.next();
  }
}

/**
 * All that earlier runs have done, in the order of the ids; undefined where there were none.
 *
 * What a run that broke off has done is added to what the runs before it had.
 */
export function journalLines(folder: string, tree: OutputTree): Generator<JournalLine> | undefined {
  const path = journalPath(folder);
  const later = nextPath(folder);
  if (existsSync(later) && existsSync(path)) {
    const joined = new ListFile(`${path}.joined`, tree);
    for (const { text } of mergeEntries(soundLines(path), soundLines(later))) joined.line(text);
    joined.commit();
    tree.put(joined.path, path);
    tree.remove(later);
  } else if (existsSync(later)) {
    tree.put(later, path);
  }
  return existsSync(path) ? soundLines(path) : undefined;
}

/**
 * The lines of a journal before the first that is damaged, as what was written last may be when the power fails. One that
 * is no entry counts as damaged.
 */
export function* soundLines(path: string): Generator<JournalLine> {
  try {
    for (const line of jsonTexts<JournalEntry>(path)) {
      if (!isEntry(line.value)) return;
      yield line;
    }
  } catch (error) {
    if (!((error as Error).cause instanceof SyntaxError)) throw error;
  }
}

/** Whether a value is an entry. What is in objects in a receipt could not be told from what is beside it: see below. */
function isEntry(value: unknown): value is JournalEntry {
  if (!isObject(value) || typeof value.id !== 'string' || !Array.isArray(value.outputs)) {
    return false;
  }
  return value.outputs.every((output: unknown) => {
    if (!isObject(output) || faultOfReceipt(output.receipt) !== undefined) return false;
    const { stamps = [], receipt } = output as unknown as MadeOutput;
    return Array.isArray(stamps) && stamps.every(isObject) && isFlat(Object.values(receipt));
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether lists, but no objects, are among values. */
function isFlat(values: readonly unknown[]): boolean {
  return values.every((value) => (Array.isArray(value) ? isFlat(value) : !isObject(value)));
}

/** Whether the text of a line is as {@link Journal} writes it: its receipts can be taken out of it unread. */
export function isOwnLine({ text, value }: JournalLine): boolean {
  return isEntry(value) && text === textOf(value);
}

/** What stands before and after a receipt. Quotes in texts are escaped: neither can be part of a receipt. */
const RECEIPT_START = '{"receipt":';
const STAMPS_START = ',"stamps":';

function textOf({ id, source, outputs }: JournalEntry): string {
  const texts = outputs.map(
    ({ receipt, stamps = [] }) =>
      `${RECEIPT_START}${JSON.stringify(receipt)}${STAMPS_START}${JSON.stringify(stamps)}}`,
  );
  const stamp = source === undefined ? '' : `"source":${JSON.stringify(source)},`;
  return `{"id":${JSON.stringify(id)},${stamp}"outputs":[${texts.join(',')}]}`;
}

/** The receipts of an entry as they are written: to write them anew takes longer than to read them. */
export function receiptTextsOf({ text }: JournalLine): string[] {
  const [, ...outputs] = text.split(RECEIPT_START);
  return outputs.map((output) => output.slice(0, output.lastIndexOf(STAMPS_START)));
}

/** Whether any utterance was ever begun here. */
export function hasJournal(folder: string): boolean {
  return existsSync(journalPath(folder)) || existsSync(nextPath(folder));
}

/** Has all begin anew. */
export function forgetJournal(folder: string, tree: OutputTree): void {
  tree.remove(journalPath(folder));
  tree.remove(nextPath(folder));
}

export function journalPath(folder: string): string {
  return join(folder, 'journal.jsonl');
}

function nextPath(folder: string): string {
  return join(folder, 'journal.next.jsonl');
}
