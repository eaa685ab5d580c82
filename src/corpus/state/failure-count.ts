import { CorpusError } from '../../errors.ts';
import type { CorpusObserver, Failure } from '../plan/corpus-options.ts';

/** What is said when there are too many failures. */
export interface FailureWords {
  /** What fails by itself, in the plural, and what is to be done when too much has. */
  readonly failing: string;
  readonly remedy: string;
}

/** How many failures there may be, and who hears of them. */
export interface FailureBound {
  /** Undefined: any number. */
  readonly mostFailures?: number | undefined;
  readonly observer?: CorpusObserver | undefined;
}

/** Tells of what failed, and says when it is too much. */
export class FailureCount {
  readonly #words: FailureWords;
  readonly #bound: FailureBound;
  #count = 0;

  constructor(words: FailureWords, bound: FailureBound) {
    this.#words = words;
    this.#bound = bound;
  }

  get count(): number {
    return this.#count;
  }

  /** @throws CorpusError when it is one too many. */
  add(failure: Failure): void {
    this.#count++;
    const { mostFailures, observer } = this.#bound;
    observer?.failed?.(failure);
    if (mostFailures === undefined || this.#count <= mostFailures) return;
    const { failing, remedy } = this.#words;
    throw new CorpusError(
      'ERR_TOO_MANY_FAILURES',
      `${this.#count} ${failing} failed, more than --max-failures ${mostFailures}; ${remedy}`,
    );
  }
}
