import { onTermination } from '../../../io/termination.ts';
import { RunningCommands } from '../../audio/running-commands.ts';
import type {
  MadeOutput,
  NoiseSettings,
  RenderResult,
  RenderTask,
} from '../../plan/render-task.ts';
import { TaskRenderer } from '../../run/task-renderer.ts';
import { createWorkerPool, type WorkerPool } from '../../run/worker-pool.ts';
import type { AudioReference } from '../../utterance.ts';
import { type FilePlace, FileSite } from './file-site.ts';

/** Makes the outputs of utterances somewhere. */
export type FilePool = WorkerPool<RenderTask, RenderResult>;

/** What a worker is told. */
export interface FileWorkerData {
  readonly settings: NoiseSettings;
  readonly place: FilePlace;
  /** See {@link FileSite}. */
  readonly name: string;
  /** Memory of {@link RunningCommands}. */
  readonly running: SharedArrayBuffer;
}

/** @param jobs how many threads, each with a kernel of its own; 1 is this one. */
export function createFilePool(settings: NoiseSettings, place: FilePlace, jobs: number): FilePool {
  const running = new RunningCommands();
  const stopListening = onTermination(() => running.end());
  const pool = createWorkerPool<RenderTask, RenderResult>({
    jobs,
    callerWorks: true,
    workerUrl: new URL('./file-worker.js', import.meta.url),
    workerData: (name) =>
      ({ settings, place, name, running: running.memory }) satisfies FileWorkerData,
    createInline: () => {
      const renderer = createFileRenderer(settings, place, 'main', running);
      return (tasks) => renderer.render(tasks);
    },
    buried: ({ id }, fault) => ({ id, fault, isFatal: false }),
  });
  return {
    ready: () => pool.ready(),
    run: (tasks) => pool.run(tasks),
    close: async () => {
      stopListening();
      running.end();
      await pool.close();
    },
  };
}

/** Makes them in whatever thread it is called. */
export function createFileRenderer(
  settings: NoiseSettings,
  place: FilePlace,
  name: string,
  running: RunningCommands,
): TaskRenderer<AudioReference, MadeOutput> {
  return new TaskRenderer(settings, new FileSite(place, name, running));
}
