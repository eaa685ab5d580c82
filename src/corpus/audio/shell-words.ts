/**
 * The words of a simple command, as a POSIX shell reads them.
 *
 * @returns undefined where a shell may do more than to start one program with these very words: expansions, redirections, lists,
 *   pipelines, assignments, comments, and quotes that do not end.
 */
export function shellWords(command: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < command.length; ) {
    const piece = pieceAt(command, at, word !== undefined);
    if (piece === undefined) return undefined;
    at = piece.end;
    if (piece.text !== undefined) word = (word ?? '') + piece.text;
    else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}

/** Text of a word, or a blank between words; and where it ends. */
interface Piece {
  readonly text: string | undefined;
  readonly end: number;
}

/** What means something to a shell outside quotes, or to some shell. */
const SPECIAL = /[$`*?[\]{}~;&|<>()]/;

function pieceAt(command: string, at: number, isInWord: boolean): Piece | undefined {
  const unit = command[at]!;
  if (unit === ' ' || unit === '\t') return { text: undefined, end: at + 1 };
  if (unit === "'") {
    const end = command.indexOf("'", at + 1);
    return end < 0 ? undefined : withoutControls(command.slice(at + 1, end), end + 1);
  }
  if (unit === '"') return doubleQuoted(command, at + 1);
  if (unit === '\\') {
    const escaped = command[at + 1];
    return escaped === undefined ? undefined : withoutControls(escaped, at + 2);
  }
  if (SPECIAL.test(unit) || (unit === '#' && !isInWord)) return undefined;
  return withoutControls(unit, at + 1);
}

function doubleQuoted(command: string, start: number): Piece | undefined {
  let text = '';
  for (let at = start; at < command.length; at++) {
    const unit = command[at]!;
    if (unit === '"') return withoutControls(text, at + 1);
    if (unit === '$' || unit === '`') return undefined;
    const next = command[at + 1];
    if (unit === '\\' && next !== undefined && '$`"\\'.includes(next)) {
      text += next;
      at++;
    } else {
      text += unit;
    }
  }
  return undefined;
}

/** No list has a line break or the like in a command, and a shell reads some of them its own way. */
function withoutControls(text: string, end: number): Piece | undefined {
  return /\p{Cc}/u.test(text) ? undefined : { text, end };
}
