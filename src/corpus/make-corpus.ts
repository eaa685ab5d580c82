import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CorpusError } from '../errors.ts';
import { CorpusFolder, FAILURES_NAME } from './corpus-folder.ts';
import type { CorpusOptions, CorpusSummary, Failure } from './corpus-options.ts';
import { EarlierOutputs, earlierEntries } from './earlier-outputs.ts';
import { finishCorpus } from './finish-corpus.ts';
import { Journal, type JournalEntry } from './journal.ts';
import { ListFile } from './list-file.ts';
import { isAlwaysSuffixed, pathsOf } from './output-paths.ts';
import { OutputPlan } from './output-plan.ts';
import type { PlannedOutput } from './planned-output.ts';
import { createRenderPool } from './render-pool.ts';
import type { RenderResult, RenderTask } from './render-task.ts';
import { type PlannedUtterance, UtterancePlan } from './utterance-plan.ts';
import { VirtualPool } from './virtual-pool.ts';

/** Batches that may be done and wait for an earlier one, which takes long, to be told to the journal. */
const MOST_WAITING_BATCHES = 256;
/** A batch ends when it has so many bytes to read, or so many outputs, whose files are open together. */
const BATCH_BYTES = 1 << 22;
const BATCH_OUTPUTS = 64;

/**
 * Makes a corpus with noise of a corpus.
 *
 * The audio of the result, its lists and receipts depend on the utterances and the options alone: not on their order,
 * on the number of threads, or on how often the work was interrupted.
 *
 * @throws ManifestError, CorpusError; what the system says. Single utterances that fail are told to the observer and
 *   listed in `failures.jsonl`.
 */
export async function makeCorpus(options: CorpusOptions): Promise<CorpusSummary> {
  const { source, use, settings, observer } = options;
  const onInterrupt = () => observer?.interrupted?.();
  const folder = CorpusFolder.open(options.folder, use, settings, source, onInterrupt);
  try {
    const run = new CorpusRun(options, folder);
    const summary = await run.run();
    folder.clean();
    return summary;
  } finally {
    if (existsSync(folder.statePath)) folder.unlock();
  }
}

/** An utterance on its way. */
interface Work {
  readonly utterance: PlannedUtterance;
  readonly outputs: readonly PlannedOutput[];
  /** What an earlier run made of it, if that still holds. */
  readonly kept: JournalEntry | undefined;
}

/** Utterances that are being made. */
class RunningBatch {
  readonly works: readonly Work[];
  /** Of those that are not kept, in order. */
  readonly results: Promise<readonly RenderResult[]>;
  isDone = false;

  constructor(works: readonly Work[], results: Promise<readonly RenderResult[]>) {
    this.works = works;
    this.results = results;
    const done = () => {
      this.isDone = true;
    };
    // Whoever awaits the results hears of their failure.
    results.then(done, done);
  }
}

/** One run of {@link makeCorpus}. */
class CorpusRun {
  readonly #options: CorpusOptions;
  readonly #folder: CorpusFolder;
  readonly #failures: ListFile;
  #failureCount = 0;
  #resumed = 0;

  constructor(options: CorpusOptions, folder: CorpusFolder) {
    this.#options = options;
    this.#folder = folder;
    this.#failures = new ListFile(join(folder.statePath, FAILURES_NAME));
  }

