import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { jsonLines } from '../json-lines.ts';
import { ListFile } from '../list-file.ts';
import { siftDown } from './heap.ts';

/** Plain data with its place among all. */
interface Indexed {
  readonly utterance: { readonly index: number };
}

/** A sorted source that holds about so many bytes in memory while it is read. */
export type OpenSource<T> = (readBytes: number) => Generator<T>;

/** Sources read at once: each takes some descriptors and memory. */
const MOST_AT_ONCE = 200;
/** Memory for all that are read at once; each has some lines of several files. */
const READ_BYTES = 1 << 20;
const LEAST_READ_BYTES = 1 << 14;

/**
 * Merges sorted sources by the places of their items; of many, groups at a time through temporary files.
 *
 * @param temporaryFolder of this merge alone.
 */
export function* mergeByIndex<T extends Indexed>(
  sources: readonly OpenSource<T>[],
  temporaryFolder: string,
  level = 0,
): Generator<T> {
  if (sources.length <= MOST_AT_ONCE) {
    yield* mergeOpen(sources);
    return;
  }
  const groups: string[] = [];
  for (let start = 0; start < sources.length; start += MOST_AT_ONCE) {
    const path = join(temporaryFolder, `merge-${level}-${groups.length}.jsonl`);
    const file = new ListFile(path);
    for (const item of mergeOpen(sources.slice(start, start + MOST_AT_ONCE))) {
      file.line(JSON.stringify(item));
    }
    file.commit();
    groups.push(path);
  }
  const merged = groups.map((path) => (readBytes: number) => jsonLines<T>(path, readBytes));
  yield* mergeByIndex(merged, temporaryFolder, level + 1);
  for (const path of groups) rmSync(path);
}

function* mergeOpen<T extends Indexed>(sources: readonly OpenSource<T>[]): Generator<T> {
  const readBytes = Math.max(LEAST_READ_BYTES, Math.floor(READ_BYTES / sources.length));
  const open = sources.map((source) => source(readBytes));
  try {
    // A heap of the sources that have more, by the place of their next item.
    const heap: { item: T; readonly source: Generator<T> }[] = [];
    for (const source of open) {
      const { value, done } = source.next();
      if (!done) heap.push({ item: value, source });
    }
    for (let place = heap.length >> 1; place >= 0; place--) siftDown(heap, place, isEarlier);
    for (let head = heap[0]; head !== undefined; head = heap[0]) {
      yield head.item;
      const { value, done } = head.source.next();
      if (!done) {
        head.item = value;
      } else {
        const last = heap.pop()!;
        if (heap.length > 0) heap[0] = last;
      }
      siftDown(heap, 0, isEarlier);
    }
  } finally {
    for (const source of open) source.return(undefined);
  }
}

function isEarlier({ item: a }: { item: Indexed }, { item: b }: { item: Indexed }): boolean {
  return a.utterance.index < b.utterance.index;
}
