import { availableParallelism } from 'node:os';
import type { CorpusKind } from '../corpus/plan/corpus-kind.ts';
import type { CorpusOptions } from '../corpus/plan/corpus-options.ts';
import type { SnrChoice } from '../corpus/plan/output-plan.ts';
import { parseShard, type Shard } from '../corpus/shards/shard-choice.ts';
import { LEVEL_DEFINITIONS, type LevelDefinition } from '../level/level-meter.ts';
import { NOISE_COLORS, type NoiseColor } from '../noise/noise-color.ts';
import { CORPUS_OPTIONS, MERGE_OPTIONS } from './corpus-options.ts';
import { type Flags, parseFlags } from './flags.ts';
import { parseBand, parseSnr } from './snr-text.ts';
import { UsageError } from './usage-error.ts';

/** What `awgn corpus` is asked for. */
export interface CorpusCommand
  extends Pick<
    CorpusOptions,
    | 'source'
    | 'folder'
    | 'use'
    | 'read'
    | 'plan'
    | 'render'
    | 'pairs'
    | 'labels'
    | 'jobs'
    | 'mostFailures'
  > {
  readonly name: 'corpus';
  readonly from: CorpusKind | 'webdataset' | undefined;
  readonly to: CorpusKind | 'webdataset' | undefined;
  /** The part of the corpus that is to be made; undefined: all of it. */
  readonly shard: Shard | undefined;
  readonly isDryRun: boolean;
  readonly isVirtual: boolean;
  readonly quiet: boolean;
}

/** What `awgn corpus merge` is asked for. */
export interface MergeCommand {
  readonly name: 'merge';
  readonly folder: string;
  readonly quiet: boolean;
}

export const MOST_COPIES = 10_000;
const MOST_JOBS = 1024;
const MOST_SHARDS = 1_000_000;

/**
 * Understands what stands after `awgn corpus`.
 *
 * @throws UsageError in one line: what was found and what was expected.
 */
export function parseCorpus(
  argv: readonly string[],
): CorpusCommand | MergeCommand | { name: 'help' } | { name: 'version' } {
  if (argv[0] === 'merge') return parseMerge(argv.slice(1));
  const { flags, input } = parseFlags(argv, CORPUS_OPTIONS, 'awgn corpus');
  if (flags.is('help')) return { name: 'help' };
  if (flags.is('version')) return { name: 'version' };
  const [source, folder, surplus] = input;
  for (const [name, path] of Object.entries({ source, result: folder })) {
    if (path === '') throw new UsageError(`the name of the ${name} is empty; expected a path or -`);
  }
  if (!source || !folder || surplus !== undefined) {
    throw new UsageError(
      `${input.length} ${input.length === 1 ? 'name is' : 'names are'} given; expected a source and a folder for the result, ` +
        'as in: awgn corpus clean/ noisy/ --snr 0:20',
    );
  }
  const copies = flags.integer('copies', 'copies', 1, MOST_COPIES) ?? 1;
  const resume = flags.is('resume') ?? false;
  const force = flags.is('force') ?? false;
  if (resume && force) {
    throw new UsageError('--resume keeps what is there and --force does not; expected one of them');
  }
  const snr = snrChoice(flags, copies);
  const stratified = flags.is('stratified') ?? false;
  if (stratified && !(snr.type === 'range' || (snr.type === 'list' && !snr.each))) {
    throw new UsageError(
      '--stratified deals out a range or a list of ratios; expected --snr low:high or --snr a,b,c',
    );
  }
  refuseIdleBound(flags);
  const band = flags.text('band');
  return {
    name: 'corpus',
    source,
    folder,
    from: sourceKind(flags),
    to: flags.choice('to'),
    use: resume ? 'resume' : force ? 'force' : 'new',
    read: {
      root: flags.text('root'),
      allowCommands: flags.is('allow-commands') ?? false,
      mostCommandBytes: flags.byteSize('max-command-output'),
      pathColumn: flags.text('path-column'),
      snrColumn: flags.text('snr-column'),
    },
    plan: {
      seed: flags.integer('seed', '', 0, Number.MAX_SAFE_INTEGER) ?? 0,
      snr,
      stratified,
      copies,
      includeClean: flags.is('include-clean') ?? false,
      colors: choices<NoiseColor>(flags, 'color', NOISE_COLORS, 'white'),
      levels: choices<LevelDefinition>(flags, 'level', LEVEL_DEFINITIONS, 'rms'),
    },
    render: {
      seed: flags.integer('seed', '', 0, Number.MAX_SAFE_INTEGER) ?? 0,
      band: band === undefined ? undefined : parseBand(band),
      channels: flags.choice('channels'),
      noiseChannels: flags.choice('noise-channels'),
      exact: flags.is('exact') ?? true,
      encoding: flags.choice('encoding'),
      dither: flags.choice('dither'),
      removeDc: flags.is('remove-dc'),
      clip: flags.choice('clip') ?? 'saturate',
      onSilence: flags.choice('on-silence') ?? 'fail',
    },
    pairs: flags.choice('pairs') ?? 'none',
    labels: flags.is('labels') ?? false,
    jobs: flags.integer('jobs', 'threads', 1, MOST_JOBS) ?? availableParallelism(),
    mostFailures: flags.integer('max-failures', 'utterances', 0, Number.MAX_SAFE_INTEGER),
    shard: shardOf(flags),
    isDryRun: flags.is('dry-run') ?? false,
    isVirtual: flags.is('virtual') ?? false,
    quiet: flags.is('quiet') ?? false,
  };
}

