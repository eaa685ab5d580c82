import { workerData } from 'node:worker_threads';
import { RunningCommands } from '../../audio/running-commands.ts';
import type { RenderResult, RenderTask } from '../../plan/render-task.ts';
import { serveBatches } from '../../run/worker-batches.ts';
import { createFileRenderer, type FileWorkerData } from './file-pool.ts';

// The entry of a worker thread that makes the outputs of utterances.
const { settings, place, name, running } = workerData as FileWorkerData;
const renderer = createFileRenderer(settings, place, name, new RunningCommands(running));

serveBatches<RenderTask, RenderResult>((tasks) => renderer.render(tasks));
