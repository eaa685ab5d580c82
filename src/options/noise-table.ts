import { SAMPLE_ENCODINGS } from '../audio-format.ts';
import { CONTAINERS } from '../formats/containers.ts';
import { LEVEL_DEFINITIONS } from '../level/level-definitions.ts';
import { LEAST_LIVE_WINDOW_SECONDS, LONGEST_LIVE_WINDOW_SECONDS } from '../live/live-mixer.ts';
import { NOISE_COLORS, type NoiseColor } from '../noise/noise-color.ts';
import type { SharedOption } from './option.ts';
import {
  BAND,
  choiceOf,
  ENVELOPE,
  integerOf,
  numberOf,
  optional,
  RATIO,
  SWITCH,
  textOf,
} from './option-types.ts';

/** The choice of a color among some. */
export function colorOf<C extends NoiseColor>(colors: readonly C[]) {
  return choiceOf('name', colors, {
    spellings: { gray: 'grey' },
    elsewhere: { red: 'brown', brownian: 'brown', purple: 'violet' },
  });
}

/** Colors that need no signal to match. */
export function knownColors() {
  return NOISE_COLORS.filter((color) => color !== 'matched');
}

/** The choice of a container. */
export function containerOf() {
  return choiceOf('name', CONTAINERS);
}

/** The choice of an encoding. */
export function encodingOf() {
  return choiceOf('name', SAMPLE_ENCODINGS);
}

/** The choice of a level. */
export function levelOf() {
  return choiceOf('name', LEVEL_DEFINITIONS);
}

const FIXED = 'the noise asked for does not depend on the signal';

/** Made once, when it is first asked for: what a program does not use is then left out by bundlers. */
let table: ReturnType<typeof createTable> | undefined;

/**
 * The options of noise, in the order in which commands and settings state them. The filter has all of them; `commands`
 * are those that have the very same ones. Where a command has one with a difference, its own table says so.
 */
export function noiseOptions() {
  table ??= createTable();
  return table;
}

