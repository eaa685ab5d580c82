import { CorpusError } from '../../../errors.ts';
import type { CorpusSummary } from '../../plan/corpus-options.ts';
import type { CorpusReceipt } from '../../plan/corpus-receipt.ts';

/** Counts what comes of samples. */
export class SampleTotals {
  samples = 0;
  failures = 0;
  outputs = 0;
  silent = 0;
  #audioSeconds = 0;
  #clippedSamples = 0;
  readonly #mostFailures: number | undefined;

  /** @param mostFailures failures that may be before the work ends; undefined: any number. */
  constructor(mostFailures: number | undefined) {
    this.#mostFailures = mostFailures;
  }

  addReceipt(receipt: CorpusReceipt): void {
    if (receipt.output === null) {
      this.silent++;
      return;
    }
    this.outputs++;
    this.#audioSeconds += receipt.frames / receipt.sample_rate;
    this.#clippedSamples += receipt.clipped;
  }

  /** @throws CorpusError where there are too many. */
  fail(): void {
    this.failures++;
    if (this.#mostFailures === undefined || this.failures <= this.#mostFailures) return;
    throw new CorpusError(
      `${this.failures} samples failed, more than --max-failures ${this.#mostFailures}; mend the source and run again; ` +
        'of files, --resume keeps the archives that are done',
    );
  }

  summary(resumed: number): CorpusSummary {
    return {
      utterances: this.samples,
      outputs: this.outputs,
      silent: this.silent,
      failures: this.failures,
      resumed,
      audioSeconds: this.#audioSeconds,
      clippedSamples: this.#clippedSamples,
    };
  }
}
