import { formatOfKind, recogniseFormat } from '../corpus/corpus-formats.ts';
import type { CorpusFormat } from '../corpus/corpus-kind.ts';
import type { CorpusObserver, CorpusOptions, CorpusSummary } from '../corpus/corpus-options.ts';
import { makeCorpus } from '../corpus/make-corpus.ts';
import { writeAll } from '../files/blocking-io.ts';
import { printable } from '../files/printable.ts';
import { NOISE_STREAM_VERSION } from '../noise/normal-stream.ts';
import { VERSION } from '../version.ts';
import { complain } from './complain.ts';
import { type CorpusCommand, parseCorpus } from './corpus-arguments.ts';
import { corpusHelpText } from './corpus-help.ts';
import { type CorpusProgress, createCorpusProgress } from './corpus-progress.ts';
import { isOfFiles } from './corpus-route.ts';
import { UsageError } from './usage-error.ts';

/**
 * Runs `awgn corpus`.
 *
 * @param argv what stands after its name.
 * @returns the exit status: 1 where an utterance failed.
 */
export async function corpus(argv: readonly string[]): Promise<number> {
  const command = parseCorpus(argv);
  if (command.name === 'help') return print(corpusHelpText());
  if (command.name === 'version') return print(`${VERSION}\n`);
  return make(command);
}

async function make(command: CorpusCommand): Promise<number> {
  const { quiet, isDryRun, source } = command;
  const progress = quiet || isDryRun || source === '-' ? undefined : createCorpusProgress();
  const observer: CorpusObserver = {
    planned: (plan) => progress?.planned(plan),
    done: (utterance) => progress?.done(utterance),
    interrupted: () => {
      progress?.clear();
      complain('interrupted; what is done stays: run again with --resume to go on');
    },
    failed: ({ origin, id, fault }) => {
      progress?.clear();
      complain(printable(`${origin}${id === undefined ? '' : ` (${id})`}: ${fault}`));
    },
  };
  if (!isOfFiles(command)) {
    const { makeArchives } = await import('./webdataset-command.ts');
    const settings = settingsOf(command, 'webdataset', 'webdataset');
    return report(command, progress, makeArchives(command, settings, observer));
  }
  const from =
    command.from === undefined ? recogniseFormat(command.source) : formatOfKind(command.from);
  const to = command.to === undefined ? from : formatOfKind(command.to);
  refuseVirtual(command, to);
  const settings = settingsOf(command, from.kind, to.kind);
  const options: CorpusOptions = { ...command, from, to, settings, observer };
  return isDryRun ? dryRun(options) : report(command, progress, makeCorpus(options));
}

async function report(
  { quiet, folder }: CorpusCommand,
  progress: CorpusProgress | undefined,
  making: Promise<CorpusSummary>,
): Promise<number> {
  try {
    const summary = await making;
    progress?.clear();
    if (!quiet) complain(printable(describe(summary, folder)));
    return summary.failures > 0 ? 1 : 0;
  } finally {
    progress?.clear();
  }
}

function refuseVirtual({ isVirtual, pairs }: CorpusCommand, to: CorpusFormat): void {
  if (!isVirtual) return;
  if (!to.knowsCommands) {
    throw new UsageError(
      `--virtual makes lists of commands, which a result of the kind ${to.kind} does not have; expected --to kaldi or --to lhotse`,
    );
  }
  if (pairs !== 'none') {
    throw new UsageError('--virtual makes no files; expected it without --pairs');
  }
}

/** Says what would be made; exit status 1 where it would fail. */
async function dryRun(options: CorpusOptions): Promise<number> {
  const { sizeOfCorpus } = await import('../corpus/corpus-size.ts');
  const { utterances, outputs, hours, bytes, freeBytes, unknown, failures } =
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
  ];
  print(`${lines.map(printable).join('\n')}\n`);
  return hasRoom && failures === 0 ? 0 : 1;
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(3);
}

/**
 * How the corpus is made, in JSON: what `awgn.json` in its folder says, and what must be the same for it to be gone on
 * with. Neither where the source lies nor how many threads there are changes a byte of it.
 */
function settingsOf(
  { plan, render, pairs, labels, isVirtual }: CorpusCommand,
  from: string,
  to: string,
): string {
  const { seed, snr, stratified, copies, includeClean, colours, levels } = plan;
  const settings = {
    tool_version: VERSION,
    stream_version: NOISE_STREAM_VERSION,
    from,
    to,
    seed,
    snr,
    stratified,
    copies,
    include_clean: includeClean,
    pairs,
    labels,
    virtual: isVirtual,
    level: levels,
    color: colours,
    band: render.band ?? null,
    channels: render.channels ?? 'joint',
    noise_channels: render.noiseChannels ?? 'independent',
    exact: render.exact ?? true,
    remove_dc: render.removeDc ?? false,
    encoding: render.encoding ?? null,
    dither: render.dither ?? 'none',
    clip: render.clip,
    on_silence: render.onSilence,
  };
  return `${JSON.stringify(settings, undefined, 2)}\n`;
}

function describe(summary: CorpusSummary, folder: string): string {
  const { utterances, outputs, silent, failures, resumed, audioSeconds, clippedSamples } = summary;
  const parts = [
    `${outputs} outputs of ${utterances} utterances, ${(audioSeconds / 3600).toFixed(2)} h`,
  ];
  if (resumed > 0) parts.push(`${resumed} utterances were there already`);
  if (silent > 0) parts.push(`${silent} silent, left out`);
  if (clippedSamples > 0) parts.push(`${clippedSamples} samples clipped`);
  if (failures > 0) {
    parts.push(`${failures} failed${folder === '-' ? '' : ', see failures.jsonl'}`);
  }
  return `${folder === '-' ? 'standard output' : folder}: ${parts.join(', ')}`;
}

function print(text: string): number {
  writeAll(1, Buffer.from(text));
  return 0;
}
