/**
 * Control characters and separators of lines; format characters, which turn the direction of writing or have no width, so
 * that one name looks like another; halves of characters.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Text that stays in its line and does nothing to a terminal, whatever is in a file's name. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '?');
}

/** The same for JSON, without loss. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replace(
    UNPRINTABLE,
    // Of those beyond 16 bits, the two halves.
    (character) =>
      character
        .split('')
        .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
        .join(''),
  );
}
