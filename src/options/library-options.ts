// What functions of the library take that commands do not, or not in that form. Each list is made when it is asked for, so
// that bundlers leave out those of functions that a program does not use.

import { noiseOptions } from './noise-table.ts';
import { type Option, optionNamed, optionsNamed } from './option.ts';
import { abortSignalOf, choiceOf, numberOf, onProgressOf, SWITCH } from './option-types.ts';

/** Options that the library takes of the noise of audio in memory, and of streams. */
export function listAudioOptions() {
  return [
    ...optionsNamed(noiseOptions(), [
      'snr',
      'snr-envelope',
      'noise-level',
      'std',
      'mean',
      'signal-level',
      'level',
      'color',
      'band',
      'channels',
      'noise-channels',
      'exact',
      'remove-dc',
      'seed',
      'key',
    ]),
    { ...optionNamed(noiseOptions(), 'on-silence'), type: choiceOf('how', ['fail', 'pass']) },
  ] as const satisfies readonly Option[];
}

/** Options of `addNoise`. */
export function listAddNoiseOptions() {
  return [
    ...listAudioOptions(),
    {
      name: 'in-place',
      group: 'output',
      type: SWITCH,
      standard: false,
      help: 'change the arrays that are given',
    },
  ] as const satisfies readonly Option[];
}

/** Options of `createNoiser`, which measures nothing. */
export function listNoiserOptions() {
  return [
    ...optionsNamed(noiseOptions(), [
      'snr',
      'snr-envelope',
      'noise-level',
      'std',
      'mean',
      'signal-level',
      'level',
      'color',
      'band',
      'noise-channels',
      'seed',
      'key',
    ]),
    {
      name: 'sample-rate',
      group: 'source',
      type: numberOf({ least: 1, most: 0xffffffff, unit: 'Hz' }),
      help: 'frames per second',
    },
  ] as const satisfies readonly Option[];
}

/** Options of what does long work: how far it is, and its end before its time. */
export function listWorkOptions() {
  return [
    {
      name: 'on-progress',
      group: 'run',
      type: onProgressOf(),
      help: 'called now and then with the part that is done',
    },
    {
      name: 'signal',
      group: 'run',
      type: abortSignalOf(),
      help: 'ends the work when it is aborted',
    },
  ] as const satisfies readonly Option[];
}

/** Options of what writes a file. */
export function listOutputOptions() {
  return [
    {
      name: 'force',
      property: 'overwrite',
      group: 'output',
      type: SWITCH,
      standard: false,
      help: 'replace an output file that exists',
    },
    {
      name: 'hash',
      group: 'report',
      type: SWITCH,
      standard: false,
      help: 'state the SHA-256 of input and output in the receipt',
    },
    ...listWorkOptions(),
  ] as const satisfies readonly Option[];
}
