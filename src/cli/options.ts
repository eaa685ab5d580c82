import { SAMPLE_ENCODINGS } from '../audio-format.ts';
import { LEVEL_DEFINITIONS } from '../level/level-meter.ts';
import { NOISE_COLORS } from '../noise/noise-color.ts';

/** One option of the command line: the parser, `--help` and the completions are all made from this. */
export interface CliOption {
  readonly name: string;
  readonly short?: string;
  /** What its value is called in the help; undefined: it takes none. */
  readonly value?: string;
  /** Whether the value may be left out: it is taken from `--name=value` alone, never from the next word. */
  readonly isValueOptional?: boolean;
  readonly choices?: readonly string[];
  /** Names of which its value has one, or several with commas. */
  readonly listOf?: readonly string[];
  /** Whether its value is the name of a file. */
  readonly isFile?: boolean;
  readonly help: string;
}

/** Where the receipt goes. */
const REPORT_OPTIONS = [
  {
    name: 'report',
    value: 'form',
    choices: ['text', 'json', 'none'],
    help: 'what was done, on standard error (default text)',
  },
  {
    name: 'report-file',
    value: 'file',
    isFile: true,
    help: 'write the report there instead; - is standard output',
  },
] as const satisfies readonly CliOption[];

/** Options that take no value may be given as `--name=false`, or `--no-name`. */
export const FILTER_OPTIONS = [
  {
    name: 'snr',
    value: 'dB',
    help: 'signal-to-noise ratio of the output; low:high draws one between, from seed and key',
  },
  {
    name: 'snr-envelope',
    value: 's:dB,...',
    help: 'a ratio that varies with time instead, linear in dB from point to point',
  },
  {
    name: 'level',
    value: 'name',
    choices: LEVEL_DEFINITIONS,
    help: "what the signal's power is: rms (default), active (P.56), a-weighted, loudness, peak",
  },
  {
    name: 'remove-dc',
    help: 'the mean of each channel does not count as signal; it stays in the output',
  },
  {
    name: 'channels',
    value: 'how',
    choices: ['joint', 'separate'],
    help: 'one gain for all channels (default), or each its own',
  },
  {
    name: 'noise-channels',
    value: 'how',
    choices: ['independent', 'shared'],
    help: 'noise of its own for each channel (default), or the same for all',
  },
  {
    name: 'color',
    value: 'name',
    choices: NOISE_COLORS,
    help: "spectrum of the noise (default white); matched: the signal's own",
  },
  { name: 'band', value: 'Hz:Hz', help: 'frequencies of the noise (default all)' },
  {
    name: 'noise-level',
    value: 'dBFS',
    help: 'absolute power of the noise instead, whatever the signal',
  },
  {
    name: 'std',
    value: 'σ',
    help: 'absolute standard deviation of the noise instead; full scale is 1',
  },
  { name: 'mean', value: 'μ', help: 'with --std: mean of the noise (default 0)' },
  {
    name: 'signal-level',
    value: 'dBFS',
    help: "the signal's power, if known: one pass, nothing is held back",
  },
  {
    name: 'live',
    value: 's',
    isValueOptional: true,
    help: 'one pass, for microphones: noise follows the active level, s seconds late (default 0.5)',
  },
  {
    name: 'exact',
    help: 'scale the very noise drawn to the SNR (default); --no-exact: its expected power',
  },
  {
    name: 'seed',
    value: 'n',
    help: 'same seed and key, same noise (default: drawn, and reported)',
  },
  {
    name: 'key',
    value: 'text',
    help: 'a name for this noise, such as an utterance id (default empty)',
  },
  {
    name: 'encoding',
    value: 'name',
    choices: SAMPLE_ENCODINGS,
    help: "encoding of the output (default: the input's)",
  },
  {
    name: 'dither',
    value: 'how',
    choices: ['none', 'tpdf'],
    help: 'for 8 and 16 bits, when the noise is below a step: none (default) or tpdf, triangular',
  },
  {
    name: 'clip',
    value: 'how',
    choices: ['saturate', 'scale', 'fail'],
    help: 'samples beyond full scale: saturate (default), scale all down, or fail',
  },
  {
    name: 'write-clean',
    value: 'file',
    isFile: true,
    help: 'write the signal alone there too, as it is in the output: the clean half of a pair',
  },
  {
    name: 'write-noise',
    value: 'file',
    isFile: true,
    help: 'write the noise alone there too, as it is in the output',
  },
  {
    name: 'on-silence',
    value: 'how',
    choices: ['skip', 'fail', 'pass'],
    help: 'a silent input: write nothing, fail (default), or pass it on without noise',
  },
  ...REPORT_OPTIONS,
  { name: 'force', short: 'f', help: 'replace an output file that exists' },
  { name: 'quiet', short: 'q', help: 'no report, no progress, no warnings: errors only' },
  { name: 'help', short: 'h', help: 'show this help' },
  { name: 'version', help: 'show the version' },
] as const satisfies readonly CliOption[];

