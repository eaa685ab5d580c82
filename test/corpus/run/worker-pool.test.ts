import { describe, expect, it } from 'vitest';
import { createWorkerPool } from '../../../src/corpus/run/worker-pool.ts';

/** Doubles numbers; dies of 13, and does no batch after the one that it died in. */
const WORKER = `
  import { parentPort } from 'node:worker_threads';
  parentPort.on('message', ({ batch, tasks }) => {
    if (tasks.includes(13)) process.exit(7);
    parentPort.postMessage({ batch, results: tasks.map((task) => 2 * task) });
  });`;

function poolOf(jobs: number, callerWorks = false, inline: number[][] = []) {
  return createWorkerPool<number, number | string>({
    jobs,
    callerWorks,
    workerUrl: new URL(`data:text/javascript,${encodeURIComponent(WORKER)}`),
    workerData: (name) => ({ name }),
    createInline: () => async (tasks) => {
      inline.push([...tasks]);
      return tasks.map((task) => 2 * task);
    },
    buried: (task, fault) => `${task}: ${fault}`,
  });
}

describe('a pool of workers', () => {
  it.each([1, 2, 3])('gives the results of each batch in order, with %i threads', async (jobs) => {
    const pool = poolOf(jobs);
    const batches = Array.from({ length: 20 }, (_, i) => [i * 100, i * 100 + 1, i * 100 + 2]);
    const results = await Promise.all(batches.map((batch) => pool.run(batch)));
    expect(results).toEqual(batches.map((batch) => batch.map((task) => 2 * task)));
    await pool.close();
  });

  it('finds the task that a worker dies of, and does all others', async () => {
    const pool = poolOf(2);
    const results = await Promise.all([pool.run([1, 13, 2]), pool.run([3]), pool.run([4, 5])]);
    const died = expect.stringMatching(/^13: the worker died of it: it ended with exit status 7;/);
    expect(results).toEqual([[2, died, 4], [6], [8, 10]]);
    expect(await pool.run([6])).toEqual([12]);
    await pool.close();
  });

  it('is not ready while every thread has a batch at work and one that waits', async () => {
    const pool = poolOf(2);
    const running: Promise<unknown>[] = [];
    for (let i = 0; i < 4; i++) {
      await pool.ready();
      running.push(pool.run([i]));
    }
    let isReady = false;
    const ready = pool.ready().then(() => {
      isReady = true;
    });
    await Promise.resolve();
    expect(isReady).toBe(false);
    await Promise.all([...running, ready]);
    await pool.close();
  });

  it('has this thread work, too, where it is said so', async () => {
    const inline: number[][] = [];
    const pool = poolOf(2, true, inline);
    const batches = Array.from({ length: 6 }, (_, i) => [i]);
    const results = await Promise.all(batches.map((batch) => pool.run(batch)));
    expect(results).toEqual([[0], [2], [4], [6], [8], [10]]);
    // Whoever has least to do gets the next one: all were dealt out before any was done.
    expect(inline).toHaveLength(3);
    await pool.close();
  });
});
