import { type AudioFormat, SAMPLE_ENCODINGS, type SampleEncoding } from '../../audio-format.ts';
import { plainSampleFormat, type SampleFormat } from '../sample-format.ts';

/** Encodings of more than one byte with the most significant byte first. */
const BIG_ENDIAN = {
  s16be: 's16',
  s24be: 's24',
  s32be: 's32',
  f32be: 'f32',
  f64be: 'f64',
} as const satisfies Readonly<Record<string, SampleEncoding>>;

/** How headerless samples are stored: little-endian, unless the name ends in `be`. */
export type RawEncoding = SampleEncoding | 's16be' | 's24be' | 's32be' | 'f32be' | 'f64be';

/** Every {@link RawEncoding}, in the order in which help texts list them. */
export const RAW_ENCODINGS: readonly RawEncoding[] = [
  ...SAMPLE_ENCODINGS,
  ...(Object.keys(BIG_ENDIAN) as (keyof typeof BIG_ENDIAN)[]),
];

/** Format of headerless samples: what a header would say. */
export interface RawFormat extends SampleFormat {
  /** Name of encoding and byte order together. */
  readonly rawEncoding: RawEncoding;
}

/** The format of headerless samples: frame after frame, with nothing between samples. */
export function createRawFormat(format: AudioFormat, rawEncoding: RawEncoding): RawFormat {
  const isBigEndian = rawEncoding in BIG_ENDIAN;
  const encoding = isBigEndian
    ? BIG_ENDIAN[rawEncoding as keyof typeof BIG_ENDIAN]
    : (rawEncoding as SampleEncoding);
  return { ...plainSampleFormat(format, encoding), bigEndian: isBigEndian, rawEncoding };
}

/** The same audio in another encoding. The byte order is that of the input if it is headerless too, else little-endian. */
export function rawFormatWithEncoding(input: SampleFormat, encoding: SampleEncoding): RawFormat {
  const swapped = `${encoding}be`;
  const keepsOrder = 'rawEncoding' in input && input.bigEndian && swapped in BIG_ENDIAN;
  return createRawFormat(input, keepsOrder ? (swapped as RawEncoding) : encoding);
}
