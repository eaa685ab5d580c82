/** What JSON can hold. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };
export type JsonObject = { readonly [name: string]: JsonValue };

/** Where the audio of an utterance is. */
export type AudioReference =
  | {
      readonly type: 'file';
      /** Absolute. */
      readonly path: string;
      /** As the source has it: what receipts say, the same on every machine. */
      readonly name: string;
      /** Folder that the file must lie in when all symbolic links are followed; default: anywhere. */
      readonly within?: string;
      /** First second wanted; default 0. */
      readonly startSeconds?: number;
      /** Seconds wanted; default all that follow. */
      readonly durationSeconds?: number;
    }
  | {
      /** A WAV file that a command of the shell writes to its standard output. */
      readonly type: 'command';
      readonly command: string;
    };

/**
 * One piece of audio of a source, with a name.
 *
 * It goes through JSON on its way from the list to the worker, so it is plain data.
 */
export interface Utterance {
  /** Unique in its source; the noise's key is made of it. */
  readonly id: string;
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
  /** What somebody should know of it, in the plural, for it is counted with others: "files that keep their extension". */
  readonly note?: string;
  /** The whole row as the source has it, for a result of the same kind. Its shape is the kind's own affair. */
  readonly row: JsonValue;
}

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
