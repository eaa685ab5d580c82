import { byteSizeText, parseByteSize } from '../../io/byte-size.ts';
import { NOISE_COLORS } from '../../noise/noise-color.ts';
import type { SnrSchedule } from '../../noise/snr-draw.ts';
import {
  CORPUS_NOISE_OPTIONS,
  type CorpusNoiseValues,
  NOISE_OPTIONS,
} from '../../options/noise-options.ts';
import { colorOf, levelOf } from '../../options/noise-table.ts';
import { type Option, optionNamed, propertyOf, type ValuesOf } from '../../options/option.ts';
import {
  choiceOf,
  integerOf,
  listOf,
  numberOf,
  type OptionType,
  RATIO,
  SWITCH,
  textOf,
  WrongValue,
} from '../../options/option-types.ts';
import {
  alternatives,
  excludes,
  type Rule,
  requires,
  storableInFlac,
} from '../../options/rules.ts';
import { shown } from '../../shown.ts';
import { CORPUS_KINDS, UNITS } from './corpus-kind.ts';
import type { OutputOptions } from './corpus-options.ts';
import { PAIRS } from './output-paths.ts';
import type { SnrChoice } from './output-plan.ts';

/** The ratio of all outputs, or what it is drawn from: `10`, `0:20`, `0,5,10`. */
const RATIOS: OptionType<SnrChoice> = {
  placeholder: 'dB',
  example: '0,5,10',
  parse: (text) => {
    if (text.includes(',')) return { type: 'list', valuesDb: ratiosIn(text), each: false };
    const ratio = RATIO.parse(text);
    return typeof ratio === 'number'
      ? { type: 'constant', snrDb: ratio }
      : { type: 'range', range: ratio };
  },
  check: (value) => {
    if (isSnrChoice(value)) return value;
    throw new WrongValue('is none; expected a ratio, or what it is drawn from');
  },
  print: (choice) => {
    switch (choice.type) {
      case 'constant':
        return RATIO.print(choice.snrDb);
      case 'range':
        return RATIO.print(choice.range);
      case 'list':
        return choice.valuesDb.join(',');
      default:
        return '';
    }
  },
};

function ratiosIn(text: string): number[] {
  const values = text.split(',');
  if (values.includes('')) {
    throw new WrongValue(`is "${text}"; expected a number on each side of a comma`);
  }
  const numbers = values
    .map((value) => RATIO.parse(value))
    .filter((value) => typeof value === 'number');
  if (numbers.length < values.length || new Set(numbers).size < numbers.length) {
    throw new WrongValue(`is "${text}"; expected different numbers of dB, as in 0,5,10,15,20`);
  }
  return numbers;
}

function isSnrChoice(value: unknown): value is SnrChoice {
  const isNumber = (one: unknown) => typeof one === 'number' && Number.isFinite(one);
  if (typeof value !== 'object' || value === null) return false;
  const choice = value as SnrChoice;
  switch (choice.type) {
    case 'constant':
      return isNumber(choice.snrDb);
    case 'list': {
      const { valuesDb } = choice;
      return Array.isArray(valuesDb) && valuesDb.length > 0 && valuesDb.every(isNumber);
    }
    case 'range':
      return isNumber(choice.range?.lowDb) && isNumber(choice.range?.highDb);
    case 'schedule': {
      const { fromDb, toDb, rampEpochs } = choice.schedule ?? {};
      return isNumber(fromDb) && isNumber(toDb) && isNumber(rampEpochs);
    }
    default:
      return choice.type === 'row';
  }
}

type ScheduleEnds = Omit<SnrSchedule, 'rampEpochs'>;

