import { nearWord } from '../near-word.ts';
import type { FrequencyBand } from '../noise/noise-color.ts';
import type { SnrRange } from '../noise/snr-draw.ts';
import { SnrEnvelope, type SnrPoint } from '../noise/snr-envelope.ts';
import { shown } from '../shown.ts';

/** A value that an option cannot have. The message follows the name of the option: `is "loud"; expected rms or peak`. */
export class WrongValue extends Error {
  override readonly name = 'WrongValue';
  /** True for a value of the right type that is out of range. */
  readonly isOutOfRange: boolean;

  constructor(message: string, isOutOfRange = false) {
    super(message);
    this.isOutOfRange = isOutOfRange;
  }
}

/** Values that an option can have. */
export interface OptionType<T = unknown> {
  /** What a value is called in a help text; undefined for a switch, which has none on the command line. */
  readonly placeholder: string | undefined;
  /** A text that {@link parse} takes. */
  readonly example: string;
  /** Names that a value is one of, or a list of. */
  readonly names?: readonly string[];
  /** True if a value is several names with commas. */
  readonly isList?: boolean;
  /** True if a value is the name of a file or a folder. */
  readonly isPath?: boolean;
  /** True if the value may be left out: the command line has it after `=` alone. */
  readonly isOptional?: boolean;
  /** @throws WrongValue */
  parse(text: string): T;
  /**
   * The value that a program or a file of JSON gives.
   *
   * @throws WrongValue
   */
  check(value: unknown): T;
  /** The text that {@link parse} makes the value of. */
  print(value: T): string;
}

/** A number in plain or exponential notation. */
const NUMBER = '[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:e[+-]?\\d+)?';
const WHOLE_NUMBER = new RegExp(`^${NUMBER}$`, 'i');
const PAIR = new RegExp(`^(${NUMBER}):(${NUMBER})$`, 'i');
/** Ratios beyond these are slips of the finger. */
const MOST_DB = 200;

/** Whether the whole text is a number in plain or exponential notation. */
export function isNumber(text: string): boolean {
  return WHOLE_NUMBER.test(text);
}

/** The two numbers of `1:2`; undefined for any other text. */
function pair(text: string): [number, number] | undefined {
  const match = PAIR.exec(text.trim());
  return match ? [Number(match[1]), Number(match[2])] : undefined;
}

function wrong(found: unknown, expected: string, isOutOfRange = false): WrongValue {
  return new WrongValue(`is ${shown(found)}; expected ${expected}`, isOutOfRange);
}

/** A type whose values the test tells from others, both those of texts and those of programs. */
function tested<T>(
  type: Pick<OptionType<T>, 'placeholder' | 'example' | 'print'> & {
    readonly expected: string;
    readonly parsed: (text: string) => unknown;
    readonly isSound: (value: unknown) => boolean;
    /** Whether a value that is not sound is one of those still, but out of range. Default: none is. */
    readonly isOutOfRange?: (value: unknown) => boolean;
  },
): OptionType<T> {
  const { placeholder, example, print, expected, parsed, isSound, isOutOfRange } = type;
  const check = (value: unknown, found = value): T => {
    if (isSound(value)) return value as T;
    throw wrong(found, expected, isOutOfRange?.(value));
  };
  return { placeholder, example, print, check, parse: (text) => check(parsed(text), text) };
}

interface Range {
  readonly least: number;
  readonly most: number;
  /** Unit of the value, as messages and, unless they have a name of their own, help texts call it. */
  readonly unit?: string;
  readonly placeholder?: string;
}

export function numberOf(
  { least, most, unit, placeholder = unit ?? 'n' }: Range,
  kind = 'a number',
): OptionType<number> {
  return tested({
    placeholder,
    example: String(least + 1),
    print: String,
    expected: `${kind}${unit === undefined ? '' : ` of ${unit}`} from ${least} to ${most}`,
    parsed: (text) => (isNumber(text) ? Number(text) : undefined),
    isSound: (value) =>
      typeof value === 'number' &&
      value >= least &&
      value <= most &&
      (kind === 'a number' || Number.isInteger(value)),
    isOutOfRange: (value) => typeof value === 'number',
  });
}

export function integerOf({ placeholder = 'n', ...range }: Range): OptionType<number> {
  return numberOf({ placeholder, ...range }, 'an integer');
}

