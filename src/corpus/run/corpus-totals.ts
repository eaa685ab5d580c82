import type { CorpusSummary } from '../plan/corpus-options.ts';
import type { CorpusReceipt } from '../plan/corpus-receipt.ts';
import { NO_REMARKS, type SourceRemarks } from '../plan/item-plan.ts';
import { NO_STALE_FILES, type StaleFiles } from '../plan/stale-files.ts';
import type { TallyCount } from '../plan/tally.ts';
import { WarningCount } from '../plan/warning-count.ts';

/** Counts what came of a corpus. */
export class CorpusTotals {
  utterances = 0;
  failures = 0;
  resumed = 0;
  outputs = 0;
  silent = 0;
  stale: StaleFiles = NO_STALE_FILES;
  /** Of the source. */
  remarks: SourceRemarks = NO_REMARKS;
  /** Of the result. */
  notes: readonly TallyCount[] = [];
  readonly #warnings = new WarningCount();
  #audioSeconds = 0;
  #clippedSamples = 0;

  addReceipt(receipt: CorpusReceipt): void {
    this.#warnings.add(receipt);
    if (isLeftOut(receipt)) {
      this.silent++;
      return;
    }
    this.outputs++;
    this.#audioSeconds += receipt.frames / receipt.sample_rate;
    this.#clippedSamples += receipt.clipped;
  }

  summary(): CorpusSummary {
    const { utterances, outputs, silent, failures, resumed } = this;
    return {
      utterances,
      outputs,
      silent,
      failures,
      resumed,
      stale: this.stale,
      leftOut: this.remarks.leftOut,
      notes: [...this.remarks.notes, ...this.notes],
      ...this.#warnings.counts(),
      audioSeconds: this.#audioSeconds,
      clippedSamples: this.#clippedSamples,
    };
  }
}

/** Whether there is no output, since its signal is silent. (What is made when it is read has no file, either.) */
export function isLeftOut({ output, command }: CorpusReceipt): boolean {
  return output === null && command === undefined;
}
