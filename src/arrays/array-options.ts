import type { Option } from '../options/option.ts';
import { integerOf, numberOf, objectOf, textOf } from '../options/option-types.ts';
import type { NumberArray } from './number-array.ts';

/** Beyond these no 64-bit float is finite; the arithmetic of an array may hold less. */
const MOST_NUMBER = Number.MAX_VALUE;

/** Options of `gaussian`. */
export function listGaussianOptions() {
  return [
    {
      name: 'std',
      group: 'level',
      type: numberOf({ least: 0, most: MOST_NUMBER }),
      help: 'standard deviation',
    },
    {
      name: 'mean',
      group: 'level',
      type: numberOf({ least: -MOST_NUMBER, most: MOST_NUMBER }),
      standard: 0,
      help: 'mean',
    },
    {
      name: 'seed',
      group: 'noise',
      type: integerOf({ least: 0, most: Number.MAX_SAFE_INTEGER }),
      help: 'same seed and key, same normals',
    },
    { name: 'key', group: 'noise', type: textOf('text'), standard: '', help: 'a name for them' },
    {
      name: 'offset',
      group: 'noise',
      type: integerOf({ least: 0, most: Number.MAX_SAFE_INTEGER }),
      standard: 0,
      help: 'index of the first normal in the endless stream of seed and key',
    },
  ] as const satisfies readonly Option[];
}

/** Options of `addGaussianNoise`. */
export function listArrayNoiseOptions() {
  const bound = numberOf({ least: -Infinity, most: Infinity });
  // `elementRange` says what is wrong with one that is none.
  const array = objectOf('an array', (value): value is NumberArray => value !== null);
  return [
    ...listGaussianOptions(),
    {
      name: 'min',
      group: 'output',
      type: bound,
      standard: -Infinity,
      help: 'least value that comes out',
    },
    {
      name: 'max',
      group: 'output',
      type: bound,
      standard: Infinity,
      help: 'largest value that comes out',
    },
    { name: 'out', group: 'output', type: array, help: 'where the sums go' },
  ] as const satisfies readonly Option[];
}
