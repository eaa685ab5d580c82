/** What the system says when no output can be written any more, whatever the utterance. */
const FATAL_CODES: readonly string[] = ['ENOSPC', 'EDQUOT', 'EROFS', 'EMFILE', 'ENFILE'];

/** Whether the next utterances would meet the same error. */
export function isFatal(error: unknown): boolean {
  return FATAL_CODES.includes((error as NodeJS.ErrnoException | undefined)?.code ?? '');
}