/** Options that several commands have. */
const COMMON_OPTIONS = [
  { name: 'quiet', short: 'q', help: 'no progress, no warnings: errors only' },
  { name: 'help', short: 'h', help: 'show this help' },
  { name: 'version', help: 'show the version' },
] as const satisfies readonly CliOption[];

/** Options of `awgn measure`. */
export const MEASURE_OPTIONS = [
  { name: 'json', help: 'one JSON object for each file, one a line, with all that was found' },
  { name: 'csv', help: 'comma-separated values under a line of titles' },
  ...COMMON_OPTIONS,
] as const satisfies readonly CliOption[];

/** Options of `awgn compare`. */
export const COMPARE_OPTIONS = [
  { name: 'json', help: 'one JSON object with all that was found' },
  ...COMMON_OPTIONS,
] as const satisfies readonly CliOption[];

/** Options of `awgn generate`. */
export const GENERATE_OPTIONS = [
  { name: 'duration', value: 's', help: 'seconds of noise (default: without end, to a pipe)' },
  { name: 'frames', value: 'n', help: 'the same in frames, samples of each channel' },
  { name: 'rate', value: 'Hz', help: 'sample rate (default 16000)' },
  { name: 'channels', value: 'n', help: 'number of channels (default 1)' },
  {
    name: 'encoding',
    value: 'name',
    choices: SAMPLE_ENCODINGS,
    help: 'encoding of the output (default s16)',
  },
  {
    name: 'noise-level',
    value: 'dBFS',
    help: 'power of the noise (default -20, of which nothing clips)',
  },
  {
    name: 'exact',
    help: 'scale the very noise drawn to the level (default if it ends); --no-exact: its expected power',
  },
  { name: 'std', value: 'σ', help: 'standard deviation of the draw instead; full scale is 1' },
  { name: 'mean', value: 'μ', help: 'with --std: mean of the noise (default 0)' },
  {
    name: 'color',
    value: 'name',
    choices: NOISE_COLORS.filter((color) => color !== 'matched'),
    help: 'spectrum of the noise (default white)',
  },
  { name: 'band', value: 'Hz:Hz', help: 'frequencies of the noise (default all)' },
  {
    name: 'noise-channels',
    value: 'how',
    choices: ['independent', 'shared'],
    help: 'noise of its own for each channel (default), or the same for all',
  },
  {
    name: 'seed',
    value: 'n',
    help: 'same seed and key, same noise (default: drawn, and reported)',
  },
  { name: 'key', value: 'text', help: 'a name for this noise (default empty)' },
  ...REPORT_OPTIONS,
  { name: 'force', short: 'f', help: 'replace an output file that exists' },
  { name: 'quiet', short: 'q', help: 'no report, no progress: errors only' },
  { name: 'help', short: 'h', help: 'show this help' },
  { name: 'version', help: 'show the version' },
] as const satisfies readonly CliOption[];

/** Shells that `awgn completion` writes for. */
export const COMPLETION_SHELLS = ['bash', 'zsh', 'fish'] as const;
