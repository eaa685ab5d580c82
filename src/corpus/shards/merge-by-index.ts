import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { jsonLines } from '../json-lines.ts';
import { ListFile } from '../list-file.ts';
import { mergeSorted } from '../merge-sorted.ts';

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
    yield* mergeSorted(open, (a, b) => a.utterance.index - b.utterance.index);
  } finally {
    for (const source of open) source.return(undefined);
  }
}