function parseMerge(
  argv: readonly string[],
): MergeCommand | { name: 'help' } | { name: 'version' } {
  const { flags, input } = parseFlags(argv, MERGE_OPTIONS, 'awgn corpus merge');
  if (flags.is('help')) return { name: 'help' };
  if (flags.is('version')) return { name: 'version' };
  const [folder, surplus] = input;
  if (!folder || surplus !== undefined) {
    throw new UsageError(
      `${input.length} names are given; expected the folder of a corpus in shards, as in: awgn corpus merge noisy/`,
    );
  }
  return { name: 'merge', folder, quiet: flags.is('quiet') ?? false };
}

/** @throws UsageError for a bound on commands where none are run. */
export function refuseIdleBound(flags: Flags): void {
  if (flags.text('max-command-output') === undefined || flags.is('allow-commands')) return;
  throw new UsageError(
    '--max-command-output is for the commands of a list, which run only with --allow-commands; give both, or neither',
  );
}

/** `--format` is another name of `--from`. */
function sourceKind(flags: Flags): CorpusCommand['from'] {
  const from = flags.choice<CorpusKind | 'webdataset'>('from');
  const format = flags.choice<CorpusKind | 'webdataset'>('format');
  if (from !== undefined && format !== undefined) {
    throw new UsageError('--format is another name of --from; expected one of them');
  }
  return from ?? format;
}

function shardOf(flags: Flags): Shard | undefined {
  const choice = flags.text('shard');
  const count = flags.integer('shards', 'shards', 1, MOST_SHARDS);
  if (choice === undefined && count === undefined) return undefined;
  try {
    return parseShard(choice ?? 'auto', count, process.env);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function snrChoice(flags: Flags, copies: number): SnrChoice {
  const snr = flags.text('snr');
  const schedule = flags.text('snr-schedule');
  const column = flags.text('snr-column');
  const each = flags.is('each') ?? false;
  const given = Object.entries({
    '--snr': snr,
    '--snr-schedule': schedule,
    '--snr-column': column,
  }).filter(([, value]) => value !== undefined);
  if (given.length !== 1) {
    const found =
      given.length === 0 ? 'nothing says' : `${given.map(([name]) => name).join(' and ')} both say`;
    throw new UsageError(
      `${found} what the SNR is; expected one of --snr, --snr-schedule and --snr-column, as in: awgn corpus clean/ noisy/ --snr 0:20`,
    );
  }
  if (each && !snr?.includes(',')) {
    throw new UsageError('--each needs a list of ratios; expected --snr a,b,c');
  }
  if (column !== undefined) return { type: 'row' };
  if (schedule !== undefined) return parseSchedule(schedule, copies);
  if (snr!.includes(',')) return { type: 'list', valuesDb: parseList(snr!), each };
  const ratio = parseSnr(snr!);
  return typeof ratio === 'number'
    ? { type: 'constant', snrDb: ratio }
    : { type: 'range', range: ratio };
}

function parseList(text: string): number[] {
  const values = text.split(',');
  if (values.includes('')) {
    throw new UsageError(`--snr is "${text}"; expected a number on each side of a comma`);
  }
  const numbers = values
    .map((value) => parseSnr(value))
    .filter((value) => typeof value === 'number');
  if (numbers.length < values.length || new Set(numbers).size < numbers.length) {
    throw new UsageError(
      `--snr is "${text}"; expected different numbers of dB, as in 0,5,10,15,20`,
    );
  }
  return numbers;
}

/** The range grows with each copy; a first end above the second one is the usual way. */
function parseSchedule(text: string, copies: number): SnrChoice {
  const ends = text.split(':').map((end) => parseSnr(end, 'snr-schedule'));
  const [fromDb, toDb] = ends;
  if (ends.length !== 2 || typeof fromDb !== 'number' || typeof toDb !== 'number') {
    throw new UsageError(`--snr-schedule is "${text}"; expected easy:hard in dB, as in 30:0`);
  }
  if (copies < 2) {
    throw new UsageError('--snr-schedule goes from copy to copy; expected --copies 2 or more');
  }
  return { type: 'schedule', schedule: { fromDb, toDb, rampEpochs: copies - 1 } };
}

function choices<T extends string>(
  flags: Flags,
  name: string,
  known: readonly T[],
  standard: T,
): T[] {
  const values = (flags.text(name) ?? standard).split(',');
  for (const value of values) {
    if (known.some((one) => one === value)) continue;
    throw new UsageError(
      `--${name} has "${value}"; expected one of ${known.join(', ')}, or several with commas`,
    );
  }
  return values as T[];
}
