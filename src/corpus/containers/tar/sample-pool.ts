import { createWorkerPool, type WorkerPool } from '../../run/worker-pool.ts';
import { SampleRenderer } from './sample-renderer.ts';
import type { SampleRenderOptions, SampleResult, SampleTask } from './sample-task.ts';

export type SamplePool = WorkerPool<SampleTask, SampleResult>;

/** @param jobs how many threads, each with a kernel of its own; 1 is this one. */
export function createSamplePool(options: SampleRenderOptions, jobs: number): SamplePool {
  return createWorkerPool<SampleTask, SampleResult>({
    jobs,
    workerUrl: new URL('./sample-worker.js', import.meta.url),
    workerData: () => options,
    createInline: () => {
      const renderer = new SampleRenderer(options);
      return (tasks) => renderer.render(tasks);
    },
    buried: ({ name }, fault) => ({ fault: `${name}: ${fault}` }),
  });
}