/** The ends of a schedule, `30:0`; the first one above the second is the usual way. */
const SCHEDULE: OptionType<ScheduleEnds> = {
  placeholder: 'dB:dB',
  example: '30:0',
  parse: (text) => {
    const [fromDb, toDb, surplus] = text.split(':').map((end) => RATIO.parse(end));
    if (typeof fromDb === 'number' && typeof toDb === 'number' && surplus === undefined) {
      return { fromDb, toDb };
    }
    throw new WrongValue(`is "${text}"; expected easy:hard in dB, as in 30:0`);
  },
  check: (value) => {
    const { fromDb, toDb } = (value ?? {}) as Partial<ScheduleEnds>;
    if (typeof fromDb === 'number' && typeof toDb === 'number') return { fromDb, toDb };
    throw new WrongValue('is none; expected { fromDb, toDb }');
  },
  print: ({ fromDb, toDb }) => `${fromDb}:${toDb}`,
};

/** A number of bytes, `500M`, in powers of 1024. */
const SIZE: OptionType<number> = {
  placeholder: 'size',
  example: '500M',
  parse: (text) => soundSize(parseByteSize(text), text),
  check: (value) => soundSize(value, value),
  print: byteSizeText,
};

function soundSize(bytes: unknown, found: unknown): number {
  if (Number.isSafeInteger(bytes) && (bytes as number) > 0) return bytes as number;
  throw new WrongValue(
    `is ${shown(found)}; expected a number of bytes, which K, M, G or T multiply by 1024 and so on, as in 500M or 4G`,
    typeof found === 'number',
  );
}

/** What an id may end with in every kind of list, and in the name of a file and of a sample. */
const SUFFIX: OptionType<string> = {
  placeholder: 'text',
  example: '-pink',
  print: String,
  parse: soundSuffix,
  check: soundSuffix,
};

function soundSuffix(value: unknown): string {
  if (typeof value === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(value)) return value;
  throw new WrongValue(
    `is ${shown(value)}; expected 1 to 64 letters, digits, - and _, as in -pink`,
  );
}

const KIND = choiceOf('kind', [...CORPUS_KINDS, 'webdataset']);

const MOST_COPIES = 10_000;
const MOST_JOBS = 1024;
const MOST_SHARDS = 1_000_000;

