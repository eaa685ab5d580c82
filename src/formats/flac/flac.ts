import type { AudioFileFormat } from '../audio-file-format.ts';
import { isFlacMagic } from './flac-magic.ts';

/** FLAC as in RFC 9639, not in Ogg. Its code and its kernel are loaded when the first such file is seen. */
export const FLAC: AudioFileFormat = {
  name: 'flac',
  recognizes: isFlacMagic,
  createDecoder: async () => new (await import('./flac-decoder.ts')).FlacDecoder(),
};
