import { CorpusError } from '../../errors.ts';
import type { OutputTree } from '../../io/output-tree.ts';
import { ListFile } from '../lists/list-file.ts';
import type { CorpusObserver, Failure } from '../plan/corpus-options.ts';

/** Keeps what failed, tells of it, and says when it is too much. */
export class FailureList {
  readonly #file: ListFile;
  readonly #mostFailures: number;
  readonly #observer: CorpusObserver | undefined;
  #count = 0;

  /** @param path where the list is put when it is whole. */
  constructor(
    path: string,
    tree: OutputTree,
    mostFailures: number | undefined,
    observer: CorpusObserver | undefined,
  ) {
    this.#file = new ListFile(path, tree);
    this.#mostFailures = mostFailures ?? Number.POSITIVE_INFINITY;
    this.#observer = observer;
  }

  get count(): number {
    return this.#count;
  }

  /** @throws CorpusError when it is one too many. */
  add(failure: Failure): void {
    const { origin, id = null, fault } = failure;
    this.#file.line(JSON.stringify({ id, origin, fault }));
    this.#count++;
    this.#observer?.failed?.(failure);
    if (this.#count <= this.#mostFailures) return;
    throw new CorpusError(
      `${this.#count} utterances failed, more than --max-failures ${this.#mostFailures}; what is done stays: ` +
        'mend the source and run again with --resume',
    );
  }

  commit(): void {
    this.#file.commit();
  }

  discard(): void {
    this.#file.discard();
  }
}
