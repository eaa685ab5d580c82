/**
 * What an utterance costs besides its bytes: opening, receipts, names; in bytes that take as long. On a local disk it is some 350 kB of
 * processor time (bench/simulate-cluster.mjs); less is taken, since a shared disk is the limit more often, and that counts bytes. Either
 * way the last shard ends within 1 % of the mean.
 */
const BYTES_PER_UTTERANCE = 100_000;

/**
 * Deals utterances out to shards: each to the one that has least so far. With the largest first, that is Graham's LPT
 * rule: no shard has more than 4/3 of the best there is, and with many utterances all have the same.
 */
export class ShardBalance {
  /** A heap of shards by what they have, then by index: the first has least. */
  readonly #heap: { readonly shard: number; load: number }[];

  constructor(numberOfShards: number) {
    this.#heap = Array.from({ length: numberOfShards }, (_, shard) => ({ shard, load: 0 }));
  }

  /** @returns the shard, from 0, of the next utterance. */
  assign(bytes: number): number {
    const least = this.#heap[0]!;
    least.load += bytes + BYTES_PER_UTTERANCE;
    this.#sink();
    return least.shard;
  }

  #sink(): void {
    const heap = this.#heap;
    for (let place = 0; ; ) {
      let smallest = place;
      for (const child of [2 * place + 1, 2 * place + 2]) {
        if (child < heap.length && this.#isBefore(child, smallest)) smallest = child;
      }
      if (smallest === place) return;
      [heap[place], heap[smallest]] = [heap[smallest]!, heap[place]!];
      place = smallest;
    }
  }

  #isBefore(a: number, b: number): boolean {
    const one = this.#heap[a]!;
    const other = this.#heap[b]!;
    return one.load === other.load ? one.shard < other.shard : one.load < other.load;
  }
}
