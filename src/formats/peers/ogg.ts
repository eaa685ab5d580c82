import type { AudioFileFormat } from '../audio-file-format.ts';
import { mayBeAt } from '../magic.ts';

/** Bytes of a page's header before the sizes of its segments: RFC 3533, 6. */
const PAGE_HEADER_BYTES = 27;

/** Opus in Ogg (RFC 7845), which is decoded at 48 kHz; read by the optional package ogg-opus-decoder. */
export const OGG_OPUS: AudioFileFormat = {
  name: 'opus',
  recognizes: (head) => hasFirstPacket(head, 'OpusHead'),
  createDecoder: async () =>
    (await import('./ogg-decoder.ts')).createOggDecoder({
      container: 'Ogg Opus',
      package: 'ogg-opus-decoder',
      className: 'OggOpusDecoder',
    }),
};

/** Vorbis in Ogg; read by the optional package @wasm-audio-decoders/ogg-vorbis. */
export const OGG_VORBIS: AudioFileFormat = {
  name: 'vorbis',
  recognizes: (head) => hasFirstPacket(head, '\x01vorbis'),
  createDecoder: async () =>
    (await import('./ogg-decoder.ts')).createOggDecoder({
      container: 'Ogg Vorbis',
      package: '@wasm-audio-decoders/ogg-vorbis',
      className: 'OggVorbisDecoder',
    }),
};

/** True if the first packet of an Ogg file begins so; undefined where more bytes must tell. */
function hasFirstPacket(head: Uint8Array, magic: string): boolean | undefined {
  if (!mayBeAt(head, 'OggS')) return false;
  if (head.length < PAGE_HEADER_BYTES) return undefined;
  const at = PAGE_HEADER_BYTES + head[PAGE_HEADER_BYTES - 1]!;
  if (!mayBeAt(head, magic, at)) return false;
  return head.length < at + magic.length ? undefined : true;
}
