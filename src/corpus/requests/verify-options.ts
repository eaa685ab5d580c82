import { type Option, optionNamed } from '../../options/option.ts';
import { pathOf } from '../../options/option-types.ts';
import { type Rule, requires } from '../../options/rules.ts';
import { COMMAND_RULE, CORPUS_OPTIONS } from '../plan/corpus-table.ts';

/** Options of what a corpus is verified against. */
export const VERIFY_SOURCE_OPTIONS = [
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
] as const satisfies readonly Option[];

/** What {@link VERIFY_SOURCE_OPTIONS} may not say beside each other. */
export const VERIFY_SOURCE_RULES: readonly Rule[] = [
  ...['root', 'path-column', 'max-command-output'].map((name) =>
    requires(name, 'source', 'it says how to read that', 'give both'),
  ),
  COMMAND_RULE,
];
