import { join } from 'node:path';
import { CorpusError } from '../../errors.ts';
import type { FileStamp } from '../../io/file-stamp.ts';
import type { OutputTree } from '../../io/output-tree.ts';
import type { CorpusOptions } from '../plan/corpus-options.ts';
import { pathsOf } from '../plan/output-paths.ts';
import type { OutputPlan } from '../plan/output-plan.ts';
import type { PlannedOutput } from '../plan/planned-output.ts';
import type { OutputPaths, RenderResult, RenderTask } from '../plan/render-task.ts';
import type { PlannedUtterance } from '../plan/utterance-plan.ts';
import type { EarlierOutputs } from '../state/earlier-outputs.ts';
import type { FailureList } from '../state/failure-list.ts';
import type { Journal, JournalEntry } from '../state/journal.ts';
import { stampOfSource } from '../state/source-stamp.ts';
import { createRenderPool, type RenderPool } from './render-pool.ts';
import { VirtualPool } from './virtual-pool.ts';

/** Batches that may be done and wait for an earlier one, which takes long, to be told to the journal. */
const MOST_WAITING_BATCHES = 256;
/** A batch ends when it has so many bytes to read, or so many outputs, whose files are open together. */
const BATCH_BYTES = 1 << 24;
const BATCH_OUTPUTS = 64;

/** An utterance on its way. */
interface Work {
  readonly utterance: PlannedUtterance;
  readonly outputs: readonly (PlannedOutput & OutputPaths)[];
  /** What an earlier run made of it, if that still holds. */
  readonly kept: JournalEntry | undefined;
  /** Of its audio, before it is read. */
  readonly source: FileStamp | undefined;
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

/** Where a run works. */
export interface RenderPlace {
  /** The corpus' folder, which knows of all sources. */
  readonly tree: OutputTree;
  /** Of what is not finished, on the same file system; nobody else's. */
  readonly temporaryFolder: string;
}

/** Makes the outputs of utterances, those that are not there yet, and tells the journal. */
export class RenderRun {
  readonly #options: CorpusOptions;
  readonly #place: RenderPlace;
  readonly #outputs: OutputPlan;
  readonly #failures: FailureList;
  #resumed = 0;

  constructor(
    options: CorpusOptions,
    place: RenderPlace,
    outputs: OutputPlan,
    failures: FailureList,
  ) {
    this.#options = options;
    this.#place = place;
    this.#outputs = outputs;
    this.#failures = failures;
  }

  /** Utterances that were there already. */
  get resumed(): number {
    return this.#resumed;
  }

  /**
   * @param utterances in the order of their ids.
   * @param beforeMaking called before outputs are made, which may replace those of earlier runs.
   * @throws CorpusError when nothing more can be written, or too much failed.
   */
  async render(
    utterances: Iterable<PlannedUtterance>,
    earlier: EarlierOutputs,
    journal: Journal,
    beforeMaking: () => void = () => {},
  ): Promise<void> {
    const pool = this.#createPool();
    try {
      const running: RunningBatch[] = [];
      for await (const works of batchesOf(this.#works(utterances, earlier))) {
        const tasks = works.filter(({ kept }) => !kept).map((work) => this.#taskOf(work));
        if (tasks.length > 0) {
          beforeMaking();
          await pool.ready();
        }
        const results = tasks.length > 0 ? pool.render(tasks) : Promise.resolve([]);
        running.push(new RunningBatch(works, results));
        while (running[0]?.isDone || running.length > MOST_WAITING_BATCHES) {
          await this.#record(running.shift()!, journal);
        }
      }
      for (const batch of running) await this.#record(batch, journal);
    } finally {
      await pool.close();
    }
  }

  #createPool(): RenderPool {
    const { render, jobs, isVirtual, read } = this.#options;
    if (isVirtual) return new VirtualPool(render);
    const { tree, temporaryFolder } = this.#place;
    const { mostCommandBytes } = read;
    const place = { folder: tree.path, temporaryFolder };
    return createRenderPool({ ...render, ...place, mostCommandBytes }, jobs);
  }

  async *#works(
    utterances: Iterable<PlannedUtterance>,
    earlier: EarlierOutputs,
  ): AsyncGenerator<Work> {
    const { to, pairs } = this.#options;
    for (const utterance of utterances) {
      const outputs = this.#outputs
        .outputsOf(utterance, utterance.index)
        .map((output) => ({ ...output, ...pathsOf(to, utterance, output, pairs) }));
      const source = stampOfSource(utterance.audio);
      const kept = await earlier.find(utterance, source, outputs);
      yield { utterance, outputs, source, kept };
    }
  }

  #taskOf({ utterance, outputs }: Work): RenderTask {
    if (!this.#options.isVirtual) this.#expect(utterance, outputs);
    return { id: utterance.id, audio: utterance.audio, outputs };
  }

  /** What could not be put in its place is not made. */
  #expect({ audio }: PlannedUtterance, outputs: readonly OutputPaths[]): void {
    const { tree } = this.#place;
    const source = audio.type === 'file' ? audio.path : undefined;
    for (const { audioPath, cleanPath, noisePath } of outputs) {
      for (const path of [audioPath, cleanPath, noisePath]) {
        if (path !== undefined) tree.expect(join(tree.path, path), source);
      }
    }
  }

  async #record(batch: RunningBatch, journal: Journal): Promise<void> {
    const made = (await batch.results).values();
    journal.check();
    for (const { utterance, kept, source } of batch.works) {
      const result = kept ?? made.next().value!;
      if ('fault' in result) {
        if (result.isFatal) {
          throw new CorpusError(
            `${result.fault}; what is done stays: run again with --resume when that is mended`,
          );
        }
        this.#failures.add({ origin: utterance.origin, id: utterance.id, fault: result.fault });
        continue;
      }
      if (kept) this.#resumed++;
      journal.add(kept ?? { ...result, source });
      this.#options.observer?.done?.({ bytes: utterance.bytes, isNew: kept === undefined });
    }
  }
}

async function* batchesOf(works: AsyncIterable<Work>): AsyncGenerator<Work[]> {
  let batch: Work[] = [];
  let bytes = 0;
  let outputs = 0;
  for await (const work of works) {
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
