import { fstatSync, readFileSync } from 'node:fs';
import { complain } from './complain.ts';

/** Major and minor number of /dev/null on Linux. */
const NULL_DEVICE = (1 << 8) | 3;
const O_ACCMODE = 3;
const O_RDWR = 2;

/** Says so where audio for standard output may go nowhere, if anything is to be said beside it. */
export function warnOfLostOutput({
  output,
  quiet,
  report,
}: {
  readonly output: string;
  readonly quiet: boolean;
  readonly report: string;
}): void {
  if (output !== '-' || quiet || report === 'json') return;
  const warning = lostOutputWarning();
  if (warning !== undefined) complain(warning);
}

/**
 * What to say where standard output may have been closed (`>&-`), undefined otherwise.
 *
 * Node opens /dev/null in place of a standard stream that is closed, for reading and writing. A shell's `>/dev/null` is
 * for writing only; but what some programs give to those they start, to be rid of their output, looks the same. So this
 * is worth a warning, and no error.
 */
function lostOutputWarning(): string | undefined {
  try {
    const stats = fstatSync(1);
    if (!stats.isCharacterDevice() || stats.rdev !== NULL_DEVICE) return undefined;
    const flags = /^flags:\s*([0-7]+)/m.exec(readFileSync('/proc/self/fdinfo/1', 'latin1'));
    if (flags === null || (Number.parseInt(flags[1]!, 8) & O_ACCMODE) !== O_RDWR) return undefined;
    return 'standard output is closed, or /dev/null: the audio goes nowhere; redirect it, or name an output file';
  } catch {
    return undefined;
  }
}
