import { colorOf, knownColors, noiseOptions } from '../options/noise-table.ts';
import { type Option, optionNamed, optionsNamed } from '../options/option.ts';
import { choiceOf, integerOf, numberOf } from '../options/option-types.ts';
import { alternatives, ofRatio, type Rule } from '../options/rules.ts';

/** The largest 32-bit float, which a parameter is. */
const MOST_FLOAT = 3.4028234663852886e38;
/** The most channels that implementations have. */
const MOST_CHANNELS = 32;

/** Options of a `GaussianNoiseNode`. */
export function listNodeOptions() {
  const table = noiseOptions();
  return [
    ...optionsNamed(table, [
      'snr',
      'noise-level',
      'std',
      'signal-level',
      'band',
      'noise-channels',
      'seed',
      'key',
    ]),
    { ...optionNamed(table, 'color'), type: colorOf(knownColors()) },
    {
      name: 'offset-frames',
      group: 'noise',
      type: integerOf({ least: 0, most: Number.MAX_SAFE_INTEGER }),
      standard: 0,
      help: 'frame of the noise stream that the first frame rendered gets',
    },
    {
      name: 'gain',
      group: 'level',
      type: numberOf({ least: 0, most: MOST_FLOAT }),
      standard: 1,
      help: 'initial value of the parameter gain',
    },
    {
      name: 'channel-count',
      group: 'output',
      type: integerOf({ least: 1, most: MOST_CHANNELS }),
      help: 'as of any AudioNode',
    },
    {
      name: 'channel-count-mode',
      group: 'output',
      type: choiceOf('how', ['max', 'clamped-max', 'explicit']),
      help: 'as of any AudioNode',
    },
    {
      name: 'channel-interpretation',
      group: 'output',
      type: choiceOf('how', ['speakers', 'discrete']),
      help: 'as of any AudioNode',
    },
  ] as const satisfies readonly Option[];
}

/** What they may not say beside each other. */
export function listNodeRules(): readonly Rule[] {
  return [
    alternatives(['snr', 'noise-level', 'std'], 'how strong the noise is', 'snrDb: 10'),
    ofRatio,
  ];
}
