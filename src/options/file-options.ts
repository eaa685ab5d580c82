import { NOISE_OPTIONS } from './noise-options.ts';
import type { Option } from './option.ts';
import { CHANNELS, numberOf, pathOf } from './option-types.ts';
import { listRawInputOptions, RAW_INPUT_RULES } from './raw-options.ts';
import { liveRule, noiseRules, type Rule } from './rules.ts';

const PART = pathOf(
  'file',
  'the name of a file, since only the noisy output goes to standard output',
);

const ONE_OUTPUT = { reason: 'it writes one output' };

const NO_END = { reason: 'it follows all of a signal as it comes' };

/** Beyond this, seconds are a slip: a million hours. */
const MOST_SECONDS = 3_600_000_000;

const SECONDS = { least: 0, most: MOST_SECONDS, unit: 'seconds', placeholder: 's' };

/** Options of the part of a file that is used. */
export const PART_OPTIONS = [
  {
    name: 'start',
    property: 'startSeconds',
    receipt: 'source_start_s',
    live: NO_END,
    group: 'source',
    type: numberOf(SECONDS),
    help: 'begin at this second of the input (default 0)',
  },
  {
    name: 'duration',
    property: 'durationSeconds',
    receipt: 'source_duration_s',
    live: NO_END,
    group: 'source',
    type: numberOf(SECONDS),
    help: 'use so many seconds of it (default: all that follow)',
  },
  {
    name: 'select-channels',
    receipt: 'source_channels',
    live: NO_END,
    group: 'source',
    type: CHANNELS,
    help: 'use these channels of it, from 0, in this order (default: all)',
  },
] as const satisfies readonly Option[];

/** Options of noise that is added to a file. */
export const FILE_NOISE_OPTIONS = [
  ...NOISE_OPTIONS,
  ...listRawInputOptions(),
  ...PART_OPTIONS,
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
