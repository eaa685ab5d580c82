import { CORPUS_OPTIONS } from '../corpus/plan/corpus-table.ts';
import { type Option, optionNamed } from '../options/option.ts';
import { pathOf } from '../options/option-types.ts';
import { force, HELP, JSON_FORM, quiet, VERSION } from './options.ts';

/** Options of `awgn corpus`. */
export const CORPUS_COMMAND_OPTIONS = [
  ...CORPUS_OPTIONS,
  force('write into a folder that is not empty'),
  quiet('no progress, no summary: failures and errors only'),
  HELP,
  VERSION,
] as const satisfies readonly Option[];

/** Options of `awgn verify`. */
export const VERIFY_OPTIONS = [
  {
    name: 'source',
    group: 'source',
    type: pathOf('source', 'a file, a folder or -'),
    help: 'what the corpus was made of: the SNR of each output is computed anew from both',
  },
  optionNamed(CORPUS_OPTIONS, 'root'),
  optionNamed(CORPUS_OPTIONS, 'path-column'),
  optionNamed(CORPUS_OPTIONS, 'allow-commands'),
  optionNamed(CORPUS_OPTIONS, 'max-command-output'),
  { ...JSON_FORM, help: 'in JSON' },
  quiet('no summary: faults and errors only'),
  HELP,
  VERSION,
] as const satisfies readonly Option[];

/** Options of `awgn summarize`. */
export const SUMMARIZE_OPTIONS = [
  { ...JSON_FORM, help: 'in JSON' },
  HELP,
  VERSION,
] as const satisfies readonly Option[];

/** Options of `awgn corpus merge`. */
export const MERGE_OPTIONS = [
  quiet('no summary: errors only'),
  HELP,
  VERSION,
] as const satisfies readonly Option[];
