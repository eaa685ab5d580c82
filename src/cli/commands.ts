import type { Option } from '../options/option.ts';
import { CORPUS_COMMAND_OPTIONS, SUMMARIZE_OPTIONS, VERIFY_OPTIONS } from './corpus-options.ts';
import { COMPARE_OPTIONS, GENERATE_OPTIONS, MEASURE_OPTIONS } from './options.ts';

/** Commands that have a name, and options of their own. */
export const COMMANDS: readonly {
  readonly name: string;
  readonly options: readonly Option[];
  /** For the completions. */
  readonly help: string;
}[] = [
  { name: 'measure', options: MEASURE_OPTIONS, help: 'measure the levels of files' },
  { name: 'compare', options: COMPARE_OPTIONS, help: 'compare a clean file and a noisy one' },
  { name: 'generate', options: GENERATE_OPTIONS, help: 'make noise alone' },
  { name: 'corpus', options: CORPUS_COMMAND_OPTIONS, help: 'make a noisy corpus of a clean one' },
  { name: 'verify', options: VERIFY_OPTIONS, help: 'check a corpus against its receipts' },
  { name: 'summarize', options: SUMMARIZE_OPTIONS, help: 'describe a corpus' },
];
