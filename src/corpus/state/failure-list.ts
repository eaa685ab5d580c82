import type { OutputTree } from '../../io/output-tree.ts';
import { ListFile } from '../lists/list-file.ts';
import type { Failure } from '../plan/corpus-options.ts';
import type { FailureCount } from './failure-count.ts';

/** Keeps the rows and items that failed. */
export class FailureList {
  /** Of the run, with those inside of items, which their own entries know of. */
  readonly all: FailureCount;
  readonly #file: ListFile;
  #count = 0;

  /**
   * @param path where the list is put when it is whole.
   * @param all see {@link FailureList.all}.
   */
  constructor(path: string, tree: OutputTree, all: FailureCount) {
    this.#file = new ListFile(path, tree);
    this.all = all;
  }

  /** Failures in the list. */
  get count(): number {
    return this.#count;
  }

  /** @throws CorpusError when it is one too many. */
  add(failure: Failure): void {
    this.#file.line(failureText(failure));
    this.#count++;
    this.all.add(failure);
  }

  commit(): void {
    this.#file.commit();
  }

  discard(): void {
    this.#file.discard();
  }
}

/** A failure as lists have it. */
export function failureText(failure: Failure): string {
  const { origin, id, fault } = failure;
  return JSON.stringify({ id: id ?? null, origin, fault });
}
