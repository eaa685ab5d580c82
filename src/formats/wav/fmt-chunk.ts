import type { SampleEncoding } from '../../audio-format.ts';
import { AudioFormatError, UnsupportedAudioError } from '../../errors.ts';
import { decodedByFfmpeg } from '../remedies.ts';
import { isIntegerPcm, MAX_CHANNELS } from '../sample-format.ts';
import { describeCodec, FORMAT_TAG, isDecodedByFfmpeg } from './codec-names.ts';
import { resolveSlot } from './fmt-slot.ts';
import { dataViewOf } from './riff-chunk.ts';
import { isBigEndian, type WavContainer, type WavFormat } from './wav-format.ts';
import type { WavWarning, WavWarningCode } from './wav-warning.ts';

/** Bytes of the `fmt ` chunk: PCMWAVEFORMAT, WAVEFORMATEX without extension, WAVEFORMATEXTENSIBLE. */
const PCM_BYTES = 16;
const EX_BYTES = 18;
const EXTENSIBLE_BYTES = 40;

/**
 * The last twelve bytes of the sub-format GUIDs, as a little-endian file has them. The first four are the format tag.
 *
 *     xxxxxxxx-0000-0010-8000-00aa00389b71   KSDATAFORMAT_SUBTYPE_*, any format tag
 *     xxxxxxxx-0721-11d3-8644-c8c1ca000000   ambisonic B-format, 1 (integer) or 3 (float)
 */
const STANDARD_GUID_TAIL = [0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];
const AMBISONIC_GUID_TAIL = [0x21, 0x07, 0xd3, 0x11, 0x86, 0x44, 0xc8, 0xc1, 0xca, 0, 0, 0];

/** What to do about codecs that nobody else decodes either. */
const NO_PROGRAM = 'ffmpeg and sox do not decode it; export the file again as one of these';

/** What a `fmt ` chunk says, and what was odd about it. */
export interface ParsedFmtChunk {
  readonly format: WavFormat;
  readonly warnings: readonly WavWarning[];
}

/**
 * Reads the content of a `fmt ` chunk.
 *
 * Accepts WAVEFORMAT structures of any length from 16 bytes, with any `cbSize`. Fields that contradict each other
 * are settled by majority where there is one, with a warning.
 *
 * @param bytes the chunk's content, without its header.
 * @param byteOffset where the content begins in the input; errors and warnings refer to it.
 * @throws AudioFormatError for a chunk that is too short or contradicts itself.
 * @throws UnsupportedAudioError for a codec, sample width or number of channels that is not processed.
 */
export function parseFmtChunk(
  bytes: Uint8Array,
  container: WavContainer,
  byteOffset: number,
): ParsedFmtChunk {
  if (bytes.length < PCM_BYTES) {
    const message = `the fmt chunk has ${bytes.length} bytes; expected ${PCM_BYTES} at least, which tell the format of the samples; copy or export the file again`;
    throw new AudioFormatError(message, { byteOffset });
  }
  const warnings: WavWarning[] = [];
  const warn = (code: WavWarningCode, message: string, at: number) =>
    warnings.push({ code, message, byteOffset: byteOffset + at });

  const littleEndian = !isBigEndian({ container });
  const view = dataViewOf(bytes);
  const tag = view.getUint16(0, littleEndian);
  const numberOfChannels = view.getUint16(2, littleEndian);
  const sampleRate = view.getUint32(4, littleEndian);
  const bits = view.getUint16(14, littleEndian);
  const extensible = tag === FORMAT_TAG.extensible;

  checkExtensionSize(view, littleEndian, extensible, warn);
  const subFormat = extensible
    ? readSubFormat(bytes, littleEndian, bits, byteOffset, warn)
    : { tag, ambisonic: false };
  checkLimits(numberOfChannels, sampleRate, byteOffset);

  const codec = codecOf(subFormat.tag, byteOffset);
  const bytesPerSecond = view.getUint32(8, littleEndian);
  const blockAlign = view.getUint16(12, littleEndian);
  const slot = resolveSlot(
    { codec, numberOfChannels, sampleRate, bytesPerSecond, blockAlign, bits, byteOffset },
    warn,
  );

  const statedValidBits = extensible && bytes.length >= 20 ? view.getUint16(18, littleEndian) : 0;
  const validBits = resolveValidBits(statedValidBits, slot, warn);
  const channelMask = extensible && bytes.length >= 24 ? view.getUint32(20, littleEndian) : 0;
  checkChannelMask(channelMask, numberOfChannels, warn);

  const bytesPerFrame = slot.slotBytes * numberOfChannels;
  const { encoding, slotBytes, significantBytes } = slot;
  const format: WavFormat = {
    sampleRate,
    numberOfChannels,
    container,
    encoding,
    bytesPerFrame,
    slotBytes,
    significantBytes,
    validBits,
    bigEndian: !littleEndian,
    extensible,
    channelMask,
    ambisonic: subFormat.ambisonic,
  };
  return { format, warnings };
}

