import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteQueue, waitForBytes } from '../../src/formats/byte-queue.ts';
import { timesOf } from '../tools/depth.ts';
import { bytesOf } from '../tools/wav-fixtures.ts';

/** Bytes 0, 1, 2, ... from a position of the input on, as the giver overwrites them later. */
function piece(start: number, byteLength: number): Uint8Array {
  return Uint8Array.from({ length: byteLength }, (_, i) => (start + i) % 251);
}

const steps = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant('push' as const), bytes: fc.nat(200) }),
    fc.record({ type: fc.constant('peek' as const), bytes: fc.nat(150) }),
    fc.record({ type: fc.constant('take' as const), bytes: fc.nat(150) }),
    fc.record({
      type: fc.constant('run' as const),
      bytes: fc.integer({ min: 1, max: 150 }),
      unit: fc.integer({ min: 1, max: 9 }),
    }),
  ),
  { maxLength: 60 },
);

test('bytes come out in the order in which they went in, whatever is pushed, peeked, taken and held', () => {
  fc.assert(
    fc.property(steps, (program) => {
      const queue = new ByteQueue();
      let pushed = 0;
      let taken = 0;
      let input = new Uint8Array(0);
      for (const step of program) {
        const available = pushed - taken;
        if (step.type === 'push') {
          queue.hold();
          input.fill(0xee);
          input = piece(pushed, step.bytes) as Uint8Array<ArrayBuffer>;
          queue.push(input);
          pushed += step.bytes;
        } else if (step.type === 'run') {
          const run = queue.takeRun(step.bytes, step.unit);
          if (available < step.unit) {
            expect(run).toBeUndefined();
          } else {
            const bytes = run!.length;
            expect(bytes % step.unit).toBe(0);
            expect(bytes).toBeGreaterThanOrEqual(step.unit);
            expect(bytes).toBeLessThanOrEqual(Math.max(step.bytes, step.unit));
            expect(run).toEqual(piece(taken, bytes));
            taken += bytes;
          }
        } else {
          const found = step.type === 'take' ? queue.take(step.bytes) : queue.peek(step.bytes);
          if (available < step.bytes) expect(found).toBeUndefined();
          else expect(found).toEqual(piece(taken, step.bytes));
          if (step.type === 'take' && available >= step.bytes) taken += step.bytes;
        }
        expect(queue.availableBytes).toBe(pushed - taken);
        expect(queue.byteOffset).toBe(taken);
      }
    }),
    { seed: 1, numRuns: timesOf(100, 500) },
  );
});

describe('a run', () => {
  test('is part of the piece at hand, all of it, where nothing was held', () => {
    const queue = new ByteQueue();
    const bytes = piece(0, 100);
    queue.push(bytes);
    const run = queue.takeRun(1000, 7)!;
    expect([run.length, run.buffer === bytes.buffer]).toEqual([98, true]);
    expect(queue.takeRun(1000, 7)).toBeUndefined();
    const rest = [queue.takeRun(1)!, queue.takeRun(1000)!];
    expect(rest).toEqual([bytesOf(98), bytesOf(99)]);
    expect(rest.map((run) => run.buffer === bytes.buffer)).toEqual([true, true]);
    expect(queue.takeRun(1)).toBeUndefined();
  });

  test('is of what was held, and the taker’s own, before the piece at hand', () => {
    const queue = new ByteQueue();
    queue.push(piece(0, 3));
    queue.hold();
    expect(queue.takeRun(1000, 4)).toBeUndefined();
    queue.push(piece(3, 7));
    queue.hold();
    queue.push(piece(10, 20));
    const held = queue.takeRun(1000, 4)!;
    expect(held).toEqual(piece(0, 8));
    const split = queue.takeRun(1000, 4)!;
    expect(split).toEqual(piece(8, 4));
    expect(queue.takeRun(1000, 4)).toEqual(piece(12, 16));
    queue.hold();
    queue.push(piece(30, 100));
    queue.hold();
    expect([held, split]).toEqual([piece(0, 8), piece(8, 4)]);
  });
});

test('what is taken from a Buffer is no Buffer, whose slice() would be a view', () => {
  const queue = new ByteQueue();
  queue.push(Buffer.from('abcdef').subarray(1, 5));
  expect(queue.take(2)).toEqual(bytesOf('bc'));
  expect(queue.take(2)!.constructor).toBe(Uint8Array);
});

test('a queue that always holds a little does not grow', () => {
  const queue = new ByteQueue();
  for (let i = 0; i < 10_000; i++) {
    queue.push(piece(0, 30));
    queue.take(29);
    queue.hold();
    expect(queue.take(1)).toEqual(bytesOf(29));
  }
  for (let i = 0; i < 1000; i++) {
    queue.push(piece(0, 30));
    queue.hold();
    if (i > 0) queue.take(30);
  }
  expect(queue.peek(30)!.buffer.byteLength).toBeLessThan(1000);
});

test('waiting ends when the bytes are there, or will not come', () => {
  const queue = new ByteQueue();
  const waiting = waitForBytes(queue, 4);
  expect(waiting.next()).toEqual({ done: false, value: undefined });
  queue.push(bytesOf('abc'));
  expect(waiting.next().done).toBe(false);
  queue.hold();
  queue.push(bytesOf('d'));
  expect(waiting.next()).toEqual({ done: true, value: true });
  const more = waitForBytes(queue, 5);
  expect(more.next().done).toBe(false);
  expect(queue.isEnded).toBe(false);
  queue.end();
  expect(queue.isEnded).toBe(true);
  expect(more.next()).toEqual({ done: true, value: false });
  expect(waitForBytes(queue, 4).next()).toEqual({ done: true, value: true });
});
