import { parentPort, type Transferable } from 'node:worker_threads';
import type { BatchReply, BatchRequest, RunBatch } from './worker-pool.ts';

/**
 * What the script of a worker in a pool does: batches in, results out.
 *
 * @param transfer what of the results is given away instead of copied.
 */
export function serveBatches<Task, Result>(
  run: RunBatch<Task, Result>,
  transfer: (results: readonly Result[]) => Transferable[] = () => [],
): void {
  const port = parentPort!;
  port.on('message', async ({ batch, tasks }: BatchRequest<Task>) => {
    const results = await run(tasks);
    port.postMessage({ batch, results } satisfies BatchReply<Result>, transfer(results));
  });
}
