import { CORPUS_OPTIONS } from '../corpus/plan/corpus-table.ts';
import { VERIFY_SOURCE_OPTIONS } from '../corpus/requests/verify-options.ts';
import type { Option } from '../options/option.ts';
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
  ...VERIFY_SOURCE_OPTIONS,
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