/** Options of a corpus, in the order in which its settings state them. */
export const CORPUS_OPTIONS = [
  {
    ...optionNamed(NOISE_OPTIONS, 'seed'),
    standard: 0,
    help: 'same seed and ids, same corpus (default 0)',
    isSetting: true,
  },
  {
    name: 'snr',
    group: 'level',
    type: RATIOS,
    help: 'ratio of all outputs; low:high or a list a,b,c: drawn for each, from seed and id',
    isSetting: true,
  },
  {
    name: 'each',
    group: 'level',
    type: SWITCH,
    standard: false,
    help: 'with a list: one output for each of its values instead of a draw',
  },
  {
    name: 'stratified',
    group: 'level',
    type: SWITCH,
    standard: false,
    help: 'deal out the range or list evenly, so that its histogram is exact',
    isSetting: true,
  },
  {
    name: 'snr-schedule',
    group: 'level',
    type: SCHEDULE,
    help: 'from easy to hard over the copies: copy 1 has the first, the last draws from all',
  },
  {
    name: 'snr-column',
    group: 'level',
    type: textOf('name'),
    help: "each row's own ratio, from this column or field",
  },
  {
    name: 'copies',
    group: 'corpus',
    type: integerOf({ least: 1, most: MOST_COPIES, unit: 'copies' }),
    standard: 1,
    help: 'noisy outputs of each utterance (default 1)',
    isSetting: true,
  },
  {
    name: 'include-clean',
    group: 'corpus',
    type: SWITCH,
    standard: false,
    help: 'one output without noise besides',
    isSetting: true,
  },
  {
    name: 'clean-share',
    group: 'corpus',
    type: numberOf({ least: 0, most: 1, placeholder: 'share' }),
    help: 'leave this share of the noisy outputs without noise, drawn by seed and id; exact with --stratified',
    isSetting: true,
  },
  {
    name: 'suffix',
    group: 'corpus',
    type: SUFFIX,
    help: 'end all ids with this, so that two results can be combined: --suffix=-pink',
    isSetting: true,
  },
  {
    name: 'pairs',
    group: 'corpus',
    type: choiceOf('what', PAIRS),
    standard: 'none',
    help: 'beside each noisy output its signal alone, or signal and noise alone (default none)',
    isSetting: true,
  },
  {
    name: 'labels',
    group: 'corpus',
    type: SWITCH,
    standard: false,
    help: 'say in the lists which output is clean and which noisy',
    isSetting: true,
  },
  {
    name: 'virtual',
    property: 'isVirtual',
    group: 'corpus',
    type: SWITCH,
    standard: false,
    help: 'write no audio: lists of commands that make it when it is read',
    isSetting: true,
  },
  {
    name: 'from',
    elsewhere: ['format'],
    group: 'source',
    type: KIND,
    help: 'what the source is (default: found out)',
  },
  {
    name: 'to',
    group: 'corpus',
    type: KIND,
    help: 'what the result is (default: the same)',
  },
  {
    name: 'unit',
    group: 'corpus',
    type: choiceOf('what', UNITS),
    standard: 'utterance',
    help: 'one output for each utterance, cut out, or for each recording, whole (default utterance)',
    isSetting: true,
  },
  {
    name: 'path-column',
    group: 'source',
    type: textOf('name'),
    help: "with csv and tsv: the column of the audio's path",
  },
  {
    name: 'root',
    group: 'source',
    type: { ...textOf('dir'), isPath: true },
    help: 'where relative paths begin, and outside which nothing is read',
  },
  {
    name: 'allow-commands',
    group: 'source',
    type: SWITCH,
    standard: false,
    help: 'run the commands that a list has for audio; only of lists you trust',
  },
  {
    name: 'max-command-output',
    property: 'mostCommandBytes',
    group: 'source',
    type: SIZE,
    help: 'end a command that writes more, as in 500M or 20G (default 4G)',
  },
  {
    name: 'level',
    group: 'level',
    type: listOf(levelOf()),
    standard: ['rms'],
    help: "what the signal's power is, one or a list to draw from (default rms)",
    isSetting: true,
  },
  {
    name: 'color',
    elsewhere: ['colour'],
    group: 'noise',
    type: listOf(colorOf(NOISE_COLORS)),
    standard: ['white'],
    help: 'spectrum of the noise, one or a list to draw from (default white)',
    isSetting: true,
  },
  ...CORPUS_NOISE_OPTIONS,
  {
    name: 'accept-damaged',
    group: 'source',
    type: SWITCH,
    standard: false,
    help: 'use damaged audio as far as it can be read (default: it fails)',
    isSetting: true,
  },
  {
    name: 'jobs',
    group: 'run',
    type: integerOf({ least: 1, most: MOST_JOBS, unit: 'threads' }),
    help: 'threads that make outputs (default: one for each processor)',
  },
  {
    name: 'shard',
    group: 'run',
    type: textOf('i/n'),
    help: 'make part i of n; auto: what Slurm, Kubernetes, AWS Batch, SGE or parallel say; then: awgn corpus merge',
  },
  {
    name: 'shards',
    group: 'run',
    type: integerOf({ least: 1, most: MOST_SHARDS, unit: 'shards' }),
    help: 'with --shard auto: how many there are, where the engine does not say (Kubernetes, parallel)',
  },
  {
    name: 'resume',
    group: 'run',
    type: SWITCH,
    standard: false,
    help: 'go on with a corpus, given the same options: make what is missing or differs',
  },
  {
    name: 'max-failures',
    property: 'mostFailures',
    group: 'run',
    type: integerOf({ least: 0, most: Number.MAX_SAFE_INTEGER, unit: 'utterances' }),
    help: 'give up when more utterances fail (default: never)',
  },
  {
    name: 'dry-run',
    property: 'isDryRun',
    group: 'run',
    type: SWITCH,
    standard: false,
    help: 'say what would be made, and whether there is room for it',
  },
] as const satisfies readonly Option[];

