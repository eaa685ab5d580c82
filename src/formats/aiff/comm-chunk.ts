import type { SampleEncoding } from '../../audio-format.ts';
import { AudioFormatError, UnsupportedAudioError } from '../../errors.ts';
import { decodedByFfmpeg } from '../remedies.ts';
import {
  BYTES_PER_SAMPLE,
  MAX_CHANNELS,
  plainSampleFormat,
  type SampleFormat,
} from '../sample-format.ts';

/** What a `COMM` chunk says. */
export interface CommChunk {
  readonly format: SampleFormat;
  readonly numberOfFrames: number;
  /** True for integers of 8 bits around 0, where `format` has them around 128. */
  readonly isSigned8: boolean;
  /** Frames per second as they are stated, which need not be a whole number. */
  readonly statedRate: number;
}

/** Bytes of the chunk in AIFF; AIFF-C has the type of compression after them. */
export const COMM_BYTES = 18;

interface Coding {
  /** `integer`: by the number of bits. */
  readonly encoding: SampleEncoding | 'integer';
  readonly isLittleEndian?: boolean;
}

/** Types of compression of AIFF-C that are none, or G.711. */
const CODINGS: Readonly<Partial<Record<string, Coding>>> = {
  NONE: { encoding: 'integer' },
  twos: { encoding: 'integer' },
  in24: { encoding: 's24' },
  in32: { encoding: 's32' },
  sowt: { encoding: 'integer', isLittleEndian: true },
  '42ni': { encoding: 's24', isLittleEndian: true },
  '23ni': { encoding: 's32', isLittleEndian: true },
  'raw ': { encoding: 'u8' },
  fl32: { encoding: 'f32' },
  FL32: { encoding: 'f32' },
  fl64: { encoding: 'f64' },
  FL64: { encoding: 'f64' },
  alaw: { encoding: 'alaw' },
  ALAW: { encoding: 'alaw' },
  ulaw: { encoding: 'mulaw' },
  ULAW: { encoding: 'mulaw' },
};

/**
 * What a `COMM` chunk says.
 *
 * @param bytes its content.
 * @param isCompressed true for AIFF-C.
 * @param byteOffset where the content begins in the input.
 * @throws AudioFormatError for fields that no file has; UnsupportedAudioError for samples that are not processed.
 */
export function parseCommChunk(
  bytes: Uint8Array,
  isCompressed: boolean,
  byteOffset: number,
): CommChunk {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = isCompressed ? String.fromCharCode(...bytes.subarray(18, 22)) : 'NONE';
  const numberOfChannels = view.getUint16(0);
  const bits = view.getUint16(6);
  const statedRate = extendedAt(view, 8);
  const sampleRate = Math.round(statedRate);
  const isRateSound = sampleRate >= 1 && sampleRate <= 0xffffffff;
  if (numberOfChannels === 0 || numberOfChannels > MAX_CHANNELS || !isRateSound) {
    throw new AudioFormatError(
      `the COMM chunk states ${numberOfChannels} channels at ${statedRate} Hz; expected 1 to ${MAX_CHANNELS} channels at 1 to 4294967295 Hz; the header is damaged; copy or export the file again`,
      { byteOffset },
    );
  }
  const coding = CODINGS[type];
  if (coding === undefined) {
    throw new UnsupportedAudioError(
      `the samples are coded in ${JSON.stringify(type)}; PCM, floating point, A-law and µ-law are read`,
      { byteOffset: byteOffset + COMM_BYTES, ...decodedByFfmpeg() },
    );
  }
  const encoding = coding.encoding === 'integer' ? integerOf(bits, byteOffset) : coding.encoding;
  const plain = plainSampleFormat({ sampleRate, numberOfChannels }, encoding);
  const isInteger = coding.encoding === 'integer';
  const format: SampleFormat = {
    ...plain,
    bigEndian: BYTES_PER_SAMPLE[encoding] > 1 && !coding.isLittleEndian,
    validBits: isInteger ? bits : plain.validBits,
  };
  const isSigned8 = isInteger && encoding === 'u8';
  return { format, numberOfFrames: view.getUint32(2), isSigned8, statedRate };
}

/** Samples of any number of bits stand at the top of whole bytes. */
function integerOf(bits: number, byteOffset: number): SampleEncoding {
  if (bits >= 1 && bits <= 32)
    return (['u8', 's16', 's24', 's32'] as const)[Math.ceil(bits / 8) - 1]!;
  throw new UnsupportedAudioError(
    `the samples are integers of ${bits} bits; expected 1 to 32; export the file again`,
    { byteOffset: byteOffset + 6 },
  );
}

/** An 80-bit extended number: sign and exponent, then a mantissa whose leading 1 is written. */
function extendedAt(view: DataView, at: number): number {
  const head = view.getUint16(at);
  const mantissa = view.getUint32(at + 2) * 2 ** 32 + view.getUint32(at + 6);
  const value = mantissa * 2 ** ((head & 0x7fff) - 16383 - 63);
  return head & 0x8000 ? -value : value;
}
