import type { CorpusReceipt } from './corpus-receipt.ts';
import { Tally, type TallyCount } from './tally.ts';

/** What the receipts of a corpus warn of. */
export interface CorpusWarnings {
  readonly outputsWithWarnings: number;
  /** By the codes of the warnings, as `what`; `example` is an output and what its warning says. */
  readonly warnings: readonly TallyCount[];
}

/** Counts outputs with warnings, and these by their codes. */
export class WarningCount {
  readonly #tally = new Tally();
  #outputs = 0;

  /** @param receipt which may come from anybody, or have been written before warnings had codes. */
  add({ id, output, warnings, warning_codes: codes }: CorpusReceipt): void {
    if (!Array.isArray(warnings) || warnings.length === 0) return;
    this.#outputs++;
    const told = new Set<string>();
    for (const [place, message] of warnings.entries()) {
      const code: unknown = Array.isArray(codes) ? codes[place] : undefined;
      const what = typeof code === 'string' ? code : 'other';
      if (told.has(what)) continue;
      told.add(what);
      this.#tally.add(what, `${output ?? id}: ${message}`);
    }
  }

  counts(): CorpusWarnings {
    return { outputsWithWarnings: this.#outputs, warnings: this.#tally.counts() };
  }
}
