import { shown } from '../shown.ts';

/**
 * Sees that a program names a file where it is asked for one.
 *
 * @param argument what the function calls it, for the message.
 * @param takesStream true if `-` stands for a standard stream.
 * @throws TypeError for anything but a text that is not empty.
 */
export function requireFileName(argument: string, given: unknown, takesStream = false): void {
  if (typeof given === 'string' && given !== '') return;
  throw new TypeError(
    `${argument} is ${shown(given)}; expected the name of a file${takesStream ? ', or - for a standard stream' : ''}`,
  );
}
