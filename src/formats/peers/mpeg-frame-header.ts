/** What the header of an MPEG audio frame says: ISO/IEC 11172-3, 2.4.1.3, and 13818-3. */
export interface MpegFrameHeader {
  readonly numberOfChannels: 1 | 2;
  readonly frameBytes: number;
}

const HEADER_BYTES = 4;
/** kbit/s of the first version by layer, 1 to 3, and of the later ones: of layer 1, and of the others. */
const KILOBITS = [
  [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
] as const;
const LATER_KILOBITS = [
  [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
] as const;
const HERTZ = [44100, 48000, 32000] as const;

/** The frame header at a place; undefined where there is none. A free bit rate, which nobody uses, is none. */
export function mpegFrameHeaderAt(bytes: Uint8Array, at: number): MpegFrameHeader | undefined {
  const [first = 0, second = 0, third = 0, fourth = 0] = bytes.subarray(at, at + HEADER_BYTES);
  const version = (second >> 3) & 3;
  const layer = 4 - ((second >> 1) & 3);
  const rate = third >> 4;
  const hertz = HERTZ[(third >> 2) & 3];
  const isSync = first === 0xff && second >> 5 === 7 && version !== 1 && layer !== 4;
  if (!isSync || rate === 0 || rate === 15 || hertz === undefined) return undefined;
  const isFirstVersion = version === 3;
  const table = isFirstVersion ? KILOBITS[layer - 1] : LATER_KILOBITS[layer === 1 ? 0 : 1];
  const bitsPerSecond = 1000 * table![rate]!;
  const sampleRate = hertz / (isFirstVersion ? 1 : version === 2 ? 2 : 4);
  const padding = (third >> 1) & 1;
  const slots = layer === 3 && !isFirstVersion ? 72 : 144;
  return {
    numberOfChannels: fourth >> 6 === 3 ? 1 : 2,
    frameBytes:
      layer === 1
        ? 4 * (Math.floor((12 * bitsPerSecond) / sampleRate) + padding)
        : Math.floor((slots * bitsPerSecond) / sampleRate) + padding,
  };
}

/** The most bytes that may stand between a tag and the first frame. */
const MOST_GAP_BYTES = 1 << 13;

/**
 * Finds the first frame: a header with a second one where the first says that its frame ends.
 *
 * @param bytes behind tags.
 * @param mostGap where the frame may begin at the latest.
 * @returns undefined where there is none so far.
 */
export function firstMpegFrame(
  bytes: Uint8Array,
  mostGap = MOST_GAP_BYTES,
): MpegFrameHeader | undefined {
  const most = Math.min(mostGap, bytes.length - HEADER_BYTES);
  for (let at = 0; at <= most; at++) {
    const header = mpegFrameHeaderAt(bytes, at);
    const next = header && mpegFrameHeaderAt(bytes, at + header.frameBytes);
    if (next !== undefined) return header;
  }
  return undefined;
}

/** Bytes behind tags in which a first frame, and a second one, must be. */
export const ENOUGH_BYTES = 1 << 14;
