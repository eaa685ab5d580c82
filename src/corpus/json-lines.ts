import { closeSync, openSync, readSync } from 'node:fs';
import { CorpusError } from '../errors.ts';

const READ_BYTES = 1 << 18;
const LINE_FEED = 10;

/** An utterance of ten thousand copies has a line of 12 MB: a line that is longer by far would fill the memory. */
const MOST_LINE_BYTES = 1 << 28;

/**
 * The values of a file of our own with one JSON text a line. A last line without an end was cut short by a crash, and
 * is left out.
 *
 * @param readBytes what is read at a time, and held in memory besides the longest line: less where many files are open.
 * @throws CorpusError for a line that is no JSON, whose cause is the SyntaxError, or has no end.
 */
export function* jsonLines<T>(path: string, readBytes: number = READ_BYTES): Generator<T> {
  const fd = openSync(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(readBytes);
    let rest: Buffer[] = [];
    let number = 0;
    let restBytes = 0;
    for (;;) {
      const count = readSync(fd, buffer, 0, readBytes, null);
      if (count === 0) return;
      const piece = buffer.subarray(0, count);
      const end = piece.lastIndexOf(LINE_FEED);
      if (end < 0) {
        rest.push(Buffer.from(piece));
        restBytes += count;
        if (restBytes > MOST_LINE_BYTES) throw tooLong(path, number + 1);
        continue;
      }
      const lines = Buffer.concat([...rest, piece.subarray(0, end)]).toString('utf8');
      rest = [Buffer.from(piece.subarray(end + 1))];
      restBytes = rest[0]!.length;
      for (const line of lines.split('\n')) {
        number++;
        yield parse<T>(line, path, number);
      }
    }
  } finally {
    closeSync(fd);
  }
}

function tooLong(path: string, number: number): CorpusError {
  return new CorpusError(
    `${path}:${number} is damaged: it has more than ${MOST_LINE_BYTES} bytes; expected the file as awgn wrote it; make the corpus anew`,
  );
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
