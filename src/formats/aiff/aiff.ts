import type { AudioFileFormat } from '../audio-file-format.ts';
import { mayBeAt } from '../magic.ts';

/** Bytes of `FORM`, its size and its type. */
const HEAD_BYTES = 12;

/** AIFF and AIFF-C, which macOS and many sample libraries have; only read. */
export const AIFF: AudioFileFormat = {
  name: 'aiff',
  recognizes: (head) => {
    if (!mayBeAt(head, 'FORM')) return false;
    if (!mayBeAt(head, 'AIFF', 8) && !mayBeAt(head, 'AIFC', 8)) return false;
    return head.length < HEAD_BYTES ? undefined : true;
  },
  // Most runs never see one.
  createDecoder: async () => new (await import('./aiff-decoder.ts')).AiffDecoder(),
};
