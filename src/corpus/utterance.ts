import type { AudioPart } from '../audio-files/audio-part.ts';
import type { SampleEncoding } from '../audio-format.ts';

/** What JSON can hold. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };
export type JsonObject = { readonly [name: string]: JsonValue };

/** A file of audio, or a part of one. */
export interface AudioFile extends AudioPart {
  readonly type: 'file';
  /** Absolute. */
  readonly path: string;
  /** As the source has it: what receipts say, the same on every machine. */
  readonly name: string;
  /** Folder that the file must lie in when all symbolic links are followed; default: anywhere. */
  readonly within?: string;
  /** The part in samples of a channel, first and end, where a list has it so: it becomes seconds when the rate is known. */
  readonly samples?: readonly [first: number, end: number];
  /** Encoding of outputs for which none is asked, where it is not that of the file. */
  readonly storedAs?: SampleEncoding;
  /** True if a file of one channel is taken as it is, whichever channel is asked for: it is that channel already. */
  readonly isMonoAsIs?: true;
}

/** Audio that a command of the shell writes to its standard output, or a part of that. */
export interface AudioCommand extends AudioPart {
  readonly type: 'command';
  readonly command: string;
  /** As in {@link AudioFile}. */
  readonly isMonoAsIs?: true;
  /** The file that is read instead, if the command only decodes it and its samples are the same: nobody has looked yet. */
  readonly decodes?: DecodedFile;
}

/** The file that a command decodes, if that is all that it does. */
export interface DecodedFile {
  readonly file: AudioFile;
  /** Channel of the file, from 0, that the command writes. Default: all. */
  readonly channel?: number;
  /** The tool, by whose rules its samples are the same or not. */
  readonly sameIf: 'any file' | 'flac' | 'sph2pipe' | 'sox' | 'sox, 16 bits' | 'ffmpeg';
}

/** Files of one recording, whose channels stand side by side in the order of the files: as many frames, one rate. */
export interface AudioFiles {
  readonly type: 'files';
  readonly files: readonly AudioFile[];
}

/** Where the audio of an utterance is. */
export type AudioReference = AudioFile | AudioCommand | AudioFiles;

/** What receipts call audio: the same on every machine. */
export function nameOfAudio(audio: AudioReference): string {
  switch (audio.type) {
    case 'file':
      return audio.name;
    case 'command':
      return audio.command;
    case 'files':
      return audio.files.map(({ name }) => name).join(' ');
  }
}

/** The files that audio is read from. */
export function filesOfAudio(audio: AudioReference): readonly AudioFile[] {
  return audio.type === 'files' ? audio.files : audio.type === 'file' ? [audio] : [];
}

/** The part that is used of each recording that audio is read from: of files side by side the same times. */
export function partOfAudio(audio: AudioReference): AudioPart {
  if (audio.type !== 'files') return audio;
  const [{ startSeconds, durationSeconds }] = audio.files as readonly [AudioFile];
  return { startSeconds, durationSeconds };
}

/**
 * One piece of audio of a source, with a name.
 *
 * It goes through JSON on its way from the list to the worker, so it is plain data.
 */
export interface Utterance {
  /** Unique in its source, unless it is its path: see {@link isNamedByPath}. */
  readonly id: string;
  /**
   * True if the id is the path of its audio, without the extension: a part of a file then gets its times behind it, and rows of
   * one part are one utterance.
   */
  readonly isNamedByPath?: true;
  /** What the noise's key is made of. Default: the id, as the source has it. */
  readonly key?: string;
  readonly audio: AudioReference;
  /** Where it stands in the source, for messages: `wav.scp:12`. */
  readonly origin: string;
  /** What corpora of most kinds know of an utterance, so that one kind can be converted to another. */
  readonly text?: string;
  readonly speaker?: string;
  readonly gender?: string;
  readonly language?: string;
  readonly durationSeconds?: number;
  /** Where a result keeps the structure of its source: relative path without extension, with `/`. Default: the id. */
  readonly place?: string;
  /** Signal-to-noise ratio that the row itself asks for, dB. */
  readonly snrDb?: number;
  /** Of a recording that stays whole: the parts that its rows speak of, in their order. */
  readonly parts?: readonly UtterancePart[];
  /** What somebody should know of it, in the plural, for it is counted with others: "files that keep their extension". */
  readonly note?: string;
  /** The whole row as the source has it, for a result of the same kind. Its shape is the kind's own affair. */
  readonly row: JsonValue;
}

/** An utterance in a recording that stays whole. */
export interface UtterancePart extends AudioPart {
  readonly id: string;
  /** As in {@link Utterance.origin}. */
  readonly origin: string;
  /** As in {@link AudioFile}. */
  readonly isMonoAsIs?: true;
}

/** What each row of an utterance says for itself, where several share its audio. */
export type RowOfUtterance = Pick<
  Utterance,
  'origin' | 'row' | 'text' | 'speaker' | 'gender' | 'language'
>;

/** A row that cannot be used. The rest of the source can. */
export interface BadRow {
  /** As in {@link Utterance.origin}. */
  readonly origin: string;
  /** Its id, where it has one. */
  readonly id?: string;
  /** What was found, what was expected, what to do. */
  readonly fault: string;
}

/** Something of the source that no output is made of, and that is not wrong: it is counted, and told. */
export interface LeftOut {
  /** As in {@link Utterance.origin}. */
  readonly origin: string;
  /** What it is, in the plural: "audio files of other formats (.m4a)". */
  readonly leftOut: string;
}

export type CorpusRow = Utterance | BadRow | LeftOut;

export function isBadRow(row: CorpusRow): row is BadRow {
  return 'fault' in row;
}

export function isLeftOutRow(row: CorpusRow): row is LeftOut {
  return 'leftOut' in row;
}
