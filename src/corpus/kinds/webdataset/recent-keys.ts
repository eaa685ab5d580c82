/** Keys remembered: more than a shard usually has, and some tens of megabytes at the most. */
const MOST_KEYS = 1 << 17;

/** Remembers where keys were, the latest ones only: an archive may come from a pipe that never ends. */
export class RecentKeys {
  readonly #places = new Map<string, number>();
  readonly #most: number;

  constructor(most: number = MOST_KEYS) {
    this.#most = most;
  }

  /** @returns where the key was before, if it is remembered. */
  add(key: string, byteOffset: number): number | undefined {
    const before = this.#places.get(key);
    if (before !== undefined) return before;
    this.#places.set(key, byteOffset);
    if (this.#places.size > this.#most) this.#places.delete(this.#places.keys().next().value!);
    return undefined;
  }
}
