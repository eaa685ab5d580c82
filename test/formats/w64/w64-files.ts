import type { AudioHeader, AudioWarning } from '../../../src/formats/audio-decoder.ts';
import { W64Decoder } from '../../../src/formats/w64/w64-decoder.ts';
import { bytesOf, u64 } from '../../tools/wav-fixtures.ts';
import { collectEvents } from '../collected-events.ts';

const RIFF = 'riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\0\0';
const TAIL = '\xf3\xac\xd3\x11\x8c\xd1\0\xc0\x4f\x8e\xdb\x8a';

/** Everything that a decoder makes of a file. */
export interface Decoded {
  readonly header: AudioHeader;
  readonly data: Buffer;
  readonly warnings: readonly AudioWarning[];
}

export function decodeW64(pieces: readonly Uint8Array[]): Decoded {
  const decoder = new W64Decoder();
  const { header, data } = collectEvents(decoder, pieces);
  if (data.length !== decoder.extent.numberOfFrames * header.format.bytesPerFrame) {
    throw new Error(`${data.length} bytes for ${decoder.extent.numberOfFrames} frames`);
  }
  return { header, data, warnings: decoder.warnings };
}

/** @param size to state, if not the true one: that of the header of 24 bytes and the content. */
export function w64Chunk(id: string, content: Uint8Array | string, size?: bigint): Uint8Array {
  const bytes = bytesOf(content);
  const padding = new Uint8Array(-bytes.length & 7);
  return bytesOf(`${id}${TAIL}`, u64(size ?? 24 + bytes.length), bytes, padding);
}

export function w64(...chunks: readonly Uint8Array[]): Uint8Array {
  const content = bytesOf(`wave${TAIL}`, ...chunks);
  return bytesOf(RIFF, u64(24 + content.length), content);
}
