import type { SampleEncoding } from '../../audio-format.ts';
import { AudioFormatError, UnsupportedAudioError } from '../../errors.ts';
import { decodedByFfmpeg } from '../remedies.ts';
import type { WavWarningCode } from './wav-warning.ts';

/** The fields of a `fmt ` chunk that bear on where the samples lie in a frame. */
export interface SlotFields {
  readonly codec: 'integer' | 'float' | 'alaw' | 'mulaw';
  readonly numberOfChannels: number;
  readonly sampleRate: number;
  /** nAvgBytesPerSec. */
  readonly bytesPerSecond: number;
  /** nBlockAlign. */
  readonly blockAlign: number;
  /** wBitsPerSample. */
  readonly bits: number;
  /** Where the chunk's content begins in the input. */
  readonly byteOffset: number;
}

/** How one sample lies in a frame. */
export interface Slot {
  readonly encoding: SampleEncoding;
  readonly slotBytes: number;
  readonly significantBytes: number;
  readonly validBits: number;
}

/** Tells of an oddity; `at` counts bytes from the start of the chunk's content. */
type Warn = (code: WavWarningCode, message: string, at: number) => void;

const BLOCK_ALIGN_AT = 12;
const BITS_AT = 14;
/** The field has 32 bits. */
const MOST_BYTE_RATE = 0xffffffff;

const INTEGER_ENCODINGS: readonly SampleEncoding[] = ['u8', 's16', 's24', 's32'];

/**
 * Settles how many bytes a sample occupies, and which of them are its own.
 *
 * Three fields tell of it, and they are three witnesses: bits per sample, block alignment and byte rate. They agree
 * in most files. Where a slot is wider than its samples (24 bits in 4 bytes), the byte rate decides whether that is
 * meant or the block alignment is wrong.
 *
 * Bits that are no multiple of 8 stand at the top of the slot, zeros below (the rule of the WAVE specification):
 * all of the slot is significant. Bits that are, and fewer than the slot's, are its low bytes.
 *
 * @throws AudioFormatError where the fields contradict each other and no two agree.
 * @throws UnsupportedAudioError for sample widths that are not processed.
 */
export function resolveSlot(fields: SlotFields, warn: Warn): Slot {
  const { codec } = fields;
  const bits =
    codec === 'integer' || codec === 'float' ? fields.bits : resolveG711Bits(fields, warn);
  const sampleBytes = bits === 0 ? resolveMissingBits(fields, warn) : Math.ceil(bits / 8);
  checkWidth(fields, sampleBytes, bits);
  const slotBytes = resolveSlotBytes(fields, sampleBytes, warn);

  if (codec === 'alaw' || codec === 'mulaw') {
    return { encoding: codec, slotBytes, significantBytes: 1, validBits: 8 };
  }
  if (codec === 'float') {
    const encoding = sampleBytes === 4 ? 'f32' : 'f64';
    return { encoding, slotBytes, significantBytes: sampleBytes, validBits: 8 * sampleBytes };
  }
  const isLeftJustified = bits % 8 !== 0 && slotBytes <= 4;
  const significantBytes = isLeftJustified ? slotBytes : sampleBytes;
  const encoding = INTEGER_ENCODINGS[significantBytes - 1]!;
  return { encoding, slotBytes, significantBytes, validBits: bits || 8 * sampleBytes };
}

/** G.711 has 8 bits a sample, whatever the field says. */
function resolveG711Bits({ bits }: SlotFields, warn: Warn): number {
  if (bits !== 8) {
    warn('bits-per-sample', `${bits} bits per sample are stated for G.711, which has 8`, BITS_AT);
  }
  return 8;
}

/** Without bits per sample only the block alignment tells. */
function resolveMissingBits(fields: SlotFields, warn: Warn): number {
  const sampleBytes = fields.blockAlign / fields.numberOfChannels;
  const possible = fields.codec === 'float' ? [4, 8] : [1, 2, 3, 4];
  if (!possible.includes(sampleBytes)) throw contradiction(fields);
  const message = `0 bits per sample are stated; frames of ${fields.blockAlign} bytes make it ${8 * sampleBytes}`;
  warn('bits-per-sample', message, BITS_AT);
  return sampleBytes;
}

function checkWidth({ codec, byteOffset }: SlotFields, sampleBytes: number, bits: number): void {
  const isFloat = codec === 'float';
  if (isFloat ? bits === 0 || bits === 32 || bits === 64 : sampleBytes <= 4) return;
  // What else reads such widths reads 64-bit integers alone.
  const { remedy } =
    bits === 64 && !isFloat
      ? decodedByFfmpeg('-c:a pcm_s32le ')
      : { remedy: 'ffmpeg and sox do not read it either; export the file again' };
  const message = isFloat
    ? `the samples are floating-point numbers of ${bits} bits; expected 32 or 64`
    : `the samples are integers of ${bits} bits; expected 32 at most`;
  throw new UnsupportedAudioError(message, { byteOffset: byteOffset + BITS_AT, remedy });
}

function resolveSlotBytes(fields: SlotFields, sampleBytes: number, warn: Warn): number {
  const { codec, numberOfChannels, sampleRate, bytesPerSecond, blockAlign } = fields;
  const tightBytes = numberOfChannels * sampleBytes;
  if (blockAlign === tightBytes) return sampleBytes;

  const slotBytes = blockAlign / numberOfChannels;
  const isRoomy =
    codec === 'integer' && Number.isInteger(slotBytes) && slotBytes > sampleBytes && slotBytes <= 8;
  // Writers cannot state more; where both would, the block alignment is believed.
  const rateOf = (frameBytes: number) => Math.min(sampleRate * frameBytes, MOST_BYTE_RATE);
  if (isRoomy && bytesPerSecond === rateOf(blockAlign)) return slotBytes;
  const isG711 = codec === 'alaw' || codec === 'mulaw';
  if (blockAlign === 0 || isG711 || bytesPerSecond === rateOf(tightBytes)) {
    const message = `a block alignment of ${blockAlign} bytes is stated; the frames have ${tightBytes}`;
    warn('block-align', message, BLOCK_ALIGN_AT);
    return sampleBytes;
  }
  if (isRoomy && sampleBytes === 3 && slotBytes === 4) {
    const message = `a byte rate of ${bytesPerSecond} is stated, which fits nothing; the samples are taken for 24 bits in 4 bytes`;
    warn('block-align', message, BLOCK_ALIGN_AT);
    return slotBytes;
  }
  throw contradiction(fields);
}

function contradiction(fields: SlotFields): AudioFormatError {
  const { numberOfChannels, sampleRate, bytesPerSecond, blockAlign, bits, byteOffset } = fields;
  return new AudioFormatError(
    `the fmt chunk contradicts itself: ${numberOfChannels} channels of ${bits} bits, frames of ${blockAlign} bytes and ` +
      `${bytesPerSecond} bytes/s at ${sampleRate} Hz; no two of them agree; the header is damaged; copy or export the file ` +
      'again',
    { byteOffset: byteOffset + BLOCK_ALIGN_AT },
  );
}
