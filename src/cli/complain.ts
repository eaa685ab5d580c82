import { writeAll } from '../io/blocking-io.ts';

/** A name in a list or an archive may be as long as its line: what is longer is cut in the middle. */
const MOST_CHARACTERS = 2000;
const KEPT_CHARACTERS = 900;

/** One line on standard error. */
export function complain(message: string): void {
  const line =
    message.length <= MOST_CHARACTERS
      ? message
      : `${message.slice(0, KEPT_CHARACTERS)} ... ${message.slice(-KEPT_CHARACTERS)}`;
  try {
    writeAll(2, Buffer.from(`awgn: ${line}\n`));
  } catch {
    // Nobody listens.
  }
}
