import { siftDown } from '../lists/heap.ts';

/**
 * What an utterance costs besides its bytes: opening, receipts, names; in bytes that take as long. On a local disk it is some 350 kB of
 * processor time (bench/simulate-cluster.mjs); less is taken, since a shared disk is the limit more often, and that counts bytes. Either
 * way the last shard ends within 1 % of the mean.
 */
export const BYTES_PER_UTTERANCE = 100_000;

/** What a shard has so far. */
interface Load {
  readonly shard: number;
  load: number;
}

/**
 * Deals items out to shards: each to the one that has least so far. With the largest first, that is Graham's LPT
 * rule: no shard has more than 4/3 of the best there is, and with many items all have the same.
 */
export class ShardBalance {
  /** A heap of shards by what they have, then by index: the first has least. */
  readonly #heap: Load[];

  readonly #bytesEach: number;

  /** @param bytesEach what each costs besides its own bytes. */
  constructor(numberOfShards: number, bytesEach: number) {
    this.#bytesEach = bytesEach;
    this.#heap = Array.from({ length: numberOfShards }, (_, shard) => ({ shard, load: 0 }));
  }

  get numberOfShards(): number {
    return this.#heap.length;
  }

  /** What items cost together. */
  costOf(bytes: number, items = 1): number {
    return bytes + items * this.#bytesEach;
  }

  /** @returns the shard, from 0, of the next items, which stay together. */
  assign(bytes: number, items = 1): number {
    const least = this.#heap[0]!;
    least.load += this.costOf(bytes, items);
    siftDown(this.#heap, 0, hasLess);
    return least.shard;
  }
}

function hasLess(a: Load, b: Load): boolean {
  return a.load === b.load ? a.shard < b.shard : a.load < b.load;
}
