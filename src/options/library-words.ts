import { AwgnError } from '../errors.ts';
import { type Option, propertyOf } from './option.ts';
import { WrongValue } from './option-types.ts';

/** Says in the words of the library what messages of the core say in those of the command line. */
export type LibraryWords = (text: string) => string;

/**
 * Turns flags into properties, by the rows of a table: `give --clip scale or a lower --snr` into `give clip: 'scale' or a lower
 * snrDb`. The core is used by both, and its messages say what to give.
 */
export function libraryWords(options: readonly Option[]): LibraryWords {
  const rows = new Map(options.map((option) => [option.name, option]));
  const known = [...rows.keys()].sort((a, b) => b.length - a.length).join('|');
  const choices = options.flatMap(({ type: { names = [] } }) => names).join('|');
  const value = `(?:${choices})(?: or (?:${choices}))*|-?[0-9][0-9A-Za-z.]*`;
  const flags = new RegExp(
    `(?<![\\w-])--(no-)?(${known})(?![\\w-])(?:[ =](${value})(?![\\w-]))?`,
    'g',
  );
  return (text) =>
    text.replace(flags, (_, negated: string | undefined, name: string, found: string | undefined) =>
      propertyText(rows.get(name)!, negated !== undefined, found),
    );
}

function propertyText(option: Option, isNegated: boolean, found: string | undefined): string {
  const property = propertyOf(option);
  const { type } = option;
  if (type.placeholder === undefined) return `${property}: ${!isNegated}`;
  if (found === undefined) return property;
  const values = found.split(' or ').map((text) => literal(type, text));
  return values.includes(undefined)
    ? `${property} ${found}`
    : `${property}: ${values.join(' or ')}`;
}

/** A value of an option as a program writes it; undefined for a text that is none. */
function literal(type: Option['type'], text: string): string | undefined {
  try {
    const value = type.parse(text);
    return typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
  } catch (error) {
    if (error instanceof WrongValue) return undefined;
    throw error;
  }
}

/**
 * Does work whose errors speak of flags, and has them speak of properties.
 *
 * @throws what the work throws, its message in the words of the library.
 */
export async function inLibraryWords<T>(words: LibraryWords, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error) reword(error, words);
    throw error;
  }
}

/** A remedy that is a command for a shell stays one. */
function rewordedMessage(error: Error, words: LibraryWords): string {
  const { message } = error;
  const remedy = error instanceof AwgnError ? (error.remedy ?? '') : '';
  if (!remedy.includes(' | ') && !remedy.includes('awgn ')) return words(message);
  const start = message.lastIndexOf(remedy);
  return words(message.slice(0, start)) + message.slice(start);
}

/** The message stands in the stack, too, which is what is shown of an error that nobody handles. */
function reword(error: Error, words: LibraryWords): void {
  const { message } = error;
  const reworded = rewordedMessage(error, words);
  if (reworded === message) return;
  const stack = error.stack?.replace(message, () => reworded);
  error.message = reworded;
  if (stack !== undefined) error.stack = stack;
}
