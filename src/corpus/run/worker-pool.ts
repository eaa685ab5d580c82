import { Worker } from 'node:worker_threads';
import { turn } from '../../io/turns.ts';
import { isFatal } from './render-fault.ts';

/** Does tasks somewhere. */
export interface WorkerPool<Task, Result> {
  /** Resolves when one more batch can be begun without waiting for others. */
  ready(): Promise<void>;
  /**
   * Does the tasks of a batch.
   *
   * @returns one result for each task, in order. It rejects only where the whole work must end.
   */
  run(tasks: readonly Task[]): Promise<Result[]>;
  close(): Promise<void>;
}

/** Does the tasks of a batch in whatever thread it is called. */
export type RunBatch<Task, Result> = (tasks: readonly Task[]) => Promise<Result[]>;

export interface WorkerPoolOptions<Task, Result> {
  /** Threads; 1 is this one. */
  readonly jobs: number;
  /**
   * Whether this thread is one of several, too: for work that leaves it time. Its {@link createInline} must let the
   * event loop have its turn often, for the others wait for what this thread tells them.
   */
  readonly callerWorks?: boolean;
  /** Script of a worker, which calls `serveBatches`. */
  readonly workerUrl: URL;
  /** What a worker is told at its start. Plain data. */
  readonly workerData: (name: string) => unknown;
  /** The same work in this thread. */
  readonly createInline: () => RunBatch<Task, Result>;
  /** The result of a task that a worker died of. */
  readonly buried: (task: Task, fault: string) => Result;
}

/** What a worker is asked. */
export interface BatchRequest<Task> {
  readonly batch: number;
  readonly tasks: readonly Task[];
}

/** What it answers. */
export interface BatchReply<Result> {
  readonly batch: number;
  readonly results: Result[];
}

/** Of what a worker makes little lives long; V8 would let it pile up to some 50 MB in each thread. */
const YOUNG_MB = 6;

/** While one batch is under way, the next one is there already. */
const BATCHES_PER_WORKER = 2;

export function createWorkerPool<Task, Result>(
  options: WorkerPoolOptions<Task, Result>,
): WorkerPool<Task, Result> {
  return options.jobs === 1
    ? new InlinePool(options.createInline())
    : new ThreadPool<Task, Result>(options);
}

/** This thread alone. */
class InlinePool<Task, Result> implements WorkerPool<Task, Result> {
  readonly #run: RunBatch<Task, Result>;
  readonly #slots = new Slots(BATCHES_PER_WORKER);

  constructor(run: RunBatch<Task, Result>) {
    this.#run = run;
  }

  ready(): Promise<void> {
    return this.#slots.free();
  }

  async run(tasks: readonly Task[]): Promise<Result[]> {
    this.#slots.take();
    try {
      return await this.#run(tasks);
    } finally {
      this.#slots.give();
    }
  }

  async close(): Promise<void> {}
}

/** One of the threads. */
interface Member<Task, Result> {
  readonly numberPending: number;
  run(tasks: readonly Task[]): Promise<Result[]>;
  close(): Promise<void>;
}

/** This thread as one of several. */
class Caller<Task, Result> implements Member<Task, Result> {
  readonly #run: RunBatch<Task, Result>;
  numberPending = 0;

  constructor(run: RunBatch<Task, Result>) {
    this.#run = run;
  }

  async run(tasks: readonly Task[]): Promise<Result[]> {
    this.numberPending++;
    try {
      // The others are given their work first.
      await turn();
      return await this.#run(tasks);
    } finally {
      this.numberPending--;
    }
  }

  async close(): Promise<void> {}
}

interface Pending<Result> {
  readonly resolve: (results: Result[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Threads. One that dies is replaced, and its batch done once more, task by task. */
class ThreadPool<Task, Result> implements WorkerPool<Task, Result> {
  readonly #options: WorkerPoolOptions<Task, Result>;
  readonly #members: Member<Task, Result>[] = [];
  readonly #slots: Slots;
  #started = 0;

  constructor(options: WorkerPoolOptions<Task, Result>) {
    this.#options = options;
    this.#slots = new Slots(options.jobs * BATCHES_PER_WORKER);
    const { jobs, callerWorks = false, createInline } = options;
    while (this.#members.length < jobs - Number(callerWorks)) this.#members.push(this.#start());
    if (callerWorks) this.#members.push(new Caller(createInline()));
  }

  ready(): Promise<void> {
    return this.#slots.free();
  }

  async run(tasks: readonly Task[]): Promise<Result[]> {
    this.#slots.take();
    try {
      return await this.#runOnIdlest(tasks).catch((error) => this.#runSingly(tasks, error));
    } finally {
      this.#slots.give();
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.close()));
  }

  #runOnIdlest(tasks: readonly Task[]): Promise<Result[]> {
    const [idlest] = this.#members.toSorted((a, b) => a.numberPending - b.numberPending);
    return idlest!.run(tasks);
  }

  /** Finds the task that a worker dies of, and spares the others. */
  async #runSingly(tasks: readonly Task[], error: unknown): Promise<Result[]> {
    // No task's fault, and no worker will fare better.
    if (isFatal(error)) throw error;
    const [only] = tasks;
    if (tasks.length === 1) {
      const fault = `the worker died of it: ${(error as Error).message}; expected it not to; leave it out, and report it`;
      return [this.#options.buried(only!, fault)];
    }
    const results: Result[] = [];
    for (const task of tasks) {
      const one = [task];
      results.push(...(await this.#runOnIdlest(one).catch((again) => this.#runSingly(one, again))));
    }
    return results;
  }

  #start(): PoolWorker<Task, Result> {
    const { workerUrl, workerData } = this.#options;
    const data = workerData(`worker${this.#started++}`);
    const worker = new PoolWorker<Task, Result>(workerUrl, data, () => {
      this.#members[this.#members.indexOf(worker)] = this.#start();
    });
    return worker;
  }
}

class PoolWorker<Task, Result> implements Member<Task, Result> {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending<Result>>();
  #batches = 0;
  #isClosing = false;

  constructor(url: URL, workerData: unknown, onDeath: () => void) {
    this.#worker = new Worker(url, {
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    let cause: Error | undefined;
    this.#worker.on('message', ({ batch, results }: BatchReply<Result>) => {
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

  run(tasks: readonly Task[]): Promise<Result[]> {
    const batch = this.#batches++;
    return new Promise((resolve, reject) => {
      this.#pending.set(batch, { resolve, reject });
      this.#worker.postMessage({ batch, tasks } satisfies BatchRequest<Task>);
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
