/**
 * The members of a JSON object, each value as it is written: what is carried over unread keeps its numbers to the last
 * digit, and nesting that would exhaust a stack costs nothing.
 *
 * @param text a JSON object that has been parsed once, so that it is known to be one.
 * @returns values by name; of equal names the last one counts, as in JSON.parse.
 */
export function membersOf(text: string): Map<string, string> {
  const members = new Map<string, string>();
  for (let at = nextToken(text, text.indexOf('{') + 1); text[at] === '"'; ) {
    const nameEnd = endOfString(text, at);
    const name = JSON.parse(text.slice(at, nameEnd)) as string;
    const start = text.indexOf(':', nameEnd) + 1;
    const end = endOfValue(text, start);
    members.set(name, text.slice(start, end).trim());
    at = nextToken(text, end);
  }
  return members;
}

/** The elements of a JSON array, each as it is written; see {@link membersOf}. */
export function elementsOf(text: string): string[] {
  const elements: string[] = [];
  let at = nextToken(text, text.indexOf('[') + 1);
  while (at < text.length && text[at] !== ']') {
    const end = endOfValue(text, at);
    elements.push(text.slice(at, end).trim());
    at = nextToken(text, end);
  }
  return elements;
}

/** A JSON object of values that are written already. */
export function objectText(members: Iterable<readonly [name: string, value: string]>): string {
  const parts: string[] = [];
  for (const [name, value] of members) parts.push(`${JSON.stringify(name)}:${value}`);
  return `{${parts.join(',')}}`;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;

/** Where the next thing stands that is neither space nor comma. */
function nextToken(text: string, start: number): number {
  let at = start;
  while (at < text.length && (text.charCodeAt(at) <= 0x20 || text.charCodeAt(at) === COMMA)) at++;
  return at;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === QUOTE) return at + 1;
  }
  return text.length;
}

function endOfValue(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at) - 1;
    else if (character === '{' || character === '[') depth++;
    else if (character === ',' && depth === 0) return at;
    else if (character === '}' || character === ']') {
      if (depth === 0) return at;
      depth--;
    }
  }
  return text.length;
}
