import type { AudioDecoder } from './audio-decoder.ts';

/** One format of audio files: its room in `formats/`, and a line in `AUDIO_FORMATS`. */
export interface AudioFileFormat {
  /** Name, as options and file names have it. */
  readonly name: string;

  /** True if a file that begins so is of this format; undefined where only more bytes will tell. */
  recognizes(head: Uint8Array): boolean | undefined;

  /** A decoder for one reading of one file: at once, or later where a package must be loaded. */
  createDecoder(): AudioDecoder | Promise<AudioDecoder>;
}
