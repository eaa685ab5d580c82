import { parentPort, workerData } from 'node:worker_threads';
import {
  BatchRenderer,
  type WorkerOptions,
  type WorkerReply,
  type WorkerRequest,
} from './render-pool.ts';

// The entry of a worker thread: batches in, results out.
const { options, name } = workerData as WorkerOptions;
const renderer = new BatchRenderer(options, name);

parentPort!.on('message', async ({ batch, tasks }: WorkerRequest) => {
  parentPort!.postMessage({ batch, results: await renderer.render(tasks) } satisfies WorkerReply);
});