/** Values of {@link CORPUS_OPTIONS}. */
export type CorpusValues = ValuesOf<typeof CORPUS_OPTIONS>;

/** Options that a corpus must be gone on with as it was begun. */
export const CORPUS_SETTINGS: readonly Option[] = CORPUS_OPTIONS.filter(
  (option: Option) => option.isSetting,
);

/** Values of {@link CORPUS_SETTINGS}; the ratio is what its options say together. */
export type CorpusSettings = Pick<
  CorpusValues,
  | 'seed'
  | 'stratified'
  | 'copies'
  | 'cleanShare'
  | 'suffix'
  | 'includeClean'
  | 'pairs'
  | 'labels'
  | 'isVirtual'
  | 'unit'
  | 'acceptDamaged'
  | 'level'
  | 'color'
  | keyof CorpusNoiseValues
> & { readonly snr: SnrChoice };

/** What settings say of how a corpus is planned and rendered. */
export function planningOf(
  settings: CorpusSettings,
): Pick<OutputOptions, 'plan' | 'render' | 'pairs' | 'labels' | 'isVirtual'> {
  const { seed, snr, stratified, copies, includeClean, level, color } = settings;
  const { cleanShare, suffix } = settings;
  const { pairs, labels, isVirtual, acceptDamaged } = settings;
  const noise = Object.fromEntries(
    CORPUS_NOISE_OPTIONS.map(propertyOf).map((name) => [
      name,
      settings[name as keyof CorpusSettings],
    ]),
  ) as CorpusNoiseValues;
  return {
    plan: {
      seed,
      snr,
      stratified,
      copies,
      includeClean,
      cleanShare,
      suffix,
      colors: color,
      levels: level,
    },
    render: { ...noise, seed, acceptDamaged },
    pairs,
    labels,
    isVirtual,
  };
}

/** A bound on commands is of use only where they run. */
export const COMMAND_RULE: Rule = requires(
  'max-command-output',
  'allow-commands',
  'without that, no command of a list is run',
  'give both, or neither',
);

/** What {@link CORPUS_OPTIONS} may not say beside each other. */
export const CORPUS_RULES: readonly Rule[] = [
  alternatives(
    ['snr', 'snr-schedule', 'snr-column'],
    'what the SNR is',
    'awgn corpus clean/ noisy/ --snr 0:20',
  ),
  ({ value, written, isCommand }) =>
    value('each') === true && typeOfRatio(value) !== 'list'
      ? `${written('each')} needs a list of ratios; expected ${isCommand ? '--snr a,b,c' : 'snrDb: [a, b, c]'}`
      : undefined,
  ({ value, written, isCommand }) =>
    value('stratified') === true &&
    value('clean-share') === undefined &&
    !(typeOfRatio(value) === 'range' || (typeOfRatio(value) === 'list' && value('each') !== true))
      ? `${written('stratified')} deals out a range or a list of ratios, or a share without noise; expected ${isCommand ? '--snr low:high or --snr a,b,c' : 'snrDb: { lowDb, highDb } or snrDb: [a, b, c]'}`
      : undefined,
  ({ value, written }) =>
    value('snr-schedule') !== undefined && !((value('copies') as number) >= 2)
      ? `${written('snr-schedule')} goes from copy to copy; expected ${written('copies')} 2 or more`
      : undefined,
  COMMAND_RULE,
  storableInFlac,
  excludes(['resume', 'force'], 'the one keeps what is there, the other does not'),
];

function typeOfRatio(value: (name: string) => unknown): SnrChoice['type'] | undefined {
  return (value('snr') as SnrChoice | undefined)?.type;
}
