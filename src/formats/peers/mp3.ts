import type { AudioFileFormat } from '../audio-file-format.ts';
import { id3BytesAt } from '../id3-tag.ts';
import { isAt } from '../magic.ts';
import { ENOUGH_BYTES, firstMpegFrame, mpegFrameHeaderAt } from './mpeg-frame-header.ts';

/** The most of tags that is kept to look behind them: pictures may be large. */
const MOST_TAG_BYTES = 1 << 24;

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
    // FLAC may have such a tag, too, and passes it by in constant memory.
    if (at > MOST_TAG_BYTES) return false;
  }
  if (at > 0) {
    const behind = head.subarray(at);
    if (firstMpegFrame(behind) !== undefined) return true;
    return behind.length < ENOUGH_BYTES && !isAt(behind, 'fLaC') ? undefined : false;
  }
  if (head.length < 4) return undefined;
  const header = mpegFrameHeaderAt(head, 0);
  if (header === undefined) return false;
  if (head.length < header.frameBytes + 4) return undefined;
  return firstMpegFrame(head, 0) !== undefined;
}
