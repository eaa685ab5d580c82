import { CorpusError } from '../../errors.ts';
import type { CorpusObserver, Failure } from '../plan/corpus-options.ts';

/** How many failures there may be, and what is said when there are more. */
export interface FailureBound {
  /** Undefined: any number. */
  readonly most: number | undefined;
  /** What fails by itself: `utterances`. */
  readonly what: string;
  readonly remedy: string;
}

/** Tells of what failed, and says when it is too much. */
export class FailureCount {
  readonly #bound: FailureBound;
  readonly #observer: CorpusObserver | undefined;
  #count = 0;

  constructor(bound: FailureBound, observer: CorpusObserver | undefined) {
    this.#bound = bound;
    this.#observer = observer;
  }

  get count(): number {
    return this.#count;
  }

  /** @throws CorpusError when it is one too many. */
  add(failure: Failure): void {
    this.#count++;
    this.#observer?.failed?.(failure);
    const { most, what, remedy } = this.#bound;
    if (most === undefined || this.#count <= most) return;
    throw new CorpusError(
      `${this.#count} ${what} failed, more than --max-failures ${most}; ${remedy}`,
    );
  }
}
