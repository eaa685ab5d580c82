import type { NoiseSettings } from '../../plan/render-task.ts';
import { TaskRenderer } from '../../run/task-renderer.ts';
import { createWorkerPool, type WorkerPool } from '../../run/worker-pool.ts';
import {
  type MemoryAudio,
  type MemoryOutput,
  type MemoryResult,
  MemorySite,
  type MemoryTask,
} from './memory-site.ts';

/** Makes the outputs of WAVs of samples somewhere. */
export type MemoryPool = WorkerPool<MemoryTask, MemoryResult>;

/** @param jobs how many threads, each with a kernel of its own; 1 is this one. */
export function createMemoryPool(settings: NoiseSettings, jobs: number): MemoryPool {
  return createWorkerPool<MemoryTask, MemoryResult>({
    jobs,
    workerUrl: new URL('./memory-worker.js', import.meta.url),
    workerData: () => settings,
    createInline: () => {
      const renderer = createMemoryRenderer(settings);
      return (tasks) => renderer.render(tasks);
    },
    buried: ({ id }, fault) => ({ id, fault, isFatal: false }),
  });
}

/** Makes them in whatever thread it is called. */
export function createMemoryRenderer(
  settings: NoiseSettings,
): TaskRenderer<MemoryAudio, MemoryOutput> {
  return new TaskRenderer(settings, new MemorySite());
}
