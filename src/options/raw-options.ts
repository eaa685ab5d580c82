import { createRawFormat, RAW_ENCODINGS, type RawFormat } from '../formats/raw/raw-format.ts';
import { MAX_CHANNELS } from '../formats/sample-format.ts';
import type { Option, ValuesOf } from './option.ts';
import { choiceOf, integerOf } from './option-types.ts';
import { type Rule, requires } from './rules.ts';

/** The choice of an encoding of headerless samples. */
export function rawEncodingOf() {
  return choiceOf('encoding', RAW_ENCODINGS, {
    spellings: {
      ulaw: 'mulaw',
      s16le: 's16',
      s24le: 's24',
      s32le: 's32',
      f32le: 'f32',
      f64le: 'f64',
    },
    // What arecord, NumPy and ffmpeg call them.
    elsewhere: {
      s16_le: 's16',
      s24_3le: 's24',
      s32_le: 's32',
      float_le: 'f32',
      float64_le: 'f64',
      s16_be: 's16be',
      s24_3be: 's24be',
      s32_be: 's32be',
      mu_law: 'mulaw',
      a_law: 'alaw',
      int16: 's16',
      int32: 's32',
      float32: 'f32',
      float64: 'f64',
      uint8: 'u8',
      pcm_s16le: 's16',
      pcm_mulaw: 'mulaw',
      pcm_alaw: 'alaw',
    },
  });
}

/** Frames per second of what has no header to say so. */
export function sampleRateOf() {
  return integerOf({ least: 1, most: 0xffffffff, unit: 'Hz', placeholder: 'Hz' });
}

/** Options of an input that has no header: made when they are asked for, so that bundlers may leave them out. */
export function listRawInputOptions() {
  return [
    {
      name: 'raw',
      group: 'source',
      type: rawEncodingOf(),
      help: 'the input is headerless samples of this encoding; needs --rate',
    },
    {
      name: 'rate',
      property: 'sampleRate',
      group: 'source',
      type: sampleRateOf(),
      help: 'with --raw: sample rate of the input',
    },
    {
      name: 'input-channels',
      group: 'source',
      type: integerOf({ least: 1, most: MAX_CHANNELS }),
      standard: 1,
      help: 'with --raw: number of channels of the input (default 1)',
    },
  ] as const satisfies readonly Option[];
}

const rateOfRaw: Rule = ({ value, written }) =>
  value('raw') !== undefined && value('rate') === undefined
    ? `${written('raw')} says nothing of the sample rate; give ${written('rate', 16_000)}, or what it is`
    : undefined;

/** What {@link listRawInputOptions} may not say beside each other. */
export const RAW_INPUT_RULES: readonly Rule[] = [
  rateOfRaw,
  requires('rate', 'raw', 'a file with a header states its rate'),
  requires('input-channels', 'raw', 'a file with a header states its channels'),
];

/** What values of {@link listRawInputOptions} say of the input; undefined where it has a header. */
export function rawFormatOf({
  raw,
  sampleRate,
  inputChannels,
}: ValuesOf<ReturnType<typeof listRawInputOptions>>): RawFormat | undefined {
  if (raw === undefined) return undefined;
  return createRawFormat({ sampleRate: sampleRate!, numberOfChannels: inputChannels }, raw);
}

/** What `AddNoiseToFileOptions` and `AnalysisOptions` say of an input that has no header. */
export interface RawInputOptions {
  /** The input is headerless samples of this encoding, little-endian unless it ends in `be`. Default: it has a header. */
  readonly raw?: (typeof RAW_ENCODINGS)[number] | undefined;
  /** With `raw`, which needs it: frames per second of the input. */
  readonly sampleRate?: number | undefined;
  /** With `raw`: samples per frame of the input, 1 to 1024. Default 1. */
  readonly inputChannels?: number | undefined;
}
