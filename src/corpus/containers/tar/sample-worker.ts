import { workerData } from 'node:worker_threads';
import { serveBatches } from '../../run/worker-batches.ts';
import { SampleRenderer } from './sample-renderer.ts';
import type { SampleRenderOptions, SampleResult, SampleTask } from './sample-task.ts';

// The entry of a worker thread that makes the outputs of samples.
const renderer = new SampleRenderer(workerData as SampleRenderOptions);

serveBatches<SampleTask, SampleResult>(
  (tasks) => renderer.render(tasks),
  (results) =>
    results
      .flatMap((result) => ('outputs' in result ? result.outputs : []))
      .flatMap(({ noisy, clean, noise }) =>
        [noisy, clean, noise].filter((bytes) => bytes !== undefined).map(({ buffer }) => buffer),
      ),
);
