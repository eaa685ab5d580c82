import meow from 'meow';
import { parseByteSize } from '../io/byte-size.ts';
import { isStandardStream } from '../io/descriptor-names.ts';
import { VERSION } from '../version.ts';
import { nearWord } from './near-word.ts';
import type { CliOption } from './options.ts';
import { UsageError } from './usage-error.ts';

/** In plain or exponential notation. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Flags as given: text, empty where a value that may be left out was, or a boolean for those without a value. */
export class Flags {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #options: readonly CliOption[];

  constructor(values: Readonly<Record<string, unknown>>, options: readonly CliOption[]) {
    this.#values = values;
    this.#options = options;
  }

  text(name: string): string | undefined {
    const value = this.#values[camelCase(name)] as string | string[] | undefined;
    if (!Array.isArray(value)) return value;
    if (value.length > 1) {
      throw new UsageError(`--${name} is given ${value.length} times; expected once`);
    }
    return value[0];
  }

  /** Name of a file to write; `-` for standard output, by whatever name it is given. */
  outputName(name: string): string | undefined {
    const path = this.text(name);
    return path !== undefined && isStandardStream(path, 1) ? '-' : path;
  }

  is(name: string): boolean | undefined {
    return this.#values[camelCase(name)] as boolean | undefined;
  }

  /** A number in [least, most], in plain or exponential notation. */
  number(
    name: string,
    unit: string,
    least: number,
    most: number,
    kind: 'a number' | 'an integer' = 'a number',
  ): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = NUMBER.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new UsageError(
      `--${name} is "${text}"; expected ${kind}${unit && ` of ${unit}`} from ${least} to ${most}`,
    );
  }

  /** {@link number} without a fraction. */
  integer(name: string, unit: string, least: number, most: number): number | undefined {
    const value = this.number(name, unit, least, most, 'an integer');
    if (value === undefined || Number.isInteger(value)) return value;
    throw new UsageError(`--${name} is ${value}; expected an integer`);
  }

  /** A number of bytes, such as `500M`, in powers of 1024. */
  byteSize(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const bytes = parseByteSize(text);
    if (bytes !== undefined) return bytes;
    throw new UsageError(
      `--${name} is "${text}"; expected a number of bytes, which K, M, G or T multiply by 1024 and so on, as in 500M or 4G`,
    );
  }

  choice<T extends string>(name: string): T | undefined {
    const text = this.text(name);
    const choices = this.#options.find((option) => option.name === name)?.choices ?? [];
    if (text === undefined || choices.includes(text)) return text as T | undefined;
    throw new UsageError(`--${name} is "${text}"; expected ${oneOf(choices)}`);
  }
}

/**
 * Takes a command line apart.
 *
 * @param options those of the command.
 * @param command what it is called, for messages.
 * @throws UsageError for an option that is none of them, or that has no value.
 */
export function parseFlags(
  argv: readonly string[],
  options: readonly CliOption[],
  command = 'awgn',
): { flags: Flags; input: readonly string[] } {
  const specification = Object.fromEntries(
    options.map((option) => [
      camelCase(option.name),
      {
        type: option.value === undefined ? ('boolean' as const) : ('string' as const),
        ...(option.value !== undefined && { isMultiple: true as const }),
      },
    ]),
  );
  const cli = meow({
    importMeta: import.meta,
    argv: spellOut(argv, options, command),
    pkg: { name: 'awgn', version: VERSION },
    autoHelp: false,
    autoVersion: false,
    booleanDefault: undefined,
    flags: specification,
  });
  return { flags: new Flags(cli.flags, options), input: cli.input };
}

/**
 * The same command line with nothing left to guess: long flags joined to their values, `--`, the files. Left to
 * itself, meow takes `-1e1` and `-name` for flags even as the value of an option, any word for a boolean, and exits
 * at an unknown flag where a slip of the finger deserves a suggestion.
 */
function spellOut(
  argv: readonly string[],
  options: readonly CliOption[],
  command: string,
): string[] {
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
    const option = options.find(({ name }) => flag === `--${name}`);
    if (option?.value === undefined) {
      flags.push(...switchesOf(flag, value, options, command));
    } else if (value === '' && option.isValueOptional) {
      throw new UsageError(
        `${flag}= has no value; expected ${flag}=${option.value}, or ${flag} alone`,
      );
    } else if (value !== undefined) {
      flags.push(argument);
    } else if (option.isValueOptional) {
      refuseLooseNumber(flag, argv[i + 1]);
      flags.push(`${flag}=`);
    } else if (i + 1 < argv.length) {
      flags.push(`${flag}=${argv[++i]}`);
    } else {
      throw new UsageError(`${flag} has no value; expected <${option.value}> after it`);
    }
  }
  return [...flags, '--', ...files];
}

/** A file is seldom called `0.5`; where it is, there is another name for it. */
function refuseLooseNumber(flag: string, next: string | undefined): void {
  if (next === undefined || !NUMBER.test(next)) return;
  throw new UsageError(
    `${flag} is followed by "${next}"; expected ${flag}=${next}, or ./${next} for a file of that name`,
  );
}

/** Long flags for one without a value, of any notation: `-f`, `-fq`, `--force`, `--no-force`, `--force=false`. */
function switchesOf(
  flag: string,
  value: string | undefined,
  options: readonly CliOption[],
  command: string,
): string[] {
  const shorts = /^-[^-]/.test(flag) ? [...flag.slice(1)].map((letter) => `-${letter}`) : [];
  const names =
    shorts.length > 0
      ? shorts.map((short) => nameOfShort(short, options))
      : [flag.replace(/^--(no-)?/, '')];
  const isNegated = flag.startsWith('--no-');
  const isKnown = names.every((name) =>
    options.some((option) => option.name === name && option.value === undefined),
  );
  if (!isKnown) throw unknownFlag(flag, options, command);
  if (value === undefined) return names.map((name) => (isNegated ? `--no-${name}` : `--${name}`));
  if (isNegated || !['true', 'false'].includes(value)) {
    throw new UsageError(
      `${flag} is "${value}"; expected no value${isNegated ? '' : ', true or false'}`,
    );
  }
  return names.map((name) => (value === 'true' ? `--${name}` : `--no-${name}`));
}

function nameOfShort(flag: string, options: readonly CliOption[]): string | undefined {
  return options.find(({ short }) => flag === `-${short}`)?.name;
}

function unknownFlag(flag: string, options: readonly CliOption[], command: string): UsageError {
  const name = flag.replace(/^-+/, '');
  const known = options.map((option) => option.name);
  const near =
    known.find((one) => name !== '' && (one.startsWith(name) || name.startsWith(one))) ??
    nearWord(name.replace(/^no-/, ''), known);
  return new UsageError(
    near !== undefined
      ? `there is no option ${flag}, but --${near}; see ${command} --help`
      : `there is no option ${flag}; see ${command} --help${flag.startsWith('--') ? '' : `, and give a file of that name as ./${flag}`}`,
  );
}

function splitAt(text: string, separator: string): [before: string, after: string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function oneOf(choices: readonly string[]): string {
  return `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
}

function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
