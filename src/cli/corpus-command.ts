import { createContainer } from '../corpus/containers/containers.ts';
import type { SizeOptions } from '../corpus/containers/folder/corpus-size.ts';
import { formatOfKind } from '../corpus/kinds/corpus-formats.ts';
import type { CorpusObserver, CorpusSummary } from '../corpus/plan/corpus-options.ts';
import { kindsOf, RequestFault, refuseMisfits } from '../corpus/requests/corpus-request.ts';
import { containerOfSettings, settingsOf } from '../corpus/requests/corpus-settings.ts';
import { runCorpus } from '../corpus/run/run-corpus.ts';
import type { CorpusOptions } from '../corpus/run/run-options.ts';
import type { ShardSummary } from '../corpus/shards/run-shard.ts';
import type { Shard } from '../corpus/shards/shard-choice.ts';
import { printable } from '../io/printable.ts';
import { VERSION } from '../version.ts';
import { complain } from './complain.ts';
import { type CorpusCommand, type MergeCommand, parseCorpus } from './corpus-arguments.ts';
import { corpusHelpText } from './corpus-help.ts';
import { type CorpusProgress, createCorpusProgress } from './corpus-progress.ts';
import { tuneForCorpora } from './engine-settings.ts';
import { FailureLines } from './failure-lines.ts';
import { print } from './print.ts';
import { counted, remarkLines, staleLines, warningLines } from './tallies.ts';
import { UsageError } from './usage-error.ts';

/**
 * Runs `awgn corpus`.
 *
 * @param argv what stands after its name.
 * @returns the exit status: 1 where an utterance failed; of a shard, 0 where it is finished.
 */
export async function corpus(argv: readonly string[]): Promise<number> {
  const command = parseCorpus(argv);
  if (command.name === 'help') return print(corpusHelpText());
  if (command.name === 'version') return print(`${VERSION}\n`);
  tuneForCorpora();
  try {
    return await (command.name === 'merge' ? merge(command) : make(command));
  } catch (error) {
    throw error instanceof RequestFault ? new UsageError(error.message) : error;
  }
}

async function make(command: CorpusCommand): Promise<number> {
  const { quiet, isDryRun, source } = command;
  const progress = quiet || isDryRun || source === '-' ? undefined : createCorpusProgress();
  const failureLines = new FailureLines((line) => {
    progress?.clear();
    complain(printable(line));
  }, source !== '-');
  try {
    return await makeTold(command, progress, failureLines);
  } finally {
    failureLines.end();
  }
}

async function makeTold(
  command: CorpusCommand,
  progress: CorpusProgress | undefined,
  failureLines: FailureLines,
): Promise<number> {
  const { isDryRun, source } = command;
  const observer: CorpusObserver = {
    planned: (plan) => progress?.planned(plan),
    done: (utterance) => progress?.done(utterance),
    interrupted: () => {
      progress?.clear();
      failureLines.end();
      const remedy = command.shard ? 'again' : 'again with --resume';
      complain(`interrupted; what is done stays: run ${remedy} to go on`);
    },
    failed: (failure) => failureLines.add(failure),
  };
  const { from, to } = kindsOf(command);
  if (from === 'webdataset' || to === 'webdataset') {
    const { filterStandardInput, refuseForArchives } = await import('./webdataset-command.ts');
    refuseForArchives(command);
    if (source === '-') return report(command, progress, filterStandardInput(command, observer));
  } else {
    refuseMisfits(command, { from, to });
    if (isDryRun) {
      return dryRun({ ...command, from: formatOfKind(from), to: formatOfKind(to), observer });
    }
  }
  const settings = settingsOf(command, from, to);
  const container = await createContainer({ ...command, from, to });
  const options: CorpusOptions = { ...command, container, settings, observer };
  const { shard } = command;
  if (shard === undefined)
    return report(
      command,
      progress,
      runCorpus(options).finally(() => failureLines.end()),
    );
  const { makeShard } = await import('../corpus/shards/make-shard.ts');
  return reportShard(
    command,
    shard,
    progress,
    makeShard(options, shard).finally(() => failureLines.end()),
  );
}

