/** What went wrong, for programs: every {@link AwgnError} carries one of these. */
export type AwgnErrorCode =
  | 'ERR_WAV_FORMAT'
  | 'ERR_WAV_UNSUPPORTED'
  | 'ERR_WAV_TRUNCATED'
  | 'ERR_SIGNAL_SILENT'
  | 'ERR_SIGNAL_NOT_FINITE'
  | 'ERR_CLIPPING'
  | 'ERR_SOURCE_CHANGED'
  | 'ERR_MANIFEST'
  | 'ERR_CORPUS';

interface AwgnErrorOptions extends ErrorOptions {
  /** Where in the source the fault was found, in bytes from its start. */
  byteOffset?: number;
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

  constructor(message: string, options: AwgnErrorOptions = {}) {
    super(message, options);
    this.byteOffset = options.byteOffset;
  }
}

/** The bytes are not a WAV file, or contradict themselves beyond repair. */
export class WavFormatError extends AwgnError {
  override readonly name = 'WavFormatError';
  /** What went wrong, for programs: always this. */
  readonly code = 'ERR_WAV_FORMAT';
}

/** A sound WAV file of a kind that awgn does not process: an unknown codec, too many channels. */
export class UnsupportedWavError extends AwgnError {
  override readonly name = 'UnsupportedWavError';
  /** What went wrong, for programs: always this. */
  readonly code = 'ERR_WAV_UNSUPPORTED';
}

/** The input ended before its first sample could be found. (Sample data cut short is only a warning.) */
export class TruncatedWavError extends AwgnError {
  override readonly name = 'TruncatedWavError';
  /** What went wrong, for programs: always this. */
  readonly code = 'ERR_WAV_TRUNCATED';
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

/** A list of a corpus cannot be understood as a whole: a file of it is missing, two rows have one id. */
export class ManifestError extends AwgnError {
  override readonly name = 'ManifestError';
  /** What went wrong, for programs: always this. */
  readonly code = 'ERR_MANIFEST';
}

/** The folder of a corpus is not in a state in which the work could be done. */
export class CorpusError extends AwgnError {
  override readonly name = 'CorpusError';
  /** What went wrong, for programs: always this. */
  readonly code = 'ERR_CORPUS';
}
