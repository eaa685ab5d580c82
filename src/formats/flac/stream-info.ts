import { AudioFormatError } from '../../errors.ts';

/** Bytes of the content of STREAMINFO. */
export const STREAM_INFO_BYTES = 34;

/** What STREAMINFO says of the whole file: RFC 9639, 8.2. */
export interface StreamInfo {
  /** Frames of audio in the shortest block, the last one left out, and in the longest. */
  readonly minBlockFrames: number;
  readonly maxBlockFrames: number;
  /** Bytes of the shortest and the longest frame of the file; 0: not stated. */
  readonly minFrameBytes: number;
  readonly maxFrameBytes: number;
  readonly sampleRate: number;
  /** 1 to 8. */
  readonly numberOfChannels: number;
  /** 4 to 32. */
  readonly bitsPerSample: number;
  /** Undefined: not stated. */
  readonly numberOfFrames: number | undefined;
  /** Of all samples: little-endian, signed, in whole bytes. Undefined: not stated. */
  readonly md5: Uint8Array | undefined;
}

/**
 * Reads the content of STREAMINFO.
 *
 *     16 block │ 16 block │ 24 frame │ 24 frame │ 20 rate │ 3 channels - 1 │ 5 bits - 1 │ 36 frames │ 128 MD5
 *
 * @param byteOffset where it stands in the input, for errors.
 * @throws AudioFormatError for what no file may say.
 */
export function parseStreamInfo(bytes: Uint8Array, byteOffset: number): StreamInfo {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const packed = view.getUint32(10);
  const numberOfFrames = (packed & 15) * 2 ** 32 + view.getUint32(14);
  const md5 = bytes.slice(18, STREAM_INFO_BYTES);
  const info: StreamInfo = {
    minBlockFrames: view.getUint16(0),
    maxBlockFrames: view.getUint16(2),
    minFrameBytes: view.getUint32(3) & 0xffffff,
    maxFrameBytes: view.getUint32(6) & 0xffffff,
    sampleRate: packed >>> 12,
    numberOfChannels: ((packed >>> 9) & 7) + 1,
    bitsPerSample: ((packed >>> 4) & 31) + 1,
    numberOfFrames: numberOfFrames || undefined,
    md5: md5.some((byte) => byte !== 0) ? md5 : undefined,
  };
  if (info.sampleRate === 0)
    throw impossible('a sample rate of 0 Hz', '1 at least', byteOffset + 10);
  if (info.bitsPerSample < 4) {
    throw impossible(`${info.bitsPerSample} bits per sample`, '4 to 32', byteOffset + 12);
  }
  return info;
}

function impossible(found: string, expected: string, byteOffset: number): AudioFormatError {
  return new AudioFormatError(
    `STREAMINFO of the FLAC file states ${found}; expected ${expected}; the header is damaged; copy or export the file again`,
    { byteOffset },
  );
}

/** The content of STREAMINFO: the inverse of {@link parseStreamInfo}. */
export function serializeStreamInfo(info: StreamInfo): Uint8Array {
  const bytes = new Uint8Array(STREAM_INFO_BYTES);
  const view = new DataView(bytes.buffer);
  const { numberOfFrames = 0 } = info;
  view.setUint16(0, info.minBlockFrames);
  // Three bytes each. What the first byte of the four overwrites is set after it.
  view.setUint32(6, info.maxFrameBytes);
  view.setUint32(3, info.minFrameBytes);
  view.setUint16(2, info.maxBlockFrames);
  const channelsAndBits = ((info.numberOfChannels - 1) << 9) | ((info.bitsPerSample - 1) << 4);
  const highFrames = Math.floor(numberOfFrames / 2 ** 32) & 15;
  view.setUint32(10, info.sampleRate * 2 ** 12 + channelsAndBits + highFrames);
  view.setUint32(14, numberOfFrames >>> 0);
  if (info.md5 !== undefined) bytes.set(info.md5, 18);
  return bytes;
}
