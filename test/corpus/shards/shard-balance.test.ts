import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BYTES_PER_UTTERANCE, ShardBalance } from '../../../src/corpus/shards/shard-balance.ts';
import { seededRandom } from '../../formats/wav/splitting.ts';
import { timesOf } from '../../tools/depth.ts';

const BYTES_PER_SECOND = 32_000;

/** Seconds of speech, log-uniform: as many from 1 to 2 s as from 30 min to 1 h. */
function lengths(count: number, seed: number, most = 3600): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => most ** random());
}

function dealt(bytes: readonly number[], shards: number): { bytes: number; count: number }[] {
  const balance = new ShardBalance(shards, BYTES_PER_UTTERANCE);
  const all = Array.from({ length: shards }, () => ({ bytes: 0, count: 0 }));
  for (const one of bytes.toSorted((a, b) => b - a)) {
    const shard = all[balance.assign(one)]!;
    shard.bytes += one;
    shard.count++;
  }
  return all;
}

const most = (values: readonly number[]) => Math.max(...values);
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe('the balance of shards', () => {
  it('is within 5 % of the mean by frames for lengths from 1 s to 1 h, wherever a shard has the time of 20 of the longest', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 ** 30 }),
        fc.integer({ min: 1, max: 64 }),
        (seed, shards) => {
          // The mean of this distribution is 440 s: a shard has then 70,000 s or more.
          const bytes = lengths(200 * shards, seed).map((s) => Math.round(s) * BYTES_PER_SECOND);
          const sums = dealt(bytes, shards).map((shard) => shard.bytes);
          for (const sum of sums) {
            expect(Math.abs(sum / mean(sums) - 1)).toBeLessThan(0.05);
          }
        },
      ),
      { seed: 1, numRuns: timesOf(20, 100) },
    );
  });

  it('is never worse than 4/3 of the best there can be', () => {
    const utterances = fc.array(fc.integer({ min: 0, max: 2 ** 24 }), {
      minLength: 1,
      maxLength: 200,
    });
    fc.assert(
      fc.property(utterances, fc.integer({ min: 1, max: 40 }), (bytes, shards) => {
        const costs = bytes.map((one) => one + 100_000).sort((a, b) => b - a);
        const loads = dealt(bytes, shards).map((shard) => shard.bytes + 100_000 * shard.count);
        // Two of the first n + 1 must share a shard: what is best is no better than these.
        const two = (costs[shards - 1] ?? 0) + (costs[shards] ?? 0);
        const least = Math.max(costs[0]!, mean(loads), costs[shards] === undefined ? 0 : two);
        expect(most(loads)).toBeLessThanOrEqual((4 / 3) * least + 1);
      }),
      { seed: 2, numRuns: timesOf(100, 500) },
    );
  });

  it('deals out evenly by number where nobody knows the sizes', () => {
    const counts = dealt(Array(1000).fill(0), 16).map((shard) => shard.count);
    expect(counts.sort()).toEqual([...Array(8).fill(62), ...Array(8).fill(63)]);
  });

  it('gives some shards nothing where there are more than utterances', () => {
    expect(dealt([5, 4, 3], 5).map((shard) => shard.count)).toEqual([1, 1, 1, 0, 0]);
  });

  it('counts what an utterance costs besides its bytes', () => {
    // One of 10 MB takes as long as a hundred without any.
    const shards = dealt([10_000_000, ...Array(100).fill(0)], 2);
    expect(shards.map((shard) => shard.count)).toEqual([1, 100]);
  });
});
