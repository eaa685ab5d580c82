import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { readSome } from '../../io/blocking-io.ts';
import type { OutputTree } from '../../io/output-tree.ts';
import { ListFile } from '../lists/list-file.ts';
import { mergeSorted } from '../lists/merge-sorted.ts';
import { textLines } from '../lists/text-lines.ts';

/** A sorted source that holds about so many bytes in memory while it is read. */
export type OpenSource<T> = (readBytes: number) => Generator<T>;

/** How items are put in order, and written as lines. */
export interface TextOf<T> {
  compare(a: T, b: T): number;
  encode(item: T): string;
  decode(text: string): T;
}

/** Where what is between is kept. */
export interface MergePlace {
  /** Of this merge alone. */
  readonly temporaryFolder: string;
  /** That it is in. */
  readonly tree: OutputTree;
}

/** Sources read at once: each takes some descriptors and memory. */
const MOST_AT_ONCE = 200;
/** Memory for all that are read at once; each has some lines of several files. */
const READ_BYTES = 1 << 20;
const LEAST_READ_BYTES = 1 << 14;

/**
 * Merges sorted sources; of many, groups at a time through temporary files.
 *
 */
export function* mergeInGroups<T>(
  sources: readonly OpenSource<T>[],
  text: TextOf<T>,
  { temporaryFolder, tree }: MergePlace,
  level = 0,
): Generator<T> {
  if (sources.length <= MOST_AT_ONCE) {
    yield* mergeOpen(sources, text);
    return;
  }
  const groups: string[] = [];
  for (let start = 0; start < sources.length; start += MOST_AT_ONCE) {
    const path = join(temporaryFolder, `merge-${level}-${groups.length}`);
    const file = new ListFile(path, tree);
    for (const item of mergeOpen(sources.slice(start, start + MOST_AT_ONCE), text)) {
      file.line(text.encode(item));
    }
    file.commit();
    groups.push(path);
  }
  const merged = groups.map((path) => (readBytes: number) => itemsOf(path, text, readBytes));
  yield* mergeInGroups(merged, text, { temporaryFolder, tree }, level + 1);
  for (const path of groups) tree.remove(path);
}

function* itemsOf<T>(path: string, { decode }: TextOf<T>, readBytes: number): Generator<T> {
  const fd = openSync(path, 'r');
  try {
    for (const line of textLines((buffer) => readSome(fd, buffer, null), readBytes)) {
      yield decode(line);
    }
  } finally {
    closeSync(fd);
  }
}

function* mergeOpen<T>(sources: readonly OpenSource<T>[], { compare }: TextOf<T>): Generator<T> {
  const readBytes = Math.max(LEAST_READ_BYTES, Math.floor(READ_BYTES / sources.length));
  const open = sources.map((source) => source(readBytes));
  try {
    yield* mergeSorted(open, compare);
  } finally {
    for (const source of open) source.return(undefined);
  }
}
