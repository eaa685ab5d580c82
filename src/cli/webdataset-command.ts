import { filterWebDataset } from '../corpus/kinds/webdataset/filter-webdataset.ts';
import { makeArchiveShard } from '../corpus/kinds/webdataset/make-archive-shard.ts';
import { makeWebDataset } from '../corpus/kinds/webdataset/make-webdataset.ts';
import { STDOUT } from '../corpus/kinds/webdataset/standard-output.ts';
import { isSingleArchive } from '../corpus/plan/archive-names.ts';
import type { CorpusObserver, CorpusSummary } from '../corpus/plan/corpus-options.ts';
import type { ShardSummary } from '../corpus/shards/run-shard.ts';
import type { Shard } from '../corpus/shards/shard-choice.ts';
import { messageOf } from '../io/error-message.ts';
import { isTerminal } from '../io/terminal.ts';
import { complain } from './complain.ts';
import type { CorpusCommand } from './corpus-arguments.ts';
import { endNow } from './ending.ts';
import { UsageError } from './usage-error.ts';

/**
 * Makes tar archives of tar archives: files of files, or standard output of standard input.
 *
 * @param settings how they are made, in JSON.
 */
export async function makeArchives(
  command: CorpusCommand,
  settings: string,
  observer: CorpusObserver,
): Promise<CorpusSummary> {
  const { source, folder } = command;
  refuseOptions(command);
  if (source !== '-') return makeWebDataset({ ...command, settings, observer });
  if (folder !== '-') {
    throw new UsageError(
      `standard input has no name to put into ${folder}; expected - as the result, or archives by name: awgn corpus - - ... > out.tar`,
    );
  }
  try {
    return await filterWebDataset({ ...command, observer });
  } catch (error) {
    return leave(error, observer);
  }
}

/** Makes one of several parts of a folder or pattern of archives. */
export function makeShardOfArchives(
  command: CorpusCommand,
  shard: Shard,
  settings: string,
  observer: CorpusObserver,
): Promise<ShardSummary> {
  const { source } = command;
  if (source === '-' || isSingleArchive(source)) {
    throw new UsageError(
      `--shard deals out whole archives, and ${source === '-' ? 'standard input' : source} is one; ` +
        'expected a folder of archives or a pattern such as train-{000..099}.tar; give one archive to one task, without --shard',
    );
  }
  refuseOptions(command);
  return makeArchiveShard({ ...command, settings, observer }, shard);
}

function refuseOptions({ source, folder, use, plan, isDryRun, isVirtual }: CorpusCommand): void {
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
}

/** Standard input that is still open would keep the process until it ends. */
function leave(error: unknown, observer: CorpusObserver): never {
  if ((error as NodeJS.ErrnoException).code === 'EPIPE') endNow(0);
  if ((error as NodeJS.ErrnoException).path === STDOUT) complain(messageOf(error));
  else observer.failed?.({ origin: 'standard input', fault: messageOf(error) });
  endNow(1);
}