/** True or false: on the command line, there or not. */
export const SWITCH: OptionType<boolean> = tested({
  placeholder: undefined,
  example: 'true',
  print: String,
  expected: 'true or false',
  parsed: (text) => (text === 'true' || text === 'false' ? text === 'true' : text),
  isSound: (value) => typeof value === 'boolean',
});

/** Any text. */
export function textOf(placeholder: string, example = 'x'): OptionType<string> {
  return tested({
    placeholder,
    example,
    print: String,
    expected: 'a text',
    parsed: (text) => text,
    isSound: (value) => typeof value === 'string',
  });
}

/**
 * The name of a file or a folder.
 *
 * @param expected what an empty name is told; `-` is refused too where it does not speak of it.
 */
export function pathOf(placeholder: string, expected: string): OptionType<string> {
  const takesStream = expected.includes('-');
  const type = tested<string>({
    placeholder,
    example: 'x.wav',
    print: String,
    expected,
    parsed: (text) => text,
    isSound: (value) => typeof value === 'string' && value !== '' && (takesStream || value !== '-'),
  });
  return { ...type, isPath: true };
}

interface Spellings {
  /** Other spellings of a name, which mean it. */
  readonly spellings?: Readonly<Record<string, string>>;
  /** What others call it: refused, with the name that it has here. */
  readonly elsewhere?: Readonly<Record<string, string>>;
}

/** One of some names. */
export interface Choice<T extends string = string> extends OptionType<T> {
  readonly names: readonly T[];
  /** The name that a value is; else a complaint in the words of who asks. */
  choose(value: unknown, verb: 'is' | 'has', expected: string): T;
}

