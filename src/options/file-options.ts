import { NOISE_OPTIONS } from './noise-options.ts';
import type { Option } from './option.ts';
import { pathOf } from './option-types.ts';
import { listRawInputOptions, RAW_INPUT_RULES } from './raw-options.ts';
import { liveRule, noiseRules, type Rule } from './rules.ts';

const PART = pathOf(
  'file',
  'the name of a file, since only the noisy output goes to standard output',
);

const ONE_OUTPUT = { reason: 'it writes one output' };

/** Options of noise that is added to a file. */
export const FILE_NOISE_OPTIONS = [
  ...NOISE_OPTIONS,
  ...listRawInputOptions(),
  {
    name: 'write-clean',
    live: ONE_OUTPUT,
    group: 'output',
    type: PART,
    help: 'write the signal alone there too, as it is in the output: the clean half of a pair',
  },
  {
    name: 'write-noise',
    live: ONE_OUTPUT,
    group: 'output',
    type: PART,
    help: 'write the noise alone there too, as it is in the output',
  },
] as const satisfies readonly Option[];

/** What {@link FILE_NOISE_OPTIONS} may not say beside each other. */
export const FILE_NOISE_RULES: readonly Rule[] = [
  ...noiseRules(),
  liveRule(FILE_NOISE_OPTIONS),
  ...RAW_INPUT_RULES,
];
