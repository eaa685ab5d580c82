import { createHash } from 'node:crypto';
import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CorpusError } from '../../errors.ts';
import { CorpusFolder } from '../corpus-folder.ts';
import type { CorpusOptions, CorpusSummary } from '../corpus-options.ts';
import { OutputPlan } from '../output-plan.ts';
import { StagedOutput } from '../staged-output.ts';
import { archiveBytes } from './archive-bytes.ts';
import {
  ArchiveJournal,
  type MadeArchive,
  publishLists,
  type ShardFailure,
} from './archive-journal.ts';
import { type Archive, listArchives } from './archive-names.ts';
import { countSamples, makeArchive } from './make-archive.ts';
import { filesPerWav, type MadeSample, SampleMaker } from './sample-maker.ts';
import { createSamplePool, type SamplePool } from './sample-pool.ts';
import { SampleTotals } from './sample-totals.ts';

/** What is to be done: to the archives of a source, or of standard input to standard output. */
export type WebDatasetOptions = Omit<CorpusOptions, 'from' | 'to'>;

/**
 * Makes archives with noise of tar archives in the manner of WebDataset, one of each.
 *
 * Memory is constant. Archives, receipts and lists are the same for any number of threads, and however often the work
 * was interrupted: an archive appears under its name when it is whole, and is then kept.
 *
 * @throws CorpusError; what the system says. Samples and archives that fail are told to the observer and listed in
 *   `failures.jsonl`.
 */
export async function makeWebDataset(options: WebDatasetOptions): Promise<CorpusSummary> {
  const { source, use, settings } = options;
  const archives = listArchives(source);
  const folder = CorpusFolder.open(options.folder, use, settings, source, () =>
    options.observer?.interrupted?.(),
  );
  try {
    const run = new WebDatasetRun(options, folder, archives);
    const summary = await run.run();
    folder.clean();
    return summary;
  } finally {
    if (existsSync(folder.statePath)) folder.unlock();
  }
}

/** One run of {@link makeWebDataset}. */
class WebDatasetRun {
  readonly #options: WebDatasetOptions;
  readonly #folder: CorpusFolder;
  readonly #archives: readonly Archive[];
  readonly #journal: ArchiveJournal;
  readonly #totals: SampleTotals;
  readonly #archiveFailures: ShardFailure[] = [];
  #resumed = 0;

  constructor(options: WebDatasetOptions, folder: CorpusFolder, archives: readonly Archive[]) {
    this.#options = options;
    this.#folder = folder;
    this.#archives = archives;
    this.#journal = new ArchiveJournal(folder, options.use !== 'resume');
    this.#totals = new SampleTotals(options.mostFailures);
  }

  async run(): Promise<CorpusSummary> {
    const { plan, render, jobs, observer } = this.#options;
    this.#refuseOverwriting();
    const counts = plan.stratified ? await this.#countSamples() : undefined;
    const numberOfSamples = counts?.reduce((sum, count) => sum + count, 0) ?? 0;
    const outputs = new OutputPlan({ ...plan, alwaysSuffixed: false }, numberOfSamples);
    const bytes = this.#archives.reduce((sum, archive) => sum + archive.bytes, 0);
    observer?.planned?.({ utterances: numberOfSamples, bytes });
    const pool = createSamplePool(render, jobs);
    const made: MadeArchive[] = [];
    try {
      let firstIndex = 0;
      for (const [place, archive] of this.#archives.entries()) {
        const kept = this.#journal.find(archive);
        const done = kept
          ? this.#keep(archive, kept)
          : await this.#make(archive, outputs, firstIndex, pool);
        if (done !== undefined) made.push(done);
        firstIndex += counts?.[place] ?? 0;
      }
    } finally {
      await pool.close();
    }
    publishLists(this.#folder, this.#journal, made, this.#archiveFailures);
    const { samples, failures, outputs: numberOfOutputs, silent } = this.#totals;
    this.#folder.describe({ utterances: samples, failures, outputs: numberOfOutputs, silent });
    return this.#totals.summary(this.#resumed);
  }

  async #countSamples(): Promise<number[]> {
    const counts: number[] = [];
    for (const { path } of this.#archives) counts.push(await countSamples(archiveBytes(path)));
    return counts;
  }

  /** Takes over what an earlier run made. */
  #keep({ bytes }: Archive, made: MadeArchive): MadeArchive {
    const { observer } = this.#options;
    for (const line of this.#journal.lines(made.shard)) {
      if ('fault' in line) this.#fail(line);
      else this.#totals.addReceipt(line);
    }
    this.#totals.samples += made.samples;
    this.#resumed += made.samples;
    observer?.done?.({ bytes, isNew: false });
    return made;
  }

