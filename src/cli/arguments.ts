import meow from 'meow';
import type { NoisyWavOptions } from '../files/noisy-wav.ts';
import type { NoiseTarget } from '../snr/noise-gain.ts';
import { VERSION } from '../version.ts';
import { type CliOption, FILTER_OPTIONS } from './options.ts';
import { UsageError } from './usage-error.ts';

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
    if (value[0] === '') throw new UsageError(`--${name} has no value; expected one after it`);
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
    const option: CliOption | undefined = FILTER_OPTIONS.find((one) => one.name === name);
    const choices = option?.choices ?? [];
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
  if (argv[0] === 'completion') return { name: 'completion', shell: argv[1] };
  const { flags, input } = parse(argv);
  if (flags.is('help')) return { name: 'help' };
  if (flags.is('version')) return { name: 'version' };

  const [source = '-', output = '-', surplus] = input;
  if (surplus !== undefined) {
    throw new UsageError(`"${surplus}" is one file too many; expected an input and an output`);
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
    reportFile: flags.text('report-file'),
    quiet: flags.is('quiet') ?? false,
  };
}

function parse(argv: readonly string[]): { flags: Flags; input: readonly string[] } {
  const specification = Object.fromEntries(
    FILTER_OPTIONS.map((option: CliOption) => [
      camelCase(option.name),
      {
        type: option.value === undefined ? ('boolean' as const) : ('string' as const),
        ...(option.value !== undefined && { isMultiple: true as const }),
        ...(option.short && { shortFlag: option.short }),
      },
    ]),
  );
  refuseUnknownFlags(argv);
  const cli = meow({
    importMeta: import.meta,
    argv,
    pkg: { name: 'awgn', version: VERSION },
    autoHelp: false,
    autoVersion: false,
    booleanDefault: undefined,
    flags: specification,
  });
  return { flags: new Flags(cli.flags), input: cli.input };
}

/** meow would exit by itself, and name only the flag; a slip of the finger deserves a suggestion. */
function refuseUnknownFlags(argv: readonly string[]): void {
  const known = new Set(FILTER_OPTIONS.flatMap((option: CliOption) => flagsOf(option)));
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i]!;
    if (argument === '--') return;
    const flag = argument.replace(/=.*/s, '');
    if (!/^-{1,2}[a-z]/i.test(flag)) continue;
    if (!known.has(flag)) {
      const near = [...known].find((one) => one.startsWith(flag) || flag.startsWith(one));
      throw new UsageError(
        `there is no option ${flag}${near ? `, but ${near}` : ''}; see awgn --help`,
      );
    }
    const option: CliOption | undefined = FILTER_OPTIONS.find((one) => `--${one.name}` === flag);
    if (option?.value !== undefined && flag === argument) {
      if (i + 1 >= argv.length) {
        throw new UsageError(`${flag} has no value; expected <${option.value}> after it`);
      }
      i++;
    }
  }
}

function flagsOf({ name, short, value }: CliOption): string[] {
  return [`--${name}`, ...(value ? [] : [`--no-${name}`]), ...(short ? [`-${short}`] : [])];
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
