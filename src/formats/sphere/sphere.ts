import type { AudioFileFormat } from '../audio-file-format.ts';
import { mayBeAt } from '../magic.ts';

/** What every such file begins with. */
const MAGIC = 'NIST_1A\n';

/** NIST SPHERE, which TIMIT, WSJ, Switchboard and Fisher are in; only read. */
export const SPHERE: AudioFileFormat = {
  name: 'sphere',
  recognizes: (head) => {
    if (!mayBeAt(head, MAGIC)) return false;
    return head.length < MAGIC.length ? undefined : true;
  },
  // Most runs never see one.
  createDecoder: async () => new (await import('./sphere-decoder.ts')).SphereDecoder(),
};