async function report(
  { quiet, folder, source }: CorpusCommand,
  progress: CorpusProgress | undefined,
  making: Promise<CorpusSummary>,
): Promise<number> {
  try {
    const summary = await making;
    progress?.clear();
    if (!quiet) tell(summary, folder, source);
    return summary.failures > 0 || summary.outputs === 0 ? 1 : 0;
  } finally {
    progress?.clear();
  }
}

/**
 * Its exit status says whether the shard is finished: an engine that tried it again since an utterance failed would do so
 * for nothing. What failed gives the merge its exit status, as it does that of one process.
 */
async function reportShard(
  { quiet, folder }: CorpusCommand,
  shard: Shard,
  progress: CorpusProgress | undefined,
  making: Promise<ShardSummary>,
): Promise<number> {
  try {
    const { utterances, failures, resumed, isMerged } = await making;
    progress?.clear();
    if (quiet) return 0;
    const parts = [counted(utterances, 'utterance')];
    if (resumed > 0) parts.push(`${resumed} were there already`);
    if (failures > 0) parts.push(`${failures} failed`);
    const done = isMerged ? 'the corpus is whole already, nothing to do' : parts.join(', ');
    complain(printable(`${folder}: shard ${shard.index + 1} of ${shard.count}: ${done}`));
    return 0;
  } finally {
    progress?.clear();
  }
}

/** Runs `awgn corpus merge`. */
async function merge({ folder, quiet }: MergeCommand): Promise<number> {
  const { mergeShards } = await import('../corpus/shards/merge-shards.ts');
  const { countsIn } = await import('../corpus/shards/join-shards.ts');
  const summary = await mergeShards(folder, containerOfSettings);
  const { failures, outputs } = summary ?? countsIn(folder);
  if (!quiet && summary) tell(summary, folder);
  else if (!quiet) {
    const failed = failures > 0 ? ` (${failures} failed, see failures.jsonl)` : '';
    complain(printable(`${folder}: joined already, nothing to do${failed}`));
  }
  // The same however often it is asked: an engine may ask again.
  return failures > 0 || outputs === 0 ? 1 : 0;
}

/** Says what would be made; exit status 1 where it would fail. */
async function dryRun(options: SizeOptions): Promise<number> {
  const { sizeOfCorpus } = await import('../corpus/containers/folder/corpus-size.ts');
  const { utterances, outputs, hours, bytes, freeBytes, unknown, failures, leftOut, notes } =
    await sizeOfCorpus(options);
  const hasRoom = bytes <= freeBytes;
  const lines = [
    `utterances  ${utterances} (${options.from.kind})`,
    `outputs     ${outputs} (${options.to.kind}), ${hours.toFixed(2)} h`,
    `bytes       ${gigabytes(bytes)} GB; ${gigabytes(freeBytes)} GB are free in ${options.folder}${hasRoom ? '' : ': not enough'}`,
    ...(unknown > 0
      ? [`unknown     ${unknown} commands, which are not run: their hours are not counted`]
      : []),
    ...(failures > 0 ? [`failures    ${failures}`] : []),
    ...remarkLines({ leftOut, notes }, options.source),
  ];
  print(`${lines.map(printable).join('\n')}\n`);
  return hasRoom && failures === 0 ? 0 : 1;
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(3);
}

/** Says what came of a corpus. */
function tell(summary: CorpusSummary, folder: string, source?: string): void {
  complain(printable(describe(summary, folder)));
  const lines = [remarkLines(summary, source), warningLines(summary), staleLines(summary.stale)];
  for (const line of lines.flat()) {
    complain(printable(line));
  }
}

function describe(summary: CorpusSummary, folder: string): string {
  const { utterances, outputs, silent, failures, resumed, audioSeconds, clippedSamples } = summary;
  const parts = [
    `${counted(outputs, 'output')} of ${counted(utterances, 'utterance')}, ${(audioSeconds / 3600).toFixed(2)} h`,
  ];
  if (resumed > 0)
    parts.push(`${counted(resumed, 'utterance')} ${resumed === 1 ? 'was' : 'were'} there already`);
  if (silent > 0) parts.push(`${silent} silent, left out`);
  if (clippedSamples > 0) parts.push(`${counted(clippedSamples, 'sample')} clipped`);
  if (failures > 0) {
    parts.push(`${failures} failed${folder === '-' ? '' : ', see failures.jsonl'}`);
  }
  return `${folder === '-' ? 'standard output' : folder}: ${parts.join(', ')}`;
}
