import { compareFiles } from '../analysis/compare-files.ts';
import { comparisonLines } from '../analysis/comparison-text.ts';
import { printable, printableJson } from '../io/printable.ts';
import { isTerminal } from '../io/terminal.ts';
import type { CompareCommand } from './analysis-arguments.ts';
import { complain } from './complain.ts';
import { print } from './print.ts';
import { createProgress } from './progress.ts';
import { UsageError } from './usage-error.ts';

/** Runs `awgn compare`. */
export async function compare({ clean, noisy, form, input, quiet }: CompareCommand): Promise<void> {
  if ((clean === '-' || noisy === '-') && isTerminal(0)) {
    throw new UsageError(
      'standard input is a terminal; expected an audio file or a pipe, as in: awgn compare clean.wav noisy.wav',
    );
  }
  const progress = quiet ? undefined : createProgress();
  try {
    const comparison = await compareFiles(clean, noisy, {
      ...input,
      onProgress: progress?.update,
    });
    progress?.clear();
    if (!quiet) for (const warning of comparison.warnings) complain(printable(warning));
    const lines =
      form === 'json' ? [printableJson(comparison)] : comparisonLines(comparison).map(printable);
    print(`${lines.join('\n')}\n`);
  } finally {
    progress?.clear();
  }
}