  /** @returns undefined where the source is damaged: nothing is then made of it. */
  async #make(
    archive: Archive,
    plan: OutputPlan,
    firstIndex: number,
    pool: SamplePool,
  ): Promise<MadeArchive | undefined> {
    const { pairs, labels, jobs, read } = this.#options;
    const { name, path } = archive;
    const { path: folder, temporaryPath } = this.#folder;
    const snrField = this.#options.plan.snr.type === 'row' ? read.snrColumn : undefined;
    const output = new StagedOutput(name, join(folder, name), join(temporaryPath, 'shard.part'));
    const list = this.#journal.createList(name);
    const hash = createHash('sha256');
    const mine = new SampleTotals(undefined);
    const modifiedMs = statSync(path).mtimeMs;
    try {
      const fault = await makeArchive({
        bytes: archiveBytes(path),
        maker: new SampleMaker(plan, { pairs, labels, snrField }, pool),
        filesPerWav: filesPerWav(
          OutputPlan.outputsPerUtterance({ ...this.#options.plan, alwaysSuffixed: false }),
          pairs,
        ),
        firstIndex,
        jobs,
        write: (bytes) => {
          hash.update(bytes);
          output.write(bytes);
        },
        onSample: (sample) => {
          for (const line of linesOf(name, sample)) {
            if ('fault' in line) {
              mine.failures++;
              this.#fail(line);
            } else {
              mine.addReceipt(line);
              this.#totals.addReceipt(line);
            }
            list.line(JSON.stringify(line));
          }
          mine.samples++;
          this.#totals.samples++;
          this.#options.observer?.done?.({ bytes: sample.byteLength, isNew: true });
        },
      });
      if (fault !== undefined) {
        const failure = { id: null, origin: name, fault };
        this.#archiveFailures.push(failure);
        this.#fail(failure);
        return undefined;
      }
      await output.commit();
      list.commit();
    } finally {
      output.discard();
      list.discard();
    }
    const { samples, outputs, silent, failures } = mine;
    const made: MadeArchive = {
      shard: name,
      bytes: output.numberOfBytes,
      sha256: hash.digest('hex'),
      source_bytes: archive.bytes,
      samples,
      outputs,
      silent,
      failures,
    };
    this.#journal.add(made, modifiedMs);
    return made;
  }

  #fail(failure: ShardFailure): void {
    const { id, origin, fault } = failure;
    this.#options.observer?.failed?.({ origin, fault, ...(id !== null && { id }) });
    this.#totals.fail();
  }

  /** With --force a result could be put over its source. */
  #refuseOverwriting(): void {
    for (const { name, path } of this.#archives) {
      const output = join(this.#folder.path, name);
      if (!existsSync(output) || realpathSync(output) !== realpathSync(path)) continue;
      throw new CorpusError(
        `${path} would be replaced by what is made of it; expected another folder than ${dirname(path)}`,
      );
    }
  }
}

/** What the lists say of a sample. */
function linesOf(shard: string, sample: MadeSample) {
  if (sample.fault === undefined) return sample.receipts.map((receipt) => ({ shard, ...receipt }));
  const origin = `${shard} at byte ${sample.byteOffset}`;
  return [{ id: sample.key, origin, fault: sample.fault }];
}
