import { closeSync, openSync, readSync } from 'node:fs';
import { CorpusError } from '../errors.ts';

const READ_BYTES = 1 << 18;
const LINE_FEED = 10;

/**
 * The values of a file of our own with one JSON text a line. A last line without an end was cut short by a crash, and
 * is left out.
 *
 * @param readBytes what is read at a time, and held in memory besides the longest line: less where many files are open.
 * @throws CorpusError for a line that is no JSON, whose cause is the SyntaxError.
 */
export function* jsonLines<T>(path: string, readBytes: number = READ_BYTES): Generator<T> {
  const fd = openSync(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(readBytes);
    let rest: Buffer[] = [];
    let number = 0;
    for (;;) {
      const count = readSync(fd, buffer, 0, readBytes, null);
      if (count === 0) return;
      const piece = buffer.subarray(0, count);
      const end = piece.lastIndexOf(LINE_FEED);
      if (end < 0) {
        rest.push(Buffer.from(piece));
        continue;
      }
      const lines = Buffer.concat([...rest, piece.subarray(0, end)]).toString('utf8');
      rest = [Buffer.from(piece.subarray(end + 1))];
      for (const line of lines.split('\n')) {
        number++;
        yield parse<T>(line, path, number);
      }
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
