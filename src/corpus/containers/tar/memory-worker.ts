import { workerData } from 'node:worker_threads';
import type { NoiseSettings } from '../../plan/render-task.ts';
import { serveBatches } from '../../run/worker-batches.ts';
import { createMemoryRenderer } from './memory-pool.ts';
import type { MemoryResult, MemoryTask } from './memory-site.ts';

// The entry of a worker thread that makes the outputs of samples.
const renderer = createMemoryRenderer(workerData as NoiseSettings);

serveBatches<MemoryTask, MemoryResult>(
  (tasks) => renderer.render(tasks),
  (results) =>
    results
      .flatMap((result) => ('outputs' in result ? result.outputs : []))
      .flatMap(({ noisy, clean, noise }) =>
        [noisy, clean, noise].filter((bytes) => bytes !== undefined).map(({ buffer }) => buffer),
      ),
);
