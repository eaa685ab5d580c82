import type { AudioWriter } from './audio-encoder.ts';
import type { AudioFileFormat } from './audio-file-format.ts';
import { FLAC } from './flac/flac.ts';
import { MP3 } from './peers/mp3.ts';
import { OGG_OPUS, OGG_VORBIS } from './peers/ogg.ts';
import { SPHERE } from './sphere/sphere.ts';
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
];

/** What is asked for a file that no format recognises: its decoder says what the file is instead. */
export const LAST_RESORT: AudioFileFormat = WAV;

/** How files are written. */
export const OUTPUT_WRITER: AudioWriter = WAV_WRITER;
