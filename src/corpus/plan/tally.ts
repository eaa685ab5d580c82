/** How often something of one sort was found. Plain data, which lists keep. */
export interface TallyCount {
  /** The sort, in the plural where it is one of things: "audio files of other formats (.m4a)". */
  readonly what: string;
  readonly count: number;
  /** One of them: that with the least name, whatever the order in which they came. */
  readonly example: string;
}

/** Sorts that are told apart; any others are counted together. */
const MOST_SORTS = 40;
const OTHERS = 'others';

/** Counts things by their sort, in memory that neither their number nor that of the sorts changes. */
export class Tally {
  readonly #counts = new Map<string, { count: number; example: string }>();

  add(what: string, example: string): void {
    const isNew = !this.#counts.has(what) && this.#counts.size >= MOST_SORTS;
    const sort = isNew ? OTHERS : what;
    const before = this.#counts.get(sort);
    if (before === undefined) this.#counts.set(sort, { count: 1, example });
    else {
      before.count++;
      if (example < before.example) before.example = example;
    }
  }

  /** In the order of the sorts' names. */
  counts(): TallyCount[] {
    return [...this.#counts]
      .map(([what, { count, example }]) => ({ what, count, example }))
      .sort((one, other) => (one.what < other.what ? -1 : 1));
  }
}

/** Whether a value is what {@link Tally.counts} gives: a file may have been changed. */
export function isTallyCounts(value: unknown): value is TallyCount[] {
  return Array.isArray(value) && value.every(isTallyCount);
}

function isTallyCount(value: unknown): boolean {
  const { what, count, example } = (value ?? {}) as Partial<TallyCount>;
  return (
    typeof what === 'string' &&
    typeof example === 'string' &&
    Number.isSafeInteger(count) &&
    count! >= 0
  );
}
