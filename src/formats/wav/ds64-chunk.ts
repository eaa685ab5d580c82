import { AudioFormatError } from '../../errors.ts';
import { rewrittenByFfmpeg } from '../remedies.ts';
import { dataViewOf } from './riff-chunk.ts';

/** Bytes of a `ds64` chunk without table, and of the `JUNK` chunk that keeps its place (EBU Tech 3306). */
export const DS64_BYTES = 28;

/** A size that says that it stands elsewhere, or is not known. */
export const UNKNOWN_SIZE = 0xffffffff;

/** 32-bit sizes from here on are taken for {@link UNKNOWN_SIZE}, give or take a header. */
export const LEAST_PLACEHOLDER = 0xffffff00;

/** The 64-bit sizes of an RF64 or BW64 file. Undefined: not stated. */
export interface Ds64 {
  readonly riffBytes: number | undefined;
  readonly dataBytes: number | undefined;
  /** Sizes of other chunks beyond 4 GiB, by id. */
  readonly chunkBytes: ReadonlyMap<string, number>;
}

/**
 * Reads the content of a `ds64` chunk. Sizes of 0 and of 2^64 - 1 are what writers leave who did not know them.
 *
 * @param byteOffset where the content begins in the input.
 * @throws AudioFormatError for a chunk that is too short, or sizes of 2^53 and more.
 */
export function parseDs64(bytes: Uint8Array, littleEndian: boolean, byteOffset: number): Ds64 {
  if (bytes.length < 24) {
    const message = `the ds64 chunk has ${bytes.length} bytes; expected ${DS64_BYTES}, which hold the sizes; the header is damaged; copy or export the file again`;
    throw new AudioFormatError(message, { byteOffset });
  }
  const view = dataViewOf(bytes);
  const sizeAt = (at: number, of: string): number | undefined => {
    const size = view.getBigUint64(at, littleEndian);
    if (size === 0n || size === 0xffffffffffffffffn) return undefined;
    if (size <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(size);
    const message = `the ds64 chunk states ${size} bytes for ${of}; expected 2^53 - 1 at most`;
    throw new AudioFormatError(message, {
      byteOffset: byteOffset + at,
      ...rewrittenByFfmpeg('have the header made anew in a pipe'),
    });
  };
  const riffBytes = sizeAt(0, 'the file');
  const dataBytes = sizeAt(8, 'the data');

  const chunkBytes = new Map<string, number>();
  const statedEntries = bytes.length < DS64_BYTES ? 0 : view.getUint32(24, littleEndian);
  const numberOfEntries = Math.min(statedEntries, Math.floor((bytes.length - DS64_BYTES) / 12));
  for (let i = 0; i < numberOfEntries; i++) {
    const at = DS64_BYTES + 12 * i;
    const id = String.fromCharCode(...bytes.subarray(at, at + 4));
    const size = sizeAt(at + 4, `its chunk "${id}"`);
    if (size !== undefined) chunkBytes.set(id, size);
  }
  return { riffBytes, dataBytes, chunkBytes };
}

/** The content of a `ds64` chunk. Numbers that are not known are written as 0. */
export function serializeDs64(
  riffBytes: number,
  dataBytes: number,
  numberOfFrames: number,
): Uint8Array {
  const bytes = new Uint8Array(DS64_BYTES);
  const view = dataViewOf(bytes);
  view.setBigUint64(0, BigInt(riffBytes), true);
  view.setBigUint64(8, BigInt(dataBytes), true);
  view.setBigUint64(16, BigInt(numberOfFrames), true);
  return bytes;
}

/**
 * Whether a 32-bit size of a RIFF or data chunk is one of those that writers leave who cannot seek back: 0, the
 * largest numbers of 32 and 31 bits, 0x7FFFF000 (SoX), and what these become with or without the size of a header.
 */
export function isPlaceholderSize(size: number): boolean {
  return (
    size === 0 ||
    (size >= 0x7ffff000 && size <= 0x7ffff0ff) ||
    (size >= 0x7fffff00 && size <= 0x800000ff) ||
    (size >= LEAST_PLACEHOLDER && size <= UNKNOWN_SIZE)
  );
}
