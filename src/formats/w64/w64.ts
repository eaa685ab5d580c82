import type { AudioFileFormat } from '../audio-file-format.ts';
import { mayBeAt } from '../magic.ts';

/** The GUID of a RIFF, as a text of bytes. */
export const RIFF_GUID = 'riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\0\0';

/** Sony Wave64, a WAV file whose sizes have 64 bits and whose names are GUIDs; only read. */
export const W64: AudioFileFormat = {
  name: 'w64',
  recognizes: (head) => {
    if (!mayBeAt(head, RIFF_GUID)) return false;
    return head.length < RIFF_GUID.length ? undefined : true;
  },
  // Most runs never see one.
  createDecoder: async () => new (await import('./w64-decoder.ts')).W64Decoder(),
};
