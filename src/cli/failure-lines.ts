import type { Failure } from '../corpus/plan/corpus-options.ts';

/** Failures of a sort that are told in full. */
const MOST_TOLD = 3;
/** Sorts that are told apart; any others are one. */
const MOST_SORTS = 64;

/** Of a sort of failures. */
interface Sort {
  count: number;
  readonly example: string;
}

/**
 * Tells failures: the first few of each sort in full, and how many more there are. `failures.jsonl` has all of them, so
 * a thousand equal ones need not hide the one that differs.
 */
export class FailureLines {
  readonly #tell: (line: string) => void;
  readonly #mostTold: number;
  readonly #sorts = new Map<string, Sort>();

  /** @param hasList false if nothing else says what failed: then all is told. */
  constructor(tell: (line: string) => void, hasList: boolean) {
    this.#tell = tell;
    this.#mostTold = hasList ? MOST_TOLD : Number.POSITIVE_INFINITY;
  }

  add({ origin, id, fault }: Failure): void {
    const line = `${origin}${id === undefined ? '' : ` (${id})`}: ${fault}`;
    const wanted = sortOf(fault);
    const sort = this.#sorts.has(wanted) || this.#sorts.size < MOST_SORTS ? wanted : '';
    const before = this.#sorts.get(sort);
    if (before === undefined) this.#sorts.set(sort, { count: 1, example: fault });
    else before.count++;
    if ((before?.count ?? 1) <= this.#mostTold) this.#tell(line);
  }

  /** Tells how many were not told, once. */
  end(): void {
    for (const [sort, { count, example }] of this.#sorts) {
      const more = count - this.#mostTold;
      if (more <= 0) continue;
      const what = sort === '' ? 'of other kinds' : `like this: ${example}`;
      this.#tell(`${more} more failed ${what}`);
    }
    this.#sorts.clear();
  }
}

/** What failures have in common: their text without names, paths and numbers. */
function sortOf(fault: string): string {
  return fault
    .replace(/"(?:[^"\\]|\\.)*"|'[^']*'/g, '_')
    .replace(/\S*(?:\/|\.\w{1,5}\b)\S*/g, '_')
    .replace(/\d+/g, '0');
}
