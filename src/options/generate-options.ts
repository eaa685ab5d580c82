import { MAX_CHANNELS } from '../formats/sample-format.ts';
import type { NoiseTarget } from '../noise/noise-gain.ts';
import { NOISE_OPTIONS } from './noise-options.ts';
import { colorOf, encodingOf, knownColors } from './noise-table.ts';
import { type Option, optionNamed, optionsOf, type ValuesOf } from './option.ts';
import { integerOf, numberOf, SWITCH } from './option-types.ts';
import { sampleRateOf } from './raw-options.ts';
import { alternatives, excludes, type Given, type Rule, requires } from './rules.ts';

/** Thirty years. */
const MOST_SECONDS = 1e9;
const MOST_FRAMES = 1e15;

/** Full scale is ten standard deviations, and no sample of the stream beyond seven: nothing is clipped. */
const DEFAULT_LEVEL_DBFS = -20;

/** Options of noise that is added to nothing. */
export const GENERATED_NOISE_OPTIONS = [
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
    type: sampleRateOf(),
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
  optionNamed(NOISE_OPTIONS, 'container'),
  {
    name: 'encoding',
    group: 'output',
    type: encodingOf(),
    standard: 's16',
    help: 'encoding of the output (default s16)',
  },
  {
    ...optionNamed(NOISE_OPTIONS, 'noise-level'),
    help: `power of the noise (default ${DEFAULT_LEVEL_DBFS}, of which nothing clips)`,
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
    type: colorOf(knownColors()),
    help: 'spectrum of the noise (default white)',
  },
  ...optionsOf(NOISE_OPTIONS, 'generate'),
] as const satisfies readonly Option[];

/** What {@link GENERATED_NOISE_OPTIONS} may not say beside each other. */
export const GENERATED_NOISE_RULES: readonly Rule[] = [
  alternatives(['duration', 'frames'], 'how long the noise is'),
  alternatives(['noise-level', 'std'], 'how strong the noise is'),
  requires('mean', 'std', 'noise of a given level has mean 0'),
  excludes(['exact', 'std'], 'that is the standard deviation of the draw'),
  ({ value, written }) =>
    value('exact') === true && isEndless(value)
      ? `${written('exact')} is for noise that ends; give ${written('duration')} or ${written('frames')}`
      : undefined,
];

/** Whether nothing says how long the noise is. */
export function isEndless(value: Given['value']): boolean {
  return value('duration') === undefined && value('frames') === undefined;
}

/** What values of {@link GENERATED_NOISE_OPTIONS} say of the length and the strength of the noise. */
export function generatedNoiseOf(
  values: Pick<
    ValuesOf<typeof GENERATED_NOISE_OPTIONS>,
    'durationSeconds' | 'numberOfFrames' | 'sampleRate' | 'noiseLevelDbfs' | 'std' | 'mean'
  >,
): {
  readonly numberOfFrames: number | undefined;
  readonly target: Extract<NoiseTarget, { readonly type: 'std' | 'level' }>;
} {
  const { durationSeconds, sampleRate, std, mean = 0 } = values;
  const { numberOfFrames, noiseLevelDbfs = DEFAULT_LEVEL_DBFS } = values;
  return {
    numberOfFrames:
      durationSeconds === undefined ? numberOfFrames : Math.round(durationSeconds * sampleRate),
    target:
      std === undefined ? { type: 'level', noiseDbfs: noiseLevelDbfs } : { type: 'std', std, mean },
  };
}
