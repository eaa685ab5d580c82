import { Worker } from 'node:worker_threads';
import type { RenderOptions, RenderResult, RenderTask } from './render-task.ts';
import { UtteranceRenderer } from './utterance-renderer.ts';

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
export interface WorkerOptions {
  readonly options: RenderOptions;
  /** See {@link UtteranceRenderer}. */
  readonly name: string;
}

export interface WorkerRequest {
  readonly batch: number;
  readonly tasks: readonly RenderTask[];
}

export interface WorkerReply {
  readonly batch: number;
  readonly results: RenderResult[];
}

/** While the disk takes the files of one batch, the next one is made. */
const BATCHES_PER_WORKER = 2;

/** @param jobs how many threads; 1 is this one. */
export function createRenderPool(options: RenderOptions, jobs: number): RenderPool {
  return jobs === 1 ? new InlinePool(options) : new WorkerPool(options, jobs);
}

/**
 * Makes the utterances of batches one after the other, and puts those of one on the disk while the next one is made.
 */
export class BatchRenderer {
  readonly #renderer: UtteranceRenderer;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: RenderOptions, name: string) {
    this.#renderer = new UtteranceRenderer(options, name);
  }

  async render(tasks: readonly RenderTask[]): Promise<RenderResult[]> {
    const rendered = this.#last.then(() => this.#renderAll(tasks));
    this.#last = rendered;
    return Promise.all((await rendered).map((settle) => settle()));
  }

  async #renderAll(tasks: readonly RenderTask[]): Promise<(() => Promise<RenderResult>)[]> {
    const settlers: (() => Promise<RenderResult>)[] = [];
    for (const task of tasks) settlers.push(await this.#renderer.render(task));
    return settlers;
  }
}

/** This thread alone. */
class InlinePool implements RenderPool {
  readonly #renderer: BatchRenderer;
  readonly #slots = new Slots(BATCHES_PER_WORKER);

  constructor(options: RenderOptions) {
    this.#renderer = new BatchRenderer(options, 'main');
  }

  ready(): Promise<void> {
    return this.#slots.free();
  }

  async render(tasks: readonly RenderTask[]): Promise<RenderResult[]> {
    this.#slots.take();
    try {
      return await this.#renderer.render(tasks);
    } finally {
      this.#slots.give();
    }
  }

  async close(): Promise<void> {}
}

interface Pending {
  readonly tasks: readonly RenderTask[];
  readonly resolve: (results: RenderResult[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Threads, each with a kernel of its own. One that dies is replaced, and its batch made once more, task by task. */
class WorkerPool implements RenderPool {
  readonly #options: RenderOptions;
  readonly #workers: PoolWorker[] = [];
  readonly #slots: Slots;
  #started = 0;

  constructor(options: RenderOptions, jobs: number) {
    this.#options = options;
    this.#slots = new Slots(jobs * BATCHES_PER_WORKER);
    for (let i = 0; i < jobs; i++) this.#workers.push(this.#start());
  }

  ready(): Promise<void> {
    return this.#slots.free();
  }

  async render(tasks: readonly RenderTask[]): Promise<RenderResult[]> {
    this.#slots.take();
    try {
      return await this.#renderOn(tasks).catch((error) => this.#renderSingly(tasks, error));
    } finally {
      this.#slots.give();
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.close()));
  }

  #renderOn(tasks: readonly RenderTask[]): Promise<RenderResult[]> {
    const [idlest] = this.#workers.toSorted((a, b) => a.numberPending - b.numberPending);
    return idlest!.render(tasks);
  }

  /** Finds the task that a worker dies of, and spares the others. */
  async #renderSingly(tasks: readonly RenderTask[], error: unknown): Promise<RenderResult[]> {
    const [only] = tasks;
    if (tasks.length === 1) {
      const fault = `the worker died of it: ${(error as Error).message}; expected it not to; leave it out, and report it`;
      return [{ id: only!.id, fault, isFatal: false }];
    }
    const results: RenderResult[] = [];
    for (const task of tasks) {
      const one = [task];
      results.push(...(await this.#renderOn(one).catch((again) => this.#renderSingly(one, again))));
    }
    return results;
  }

  #start(): PoolWorker {
    const worker = new PoolWorker(
      { options: this.#options, name: `worker${this.#started++}` },
      () => {
        this.#workers[this.#workers.indexOf(worker)] = this.#start();
      },
    );
    return worker;
  }
}

class PoolWorker {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #batches = 0;
  #isClosing = false;

  constructor(workerData: WorkerOptions, onDeath: () => void) {
    this.#worker = new Worker(new URL('./render-worker.js', import.meta.url), { workerData });
    let cause: Error | undefined;
    this.#worker.on('message', ({ batch, results }: WorkerReply) => {
      this.#pending.get(batch)!.resolve(results);
      this.#pending.delete(batch);
    });
    this.#worker.on('error', (error) => {
      cause = error;
    });
    this.#worker.on('exit', (status) => {
      if (this.#isClosing) return;
      onDeath();
      const error = cause ?? new Error(`it ended with exit status ${status}`);
      for (const { reject } of this.#pending.values()) reject(error);
    });
  }

  get numberPending(): number {
    return this.#pending.size;
  }

  render(tasks: readonly RenderTask[]): Promise<RenderResult[]> {
    const batch = this.#batches++;
    return new Promise((resolve, reject) => {
      this.#pending.set(batch, { tasks, resolve, reject });
      this.#worker.postMessage({ batch, tasks } satisfies WorkerRequest);
    });
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#worker.terminate();
  }
}

/** Counts what is under way. */
class Slots {
  readonly #most: number;
  #taken = 0;
  #waiting: (() => void) | undefined;

  constructor(most: number) {
    this.#most = most;
  }

  take(): void {
    this.#taken++;
  }

  give(): void {
    this.#taken--;
    this.#waiting?.();
    this.#waiting = undefined;
  }

  async free(): Promise<void> {
    while (this.#taken >= this.#most) {
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    }
  }
}