/**
 * The content of the `fmt ` chunk for a format, in its canonical form: 16 bytes for integer samples, 18 for
 * floating point and G.711, 40 where the format is extensible.
 */
export function serializeFmtChunk(format: WavFormat): Uint8Array {
  const bytes = new Uint8Array(
    format.extensible ? EXTENSIBLE_BYTES : isIntegerPcm(format) ? PCM_BYTES : EX_BYTES,
  );
  const view = dataViewOf(bytes);
  const littleEndian = !isBigEndian(format);
  const tag = formatTagOf(format.encoding);
  // An extensible format has its valid bits in a field of their own, and whole bytes here. A byte rate beyond
  // 32 bits is not to be had; nobody reads the field for these formats.
  const bits = format.extensible ? 8 * format.significantBytes : format.validBits;
  const bytesPerSecond = Math.min(format.sampleRate * format.bytesPerFrame, 0xffffffff);
  view.setUint16(0, format.extensible ? FORMAT_TAG.extensible : tag, littleEndian);
  view.setUint16(2, format.numberOfChannels, littleEndian);
  view.setUint32(4, format.sampleRate, littleEndian);
  view.setUint32(8, bytesPerSecond, littleEndian);
  view.setUint16(12, format.bytesPerFrame, littleEndian);
  view.setUint16(14, bits, littleEndian);
  if (format.extensible) {
    view.setUint16(16, EXTENSIBLE_BYTES - EX_BYTES, littleEndian);
    view.setUint16(18, format.validBits, littleEndian);
    view.setUint32(20, format.channelMask, littleEndian);
    bytes.set(encodeGuid(tag, format.ambisonic, littleEndian), 24);
  }
  return bytes;
}

type Warn = (code: WavWarningCode, message: string, at: number) => void;

function formatTagOf(encoding: SampleEncoding): number {
  if (encoding === 'alaw' || encoding === 'mulaw') return FORMAT_TAG[encoding];
  return encoding === 'f32' || encoding === 'f64' ? FORMAT_TAG.ieeeFloat : FORMAT_TAG.pcm;
}

function codecOf(tag: number, byteOffset: number): 'integer' | 'float' | 'alaw' | 'mulaw' {
  switch (tag) {
    case FORMAT_TAG.pcm:
      return 'integer';
    case FORMAT_TAG.ieeeFloat:
      return 'float';
    case FORMAT_TAG.alaw:
      return 'alaw';
    case FORMAT_TAG.mulaw:
      return 'mulaw';
    default: {
      const { remedy } = isDecodedByFfmpeg(tag) ? decodedByFfmpeg() : { remedy: NO_PROGRAM };
      throw new UnsupportedAudioError(
        `the samples are coded in ${describeCodec(tag)}; PCM, floating point, A-law and µ-law are read`,
        { byteOffset, remedy },
      );
    }
  }
}

function checkLimits(numberOfChannels: number, sampleRate: number, byteOffset: number): void {
  if (numberOfChannels === 0) {
    throw new AudioFormatError(
      'the fmt chunk states 0 channels; expected 1 at least; the header is damaged; copy or export the file again',
      { byteOffset: byteOffset + 2 },
    );
  }
  if (numberOfChannels > MAX_CHANNELS) {
    throw new UnsupportedAudioError(
      `the fmt chunk states ${numberOfChannels} channels; expected ${MAX_CHANNELS} at most; export it as files of fewer`,
      { byteOffset: byteOffset + 2 },
    );
  }
  if (sampleRate === 0) {
    throw new AudioFormatError(
      'the fmt chunk states a sample rate of 0 Hz; expected 1 at least; the header is damaged; copy or export the file again',
      { byteOffset: byteOffset + 4 },
    );
  }
}

