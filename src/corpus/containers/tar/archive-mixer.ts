import { AwgnError } from '../../../errors.ts';
import { messageOf } from '../../../io/error-message.ts';
import { readSamples, type Sample } from '../../kinds/webdataset/samples.ts';
import { SharedMemory } from '../../kinds/webdataset/shared-memory.ts';
import { readTar } from '../../kinds/webdataset/tar-members.ts';
import { TarWriter } from '../../kinds/webdataset/tar-writer.ts';
import type { OutputOptions } from '../../plan/corpus-options.ts';
import { FILES_PER_NOISY } from '../../plan/output-paths.ts';
import { OutputPlan } from '../../plan/output-plan.ts';
import { inOrder } from '../../run/in-order.ts';
import { hasAudio } from './archive-samples.ts';
import { createMemoryPool, type MemoryPool } from './memory-pool.ts';
import { type MadeSample, SampleMaker } from './sample-maker.ts';

/** What is to be made of samples, wherever their archives are. */
export type MixOptions = Omit<OutputOptions, 'source'>;

/** One archive on its way. */
export interface ArchiveWork {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Samples with audio in the archives before this one. */
  readonly firstIndex: number;
  /** Gets the bytes of the result, in order. */
  readonly write: (bytes: Uint8Array) => void;
  /** Called for each sample, in order, when its outputs are written. */
  readonly onSample: (sample: MadeSample) => void;
  /** Called when all samples are written. Where it throws, the archive stays without an end. */
  readonly onEnd?: () => void;
}

/** Samples that may be done and wait for an earlier one. */
const MOST_SAMPLES_PER_JOB = 32;
/** Memory for samples with all that is made of them. */
const MOST_BYTES_PER_JOB = 1 << 25;

/** Makes archives of archives, in constant memory, as fast as the results are taken. */
export class ArchiveMixer {
  readonly #maker: SampleMaker;
  readonly #pool: MemoryPool;
  readonly #filesPerWav: number;
  readonly #jobs: number;

  /**
   * @param jobs threads.
   * @param numberOfSamples with audio in the whole source; 0 where nobody needs to know.
   */
  constructor(options: MixOptions, jobs: number, numberOfSamples: number) {
    const { pairs, labels, read, render } = options;
    const plan = { ...options.plan, alwaysSuffixed: false };
    const snrField = plan.snr.type === 'row' ? read.snrColumn : undefined;
    this.#jobs = jobs;
    this.#pool = createMemoryPool(render, jobs);
    this.#filesPerWav = OutputPlan.outputsPerUtterance(plan) * FILES_PER_NOISY[pairs];
    const outputs = new OutputPlan(plan, numberOfSamples);
    this.#maker = new SampleMaker(outputs, { pairs, render, labels, snrField }, this.#pool);
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  /**
   * Makes one archive.
   *
   * @returns what is wrong with the source where it breaks off or is damaged. The result then breaks off as well, after
   *   the samples before that: no reader takes it for a whole archive. The same where this throws.
   * @throws what `write`, `onSample` and `onEnd` throw; what the system says of the source.
   */
  async mix({
    bytes,
    firstIndex,
    write,
    onSample,
    onEnd,
  }: ArchiveWork): Promise<string | undefined> {
    const writer = new TarWriter(write);
    const made = this.#samplesOf(bytes, firstIndex);
    let fault: string | undefined;
    try {
      const iterator = made[Symbol.asyncIterator]();
      for (;;) {
        const next = await iterator.next().catch((error: unknown) => {
          if (!(error instanceof AwgnError)) throw error;
          fault = messageOf(error);
        });
        if (next === undefined || next.done) break;
        const sample = next.value;
        if (sample.fault === undefined) {
          for (const file of sample.files) writer.add(file.name, file.bytes);
        }
        onSample(sample);
      }
      if (fault !== undefined) return fault;
      onEnd?.();
      writer.finish();
      return undefined;
    } finally {
      await made.return(undefined);
    }
  }

  /** What is made of the samples of an archive, in their order. */
  #samplesOf(bytes: AsyncIterable<Uint8Array>, firstIndex: number): AsyncGenerator<MadeSample> {
    let index = firstIndex;
    const memory = new SharedMemory();
    const filesPerWav = this.#filesPerWav;
    const samples = readSamples(readTar(bytes), { filesPerWav, memory });
    const begin = async (sample: Sample) => {
      const { result } = await this.#maker.begin(sample, hasAudio(sample) ? index++ : index);
      const giveBack = () => {
        for (const member of sample.members) memory.give(member.bytes);
      };
      result.then(giveBack, giveBack);
      return { result };
    };
    return inOrder(samples, begin, {
      mostItems: MOST_SAMPLES_PER_JOB * this.#jobs,
      mostWeight: MOST_BYTES_PER_JOB * this.#jobs,
      weigh: ({ byteLength }) => byteLength * (1 + filesPerWav),
    });
  }
}
