/** Control characters, the C1 ones and the invisible ones that turn the direction of writing included. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not reach a terminal
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/** Text that stays in its line and does nothing to a terminal, whatever is in a file's name. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '?');
}

/** The same for JSON, without loss. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replace(
    UNPRINTABLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
