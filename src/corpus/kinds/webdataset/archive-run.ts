import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Archive } from '../../plan/archive-names.ts';
import type { CorpusOptions } from '../../plan/corpus-options.ts';
import { OutputPlan } from '../../plan/output-plan.ts';
import type { RenderPlace } from '../../run/render-run.ts';
import { StagedOutput } from '../../run/staged-output.ts';
import { archiveBytes } from './archive-bytes.ts';
import type { ArchiveJournal, MadeArchive, ShardFailure } from './archive-journal.ts';
import { makeArchive } from './make-archive.ts';
import { filesPerWav, type MadeSample, SampleMaker } from './sample-maker.ts';
import { createSamplePool, type SamplePool } from './sample-pool.ts';
import { SampleTotals } from './sample-totals.ts';

/** What is to be done: to the archives of a source, or of standard input to standard output. */
export type WebDatasetOptions = Omit<CorpusOptions, 'from' | 'to'>;

/** An archive among all of its source. */
export interface PlacedArchive extends Archive {
  /** Samples with audio in those before it; 0 where nobody needs to know. */
  readonly firstIndex: number;
}

/** Makes archives, one after the other, and keeps those that are there. */
export class ArchiveRun {
  readonly #options: WebDatasetOptions;
  readonly #place: RenderPlace;
  readonly #journal: ArchiveJournal;
  readonly #totals: SampleTotals;
  readonly #archiveFailures: ShardFailure[] = [];
  #resumed = 0;

  constructor(options: WebDatasetOptions, place: RenderPlace, journal: ArchiveJournal) {
    this.#options = options;
    this.#place = place;
    this.#journal = journal;
    this.#totals = new SampleTotals(options.mostFailures);
  }

  get totals(): SampleTotals {
    return this.#totals;
  }

  /** Of whole archives, which are not there. */
  get archiveFailures(): readonly ShardFailure[] {
    return this.#archiveFailures;
  }

  /** Samples that were there already. */
  get resumed(): number {
    return this.#resumed;
  }

  /**
   * @param numberOfSamples with audio in the whole source; 0 where nobody needs to know.
   * @returns the archives that are there then.
   */
  async make(archives: readonly PlacedArchive[], numberOfSamples: number): Promise<MadeArchive[]> {
    const { plan, render, jobs, observer } = this.#options;
    const outputs = new OutputPlan({ ...plan, alwaysSuffixed: false }, numberOfSamples);
    const bytes = archives.reduce((sum, archive) => sum + archive.bytes, 0);
    observer?.planned?.({ utterances: numberOfSamples, bytes });
    const pool = createSamplePool(render, jobs);
    const made: MadeArchive[] = [];
    try {
      for (const archive of archives) {
        const kept = this.#journal.find(archive);
        const done = kept ? this.#keep(archive, kept) : await this.#make(archive, outputs, pool);
        if (done !== undefined) made.push(done);
      }
    } finally {
      await pool.close();
    }
    return made;
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
    archive: PlacedArchive,
    plan: OutputPlan,
    pool: SamplePool,
  ): Promise<MadeArchive | undefined> {
    const { pairs, labels, jobs, read } = this.#options;
    const { name, path, firstIndex } = archive;
    const { tree, temporaryFolder } = this.#place;
    tree.expect(join(tree.path, name), path);
    const snrField = this.#options.plan.snr.type === 'row' ? read.snrColumn : undefined;
    const output = new StagedOutput({
      name,
      path: join(tree.path, name),
      temporaryPath: join(temporaryFolder, 'shard.part'),
      tree,
      source: path,
    });
    const list = this.#journal.createList();
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
        this.#journal.addFailure(name, failure);
        this.#archiveFailures.push(failure);
        this.#fail(failure);
        return undefined;
      }
      // What an earlier run has said of the archive does not hold any more.
      this.#journal.forget(name);
      await output.commit();
      const made = madeOf(archive, mine, output.numberOfBytes, hash.digest('hex'));
      this.#journal.add(made, list, modifiedMs);
      return made;
    } finally {
      output.discard();
      list.discard();
    }
  }

  #fail(failure: ShardFailure): void {
    const { id, origin, fault } = failure;
    this.#options.observer?.failed?.({ origin, fault, ...(id !== null && { id }) });
    this.#totals.fail();
  }
}

function madeOf(
  { name, bytes: sourceBytes }: Archive,
  { samples, outputs, silent, failures }: SampleTotals,
  bytes: number,
  sha256: string,
): MadeArchive {
  return {
    shard: name,
    bytes,
    sha256,
    source_bytes: sourceBytes,
    samples,
    outputs,
    silent,
    failures,
  };
}

/** What the lists say of a sample. */
function linesOf(shard: string, sample: MadeSample) {
  if (sample.fault === undefined) return sample.receipts.map((receipt) => ({ shard, ...receipt }));
  const origin = `${shard} at byte ${sample.byteOffset}`;
  return [{ id: sample.key, origin, fault: sample.fault }];
}
