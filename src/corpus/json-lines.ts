import { closeSync, openSync, readSync } from 'node:fs';
import { CorpusError } from '../errors.ts';
import { textLines } from './text-lines.ts';

const READ_BYTES = 1 << 18;

/** A JSON text of a file, and its value. */
export interface JsonLine<T> {
  readonly text: string;
  readonly value: T;
}

/**
 * The values of a file of our own with one JSON text a line. A last line without an end was cut short by a crash, and
 * is left out.
 *
 * @param readBytes what is read at a time, and held in memory besides the longest line: less where many files are open.
 * @throws CorpusError for a line that is no JSON, whose cause is the SyntaxError.
 */
export function* jsonLines<T>(path: string, readBytes?: number): Generator<T> {
  for (const { value } of jsonTexts<T>(path, readBytes)) yield value;
}

/** The same with the texts, for what is carried over as it is. */
export function* jsonTexts<T>(
  path: string,
  readBytes: number = READ_BYTES,
): Generator<JsonLine<T>> {
  const fd = openSync(path, 'r');
  try {
    let number = 0;
    for (const text of textLines((buffer) => readSync(fd, buffer), readBytes)) {
      number++;
      yield { text, value: parse<T>(text, path, number) };
    }
  } finally {
    closeSync(fd);
  }
}

function parse<T>(line: string, path: string, number: number): T {
  try {
    return JSON.parse(line) as T;
  } catch (cause) {
    throw new CorpusError(
      `${path}:${number} is damaged: it is no JSON; expected the file as awgn wrote it; make the corpus anew`,
      { cause },
    );
  }
}
