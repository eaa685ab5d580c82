import { mayBeAt } from './magic.ts';

/** Bytes of a tag that say how long it is. */
const HEADER_BYTES = 10;
const HAS_FOOTER = 0x10;

/**
 * Bytes of the ID3v2 tag at a place, its own header and footer among them.
 *
 * @returns 0 where there is none, undefined where more bytes must tell.
 */
export function id3BytesAt(bytes: Uint8Array, at = 0): number | undefined {
  if (!mayBeAt(bytes, 'ID3', at)) return 0;
  const head = bytes.subarray(at, at + HEADER_BYTES);
  if (head.length < HEADER_BYTES) return undefined;
  // Four times seven bits; a footer as long as the header where its flag is set.
  const size = head.subarray(6).reduce((sum, byte) => sum * 128 + (byte & 127), 0);
  return size + (head[5]! & HAS_FOOTER ? 2 : 1) * HEADER_BYTES;
}
