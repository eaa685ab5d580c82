import type { NoisyFileOptions } from '../audio-files/noisy-file.ts';
import { isStandardStream } from '../io/descriptor-names.ts';
import { nearWord } from '../near-word.ts';
import type { NoiseTarget } from '../noise/noise-gain.ts';
import { FILE_NOISE_RULES } from '../options/file-options.ts';
import { type AskedTarget, askedTarget } from '../options/noise-target.ts';
import { rawFormatOf } from '../options/raw-options.ts';
import { STRENGTHS } from '../options/rules.ts';
import { type AnalysisCommand, parseAnalysis } from './analysis-arguments.ts';
import { parseFlags } from './flags.ts';
import { type GenerateCommand, parseGenerate } from './generate-arguments.ts';
import type { HelpTopic } from './help.ts';
import { FILTER_OPTIONS } from './options.ts';
import { refuseNames } from './output-names.ts';
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
  readonly options: Omit<NoisyFileOptions, 'seed' | 'target'> & {
    readonly target: AskedTarget;
    readonly seed: number | undefined;
  };
  /** Seconds by which the noise follows the level, true for the usual ones; undefined where it is measured first. */
  readonly live: number | true | undefined;
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
  const line = parseFlags(argv, FILTER_OPTIONS);
  if (line.wants === 'help') return { name: 'help' };
  if (line.wants === 'version') return { name: 'version' };

  const [source = '-', output = '-', surplus] = line.files;
  if (surplus !== undefined) {
    throw new UsageError(
      `"${surplus}" is one file too many; expected an input and an output; for many files: awgn corpus`,
    );
  }
  for (const [name, path] of Object.entries({ input: source, output })) {
    if (path === '') throw new UsageError(`the name of the ${name} is empty; expected a file or -`);
  }
  if (STRENGTHS.every((name) => line.given.value(name) === undefined))
    refuseUnknownCommand(argv[0]);
  const { live, report, reportFile, quiet, ...values } = line.read(FILE_NOISE_RULES);
  if (reportFile === '-' && isStandardStream(output, 1)) {
    throw new UsageError('output and report both go to standard output; give one of them a file');
  }
  refuseNames([output, values.writeClean, values.writeNoise], values);
  const { snrDb, snrEnvelope, noiseLevelDbfs, std, mean, ...others } = values;
  const { raw, sampleRate, inputChannels, ...options } = others;
  return {
    name: 'filter',
    input: source,
    output,
    options: {
      ...options,
      raw: rawFormatOf(values),
      target: askedTarget(values),
      onSilence: line.given.value('on-silence') === undefined && live ? 'pass' : options.onSilence,
      hash: report === 'json',
    },
    live,
    report,
    reportFile,
    quiet,
  };
}

/** What is left of the options of the filter where the level is followed: {@link FILE_NOISE_RULES} have refused the rest. */
export function liveNoise(
  target: NoiseTarget,
  { color, onSilence }: Pick<NoisyFileOptions, 'color' | 'onSilence'>,
) {
  if (target.type !== 'snr' || color === 'matched' || onSilence === 'skip') {
    throw new UsageError(
      '--live is for --snr, with a color and an output that are known beforehand',
    );
  }
  return { snrDb: target.snrDb, color, onSilence };
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
