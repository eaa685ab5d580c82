/** Whether the lines of a list begin with their type, and have the recording behind it. */
export function beginsWithType(name: string): boolean {
  return /(^|[._-])rttm$/.test(name);
}
