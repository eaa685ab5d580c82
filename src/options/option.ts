import { nearWord } from '../near-word.ts';
import type { OptionType } from './option-types.ts';

/** Parts of a help text, in their order, with their headings. */
export const GROUPS = {
  level: 'How much noise',
  noise: 'Which noise',
  source: 'What is read',
  corpus: 'What a corpus holds',
  output: 'The output',
  run: 'The run',
  report: 'The report',
  general: 'General',
} as const;

/**
 * One option, and all that is said of it: what parses, checks, completes and explains it, and what states it in settings and
 * commands, is made from this.
 */
export interface Option {
  /** Its flag without the dashes. */
  readonly name: string;
  /** What the library calls it, where that is not the flag in camelCase. */
  readonly property?: string;
  readonly short?: string;
  /** What others call it: unknown, and the message says the name that it has here. */
  readonly elsewhere?: readonly string[];
  readonly group: keyof typeof GROUPS;
  readonly type: OptionType;
  /** Its value where none is given; undefined: see the help text. */
  readonly standard?: unknown;
  readonly help: string;
  /** True if a corpus is gone on with only as it was begun: its settings then have it, named in snake_case. */
  readonly isSetting?: boolean;
  /** Name in the receipt, where that is not the one in snake_case; null: the receipt tells it in other words. */
  readonly receipt?: string | null;
  /** True if it is only for noise in a ratio to the signal. */
  readonly isOfRatio?: boolean;
  /** Why it cannot be had of a signal that is followed live, and the values that can. */
  readonly live?: { readonly only?: readonly unknown[]; readonly reason: string };
}

type CamelCase<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<CamelCase<Rest>>}`
  : Name;

type PropertyOf<O extends Option> = O extends { readonly property: infer P extends string }
  ? P
  : CamelCase<O['name']>;

type ValueOf<O extends Option> =
  O['type'] extends OptionType<infer T>
    ? O extends { readonly standard: unknown }
      ? T
      : T | undefined
    : never;

/** Values of some options under the library's names: what was given, or else is standard. */
export type ValuesOf<Options extends readonly Option[]> = {
  readonly [O in Options[number] as PropertyOf<O>]: ValueOf<O>;
};

/** An option that several commands may have. */
export interface SharedOption extends Option {
  readonly commands: readonly string[];
}

/** Those of some options that a command has. */
export type OptionsOf<
  Options extends readonly SharedOption[],
  Command extends string,
> = readonly OptionOf<Options[number], Command>[];

type OptionOf<O extends SharedOption, Command extends string> = O extends SharedOption
  ? Command extends O['commands'][number]
    ? O
    : never
  : never;

/** Those of some options that a command has. */
export function optionsOf<const Options extends readonly SharedOption[], Command extends string>(
  options: Options,
  command: Command,
): OptionsOf<Options, Command> {
  const own = options.filter(({ commands }) => commands.includes(command));
  return own as unknown as OptionsOf<Options, Command>;
}

/** One of some options by its name. */
export function optionNamed<
  const Options extends readonly Option[],
  Name extends Options[number]['name'],
>(options: Options, name: Name): Extract<Options[number], { readonly name: Name }> {
  type Named = Extract<Options[number], { readonly name: Name }>;
  return options.find((option) => option.name === name) as Named;
}

/** Those of some options that have one of the names. */
export function optionsNamed<
  const Options extends readonly Option[],
  const Names extends readonly Options[number]['name'][],
>(
  options: Options,
  names: Names,
): readonly Extract<Options[number], { readonly name: Names[number] }>[] {
  type Named = Extract<Options[number], { readonly name: Names[number] }>;
  return options.filter(({ name }) => names.includes(name)) as Named[];
}

/** Name of an option in the library. */
export function propertyOf({ name, property }: Option): string {
  return property ?? camelCase(name);
}

/** Name of an option in settings and receipts. */
export function snakeCase({ name }: Option): string {
  return name.replaceAll('-', '_');
}

/** Words of a command line that give an option a value; none for its standard one, or where there is no value. */
export function wordsOf({ name, type, standard }: Option, value: unknown): string[] {
  if (value === undefined || value === null) return [];
  const text = type.print(value);
  if (standard !== undefined && text === type.print(standard)) return [];
  if (type.placeholder === undefined) return [value === true ? `--${name}` : `--no-${name}`];
  return type.isOptional ? [`--${name}${text && `=${text}`}`] : [`--${name}`, text];
}

/** A flag as an identifier. */
export function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * The option that was probably meant by a name that none has.
 *
 * @param nameOf what options are called where the name was given.
 */
export function nearestOption(
  typed: string,
  options: readonly Option[],
  nameOf: (option: Option) => string,
): Option | undefined {
  const called = options.find((option) => option.elsewhere?.includes(typed));
  // A letter alone says too little for a guess.
  if (called !== undefined || typed.length < 2) return called;
  const names = options.map(nameOf);
  const begun = names.findIndex((name) => name.startsWith(typed) || typed.startsWith(name));
  if (begun >= 0) return options[begun];
  const near = nearWord(typed, names);
  return near === undefined ? undefined : options[names.indexOf(near)];
}
