import type { NoisyWavOptions } from '../audio-files/noisy-wav.ts';
import { isStandardStream } from '../io/descriptor-names.ts';
import type { LevelDefinition } from '../level/level-meter.ts';
import type { NoiseTarget } from '../noise/noise-gain.ts';
import type { SnrRange } from '../noise/snr-draw.ts';
import { type AnalysisCommand, parseAnalysis } from './analysis-arguments.ts';
import { type Flags, parseFlags } from './flags.ts';
import { type GenerateCommand, parseGenerate } from './generate-arguments.ts';
import type { HelpTopic } from './help.ts';
import { type LiveText, parseLive } from './live-arguments.ts';
import { nearWord } from './near-word.ts';
import { FILTER_OPTIONS } from './options.ts';
import { parseBand, parseEnvelope, parseSnr } from './snr-text.ts';
import { UsageError } from './usage-error.ts';

/** What the command line asks for. */
export type Command =
  | { readonly name: 'help'; readonly topic?: HelpTopic }
  | { readonly name: 'version' }
  | { readonly name: 'completion'; readonly words: readonly string[] }
  | AnalysisCommand
  | GenerateCommand
  | {
      /** Has arguments of its own, which are loaded with it. */
      readonly name: 'corpus' | 'verify' | 'summarize';
      readonly argv: readonly string[];
    }
  | FilterCommand;

export interface FilterCommand {
  readonly name: 'filter';
  readonly input: string;
  readonly output: string;
  /** The seed is undefined where none was given. */
  readonly options: Omit<NoisyWavOptions, 'seed' | 'target'> & {
    readonly target: TargetText;
    readonly seed: number | undefined;
  };
  /** How the level is followed where it is not measured first. */
  readonly live: LiveText | undefined;
  readonly report: 'text' | 'json' | 'none';
  readonly reportFile: string | undefined;
  readonly quiet: boolean;
}

/**
 * Understands the command line.
 *
 * @throws UsageError in one line: what was found and what was expected.
 */
export function parseArguments(argv: readonly string[]): Command {
  const [first, ...rest] = argv;
  if (first === 'completion') return { name: 'completion', words: rest };
  if (first === 'help') return parseArguments([...rest, '--help']);
  if (first === 'version' && rest.length === 0) return { name: 'version' };
  if (first === 'measure' || first === 'compare') return parseAnalysis(first, rest);
  if (first === 'generate') return parseGenerate(rest);
  if (first === 'corpus' || first === 'verify' || first === 'summarize') {
    return { name: first, argv: rest };
  }
  const { flags, input } = parseFlags(argv, FILTER_OPTIONS);
  if (flags.is('help')) return { name: 'help' };
  if (flags.is('version')) return { name: 'version' };

  const [source = '-', output = '-', surplus] = input;
  if (surplus !== undefined) {
    throw new UsageError(
      `"${surplus}" is one file too many; expected an input and an output; for many files: awgn corpus`,
    );
  }
  const reportFile = flags.outputName('report-file');
  const cleanOutput = flags.outputName('write-clean');
  const noiseOutput = flags.outputName('write-noise');
  for (const [name, path] of Object.entries({ input: source, output, report: reportFile })) {
    if (path === '') throw new UsageError(`the name of the ${name} is empty; expected a file or -`);
  }
  for (const [name, path] of Object.entries({ clean: cleanOutput, noise: noiseOutput })) {
    if (path === '' || path === '-') {
      throw new UsageError(
        `--write-${name} is "${path}"; expected the name of a file, since only the noisy output goes to standard output`,
      );
    }
  }
  if (reportFile === '-' && isStandardStream(output, 1)) {
    throw new UsageError('output and report both go to standard output; give one of them a file');
  }
  const report = flags.choice<'text' | 'json' | 'none'>('report') ?? 'text';
  const live = parseLive(flags);
  const target = noiseTarget(flags, argv[0]);
  const band = flags.text('band');
  return {
    name: 'filter',
    input: source,
    output,
    options: {
      ...ratioOptions(flags, target),
      color: flags.choice('color'),
      band: band === undefined ? undefined : parseBand(band),
      noiseChannels: flags.choice('noise-channels'),
      seed: flags.integer('seed', '', 0, Number.MAX_SAFE_INTEGER),
      key: flags.text('key') ?? '',
      encoding: flags.choice('encoding'),
      dither: flags.choice('dither'),
      clip: flags.choice('clip') ?? 'saturate',
      onSilence: flags.choice('on-silence') ?? (live ? 'pass' : 'fail'),
      overwrite: flags.is('force') ?? false,
      cleanOutput,
      noiseOutput,
      hash: report === 'json',
    },
    live,
    report,
    reportFile,
    quiet: flags.is('quiet') ?? false,
  };
}

