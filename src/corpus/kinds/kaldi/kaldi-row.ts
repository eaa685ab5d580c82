/**
 * Lines of files of a data directory that have one key: name of the file, and what stands after the key, once or
 * (of files such as `ctm`) several times.
 */
export type KaldiColumns = readonly (readonly [file: string, values: readonly string[]])[];

/** An utterance of a data directory, with what its lists say of it. */
export type KaldiUtterance = {
  readonly id: string;
  readonly speaker: string | null;
  /** Times as `segments` has them, in seconds; null where a recording is one utterance. An end of -1 is that of the recording. */
  readonly segment:
    | readonly [start: string, end: string]
    | readonly [start: string, end: string, channel: string]
    | null;
  /** Keyed by the utterance. */
  readonly columns: KaldiColumns;
  /** Keyed by its speaker. */
  readonly speakerColumns: KaldiColumns;
};

/** A recording of a data directory: the row of a Kaldi source that a Kaldi result is made of. */
export type KaldiRow = {
  /** Keyed by the recording; empty where it is one utterance. */
  readonly columns: KaldiColumns;
  readonly utterances: readonly KaldiUtterance[];
};

/** What a file of single lines says: its only value. */
export function columnValue(columns: KaldiColumns, file: string): string | undefined {
  return columns.find(([name]) => name === file)?.[1][0];
}
