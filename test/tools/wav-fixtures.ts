/** Builds WAV files, sound and odd ones, out of small pieces. */

/** The bytes of numbers (one byte each), texts (Latin-1) and byte arrays, one after the other. */
export function bytesOf(...parts: readonly (number | string | Uint8Array)[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => {
      if (typeof part === 'number') return [part];
      return typeof part === 'string' ? [...part].map((c) => c.charCodeAt(0)) : [...part];
    }),
  );
}

export function u16(value: number, bigEndian = false): Uint8Array {
  const bytes = new Uint8Array(2);
  new DataView(bytes.buffer).setUint16(0, value, !bigEndian);
  return bytes;
}

export function u32(value: number, bigEndian = false): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, !bigEndian);
  return bytes;
}

export function u64(value: bigint | number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value), true);
  return bytes;
}

export interface ChunkOptions {
  readonly bigEndian?: boolean;
  /** The size to state, if not the true one. */
  readonly size?: number | undefined;
  /** The pad byte after an odd content; undefined for none. */
  readonly pad?: number | undefined;
}

export function chunk(id: string, content: Uint8Array | string, options: ChunkOptions = {}) {
  const bytes = bytesOf(content);
  const { bigEndian = false, size = bytes.length } = options;
  const pad = 'pad' in options ? options.pad : 0;
  const padding = bytes.length % 2 === 1 && pad !== undefined ? [pad] : [];
  return bytesOf(id, u32(size, bigEndian), bytes, ...padding);
}

export interface FmtOptions {
  readonly tag?: number;
  readonly channels?: number;
  readonly sampleRate?: number;
  readonly byteRate?: number;
  readonly blockAlign?: number;
  readonly bits?: number;
  /** What follows the first 16 bytes. */
  readonly extension?: Uint8Array;
  readonly bigEndian?: boolean;
}

export function fmtContent(options: FmtOptions = {}): Uint8Array {
  const { tag = 1, channels = 1, sampleRate = 16000, bits = 16, bigEndian = false } = options;
  const { blockAlign = channels * Math.ceil(bits / 8) } = options;
  const { byteRate = sampleRate * blockAlign, extension = new Uint8Array(0) } = options;
  const [w, d] = [(n: number) => u16(n, bigEndian), (n: number) => u32(n, bigEndian)] as const;
  return bytesOf(
    w(tag),
    w(channels),
    d(sampleRate),
    d(byteRate),
    w(blockAlign),
    w(bits),
    extension,
  );
}

export function fmt(options: FmtOptions = {}): Uint8Array {
  return chunk('fmt ', fmtContent(options), { bigEndian: options.bigEndian ?? false });
}

export interface ExtensibleOptions extends FmtOptions {
  readonly validBits?: number;
  readonly mask?: number;
  readonly subTag?: number;
  readonly cbSize?: number;
  readonly guidTail?: readonly number[];
}

export const GUID_TAIL = [0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];
export const GUID_TAIL_BIG_ENDIAN = [0, 0, 0, 0x10, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];
export const AMBISONIC_TAIL = [0x21, 7, 0xd3, 0x11, 0x86, 0x44, 0xc8, 0xc1, 0xca, 0, 0, 0];

export function extensibleFmt(options: ExtensibleOptions = {}): Uint8Array {
  const { bits = 16, validBits = bits, mask = 0, subTag = 1, cbSize = 22 } = options;
  const { bigEndian = false } = options;
  const { guidTail = bigEndian ? GUID_TAIL_BIG_ENDIAN : GUID_TAIL } = options;
  const extension = bytesOf(
    u16(cbSize, bigEndian),
    u16(validBits, bigEndian),
    u32(mask, bigEndian),
    u32(subTag, bigEndian),
    Uint8Array.from(guidTail),
  );
  return fmt({ ...options, tag: 0xfffe, extension });
}

export interface RiffOptions {
  readonly id?: string;
  readonly type?: string;
  /** The RIFF size to state, if not the true one. */
  readonly size?: number | undefined;
  /** Bytes behind the end of the RIFF. */
  readonly junk?: Uint8Array;
}

/** A RIFF file of whole chunks. */
export function riff(chunks: readonly Uint8Array[], options: RiffOptions = {}): Uint8Array {
  const { id = 'RIFF', type = 'WAVE', junk = new Uint8Array(0) } = options;
  const body = bytesOf(type, ...chunks);
  return bytesOf(id, u32(options.size ?? body.length, id === 'RIFX'), body, junk);
}

export function ds64(riffBytes: number | bigint, dataBytes: number | bigint, frames = 0) {
  return chunk('ds64', bytesOf(u64(riffBytes), u64(dataBytes), u64(frames), u32(0)));
}

/** 16-bit samples 1, 2, 3, ... */
export function s16Samples(count: number, bigEndian = false): Uint8Array {
  return bytesOf(...Array.from({ length: count }, (_, i) => u16(i + 1, bigEndian)));
}

/** Bytes 128, 129, ... */
export function ramp(byteLength: number): Uint8Array {
  return Uint8Array.from({ length: byteLength }, (_, i) => 128 + i);
}