  async run(): Promise<CorpusSummary> {
    const { plan, to, pairs, observer } = this.#options;
    try {
      const utterances = await this.#planUtterances();
      const { numberOfUtterances, totalBytes } = utterances;
      const outputs = new OutputPlan(
        { ...plan, alwaysSuffixed: isAlwaysSuffixed(to, pairs) },
        numberOfUtterances,
      );
      observer?.planned?.({ utterances: numberOfUtterances, bytes: totalBytes });
      await this.#render(utterances, outputs);
      this.#failures.commit();
      const totals = await finishCorpus(this.#options, this.#folder, utterances, outputs);
      const counts = { utterances: numberOfUtterances, failures: this.#failureCount };
      this.#folder.describe({ ...counts, outputs: totals.outputs, silent: totals.silent });
      return { ...totals, ...counts, resumed: this.#resumed };
    } finally {
      this.#failures.discard();
    }
  }

  #planUtterances(): Promise<UtterancePlan> {
    const { source, from, to, read } = this.#options;
    const { statePath, temporaryPath } = this.#folder;
    return UtterancePlan.create(
      source,
      from,
      to,
      { ...read, keepsRecordings: from.kind === to.kind, sorting: { folder: temporaryPath } },
      join(statePath, 'plan.jsonl'),
      (row) => this.#fail(row),
    );
  }

  async #render(utterances: UtterancePlan, outputs: OutputPlan): Promise<void> {
    const { render, jobs, isVirtual } = this.#options;
    const { path, statePath, temporaryPath } = this.#folder;
    const earlier = new EarlierOutputs(earlierEntries(this.#folder), path);
    const journal = new Journal(statePath);
    const pool = isVirtual
      ? new VirtualPool(render)
      : createRenderPool({ ...render, folder: path, temporaryFolder: temporaryPath }, jobs);
    try {
      const running: RunningBatch[] = [];
      for (const works of batchesOf(this.#works(utterances, outputs, earlier))) {
        const tasks = works.filter(({ kept }) => !kept).map((work) => this.#taskOf(work));
        if (tasks.length > 0) await pool.ready();
        const results = tasks.length > 0 ? pool.render(tasks) : Promise.resolve([]);
        running.push(new RunningBatch(works, results));
        while (running[0]?.isDone || running.length > MOST_WAITING_BATCHES) {
          await this.#record(running.shift()!, journal);
        }
      }
      for (const batch of running) await this.#record(batch, journal);
      journal.finish();
    } finally {
      journal.close();
      earlier.close();
      await pool.close();
    }
  }

  *#works(
    utterances: UtterancePlan,
    outputs: OutputPlan,
    earlier: EarlierOutputs,
  ): Generator<Work> {
    let index = 0;
    for (const utterance of utterances.utterances()) {
      const planned = outputs.outputsOf(utterance, index++);
      yield { utterance, outputs: planned, kept: earlier.find(utterance.id, planned) };
    }
  }

  #taskOf({ utterance, outputs }: Work): RenderTask {
    const { to, pairs } = this.#options;
    return {
      id: utterance.id,
      audio: utterance.audio,
      outputs: outputs.map((output) => ({ ...output, ...pathsOf(to, utterance, output, pairs) })),
    };
  }

  async #record(batch: RunningBatch, journal: Journal): Promise<void> {
    const made = (await batch.results).values();
    for (const { utterance, kept } of batch.works) {
      const result = kept ?? made.next().value!;
      if ('fault' in result) {
        this.#fail({ origin: utterance.origin, id: utterance.id, fault: result.fault });
        if (result.isFatal) {
          throw new CorpusError(
            `${result.fault}; what is done stays: run again with --resume when there is room`,
          );
        }
        continue;
      }
      if (kept) this.#resumed++;
      journal.add(result);
      this.#options.observer?.done?.({ bytes: utterance.bytes, isNew: kept === undefined });
    }
  }

  #fail(failure: Failure): void {
    const { mostFailures = Number.POSITIVE_INFINITY, observer } = this.#options;
    const { origin, id = null, fault } = failure;
    this.#failures.line(JSON.stringify({ id, origin, fault }));
    this.#failureCount++;
    observer?.failed?.(failure);
    if (this.#failureCount <= mostFailures) return;
    throw new CorpusError(
      `${this.#failureCount} utterances failed, more than --max-failures ${mostFailures}; what is done stays: ` +
        'mend the source and run again with --resume',
    );
  }
}

function* batchesOf(works: Iterable<Work>): Generator<Work[]> {
  let batch: Work[] = [];
  let bytes = 0;
  let outputs = 0;
  for (const work of works) {
    batch.push(work);
    outputs += work.outputs.length;
    if (work.kept === undefined) bytes += work.utterance.bytes * work.outputs.length;
    if (bytes < BATCH_BYTES && outputs < BATCH_OUTPUTS) continue;
    yield batch;
    batch = [];
    bytes = 0;
    outputs = 0;
  }
  if (batch.length > 0) yield batch;
}
