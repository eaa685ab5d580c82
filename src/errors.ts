/** What went wrong, for programs: every {@link AwgnError} carries one of these. */
export type AwgnErrorCode =
  | 'ERR_AUDIO_FORMAT'
  | 'ERR_AUDIO_UNSUPPORTED'
  | 'ERR_AUDIO_TRUNCATED'
  | 'ERR_SIGNAL_SILENT'
  | 'ERR_SIGNAL_NOT_FINITE'
  | 'ERR_CLIPPING'
  | CorpusErrorCode;

/**
 * What is wrong with a corpus, by what helps.
 *
 * Its source:
 * - `ERR_SOURCE_CHANGED`: it is not what it was; try again when nothing writes to it, or make the corpus anew.
 * - `ERR_SOURCE_EMPTY`: nothing in it can be used; check the name, or mend what is there.
 * - `ERR_SOURCE_KIND`: its kind is not known; say which it is.
 * - `ERR_SOURCE_NOT_REGULAR`: a device or a folder stands where a file should; copy it into a file.
 * - `ERR_SOURCE_OUTSIDE_ROOT`: it leads out of the root; give a root that holds all of it.
 * - `ERR_SOURCE_PATTERN`: a pattern of names makes no sense; correct it.
 * - `ERR_LIST_AMBIGUOUS`: there are two lists of one kind; name the one that is meant.
 * - `ERR_LIST_COLUMNS`: a column is missing, or there are two of one name; name it, or rename one.
 * - `ERR_LIST_DAMAGED`: the list cannot be read to its end; get or write it again.
 * - `ERR_LIST_IDS`: two rows have one id, or ids that become one file; rename one.
 * - `ERR_LIST_MISSING`: a list is not there; name the folder that has it.
 * - `ERR_ARCHIVE_DAMAGED`: the archive is not whole; get it again.
 * - `ERR_ARCHIVE_FORMAT`: it is no tar archive, or one that is not read; pack it otherwise.
 * - `ERR_SAMPLE_TOO_LARGE`: what would become of a member of an archive is too large for one; cut it, or give files.
 * - `ERR_COMMAND_FAILED`: a command of a list failed; try it by hand.
 * - `ERR_COMMAND_OUTPUT`: it wrote more than it may; raise the bound.
 *
 * Its result:
 * - `ERR_RESULT_DAMAGED`: a file that awgn wrote was changed; make the corpus anew.
 * - `ERR_RESULT_EXISTS`: something else is in the folder; resume, overwrite, or choose another.
 * - `ERR_RESULT_IN_USE`: another run is at work there; wait for it.
 * - `ERR_RESULT_MISSING`: there is no such result; check the name.
 * - `ERR_RESULT_OPTIONS`: it was begun with other options; give those.
 * - `ERR_RESULT_VERSION`: another version of awgn has begun it; go on with that, or make the corpus anew.
 * - `ERR_RESULT_UNFINISHED`: some of it is not made yet; resume.
 * - `ERR_TOO_MANY_FAILURES`: more utterances failed than were allowed; mend the source, and resume.
 * - `ERR_FOLDER_NOT_MADE`: a folder cannot be made there; choose another place.
 * - `ERR_PLACE_REFUSED`: what would be written would leave the result, or replace a source; choose another place.
 */
export type CorpusErrorCode =
  | 'ERR_SOURCE_CHANGED'
  | 'ERR_SOURCE_EMPTY'
  | 'ERR_SOURCE_KIND'
  | 'ERR_SOURCE_NOT_REGULAR'
  | 'ERR_SOURCE_OUTSIDE_ROOT'
  | 'ERR_SOURCE_PATTERN'
  | 'ERR_LIST_AMBIGUOUS'
  | 'ERR_LIST_COLUMNS'
  | 'ERR_LIST_DAMAGED'
  | 'ERR_LIST_IDS'
  | 'ERR_LIST_MISSING'
  | 'ERR_ARCHIVE_DAMAGED'
  | 'ERR_ARCHIVE_FORMAT'
  | 'ERR_SAMPLE_TOO_LARGE'
  | 'ERR_COMMAND_FAILED'
  | 'ERR_COMMAND_OUTPUT'
  | 'ERR_RESULT_DAMAGED'
  | 'ERR_RESULT_EXISTS'
  | 'ERR_RESULT_IN_USE'
  | 'ERR_RESULT_MISSING'
  | 'ERR_RESULT_OPTIONS'
  | 'ERR_RESULT_UNFINISHED'
  | 'ERR_RESULT_VERSION'
  | 'ERR_TOO_MANY_FAILURES'
  | 'ERR_FOLDER_NOT_MADE'
  | 'ERR_PLACE_REFUSED';