function createTable() {
  return [
    {
      name: 'snr',
      property: 'snrDb',
      receipt: 'snr_target_db',
      group: 'level',
      type: RATIO,
      help: 'signal-to-noise ratio of the output; low:high draws one between, from seed and key',
      commands: [],
    },
    {
      name: 'snr-envelope',
      group: 'level',
      type: ENVELOPE,
      help: 'a ratio that varies with time instead, linear in dB from point to point',
      live: { reason: 'the ratio is that of what was heard lately, one number' },
      commands: [],
    },
    {
      name: 'noise-level',
      property: 'noiseLevelDbfs',
      receipt: 'noise_dbfs',
      group: 'level',
      type: numberOf({ least: -300, most: 300, unit: 'dBFS' }),
      help: 'absolute power of the noise instead, whatever the signal',
      live: { reason: FIXED },
      commands: [],
    },
    {
      name: 'std',
      receipt: 'noise_std',
      group: 'level',
      type: numberOf({ least: 0, most: 1e15, placeholder: 'σ' }),
      help: 'absolute standard deviation of the noise instead; full scale is 1',
      live: { reason: FIXED },
      commands: [],
    },
    {
      name: 'mean',
      receipt: 'noise_mean',
      group: 'level',
      type: numberOf({ least: -1e15, most: 1e15, placeholder: 'μ' }),
      help: 'with --std: mean of the noise (default 0)',
      commands: ['generate'],
    },
    {
      name: 'signal-level',
      property: 'signalLevelDbfs',
      receipt: 'signal_level_given_dbfs',
      group: 'level',
      type: numberOf({ least: -300, most: 300, unit: 'dBFS' }),
      help: "the signal's power, if known: one pass, nothing is held back",
      isOfRatio: true,
      live: { reason: 'the level is given and need not be followed' },
      commands: [],
    },
    {
      name: 'live',
      receipt: 'live_window_seconds',
      group: 'level',
      type: optional(
        numberOf({
          least: LEAST_LIVE_WINDOW_SECONDS,
          most: LONGEST_LIVE_WINDOW_SECONDS,
          unit: 'seconds',
          placeholder: 's',
        }),
      ),
      help: 'one pass, for microphones: noise follows the active level, s seconds late (default 0.5)',
      commands: [],
    },
    {
      name: 'level',
      group: 'level',
      type: levelOf(),
      standard: 'rms',
      help: "what the signal's power is: rms (default), active (P.56), a-weighted, loudness, peak",
      isOfRatio: true,
      live: { only: ['active'], reason: 'it follows the active speech level' },
      commands: [],
    },
    {
      name: 'color',
      elsewhere: ['colour'],
      group: 'noise',
      type: colorOf(NOISE_COLORS),
      standard: 'white',
      help: "spectrum of the noise (default white); matched: the signal's own",
      live: {
        only: knownColors(),
        reason: 'the spectrum of the whole is not known',
      },
      commands: [],
    },
    {
      name: 'band',
      receipt: 'band_hz',
      group: 'noise',
      type: BAND,
      help: 'frequencies of the noise (default all)',
      isSetting: true,
      commands: ['corpus', 'generate'],
    },
    {
      name: 'channels',
      receipt: 'channel_levels',
      group: 'level',
      type: choiceOf('how', ['joint', 'separate']),
      standard: 'joint',
      help: 'one gain for all channels (default), or each its own',
      isSetting: true,
      isOfRatio: true,
      live: { only: ['joint'], reason: 'it has one gain for all channels' },
      commands: ['corpus'],
    },
    {
      name: 'noise-channels',
      group: 'noise',
      type: choiceOf('how', ['independent', 'shared']),
      standard: 'independent',
      help: 'noise of its own for each channel (default), or the same for all',
      isSetting: true,
      commands: ['corpus', 'generate'],
    },
    {
      name: 'exact',
      group: 'level',
      type: SWITCH,
      standard: true,
      help: 'scale the very noise drawn to the SNR (default); --no-exact: its expected power',
      isSetting: true,
      live: { only: [], reason: 'the noise is never exact, nor expected to be' },
      commands: ['corpus'],
    },
    {
      name: 'remove-dc',
      group: 'level',
      type: SWITCH,
      standard: false,
      help: 'the mean of each channel does not count as signal; it stays in the output',
      isSetting: true,
      isOfRatio: true,
      live: { only: [false], reason: 'the mean of the whole is not known' },
      commands: ['corpus'],
    },
    {
      name: 'seed',
      group: 'noise',
      type: integerOf({ least: 0, most: Number.MAX_SAFE_INTEGER }),
      help: 'same seed and key, same noise (default: drawn, and reported)',
      commands: ['generate'],
    },
    {
      name: 'key',
      group: 'noise',
      type: textOf('text', 'utt42'),
      standard: '',
      help: 'a name for this noise, as utt42; with one seed and none, all files get the same noise',
      commands: ['generate'],
    },
    {
      name: 'container',
      group: 'output',
      type: containerOf(),
      help: 'format of the output: wav, flac or raw, which is headerless (default: by its name)',
      isSetting: true,
      commands: ['corpus'],
    },
    {
      name: 'encoding',
      group: 'output',
      type: encodingOf(),
      help: "encoding of the output (default: the input's)",
      isSetting: true,
      commands: ['corpus'],
    },
    {
      name: 'dither',
      group: 'output',
      type: choiceOf('how', ['none', 'tpdf']),
      standard: 'none',
      help: 'for 8 and 16 bits, when the noise is below a step: none (default) or tpdf, triangular',
      isSetting: true,
      live: { only: ['none'], reason: 'it adds no dither' },
      commands: ['corpus'],
    },
    {
      name: 'clip',
      group: 'output',
      type: choiceOf('how', ['saturate', 'scale', 'fail']),
      standard: 'saturate',
      help: 'samples beyond full scale: saturate (default), scale all down, or fail',
      isSetting: true,
      live: {
        only: ['saturate'],
        reason: 'what will clip is not known when the first sample goes out',
      },
      commands: ['corpus'],
    },
    {
      name: 'on-silence',
      receipt: null,
      group: 'output',
      type: choiceOf('how', ['skip', 'fail', 'pass']),
      standard: 'fail',
      help: 'a silent input: write nothing, fail (default), or pass it on without noise',
      isSetting: true,
      live: { only: ['pass', 'fail'], reason: 'the output is written before its silence is known' },
      commands: ['corpus'],
    },
  ] as const satisfies readonly SharedOption[];
}
