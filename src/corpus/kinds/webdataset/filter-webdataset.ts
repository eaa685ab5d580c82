import type { CorpusSummary } from '../../plan/corpus-options.ts';
import { OutputPlan } from '../../plan/output-plan.ts';
import { archiveBytes } from './archive-bytes.ts';
import type { WebDatasetOptions } from './archive-run.ts';
import { makeArchive } from './make-archive.ts';
import { noSamples } from './make-webdataset.ts';
import { filesPerWav, SampleMaker } from './sample-maker.ts';
import { createSamplePool } from './sample-pool.ts';
import { SampleTotals } from './sample-totals.ts';
import { StandardOutput } from './standard-output.ts';

const STDIN = 'standard input';

/** What the filter needs to know: it has no folder. */
export type FilterOptions = Pick<
  WebDatasetOptions,
  'plan' | 'render' | 'read' | 'pairs' | 'labels' | 'jobs' | 'mostFailures' | 'observer'
>;

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
export async function filterWebDataset(options: FilterOptions): Promise<CorpusSummary> {
  const { plan, render, read, pairs, labels, jobs, mostFailures, observer } = options;
  const everyPlan = { ...plan, alwaysSuffixed: false };
  const totals = new SampleTotals(mostFailures);
  const output = new StandardOutput();
  const pool = createSamplePool(render, jobs);
  const snrField = plan.snr.type === 'row' ? read.snrColumn : undefined;
  try {
    const fault = await makeArchive({
      bytes: archiveBytes('-'),
      maker: new SampleMaker(new OutputPlan(everyPlan, 0), { pairs, labels, snrField }, pool),
      filesPerWav: filesPerWav(OutputPlan.outputsPerUtterance(everyPlan), pairs),
      firstIndex: 0,
      jobs,
      write: (bytes) => output.write(bytes),
      onSample: (sample) => {
        totals.samples++;
        if (sample.fault === undefined) {
          for (const receipt of sample.receipts) totals.addReceipt(receipt);
        } else {
          const origin = `${STDIN} at byte ${sample.byteOffset}`;
          observer?.failed?.({ origin, id: sample.key, fault: sample.fault });
          totals.fail();
        }
        observer?.done?.({ bytes: sample.byteLength, isNew: true });
      },
      onEnd: () => {
        if (totals.samples === 0) throw noSamples('the archive');
      },
    });
    if (fault !== undefined) {
      observer?.failed?.({ origin: STDIN, fault });
      totals.fail();
    }
  } finally {
    await pool.close();
  }
  return totals.summary(0);
}
