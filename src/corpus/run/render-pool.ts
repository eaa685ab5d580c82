import { onTermination } from '../../io/termination.ts';
import { turn } from '../../io/turns.ts';
import { RunningCommands } from '../audio/running-commands.ts';
import type { RenderOptions, RenderResult, RenderTask } from '../plan/render-task.ts';
import { UtteranceRenderer } from './utterance-renderer.ts';
import { createWorkerPool } from './worker-pool.ts';

/** Makes outputs somewhere. */
export interface RenderPool {
  /** Resolves when one more batch can be begun without waiting for others. */
  ready(): Promise<void>;
  /**
   * Makes the outputs of a batch and puts them in their places.
   *
   * @returns one result for each task, in order. It rejects only where the whole work must end.
   */
  render(tasks: readonly RenderTask[]): Promise<RenderResult[]>;
  close(): Promise<void>;
}

/** What a worker is told. */
export interface RenderWorkerData {
  readonly options: RenderOptions;
  /** See {@link UtteranceRenderer}. */
  readonly name: string;
  /** Memory of {@link RunningCommands}. */
  readonly running: SharedArrayBuffer;
}

/** @param jobs how many threads, each with a kernel of its own; 1 is this one. */
export function createRenderPool(options: RenderOptions, jobs: number): RenderPool {
  const running = new RunningCommands();
  const stopListening = onTermination(() => running.end());
  const pool = createWorkerPool<RenderTask, RenderResult>({
    jobs,
    callerWorks: true,
    workerUrl: new URL('./render-worker.js', import.meta.url),
    workerData: (name) => ({ options, name, running: running.memory }) satisfies RenderWorkerData,
    createInline: () => {
      const renderer = new BatchRenderer(options, 'main', running);
      return (tasks) => renderer.render(tasks);
    },
    buried: ({ id }, fault) => ({ id, fault, isFatal: false }),
  });
  return {
    ready: () => pool.ready(),
    render: (tasks) => pool.run(tasks),
    close: async () => {
      stopListening();
      running.end();
      await pool.close();
    },
  };
}

/**
 * Makes the utterances of batches one after the other, and puts those of one on the disk while the next one is made.
 */
export class BatchRenderer {
  readonly #renderer: UtteranceRenderer;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: RenderOptions, name: string, running: RunningCommands) {
    this.#renderer = new UtteranceRenderer(options, name, running);
  }

  async render(tasks: readonly RenderTask[]): Promise<RenderResult[]> {
    const rendered = this.#last.then(() => this.#renderAll(tasks));
    this.#last = rendered;
    return Promise.all((await rendered).map((settle) => settle()));
  }

  async #renderAll(tasks: readonly RenderTask[]): Promise<(() => Promise<RenderResult>)[]> {
    const settlers: (() => Promise<RenderResult>)[] = [];
    for (const task of tasks) {
      settlers.push(await this.#renderer.render(task));
      // The thread may have others to serve, and signals to hear.
      await turn();
    }
    return settlers;
  }
}
