import { AIFF } from './aiff/aiff.ts';
import type { AudioWriter } from './audio-encoder.ts';
import type { AudioFileFormat } from './audio-file-format.ts';
import type { Container } from './containers.ts';
import { FLAC } from './flac/flac.ts';
import { MP3 } from './peers/mp3.ts';
import { OGG_OPUS, OGG_VORBIS } from './peers/ogg.ts';
import { SPHERE } from './sphere/sphere.ts';
import { W64 } from './w64/w64.ts';
import { WAV, WAV_WRITER } from './wav/wav.ts';

/** All formats that are read, in the order in which they are asked whether a file is theirs. */
export const AUDIO_FORMATS: readonly AudioFileFormat[] = [
  WAV,
  // Before FLAC, which may begin with the same tag.
  MP3,
  FLAC,
  SPHERE,
  OGG_OPUS,
  OGG_VORBIS,
  AIFF,
  W64,
];

/** What is asked for a file that no format recognises: its decoder says what the file is instead. */
export const LAST_RESORT: AudioFileFormat = WAV;

/** How samples are handed on inside, and the format of standard output: WAV, whose code is always there. */
export const WAV_OUTPUT: AudioWriter = WAV_WRITER;

/** How each format is written; of some the code is loaded when it is needed. */
const WRITERS: Readonly<Record<Container, () => AudioWriter | Promise<AudioWriter>>> = {
  wav: () => WAV_WRITER,
  flac: async () => (await import('./flac/flac-writer.ts')).FLAC_WRITER,
  raw: async () => (await import('./raw/raw-writer.ts')).RAW_WRITER,
};

/** How files of a format are written; later where its code is yet to be loaded. */
export function writerOf(container: Container): AudioWriter | Promise<AudioWriter> {
  return WRITERS[container]();
}