/** How strong the noise is; for a range of ratios, before one is drawn. */
type TargetText = NoiseTarget | { readonly type: 'range'; readonly range: SnrRange };

/** @param first word of the command line. */
function noiseTarget(flags: Flags, first: string | undefined): TargetText {
  const snr = flags.text('snr');
  const envelope = flags.text('snr-envelope');
  const noiseDbfs = flags.number('noise-level', 'dBFS', -300, 300);
  const std = flags.number('std', '', 0, 1e15);
  const mean = flags.number('mean', '', -1e15, 1e15);
  const given = Object.entries({
    '--snr': snr,
    '--snr-envelope': envelope,
    '--noise-level': noiseDbfs,
    '--std': std,
  }).filter(([, value]) => value !== undefined);
  if (given.length === 0) refuseUnknownCommand(first);
  if (given.length !== 1) {
    const found =
      given.length === 0 ? 'nothing says' : `${given.map(([name]) => name).join(' and ')} both say`;
    throw new UsageError(
      `${found} how strong the noise is; expected one of --snr, --snr-envelope, --noise-level and --std, as in: awgn --snr 10 in.wav out.wav; see awgn --help`,
    );
  }
  if (mean !== undefined && std === undefined) {
    throw new UsageError(
      '--mean is for --std; noise of a given SNR or level has mean 0; leave it out',
    );
  }
  if (std !== undefined) return { type: 'std', std, mean: mean ?? 0 };
  if (noiseDbfs !== undefined) return { type: 'level', noiseDbfs };
  if (envelope !== undefined) return { type: 'envelope', envelope: parseEnvelope(envelope) };
  const ratio = parseSnr(snr!);
  return typeof ratio === 'number'
    ? { type: 'snr', snrDb: ratio }
    : { type: 'range', range: ratio };
}

/** Names of commands, and what some would call them. */
const COMMANDS: Readonly<Record<string, string>> = {
  corpus: 'corpus',
  merge: 'corpus merge',
  verify: 'verify',
  summarize: 'summarize',
  summarise: 'summarize',
  measure: 'measure',
  compare: 'compare',
  generate: 'generate',
  completion: 'completion',
};

/** A slip of the finger in the name of a command makes it the name of a file. */
function refuseUnknownCommand(word: string | undefined): void {
  if (word === undefined || !/^[A-Za-z]+$/.test(word)) return;
  const near = nearWord(word, Object.keys(COMMANDS));
  if (near === undefined) return;
  throw new UsageError(
    `there is no command "${word}", but awgn ${COMMANDS[near]}; see awgn --help`,
  );
}

/** The options that only make sense for a ratio, and that they do. */
function ratioOptions(flags: Flags, target: TargetText) {
  const signalLevelDbfs = flags.number('signal-level', 'dBFS', -300, 300);
  const level = flags.choice<LevelDefinition>('level');
  const channels = flags.choice<'joint' | 'separate'>('channels');
  const removeDc = flags.is('remove-dc');
  const exact = flags.is('exact') ?? true;
  const isRatio = target.type !== 'std' && target.type !== 'level';
  for (const [name, value] of Object.entries({
    'signal-level': signalLevelDbfs,
    level,
    channels,
    'remove-dc': removeDc || undefined,
  })) {
    if (value !== undefined && !isRatio) {
      throw new UsageError(
        `--${name} is for --snr; the noise asked for does not depend on the signal; leave it out`,
      );
    }
  }
  if (signalLevelDbfs !== undefined && channels === 'separate') {
    throw new UsageError(
      '--signal-level is one level; --channels separate needs one for each; leave one of them out',
    );
  }
  if (signalLevelDbfs !== undefined && removeDc) {
    throw new UsageError(
      '--signal-level and --remove-dc: a level that is given is not measured; give it without the DC, and leave out --remove-dc',
    );
  }
  const isWeighted = level === 'a-weighted' || level === 'loudness';
  if (isWeighted && (!exact || signalLevelDbfs !== undefined)) {
    throw new UsageError(
      `--level ${level} weights the noise too, and so must measure it; leave out ${exact ? '--signal-level' : '--no-exact'}`,
    );
  }
  return { target, signalLevelDbfs, level, channels, removeDc, exact };
}
