import { workerData } from 'node:worker_threads';
import { RunningCommands } from '../audio/running-commands.ts';
import type { RenderResult, RenderTask } from '../plan/render-task.ts';
import { BatchRenderer, type RenderWorkerData } from './render-pool.ts';
import { serveBatches } from './worker-batches.ts';

// The entry of a worker thread that makes the outputs of utterances.
const { options, name, running } = workerData as RenderWorkerData;
const renderer = new BatchRenderer(options, name, new RunningCommands(running));

serveBatches<RenderTask, RenderResult>((tasks) => renderer.render(tasks));
