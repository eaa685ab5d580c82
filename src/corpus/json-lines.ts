import { closeSync, openSync, readSync } from 'node:fs';

const READ_BYTES = 1 << 18;
const LINE_FEED = 10;

/**
 * The values of a file of our own with one JSON text a line. A last line without an end was cut short by a crash, and
 * is left out.
 *
 * @param readBytes what is read at a time, and held in memory besides the longest line: less where many files are open.
 */
export function* jsonLines<T>(path: string, readBytes: number = READ_BYTES): Generator<T> {
  const fd = openSync(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(readBytes);
    let rest: Buffer[] = [];
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
      for (const line of lines.split('\n')) yield JSON.parse(line) as T;
    }
  } finally {
    closeSync(fd);
  }
}
