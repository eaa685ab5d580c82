import { filterArchive } from '../corpus/containers/tar/filter-archive.ts';
import { STDOUT } from '../corpus/containers/tar/standard-output.ts';
import { isSingleArchive } from '../corpus/plan/archive-names.ts';
import type { CorpusObserver, CorpusSummary } from '../corpus/plan/corpus-options.ts';
import { messageOf } from '../io/error-message.ts';
import { isTerminal } from '../io/terminal.ts';
import { complain } from './complain.ts';
import type { CorpusCommand } from './corpus-arguments.ts';
import { endNow } from './ending.ts';
import { UsageError } from './usage-error.ts';

/** Makes a tar archive of one that comes on standard input, on standard output. */
export async function filterStandardInput(
  command: CorpusCommand,
  observer: CorpusObserver,
): Promise<CorpusSummary> {
  try {
    return await filterArchive({ ...command, observer });
  } catch (error) {
    return leave(error, observer);
  }
}

/** @throws UsageError for what tar archives, or a pipe, do not allow. */
export function refuseForArchives(command: CorpusCommand): void {
  const { source, folder, use, plan, shard, isDryRun, isVirtual } = command;
  if (shard && (source === '-' || isSingleArchive(source))) {
    throw new UsageError(
      `--shard deals out whole archives, and ${source === '-' ? 'standard input' : source} is one; ` +
        'expected a folder of archives or a pattern such as train-{000..099}.tar; give one archive to one task, without --shard',
    );
  }
  if (isDryRun || isVirtual) {
    throw new UsageError(
      `--${isDryRun ? 'dry-run' : 'virtual'} is for corpora of files; expected none with tar archives; leave it out`,
    );
  }
  if (folder === '-' && source !== '-') {
    throw new UsageError(
      `archives by name become a folder of archives; expected its name, or a pipe on both sides: cat ${source} | awgn corpus - - ...`,
    );
  }
  if (source !== '-') return;
  if (use !== 'new') {
    throw new UsageError(
      `--${use} is for a folder; expected none where standard output is the result; leave it out`,
    );
  }
  if (plan.stratified) {
    throw new UsageError(
      '--stratified deals ratios out over all samples, and a pipe does not say how many come; expected archives by name',
    );
  }
  if (isTerminal(0) || isTerminal(1)) {
    throw new UsageError(
      'a terminal is no place for a tar archive; expected pipes or files, as in: awgn corpus - - --snr 10 < in.tar > out.tar',
    );
  }
  if (folder !== '-') {
    throw new UsageError(
      `standard input has no name to put into ${folder}; expected - as the result, or archives by name: awgn corpus - - ... > out.tar`,
    );
  }
}

/** Standard input that is still open would keep the process until it ends. */
function leave(error: unknown, observer: CorpusObserver): never {
  if ((error as NodeJS.ErrnoException).code === 'EPIPE') endNow(0);
  if ((error as NodeJS.ErrnoException).path === STDOUT) complain(messageOf(error));
  else observer.failed?.({ origin: 'standard input', fault: messageOf(error) });
  endNow(1);
}
