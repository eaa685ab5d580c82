import { closeSync, openSync, readSync } from 'node:fs';
import { CorpusError } from '../../errors.ts';
import { textLines } from './text-lines.ts';

const READ_BYTES = 1 << 18;

/** A JSON text of a file, and its value. */
export interface JsonLine<T> {
  readonly text: string;
  readonly value: T;
}

/** An utterance of ten thousand copies has a line of 12 MB: a line that is longer by far would fill the memory. */
const MOST_LINE_BYTES = 1 << 28;

/**
 * The values of a file of our own with one JSON text a line. A last line without an end was cut short by a crash, and
 * is left out.
 *
 * @param readBytes what is read at a time, and held in memory besides the longest line: less where many files are open.
 * @throws CorpusError for a line that is no JSON, whose cause is the SyntaxError, or has no end.
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
    const refuseLong = (bytes: number) => {
      if (bytes > MOST_LINE_BYTES) throw tooLong(path, number + 1);
    };
    for (const text of textLines((buffer) => readSync(fd, buffer), readBytes, refuseLong)) {
      number++;
      yield { text, value: parse<T>(text, path, number) };
    }
  } finally {
    closeSync(fd);
  }
}

function tooLong(path: string, number: number): CorpusError {
  return new CorpusError(
    'ERR_RESULT_DAMAGED',
    `${path}:${number} is damaged: it has more than ${MOST_LINE_BYTES} bytes; expected the file as awgn wrote it; make the corpus anew`,
  );
}

function parse<T>(line: string, path: string, number: number): T {
  try {
    return JSON.parse(line) as T;
  } catch (cause) {
    throw new CorpusError(
      'ERR_RESULT_DAMAGED',
      `${path}:${number} is damaged: it is no JSON; expected the file as awgn wrote it; make the corpus anew`,
      { cause },
    );
  }
}
