import { listOutputOptions, listWorkOptions } from '../../options/library-options.ts';
import { libraryWords } from '../../options/library-words.ts';
import { type Option, optionNamed, propertyOf } from '../../options/option.ts';
import { type OptionType, objectOf, RATIO, WrongValue } from '../../options/option-types.ts';
import { shown } from '../../shown.ts';
import { CORPUS_OPTIONS } from '../plan/corpus-table.ts';
import type { SnrChoice } from '../plan/output-plan.ts';
import { VERIFY_SOURCE_OPTIONS } from './verify-options.ts';

/** Options that are for commands alone: their results are texts, or parts of a corpus that another command joins. */
const COMMANDS_ALONE: readonly string[] = ['dry-run', 'shard', 'shards'];

/** The ratio as a program gives it: 10, { lowDb: 0, highDb: 20 }, or a list of numbers. */
const RATIOS: OptionType<SnrChoice> = {
  placeholder: 'dB',
  example: '10',
  parse: (text) => ratiosOf(Number(text)),
  check: ratiosOf,
  print: String,
};

function ratiosOf(value: unknown): SnrChoice {
  if (!Array.isArray(value)) {
    const ratio = RATIO.check(value);
    return typeof ratio === 'number'
      ? { type: 'constant', snrDb: ratio }
      : { type: 'range', range: ratio };
  }
  const valuesDb = value.map((one) => RATIO.check(one)).filter((one) => typeof one === 'number');
  if (valuesDb.length !== value.length || new Set(valuesDb).size !== value.length) {
    throw new WrongValue(`is ${shown(value)}; expected different numbers of dB, as in [0, 5, 10]`);
  }
  if (valuesDb.length === 0) throw new WrongValue('is []; expected numbers of dB', true);
  return { type: 'list', valuesDb, each: false };
}

function onFailureOf(): OptionType<(...args: never[]) => void> {
  return objectOf(
    'a function',
    (value): value is (...args: never[]) => void => typeof value === 'function',
  );
}

/** A row as the library has it: named as the flag, in camelCase; a list of names may be one name. */
function libraryRow(option: Option): Option {
  const { property, ...row } = option;
  if (row.name === 'snr') return { ...row, property: 'snrDb', type: RATIOS };
  const { type } = row;
  if (!type.isList) return row;
  const check = (value: unknown) => type.check(typeof value === 'string' ? [value] : value);
  return { ...row, type: { ...type, check } };
}

/** Options of `makeCorpus`. */
export function listCorpusOptions(): readonly Option[] {
  return [
    ...CORPUS_OPTIONS.filter(({ name }) => !COMMANDS_ALONE.includes(name)).map(libraryRow),
    optionNamed(listOutputOptions(), 'force'),
    {
      name: 'on-failure',
      group: 'run',
      type: onFailureOf(),
      help: 'called for each utterance or row that failed',
    },
    ...listWorkOptions(),
  ];
}

/** Options of `verifyCorpus`. */
export function listVerifyOptions(): readonly Option[] {
  return [
    ...VERIFY_SOURCE_OPTIONS.map(libraryRow),
    { name: 'on-fault', group: 'run', type: onFailureOf(), help: 'called for each fault' },
    ...listWorkOptions(),
  ];
}

/** Values under the names that the rest of the code has for them, of values under the library's. */
export function internalValues(
  values: Readonly<Record<string, unknown>>,
  rows: readonly Option[],
): Record<string, unknown> {
  return Object.fromEntries(
    rows.map((row) => [propertyOf(row), values[propertyOf(libraryRow(row))]]),
  );
}

/** What messages say of flags, in the words of the library. */
export const corpusWords = libraryWords(listCorpusOptions());
export const verifyWords = libraryWords([...listVerifyOptions(), ...listCorpusOptions()]);
