import { describe, expect, it } from 'vitest';
import { inOrder } from '../../../src/corpus/run/in-order.ts';
import { seededRandom } from '../../formats/wav/splitting.ts';

const later = (turns: number) =>
  new Promise<void>((resolve) => {
    const step = (left: number) => (left === 0 ? resolve() : setImmediate(step, left - 1));
    step(turns);
  });

async function* numbers(count: number, onTaken: (item: number) => void = () => {}) {
  for (let item = 0; item < count; item++) {
    onTaken(item);
    yield item;
  }
}

const LIMITS = { mostItems: 5, mostWeight: 100, weigh: () => 1 };

describe('work in order', () => {
  it('gives the results in the order of the items, whichever is done first', async () => {
    const random = seededRandom(1);
    const begin = async (item: number) => {
      await later(Math.floor(random() * 3));
      return { result: later(Math.floor(random() * 20)).then(() => item) };
    };
    const results: number[] = [];
    for await (const result of inOrder(numbers(100), begin, LIMITS)) {
      results.push(result);
      if (random() < 0.3) await later(30);
    }
    expect(results).toEqual(Array.from({ length: 100 }, (_, i) => i));
  });

  it.each([
    ['items', { mostItems: 4, mostWeight: 1000, weigh: () => 1 }, 4],
    ['weight', { mostItems: 1000, mostWeight: 30, weigh: () => 10 }, 3],
    ['one item that is too heavy by itself', { mostItems: 9, mostWeight: 5, weigh: () => 10 }, 1],
  ])('asks for no more while %s are under way', async (_, limits, most) => {
    let taken = 0;
    const items = numbers(50, () => taken++);
    let given = 0;
    for await (const __ of inOrder(items, async () => ({ result: later(3) }), limits)) {
      given++;
      await later(20);
      // The one that was given is under way until the next one is asked for; one more waits at the door.
      expect(taken).toBe(Math.min(50, given - 1 + most + 1));
    }
    expect(given).toBe(50);
  });

  it('gives what was begun before the source failed, and then its error', async () => {
    async function* failing() {
      yield* numbers(3);
      throw new Error('broken off');
    }
    const results: number[] = [];
    const run = async () => {
      const begin = async (item: number) => ({ result: later(5).then(() => item) });
      for await (const result of inOrder(failing(), begin, LIMITS)) results.push(result);
    };
    await expect(run()).rejects.toThrow('broken off');
    expect(results).toEqual([0, 1, 2]);
  });

  it('asks for nothing any more when nobody wants the results', async () => {
    let taken = 0;
    const items = numbers(1000, () => taken++);
    for await (const __ of inOrder(items, async () => ({ result: later(1) }), LIMITS)) break;
    await later(50);
    expect(taken).toBeLessThanOrEqual(LIMITS.mostItems + 2);
  });
});
