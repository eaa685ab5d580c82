import { archiveBytes } from '../../kinds/webdataset/archive-bytes.ts';
import type { CorpusSummary } from '../../plan/corpus-options.ts';
import { CorpusTotals } from '../../run/corpus-totals.ts';
import { type FailureBound, FailureCount } from '../../state/failure-count.ts';
import { ArchiveMixer, type MixOptions } from './archive-mixer.ts';
import { noSamples } from './archive-plan.ts';
import type { MadeSample } from './sample-maker.ts';
import { StandardOutput } from './standard-output.ts';
import { SAMPLE_WORDS } from './tar-container.ts';

const STDIN = 'standard input';

/** Options of a filter: it has no folder, and so no journal. */
export interface FilterOptions extends MixOptions, FailureBound {
  readonly jobs: number;
}

/**
 * Reads a tar archive from standard input and writes one with noise to standard output, in constant memory and as fast
 * as that is read.
 *
 * Samples that fail are told to the observer and left out. Where the work ends early, so does the archive, within a
 * member: whoever reads it sees that it is not whole. Ratios cannot be stratified: nobody knows how many samples
 * come.
 *
 * @throws CorpusError where there is no archive, or too much fails; EPIPE where nobody reads.
 */
export async function filterArchive(options: FilterOptions): Promise<CorpusSummary> {
  const { jobs, observer } = options;
  const failed = new FailureCount(SAMPLE_WORDS, options);
  const totals = new CorpusTotals();
  const output = new StandardOutput();
  const mixer = new ArchiveMixer(options, jobs, 0);
  const onSample = (sample: MadeSample) => {
    totals.utterances++;
    if (sample.fault === undefined) {
      for (const receipt of sample.receipts) totals.addReceipt(receipt);
    } else {
      const origin = `${STDIN} at byte ${sample.byteOffset}`;
      failed.add({ origin, id: sample.key, fault: sample.fault });
    }
    observer?.done?.({ bytes: sample.byteLength, isNew: true });
  };
  try {
    const fault = await mixer.mix({
      bytes: archiveBytes('-'),
      firstIndex: 0,
      write: (bytes) => output.write(bytes),
      onSample,
      onEnd: () => {
        if (totals.utterances === 0) throw noSamples('the archive');
      },
    });
    if (fault !== undefined) failed.add({ origin: STDIN, fault });
  } finally {
    await mixer.close();
  }
  totals.failures = failed.count;
  return totals.summary();
}
