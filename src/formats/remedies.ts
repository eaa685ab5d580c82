// What to do about files that are refused: commands in which FILE stands for the name, as `AwgnError.remedy` has it.

/** What reads the decoded file. */
const READER = 'awgn ... - out.wav';

/** A pipe of a program that writes what is read here to its standard output. */
export function throughPipe(what: string, command: string): { readonly remedy: string } {
  return { remedy: `${what}: ${command} | ${READER}` };
}

/**
 * The pipe for what ffmpeg decodes.
 *
 * @param options words before the output's format.
 */
export function decodedByFfmpeg(options = ''): { readonly remedy: string } {
  return throughPipe('decode it in a pipe', `ffmpeg -v error -i FILE ${options}-f wav -`);
}

/** The pipe for files whose samples are sound, and whose header is to be made anew. */
export function rewrittenByFfmpeg(what: string): { readonly remedy: string } {
  return throughPipe(what, 'ffmpeg -v error -i FILE -c copy -f wav -');
}
