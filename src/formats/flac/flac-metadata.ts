import { concatBytes } from '../concat-bytes.ts';
import { defaultChannelMask, fieldsOf } from './channel-mask.ts';
import { METADATA, type MetadataBlock } from './flac-header-parser.ts';

/** What says how loud the input was, and is not true of an output with noise. */
const OF_LOUDNESS = /^(REPLAYGAIN_|R128_)/i;

const OF_SPEAKERS = /^WAVEFORMATEXTENSIBLE_CHANNEL_MASK=/i;

/** Name of who writes a file, where there is none to be kept. Without a version: the bytes of an output are always the same. */
const VENDOR = 'awgn';

/**
 * Metadata of an output: that of a FLAC input, but for what would not be true of it, and where the speakers stand if the number
 * of channels does not say so.
 */
export function outputMetadata(
  input: readonly MetadataBlock[],
  { numberOfChannels, channelMask }: { numberOfChannels: number; channelMask: number },
): MetadataBlock[] {
  const isUsual = channelMask === 0 || channelMask === defaultChannelMask(numberOfChannels);
  const speakers = isUsual
    ? []
    : [`WAVEFORMATEXTENSIBLE_CHANNEL_MASK=0x${channelMask.toString(16).toUpperCase()}`];
  const comments = input.find(({ type }) => type === METADATA.comments);
  const kept = comments === undefined ? [] : [...fieldsOf(comments.bytes)];
  const fields = kept.filter((field) => !OF_LOUDNESS.test(field) && !OF_SPEAKERS.test(field));
  const others = input.filter(({ type }) => type !== METADATA.comments);
  const vendor = (comments && vendorOf(comments.bytes)) ?? VENDOR;
  return [
    { type: METADATA.comments, bytes: serializeComments(vendor, [...fields, ...speakers]) },
    ...others,
  ];
}

/** A block with its header of four bytes. */
export function serializeBlock({ type, bytes }: MetadataBlock, isLast: boolean): Uint8Array {
  const { length } = bytes;
  const head = Uint8Array.of((isLast ? 128 : 0) | type, length >> 16, length >> 8, length);
  return concatBytes([head, bytes]);
}

function vendorOf(comments: Uint8Array): string | undefined {
  const view = new DataView(comments.buffer, comments.byteOffset, comments.byteLength);
  const length = comments.length >= 4 ? view.getUint32(0, true) : Infinity;
  if (4 + length > comments.length) return undefined;
  return new TextDecoder().decode(comments.subarray(4, 4 + length));
}

function serializeComments(vendor: string, fields: readonly string[]): Uint8Array {
  const texts = [vendor, ...fields].map((text) => new TextEncoder().encode(text));
  const [first, ...others] = texts.map((text) => concatBytes([littleEndian(text.length), text]));
  return concatBytes([first!, littleEndian(fields.length), ...others]);
}

function littleEndian(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}
