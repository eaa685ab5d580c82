/** A chunk of a RIFF file, in memory. */
export interface RiffChunk {
  /** Four characters, one per byte (Latin-1). */
  readonly id: string;
  /** The content, without header and pad byte. */
  readonly bytes: Uint8Array;
}

/** Bytes of a chunk's header: four of the id, four of the size. */
export const CHUNK_HEADER_BYTES = 8;

/**
 * Chunks that are known to stand in WAV files. Where sizes cannot be trusted, one of these ids is taken for
 * the start of a chunk, and no other.
 */
const WELL_KNOWN_IDS: ReadonlySet<string> = new Set(
  (
    'fmt |data|fact|LIST|list|JUNK|junk|PAD |FLLR|ds64|bext|iXML|axml|aXML|chna|ubxt|sxml|cart|levl|link|mext|umid|' +
    'qlty|cue |plst|labl|note|ltxt|smpl|inst|acid|strc|bwdk|afsp|PEAK|peak|id3 |ID3 |_PMX|CSET|DISP|SAUR|MD5 |wvpk|' +
    'minf|elm1|regn|DGDA|SMED|SyLp|ResU|LGWV|atem|tlst|clm |cprt|slnt|r64m|Cr8r|PrmI|AFAn|trkn|ovwf|wavl|INFO|guan'
  ).split('|'),
);

/** The id in the first four of the bytes. */
export function readChunkId(bytes: Uint8Array): string {
  return String.fromCharCode(bytes[0]!, bytes[1]!, bytes[2]!, bytes[3]!);
}

/** Whether the id is printable ASCII that does not begin with a space, as all registered ids are; NULs may end it. */
export function isPlausibleChunkId(id: string): boolean {
  return /^[!-~][ -~]{0,3}\0*$/.test(id);
}

/** Whether the id belongs to a kind of chunk that WAV files are known to have. */
export function isWellKnownChunkId(id: string): boolean {
  return WELL_KNOWN_IDS.has(id);
}

/** Bytes that a chunk with `contentBytes` of content occupies in the file, with header and pad byte. */
export function paddedChunkBytes(contentBytes: number): number {
  return CHUNK_HEADER_BYTES + contentBytes + (contentBytes % 2);
}

/** A chunk as it stands in the file: id, size, content and, after an odd number of bytes, a zero. */
export function encodeChunk(chunk: RiffChunk, littleEndian: boolean): Uint8Array {
  const encoded = new Uint8Array(paddedChunkBytes(chunk.bytes.length));
  encoded.set(encodeChunkHeader(chunk.id, chunk.bytes.length, littleEndian));
  encoded.set(chunk.bytes, CHUNK_HEADER_BYTES);
  return encoded;
}

/** The header of a chunk. `contentBytes` is a 32-bit number. */
export function encodeChunkHeader(
  id: string,
  contentBytes: number,
  littleEndian: boolean,
): Uint8Array {
  const header = new Uint8Array(CHUNK_HEADER_BYTES);
  for (let i = 0; i < 4; i++) header[i] = id.charCodeAt(i);
  new DataView(header.buffer).setUint32(4, contentBytes, littleEndian);
  return header;
}

/** A view for reading numbers out of bytes. */
export function dataViewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
