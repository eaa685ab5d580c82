import { MAX_CHANNELS } from '../formats/sample-format.ts';
import { isStandardStream } from '../io/descriptor-names.ts';
import { NOISE_COLORS } from '../noise/noise-color.ts';
import { colorOf, ENCODING, NOISE_OPTIONS } from '../options/noise-options.ts';
import { type Option, optionNamed, optionsOf } from '../options/option.ts';
import {
  choiceOf,
  integerOf,
  numberOf,
  type OptionType,
  pathOf,
  SWITCH,
} from '../options/option-types.ts';
import { liveRule, NOISE_RULES, type Rule } from '../options/rules.ts';

export const HELP = {
  name: 'help',
  short: 'h',
  group: 'general',
  type: SWITCH,
  help: 'show this help',
} as const satisfies Option;
export const VERSION = {
  name: 'version',
  group: 'general',
  type: SWITCH,
  help: 'show the version',
} as const satisfies Option;
export const JSON_FORM = {
  name: 'json',
  property: 'isJson',
  group: 'report',
  type: SWITCH,
  standard: false,
} as const;

/** What quiet leaves out depends on what a command says. */
export function quiet<Help extends string>(help: Help) {
  return {
    name: 'quiet',
    short: 'q',
    group: 'general',
    type: SWITCH,
    standard: false,
    help,
  } as const satisfies Option;
}

export function force<Help extends string>(help: Help) {
  return {
    name: 'force',
    property: 'overwrite',
    short: 'f',
    group: 'output',
    type: SWITCH,
    standard: false,
    help,
  } as const satisfies Option;
}

/** The name of a file to write; `-` for standard output, by whatever name it is given. */
function outputOf(expected: string): OptionType<string> {
  const type = pathOf('file', expected);
  return { ...type, parse: (text) => type.parse(isStandardStream(text, 1) ? '-' : text) };
}

/** Where the receipt goes. */
const REPORT_OPTIONS = [
  {
    name: 'report',
    group: 'report',
    type: choiceOf('form', ['text', 'json', 'none']),
    standard: 'text',
    help: 'what was done, on standard error (default text)',
  },
  {
    name: 'report-file',
    group: 'report',
    type: outputOf('a file or -'),
    help: 'write the report there instead; - is standard output',
  },
] as const satisfies readonly Option[];

const PART = outputOf('the name of a file, since only the noisy output goes to standard output');

const ONE_OUTPUT = { reason: 'it writes one output' };

/** Options of the filter. */
export const FILTER_OPTIONS = [
  ...NOISE_OPTIONS,
  {
    name: 'write-clean',
    live: ONE_OUTPUT,
    property: 'cleanOutput',
    group: 'output',
    type: PART,
    help: 'write the signal alone there too, as it is in the output: the clean half of a pair',
  },
  {
    name: 'write-noise',
    live: ONE_OUTPUT,
    property: 'noiseOutput',
    group: 'output',
    type: PART,
    help: 'write the noise alone there too, as it is in the output',
  },
  force('replace an output file that exists'),
  ...REPORT_OPTIONS,
  quiet('no report, no progress, no warnings: errors only'),
  HELP,
  VERSION,
] as const satisfies readonly Option[];

/** What {@link FILTER_OPTIONS} may not say beside each other. */
export const FILTER_RULES: readonly Rule[] = [...NOISE_RULES, liveRule(FILTER_OPTIONS)];

/** Options of `awgn measure`. */
export const MEASURE_OPTIONS = [
  { ...JSON_FORM, help: 'one JSON object for each file, one a line, with all that was found' },
  {
    name: 'csv',
    property: 'isCsv',
    group: 'report',
    type: SWITCH,
    standard: false,
    help: 'comma-separated values under a line of titles',
  },
  quiet('no progress, no warnings: errors only'),
  HELP,
  VERSION,
] as const satisfies readonly Option[];

/** Options of `awgn compare`. */
export const COMPARE_OPTIONS = [
  { ...JSON_FORM, help: 'one JSON object with all that was found' },
  quiet('no progress, no warnings: errors only'),
  HELP,
  VERSION,
] as const satisfies readonly Option[];

/** Thirty years. */
const MOST_SECONDS = 1e9;
const MOST_FRAMES = 1e15;

/** Options of `awgn generate`. */
export const GENERATE_OPTIONS = [
  {
    name: 'duration',
    property: 'durationSeconds',
    group: 'output',
    type: numberOf({ least: 0, most: MOST_SECONDS, unit: 'seconds', placeholder: 's' }),
    help: 'seconds of noise (default: without end, to a pipe)',
  },
  {
    name: 'frames',
    property: 'numberOfFrames',
    group: 'output',
    type: integerOf({ least: 0, most: MOST_FRAMES }),
    help: 'the same in frames, samples of each channel',
  },
  {
    name: 'rate',
    property: 'sampleRate',
    group: 'output',
    type: integerOf({ least: 1, most: 0xffffffff, unit: 'Hz', placeholder: 'Hz' }),
    standard: 16_000,
    help: 'sample rate (default 16000)',
  },
  {
    name: 'channels',
    property: 'numberOfChannels',
    group: 'output',
    type: integerOf({ least: 1, most: MAX_CHANNELS }),
    standard: 1,
    help: 'number of channels (default 1)',
  },
  {
    name: 'encoding',
    group: 'output',
    type: ENCODING,
    standard: 's16',
    help: 'encoding of the output (default s16)',
  },
  {
    ...optionNamed(NOISE_OPTIONS, 'noise-level'),
    // Full scale is ten standard deviations, and no sample of the stream beyond seven: nothing is clipped.
    help: 'power of the noise (default -20, of which nothing clips)',
  },
  {
    name: 'exact',
    group: 'level',
    type: SWITCH,
    help: 'scale the very noise drawn to the level (default if it ends); --no-exact: its expected power',
  },
  {
    ...optionNamed(NOISE_OPTIONS, 'std'),
    help: 'standard deviation of the draw instead; full scale is 1',
  },
  {
    ...optionNamed(NOISE_OPTIONS, 'color'),
    type: colorOf(NOISE_COLORS.filter((color) => color !== 'matched')),
    help: 'spectrum of the noise (default white)',
  },
  ...optionsOf(NOISE_OPTIONS, 'generate'),
  force('replace an output file that exists'),
  ...REPORT_OPTIONS,
  quiet('no report, no progress: errors only'),
  HELP,
  VERSION,
] as const satisfies readonly Option[];
