/** A message that repeats more of a value than this would hide what it says of it. */
const MOST_CHARACTERS = 100;
const MOST_MEMBERS = 4;

/**
 * A value as an error message shows it: a text in quotes, so that `'10'` is not taken for the number, and what is
 * within an object one level deep. Takes whatever there is, cyclic objects and proxies that throw among them.
 */
export function shown(value: unknown): string {
  if (typeof value === 'string') return cut(JSON.stringify(value));
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  try {
    return cut(shownObject(value));
  } catch {
    return 'an object';
  }
}

function shownObject(value: object): string {
  if (Array.isArray(value)) {
    const members = value.slice(0, MOST_MEMBERS).map(shownMember);
    return `[${members.join(', ')}${value.length > MOST_MEMBERS ? ', ...' : ''}]`;
  }
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype !== null && prototype !== Object.prototype) {
    const name = String(prototype.constructor.name);
    return name === '' ? 'an object' : `${/^[AEIOU]/i.test(name) ? 'an' : 'a'} ${name}`;
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  const members = entries
    .slice(0, MOST_MEMBERS)
    .map(([name, member]) => `${name}: ${shownMember(member)}`);
  return `{ ${members.join(', ')}${entries.length > MOST_MEMBERS ? ', ...' : ''} }`;
}

function shownMember(value: unknown): string {
  if (typeof value !== 'object' || value === null) return shown(value);
  return Array.isArray(value) ? '[...]' : '{ ... }';
}

function cut(text: string): string {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS)}...`;
}
