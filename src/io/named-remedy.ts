import { AwgnError } from '../errors.ts';
import { quote } from './shell-word.ts';

/** What stands for the name of a file in a remedy. */
const PLACE = /\bFILE\b/g;

/**
 * Has the remedy of an error name the file, so that it can be pasted into a shell. Other errors, and the remedies of what has
 * no name, stay as they are.
 *
 * @param name of the file, as whoever will paste it can use it; undefined for a standard stream.
 */
export function nameInRemedy(error: unknown, name: string | undefined): void {
  if (!(error instanceof AwgnError) || error.remedy === undefined || name === undefined) return;
  // A name that begins with a dash would be an option.
  const word = quote(name.startsWith('-') ? `./${name}` : name);
  const { message, remedy } = error;
  const named = remedy.replace(PLACE, () => word);
  error.remedy = named;
  error.message = message.replace(remedy, () => named);
  // Programs that do not handle the error show this.
  if (error.stack !== undefined) error.stack = error.stack.replace(remedy, () => named);
}
