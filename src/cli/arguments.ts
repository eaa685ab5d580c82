import meow from 'meow';
import type { NoisyWavOptions } from '../files/noisy-wav.ts';
import type { NoiseTarget } from '../snr/noise-gain.ts';
import { VERSION } from '../version.ts';
import { type CliOption, FILTER_OPTIONS } from './options.ts';
import { UsageError } from './usage-error.ts';

const OPTIONS: readonly CliOption[] = FILTER_OPTIONS;

/** What the command line asks for. */
export type Command =
  | { readonly name: 'help' }
  | { readonly name: 'version' }
  | { readonly name: 'completion'; readonly shell: string | undefined }
  | FilterCommand;

export interface FilterCommand {
  readonly name: 'filter';
  readonly input: string;
  readonly output: string;
  /** The seed is undefined where none was given. */
  readonly options: Omit<NoisyWavOptions, 'seed'> & { readonly seed: number | undefined };
  readonly report: 'text' | 'json' | 'none';
  readonly reportFile: string | undefined;
  readonly quiet: boolean;
}

/** Flags as given: text, or a boolean for those without a value. */
class Flags {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values;
  }

  text(name: string): string | undefined {
    const value = this.#values[camelCase(name)] as string | string[] | undefined;
    if (!Array.isArray(value)) return value;
    if (value.length > 1) {
      throw new UsageError(`--${name} is given ${value.length} times; expected once`);
    }
    return value[0];
  }

  is(name: string): boolean | undefined {
    return this.#values[camelCase(name)] as boolean | undefined;
  }

  /** A number in [least, most], in plain or exponential notation. */
  number(name: string, unit: string, least: number, most: number): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new UsageError(
      `--${name} is "${text}"; expected a number${unit && ` of ${unit}`} from ${least} to ${most}`,
    );
  }

  choice<T extends string>(name: string): T | undefined {
    const text = this.text(name);
    const choices = OPTIONS.find((option) => option.name === name)?.choices ?? [];
    if (text === undefined || choices.includes(text)) return text as T | undefined;
    throw new UsageError(`--${name} is "${text}"; expected ${oneOf(choices)}`);
  }
}

/**
 * Understands the command line.
 *
 * @throws UsageError in one line: what was found and what was expected.
 */
export function parseArguments(argv: readonly string[]): Command {
  if (argv[0] === 'completion' && argv.length <= 2) return { name: 'completion', shell: argv[1] };
  const { flags, input } = parse(argv);
  if (flags.is('help')) return { name: 'help' };
  if (flags.is('version')) return { name: 'version' };

  const [source = '-', output = '-', surplus] = input;
  if (surplus !== undefined) {
    throw new UsageError(`"${surplus}" is one file too many; expected an input and an output`);
  }
  const reportFile = flags.text('report-file');
  for (const [name, path] of Object.entries({ input: source, output, report: reportFile })) {
    if (path === '') throw new UsageError(`the name of the ${name} is empty; expected a file or -`);
  }
  if (reportFile === '-' && output === '-') {
    throw new UsageError('output and report both go to standard output; give one of them a file');
  }
  const report = flags.choice<'text' | 'json' | 'none'>('report') ?? 'text';
  const target = noiseTarget(flags);
  const signalLevelDbfs = flags.number('signal-level', 'dBFS', -300, 300);
  if (signalLevelDbfs !== undefined && target.type !== 'snr') {
    throw new UsageError(
      '--signal-level is for --snr; the noise asked for does not depend on the signal',
    );
  }
  return {
    name: 'filter',
    input: source,
    output,
    options: {
      target,
      seed: integer(flags.number('seed', '', 0, Number.MAX_SAFE_INTEGER), 'seed'),
      key: flags.text('key') ?? '',
      signalLevelDbfs,
      exact: flags.is('exact') ?? true,
      encoding: flags.choice('encoding'),
      clip: flags.choice('clip') ?? 'saturate',
      onSilence: flags.choice('on-silence') ?? 'fail',
      overwrite: flags.is('force') ?? false,
      hash: report === 'json',
    },
    report,
    reportFile,
    quiet: flags.is('quiet') ?? false,
  };
}

function parse(argv: readonly string[]): { flags: Flags; input: readonly string[] } {
  const specification = Object.fromEntries(
    OPTIONS.map((option) => [
      camelCase(option.name),
      {
        type: option.value === undefined ? ('boolean' as const) : ('string' as const),
        ...(option.value !== undefined && { isMultiple: true as const }),
      },
    ]),
  );
  const cli = meow({
    importMeta: import.meta,
    argv: spellOut(argv),
    pkg: { name: 'awgn', version: VERSION },
    autoHelp: false,
    autoVersion: false,
    booleanDefault: undefined,
    flags: specification,
  });
  return { flags: new Flags(cli.flags), input: cli.input };
}

