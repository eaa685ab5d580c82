/** A value as an error message shows it: a text in quotes, so that `'10'` is not taken for the number. */
export function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
