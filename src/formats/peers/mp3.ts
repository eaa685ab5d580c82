import type { AudioFileFormat } from '../audio-file-format.ts';
import { firstMpegFrame, id3BytesAt, mpegFrameHeaderAt } from './mpeg-frame-header.ts';

/** A tag with more than this is taken for that of an MP3 file without a look behind it. */
const MOST_TAG_BYTES = 1 << 20;

/** MPEG audio, of any layer; read by the optional package mpg123-decoder. */
export const MP3: AudioFileFormat = {
  name: 'mp3',
  recognizes: isMp3,
  createDecoder: async () => (await import('./mp3-decoder.ts')).createMp3Decoder(),
};

function isMp3(head: Uint8Array): boolean | undefined {
  let at = 0;
  for (;;) {
    const tagBytes = id3BytesAt(head, at);
    if (tagBytes === undefined) return undefined;
    if (tagBytes === 0) break;
    at += tagBytes;
    if (at > MOST_TAG_BYTES) return true;
  }
  if (head.length < at + 4) return undefined;
  // FLAC may have such a tag, too.
  if (at > 0) return String.fromCharCode(...head.subarray(at, at + 4)) !== 'fLaC';
  const header = mpegFrameHeaderAt(head, 0);
  if (header === undefined) return false;
  if (head.length < header.frameBytes + 4) return undefined;
  return firstMpegFrame(head, 0) !== undefined;
}
