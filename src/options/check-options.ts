import { shown } from '../shown.ts';
import { camelCase, nearestOption, type Option, propertyOf, type ValuesOf } from './option.ts';
import { WrongValue } from './option-types.ts';
import { faultOf, type Given, type Rule } from './rules.ts';

/**
 * The options of one function of the library. Functions give the rows and the rules, and not these themselves: what a program
 * does not use is then left out by bundlers.
 */
export interface OptionTable<Options extends readonly Option[]> {
  readonly list: () => Options;
  readonly rules?: () => readonly Rule[];
}

/** A table with what a check needs of it again and again. */
interface Prepared {
  readonly options: readonly Option[];
  readonly rules: readonly Rule[];
  readonly rows: ReadonlyMap<string, Option>;
  readonly standards: Readonly<Record<string, unknown>>;
  readonly written: Given['written'];
}

const prepared = new WeakMap<OptionTable<readonly Option[]>, Prepared>();

/**
 * The values of all options of a table: those given, else the standard ones. An option that is undefined is not given.
 *
 * @param given options as somebody gave them.
 * @param entry what has these options, for messages: `addNoise`.
 * @throws TypeError for an option that the table has no row of, naming the nearest one; for a value of the wrong type; and for
 *   options that contradict each other. RangeError for a value out of range.
 */
export function checkOptions<const Options extends readonly Option[]>(
  table: OptionTable<Options>,
  given: unknown,
  entry: string,
): ValuesOf<Options> {
  const { options, rules, rows, standards, written } = prepare(table);
  const values: Record<string, unknown> = { ...standards };
  const found = new Map<string, unknown>();
  for (const [property, value] of entriesOf(given, entry)) {
    const option = rows.get(property);
    if (option === undefined) throw unknownOption(property, entry, options);
    if (value === undefined) continue;
    values[property] = checkValue(option, property, value);
    found.set(option.name, values[property]);
  }
  const value = (name: string) => found.get(name);
  const fault = faultOf(rules, { value, written, isCommand: false });
  if (fault !== undefined) throw new TypeError(fault);
  return values as ValuesOf<Options>;
}

function prepare(table: OptionTable<readonly Option[]>): Prepared {
  const known = prepared.get(table);
  if (known !== undefined) return known;
  const options = table.list();
  const rules = table.rules?.() ?? [];
  const rows = new Map(options.map((option) => [propertyOf(option), option]));
  const standards = Object.fromEntries([...rows].map(([name, { standard }]) => [name, standard]));
  const written = (name: string, value?: unknown): string => {
    const option = options.find((one) => one.name === name);
    const property = option === undefined ? camelCase(name) : propertyOf(option);
    return value === undefined ? property : `${property}: ${shown(value)}`;
  };
  const made = { options, rules, rows, standards, written };
  prepared.set(table, made);
  return made;
}

/**
 * Refuses whatever option is given to what takes none.
 *
 * @throws TypeError
 */
export function refuseOptions(given: unknown, entry: string): void {
  checkOptions(NO_OPTIONS, given, entry);
}

const NO_OPTIONS = { list: () => [] } as const;

function entriesOf(given: unknown, entry: string): [string, unknown][] {
  if (given === undefined) return [];
  if (typeof given !== 'object' || given === null || ArrayBuffer.isView(given)) {
    throw new TypeError(`the options of ${entry} are ${shown(given)}; expected an object`);
  }
  const entries: [string, unknown][] = [];
  // Options that an object inherits count as well: defaults of a program's own are often a prototype.
  for (const name in given) entries.push([name, (given as Record<string, unknown>)[name]]);
  return entries;
}

function checkValue({ type }: Option, property: string, value: unknown): unknown {
  try {
    return type.check(value);
  } catch (error) {
    if (!(error instanceof WrongValue)) throw error;
    const message = `${property} ${error.message}`;
    throw error.isOutOfRange ? new RangeError(message) : new TypeError(message);
  }
}

function unknownOption(property: string, entry: string, options: readonly Option[]): TypeError {
  const flag = options.find(({ name }) => camelCase(name) === property || name === property);
  const near = flag ?? nearestOption(property, options, propertyOf);
  if (near !== undefined) {
    return new TypeError(`unknown option ${property}; did you mean ${propertyOf(near)}?`);
  }
  const known = options.map(propertyOf).join(', ');
  return new TypeError(
    `unknown option ${property}; ${entry} takes ${known === '' ? 'no options' : known}`,
  );
}