interface AwgnErrorOptions extends ErrorOptions {
  /** Where in the source the fault was found, in bytes from its start. */
  byteOffset?: number;
  /** What to do, to end the message: a command in which FILE stands for the name of the input. */
  remedy?: string;
}

/**
 * Base of the errors that bad *data* causes. The message says what was found, what was expected and what to do.
 *
 * A caller's own mistake (an option out of range) is a `TypeError` or `RangeError` instead.
 */
export abstract class AwgnError extends Error {
  /** That of the class: bundlers rename classes. */
  abstract override readonly name: string;
  /** What went wrong, for programs. */
  abstract readonly code: AwgnErrorCode;
  /** Where in the source the fault was found, in bytes from its start; undefined where there is no such place. */
  readonly byteOffset: number | undefined;

  /**
   * What to do about the file, which the message ends with; often a command for a POSIX shell, in which `FILE` stands for the name
   * of the file where that was not known. Undefined where the message says it otherwise.
   */
  remedy: string | undefined;

  constructor(message: string, options: AwgnErrorOptions = {}) {
    const { byteOffset, remedy } = options;
    super(remedy === undefined ? message : `${message}; ${remedy}`, options);
    this.byteOffset = byteOffset;
    this.remedy = remedy;
  }
}

/** The bytes are of no format that is read, or contradict themselves beyond repair. */
export class AudioFormatError extends AwgnError {
  override readonly name = 'AudioFormatError';
  /** What went wrong, for programs: always this. */
  readonly code = 'ERR_AUDIO_FORMAT';
}

/** A sound file of a kind that is not processed: an unknown codec, too many channels, a package that is not installed. */
export class UnsupportedAudioError extends AwgnError {
  override readonly name = 'UnsupportedAudioError';
  /** What went wrong, for programs: always this. */
  readonly code = 'ERR_AUDIO_UNSUPPORTED';
}

/** The input ended before its first sample could be found. (Samples cut short are only a warning.) */
export class TruncatedAudioError extends AwgnError {
  override readonly name = 'TruncatedAudioError';
  /** What went wrong, for programs: always this. */
  readonly code = 'ERR_AUDIO_TRUNCATED';
}

/** The signal has no power, so no noise stands in the ratio asked for. */
export class SilentSignalError extends AwgnError {
  override readonly name = 'SilentSignalError';
  /** What went wrong, for programs: always this. */
  readonly code = 'ERR_SIGNAL_SILENT';
}

/** The signal holds NaN or infinite samples, so its power is not a number. */
export class NonFiniteSignalError extends AwgnError {
  override readonly name = 'NonFiniteSignalError';
  /** What went wrong, for programs: always this. */
  readonly code = 'ERR_SIGNAL_NOT_FINITE';
}

/** Samples went over full scale where the caller asked for an error. */
export class ClippingError extends AwgnError {
  override readonly name = 'ClippingError';
  /** What went wrong, for programs: always this. */
  readonly code = 'ERR_CLIPPING';
}

/** The source was not the same at the second reading as at the first. */
export class SourceChangedError extends AwgnError {
  override readonly name = 'SourceChangedError';
  /** What went wrong, for programs: always this. */
  readonly code = 'ERR_SOURCE_CHANGED';
}

/** The source of a corpus cannot be read as a whole, or its result is not in a state in which the work could be done. */
export class CorpusError extends AwgnError {
  override readonly name = 'CorpusError';
  /** What went wrong, for programs. */
  readonly code: CorpusErrorCode;

  constructor(code: CorpusErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
