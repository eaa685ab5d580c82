/** Codes of errors that are no fault of one utterance: no output can be written any more, or none may be there. */
const FATAL_CODES: readonly string[] = [
  'ENOSPC',
  'EDQUOT',
  'EROFS',
  'EMFILE',
  'ENFILE',
  'ERR_PLACE_REFUSED',
];

/** What it says when the device fails: of a source that may be one file, of an output it is where all of them go. */
const FATAL_OUTPUT_CODES: readonly string[] = ['EIO', 'ENXIO', 'ENODEV', 'ESTALE', 'ENOTCONN'];

interface OutputError extends NodeJS.ErrnoException {
  isOfOutput?: true;
}

/** Says of an error that it was met at an output, and at which. */
export function ofOutput(error: unknown, path: string): unknown {
  return Object.assign(error as OutputError, { path, isOfOutput: true });
}

/** Whether the next utterances would meet the same error. */
export function isFatal(error: unknown): boolean {
  const { code = '', isOfOutput } = (error ?? {}) as OutputError;
  return FATAL_CODES.includes(code) || (isOfOutput === true && FATAL_OUTPUT_CODES.includes(code));
}
