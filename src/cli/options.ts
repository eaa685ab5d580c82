import { isStandardStream } from '../io/descriptor-names.ts';
import { FILE_NOISE_OPTIONS, PART_OPTIONS } from '../options/file-options.ts';
import { GENERATED_NOISE_OPTIONS } from '../options/generate-options.ts';
import { NOISE_OPTIONS } from '../options/noise-options.ts';
import { type Option, optionNamed } from '../options/option.ts';
import { choiceOf, type OptionType, pathOf, SWITCH } from '../options/option-types.ts';
import { listRawInputOptions } from '../options/raw-options.ts';

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

/** The file of a part, where the command line may give standard output another name. */
const PART = outputOf('the name of a file, since only the noisy output goes to standard output');

/** Options of an input without a header. */
const RAW_INPUT_OPTIONS = listRawInputOptions();

/** Options of the filter. */
export const FILTER_OPTIONS = [
  ...NOISE_OPTIONS,
  ...RAW_INPUT_OPTIONS,
  ...PART_OPTIONS,
  { ...optionNamed(FILE_NOISE_OPTIONS, 'write-clean'), type: PART },
  { ...optionNamed(FILE_NOISE_OPTIONS, 'write-noise'), type: PART },
  force('replace an output file that exists'),
  ...REPORT_OPTIONS,
  quiet('no report, no progress, no warnings: errors only'),
  HELP,
  VERSION,
] as const satisfies readonly Option[];

/** Options of `awgn measure`. */
export const MEASURE_OPTIONS = [
  ...RAW_INPUT_OPTIONS,
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
  ...RAW_INPUT_OPTIONS,
  { ...JSON_FORM, help: 'one JSON object with all that was found' },
  quiet('no progress, no warnings: errors only'),
  HELP,
  VERSION,
] as const satisfies readonly Option[];

/** Options of `awgn generate`. */
export const GENERATE_OPTIONS = [
  ...GENERATED_NOISE_OPTIONS,
  force('replace an output file that exists'),
  ...REPORT_OPTIONS,
  quiet('no report, no progress: errors only'),
  HELP,
  VERSION,
] as const satisfies readonly Option[];