function checkExtensionSize(
  view: DataView,
  littleEndian: boolean,
  extensible: boolean,
  warn: Warn,
): void {
  const chunkBytes = view.byteLength;
  if (chunkBytes === PCM_BYTES) return;
  if (chunkBytes < EX_BYTES) {
    warn('fmt-size', `the fmt chunk has ${chunkBytes} bytes; what follows the 16th is ignored`, 16);
    return;
  }
  const extensionBytes = view.getUint16(16, littleEndian);
  if (extensionBytes === chunkBytes - EX_BYTES) return;
  const used = extensible ? 'read by the size of the chunk' : 'ignored';
  const message = `the fmt chunk has ${chunkBytes - EX_BYTES} bytes of extension and states ${extensionBytes}; it is ${used}`;
  warn('fmt-size', message, 16);
}

/** The codec of a WAVEFORMATEXTENSIBLE. */
function readSubFormat(
  bytes: Uint8Array,
  littleEndian: boolean,
  bits: number,
  byteOffset: number,
  warn: Warn,
): { tag: number; ambisonic: boolean } {
  if (bytes.length < EXTENSIBLE_BYTES) {
    if (bits <= 8 || bits >= 32) {
      throw new AudioFormatError(
        `the fmt chunk is a WAVEFORMATEXTENSIBLE of ${bytes.length} bytes, without the sub-format that would tell ` +
          `what its ${bits}-bit samples are; expected ${EXTENSIBLE_BYTES} bytes; export the file again`,
        { byteOffset },
      );
    }
    const message = `the WAVEFORMATEXTENSIBLE ends after ${bytes.length} bytes, before its sub-format; ${bits}-bit samples are integers`;
    warn('sub-format', message, 0);
    return { tag: FORMAT_TAG.pcm, ambisonic: false };
  }
  const guid = bytes.subarray(24, EXTENSIBLE_BYTES);
  const found = decodeGuid(guid, littleEndian);
  if (found !== undefined) return found;
  const swapped = decodeGuid(guid, !littleEndian);
  if (swapped === undefined) {
    const hex = [...guid].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    throw new UnsupportedAudioError(
      `the sub-format of the WAVEFORMATEXTENSIBLE is unknown (GUID bytes ${hex}); expected PCM, floating point, A-law or µ-law; export the file as one of these`,
      { byteOffset: byteOffset + 24 },
    );
  }
  warn(
    'sub-format',
    'the sub-format GUID is in the wrong byte order and was read in the other',
    24,
  );
  return swapped;
}

function decodeGuid(
  guid: Uint8Array,
  littleEndian: boolean,
): { tag: number; ambisonic: boolean } | undefined {
  const tag = dataViewOf(guid).getUint32(0, littleEndian);
  for (const ambisonic of [false, true]) {
    const expected = encodeGuid(tag, ambisonic, littleEndian);
    if (tag <= 0xffff && expected.every((byte, i) => byte === guid[i])) return { tag, ambisonic };
  }
  return undefined;
}

/** A GUID is a 32-bit, two 16-bit numbers and eight bytes; the numbers follow the file's byte order. */
function encodeGuid(tag: number, ambisonic: boolean, littleEndian: boolean): Uint8Array {
  const guid = new Uint8Array(16);
  const view = dataViewOf(guid);
  guid.set(ambisonic ? AMBISONIC_GUID_TAIL : STANDARD_GUID_TAIL, 4);
  view.setUint32(0, tag, littleEndian);
  view.setUint16(4, view.getUint16(4, true), littleEndian);
  view.setUint16(6, view.getUint16(6, true), littleEndian);
  return guid;
}

function resolveValidBits(
  stated: number,
  slot: { significantBytes: number; validBits: number },
  warn: Warn,
): number {
  if (stated === 0) return slot.validBits;
  const containerBits = 8 * slot.significantBytes;
  if (stated <= containerBits) return stated;
  const message = `${stated} valid bits are stated for samples of ${containerBits} bits; ${containerBits} are assumed`;
  warn('bits-per-sample', message, 18);
  return slot.validBits;
}

function checkChannelMask(channelMask: number, numberOfChannels: number, warn: Warn): void {
  let numberOfSpeakers = 0;
  for (let mask = channelMask; mask !== 0; mask >>>= 1) numberOfSpeakers += mask & 1;
  if (numberOfSpeakers === 0 || numberOfSpeakers === numberOfChannels) return;
  const message = `the speaker mask 0x${channelMask.toString(16)} names ${numberOfSpeakers} speakers for ${numberOfChannels} channels; it is kept`;
  warn('channel-mask', message, 20);
}