export function choiceOf<const T extends string>(
  placeholder: string,
  names: readonly T[],
  { spellings = {}, elsewhere = {} }: Spellings = {},
): Choice<T> {
  const choose = (value: unknown, verb: string, expected: string): T => {
    const word = typeof value === 'string' ? value : '';
    const name = names.find((one) => one === (spellings[word] ?? value));
    if (name !== undefined) return name;
    const near = elsewhere[word.toLowerCase()] ?? nearWord(word, names);
    const hint = near === undefined ? '' : `; did you mean ${near}?`;
    throw new WrongValue(`${verb} ${shown(value)}; expected ${expected}${hint}`);
  };
  const expected = `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
  const check = (value: unknown): T => choose(value, 'is', expected);
  const example = names.at(-1)!;
  return { placeholder, example, names, print: String, check, parse: check, choose };
}

/** One name of a choice, or several to draw from, with commas. */
export function listOf<T extends string>(choice: Choice<T>): OptionType<readonly T[]> {
  const { names, placeholder } = choice;
  const expected = `one of ${names.join(', ')}, or several with commas`;
  const check = (values: unknown): readonly T[] => {
    if (!Array.isArray(values) || values.length === 0) throw wrong(values, 'a list of names');
    return values.map((value) => choice.choose(value, 'has', expected));
  };
  return {
    placeholder: `${placeholder},...`,
    example: `${names[0]},${names[1]}`,
    names,
    isList: true,
    check,
    parse: (text) => check(text.split(',')),
    print: (values) => values.join(','),
  };
}

/** A band of frequencies, `300:3400`. Whether it suits the sample rate is seen later. */
export const BAND: OptionType<FrequencyBand> = tested({
  placeholder: 'Hz:Hz',
  example: '300:3400',
  print: ({ lowHz, highHz }) => `${lowHz}:${highHz}`,
  expected: 'low:high in Hz, as in 300:3400',
  parsed: (text) => {
    const numbers = pair(text);
    return numbers && { lowHz: numbers[0], highHz: numbers[1] };
  },
  isSound: (value) => {
    const { lowHz, highHz } = (value ?? {}) as Partial<FrequencyBand>;
    return isPair(lowHz, highHz) && lowHz! >= 0 && lowHz! < highHz!;
  },
  isOutOfRange: (value) => {
    const { lowHz, highHz } = (value ?? {}) as Partial<FrequencyBand>;
    return isPair(lowHz, highHz);
  },
});

/** A ratio, `10`, or a range to draw one from, `0:20`. */
export const RATIO: OptionType<number | SnrRange> = tested({
  placeholder: 'dB',
  example: '-5:20',
  print: (ratio) => (typeof ratio === 'number' ? String(ratio) : `${ratio.lowDb}:${ratio.highDb}`),
  expected: `a number of dB from -${MOST_DB} to ${MOST_DB}, or low:high to draw between`,
  parsed: (text) => {
    if (isNumber(text)) return Number(text);
    const numbers = pair(text);
    return numbers && { lowDb: numbers[0], highDb: numbers[1] };
  },
  isSound: (value) => {
    const { lowDb, highDb } = endsOf(value);
    return isPair(lowDb, highDb) && lowDb! <= highDb! && lowDb! >= -MOST_DB && highDb! <= MOST_DB;
  },
  isOutOfRange: (value) => {
    const { lowDb, highDb } = endsOf(value);
    return isPair(lowDb, highDb);
  },
});

/** The ends of a ratio or a range. */
function endsOf(value: unknown): Partial<SnrRange> {
  return typeof value === 'number'
    ? { lowDb: value, highDb: value }
    : ((value ?? {}) as Partial<SnrRange>);
}

function isPair(first: unknown, second: unknown): boolean {
  return typeof first === 'number' && typeof second === 'number';
}

/** A ratio that varies with time, `0:20,2.5:0,5:20`: seconds:dB, in the order of time. */
export const ENVELOPE: OptionType<SnrEnvelope> = {
  placeholder: 's:dB,...',
  example: '0:20,2.5:0,5:20',
  print: ({ points }) => points.map(({ seconds, snrDb }) => `${seconds}:${snrDb}`).join(','),
  check: (value) => {
    if (value instanceof SnrEnvelope) return value;
    if (!Array.isArray(value) || !value.every(isPoint)) {
      throw wrong(value, 'points, as in [{ seconds: 0, snrDb: 20 }, { seconds: 5, snrDb: 0 }]');
    }
    return envelopeOf(value, (fault) => `is wrong: ${fault}`);
  },
  parse: (text) => {
    const points = text.split(',').map((point): SnrPoint => {
      const numbers = pair(point);
      if (numbers) return { seconds: numbers[0], snrDb: numbers[1] };
      throw new WrongValue(`has the point "${point}"; expected seconds:dB, as in 0:20,2.5:0,5:20`);
    });
    return envelopeOf(points, (fault) => `is "${text}": ${fault}`);
  },
};

function isPoint(value: unknown): value is SnrPoint {
  const { seconds, snrDb } = (value ?? {}) as Partial<SnrPoint>;
  return isPair(seconds, snrDb);
}

function envelopeOf(points: readonly SnrPoint[], complaint: (fault: string) => string) {
  try {
    return new SnrEnvelope(points);
  } catch (error) {
    throw new WrongValue(complaint((error as Error).message), true);
  }
}

/** A value that may be left out for the usual one, as in `--live` and `--live=0.2`: then it is true. */
export function optional<T>(type: OptionType<T>): OptionType<T | true> {
  return {
    ...type,
    isOptional: true,
    check: (value) => (value === true ? value : type.check(value)),
    parse: (text) => (text === '' ? true : type.parse(text)),
    print: (value) => (value === true ? '' : type.print(value)),
  };
}

/** Numbers of channels, from 0. */
export const CHANNELS: OptionType<readonly number[]> = tested({
  placeholder: 'n,...',
  example: '0,2',
  print: (channels) => channels.join(','),
  expected: 'different numbers of channels from 0, as in 0,2',
  parsed: (text) => (/^\d{1,4}(,\d{1,4})*$/.test(text) ? text.split(',').map(Number) : undefined),
  isSound: (value) =>
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((channel) => Number.isInteger(channel) && channel >= 0) &&
    new Set(value).size === value.length,
});

/** What only a program can give: a function, an object. */
export function objectOf<T>(
  expected: string,
  isSound: (value: unknown) => value is T,
): OptionType<T> {
  return tested<T>({
    placeholder: 'value',
    example: '',
    print: () => '',
    expected,
    parsed: () => undefined,
    isSound,
  });
}

type OnProgress = (done: number | undefined, bytes: number) => void;

/** What hears how far work is. */
export function onProgressOf(): OptionType<OnProgress> {
  return objectOf(
    'a function of (done, bytes)',
    (value): value is OnProgress => typeof value === 'function',
  );
}

/** What ends work before its time: an AbortSignal of any realm, or of a polyfill. */
export function abortSignalOf(): OptionType<AbortSignal> {
  return objectOf(
    'an AbortSignal, such as new AbortController().signal',
    (value): value is AbortSignal =>
      typeof (value as AbortSignal | null)?.throwIfAborted === 'function',
  );
}
