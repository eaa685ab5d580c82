import { workerData } from 'node:worker_threads';
import type { RenderResult, RenderTask } from '../plan/render-task.ts';
import { BatchRenderer, type RenderWorkerData } from './render-pool.ts';
import { serveBatches } from './worker-batches.ts';

// The entry of a worker thread that makes the outputs of utterances.
const { options, name } = workerData as RenderWorkerData;
const renderer = new BatchRenderer(options, name);

serveBatches<RenderTask, RenderResult>((tasks) => renderer.render(tasks));