/**
 * The same command line with nothing left to guess: long flags joined to their values, `--`, the files. Left to
 * itself, meow takes `-1e1` and `-name` for flags even as the value of an option, any word for a boolean, and exits
 * at an unknown flag where a slip of the finger deserves a suggestion.
 */
function spellOut(argv: readonly string[]): string[] {
  const flags: string[] = [];
  const files: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i]!;
    if (argument === '--') {
      files.push(...argv.slice(i + 1));
      break;
    }
    if (argument === '-' || !argument.startsWith('-')) {
      files.push(argument);
      continue;
    }
    const [flag, value] = splitAt(argument, '=');
    const option = OPTIONS.find(({ name }) => flag === `--${name}`);
    if (option?.value === undefined) {
      flags.push(...switchesOf(flag, value));
    } else if (value !== undefined) {
      flags.push(argument);
    } else if (i + 1 < argv.length) {
      flags.push(`${flag}=${argv[++i]}`);
    } else {
      throw new UsageError(`${flag} has no value; expected <${option.value}> after it`);
    }
  }
  return [...flags, '--', ...files];
}

/** Long flags for one without a value, of any notation: `-f`, `-fq`, `--force`, `--no-force`, `--force=false`. */
function switchesOf(flag: string, value: string | undefined): string[] {
  const shorts = /^-[^-]/.test(flag) ? [...flag.slice(1)].map((letter) => `-${letter}`) : [];
  const names = shorts.length > 0 ? shorts.map(nameOfShort) : [flag.replace(/^--(no-)?/, '')];
  const isNegated = flag.startsWith('--no-');
  const isKnown = names.every((name) =>
    OPTIONS.some((option) => option.name === name && option.value === undefined),
  );
  if (!isKnown) throw unknownFlag(flag);
  if (value === undefined) return names.map((name) => (isNegated ? `--no-${name}` : `--${name}`));
  if (isNegated || !['true', 'false'].includes(value)) {
    throw new UsageError(
      `${flag} is "${value}"; expected no value${isNegated ? '' : ', true or false'}`,
    );
  }
  return names.map((name) => (value === 'true' ? `--${name}` : `--no-${name}`));
}

function nameOfShort(flag: string): string | undefined {
  return OPTIONS.find(({ short }) => flag === `-${short}`)?.name;
}

function unknownFlag(flag: string): UsageError {
  const name = flag.replace(/^-+/, '');
  const near = OPTIONS.find((one) => one.name.startsWith(name) || name.startsWith(one.name))?.name;
  return new UsageError(
    near && name !== ''
      ? `there is no option ${flag}, but --${near}; see awgn --help`
      : `there is no option ${flag}; see awgn --help, and give a file of that name as ./${flag}`,
  );
}

function splitAt(text: string, separator: string): [before: string, after: string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function noiseTarget(flags: Flags): NoiseTarget {
  const snrDb = flags.number('snr', 'dB', -200, 200);
  const noiseDbfs = flags.number('noise-level', 'dBFS', -300, 300);
  const std = flags.number('std', '', 0, 1e15);
  const mean = flags.number('mean', '', -1e15, 1e15);
  const given = [
    ['--snr', snrDb],
    ['--noise-level', noiseDbfs],
    ['--std', std],
  ].filter(([, value]) => value !== undefined);
  if (given.length !== 1) {
    const found =
      given.length === 0 ? 'nothing says' : `${given.map(([name]) => name).join(' and ')} both say`;
    throw new UsageError(
      `${found} how strong the noise is; expected one of --snr, --noise-level and --std, as in: awgn --snr 10 in.wav out.wav`,
    );
  }
  if (mean !== undefined && std === undefined) {
    throw new UsageError('--mean is for --std; noise of a given SNR or level has mean 0');
  }
  if (std !== undefined) return { type: 'std', std, mean: mean ?? 0 };
  if (noiseDbfs !== undefined) return { type: 'level', noiseDbfs };
  return { type: 'snr', snrDb: snrDb! };
}

function integer(value: number | undefined, name: string): number | undefined {
  if (value === undefined || Number.isInteger(value)) return value;
  throw new UsageError(`--${name} is ${value}; expected an integer`);
}

function oneOf(choices: readonly string[]): string {
  return `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
}

function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
