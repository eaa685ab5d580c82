import { AwgnError } from '../../../errors.ts';
import { messageOf } from '../../../io/error-message.ts';
import { inOrder } from './in-order.ts';
import { isWav } from './member-name.ts';
import type { MadeSample, SampleMaker } from './sample-maker.ts';
import { readSamples, type Sample } from './samples.ts';
import { SharedMemory } from './shared-memory.ts';
import { readTar } from './tar-members.ts';
import { TarWriter } from './tar-writer.ts';

/** One archive on its way. */
export interface ArchiveWork {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly maker: SampleMaker;
  readonly filesPerWav: number;
  /** Samples with audio in the archives before this one. */
  readonly firstIndex: number;
  readonly jobs: number;
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

/**
 * Makes an archive of an archive, in constant memory, as fast as the result is taken.
 *
 * @returns what is wrong with the source where it breaks off or is damaged. The result then breaks off as well, after the
 *   samples before that: no reader takes it for a whole archive. The same where this throws.
 * @throws what `write`, `onSample` and `onEnd` throw; what the system says of the source.
 */
export async function makeArchive(work: ArchiveWork): Promise<string | undefined> {
  const { bytes, maker, filesPerWav, jobs, onSample, onEnd } = work;
  const writer = new TarWriter(work.write);
  let index = work.firstIndex;
  const memory = new SharedMemory();
  const samples = readSamples(readTar(bytes), { filesPerWav, memory });
  const begin = async (sample: Sample) => {
    const { result } = await maker.begin(sample, hasWav(sample) ? index++ : index);
    const giveBack = () => {
      for (const member of sample.members) memory.give(member.bytes);
    };
    result.then(giveBack, giveBack);
    return { result };
  };
  const made = inOrder(samples, begin, {
    mostItems: MOST_SAMPLES_PER_JOB * jobs,
    mostWeight: MOST_BYTES_PER_JOB * jobs,
    weigh: ({ byteLength }) => byteLength * (1 + filesPerWav),
  });
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

/** Counts the samples with audio of an archive, as far as it can be read. */
export async function countSamples(bytes: AsyncIterable<Uint8Array>): Promise<number> {
  let count = 0;
  try {
    for await (const sample of readSamples(readTar(bytes), { filesPerWav: 0, namesOnly: true })) {
      if (hasWav(sample)) count++;
    }
  } catch (error) {
    // Told when the archive is made.
    if (!(error instanceof AwgnError)) throw error;
  }
  return count;
}

/** Whether an archive has no sample at all; one that is damaged is told of when it is made. */
export async function isEmptyArchive(bytes: AsyncIterable<Uint8Array>): Promise<boolean> {
  try {
    for await (const _ of readSamples(readTar(bytes), { filesPerWav: 0, namesOnly: true })) {
      return false;
    }
    return true;
  } catch (error) {
    if (!(error instanceof AwgnError)) throw error;
    return false;
  }
}

function hasWav({ members }: Sample): boolean {
  return members.some(({ extension }) => isWav(extension));
}
