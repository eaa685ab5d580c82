import { createReadStream } from 'node:fs';
import { CorpusError } from '../../errors.ts';

/** A line of a list, without its end; or what is wrong with it. */
export type ManifestLine =
  | { readonly number: number; readonly text: string }
  | { readonly number: number; readonly fault: string };

/** No row of a real corpus is longer: a line that is would fill the memory. */
export const MOST_LINE_BYTES = 1 << 24;

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * The lines of a text file, decompressed where its name ends in `.gz`, in memory that one line bounds. Lines end with
 * LF or CRLF; a byte-order mark is left out. A line that is no UTF-8 or too long is given as a fault, and the next ones
 * follow.
 *
 * @param name what messages call the file.
 * @throws CorpusError for a compressed file that is damaged; what the system says.
 */
export async function* manifestLines(
  path: string,
  name = path,
  mostLineBytes = MOST_LINE_BYTES,
): AsyncGenerator<ManifestLine> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let number = 0;
  let parts: Buffer[] = [];
  let partBytes = 0;
  let isTooLong = false;

  const finish = (end: Buffer): ManifestLine => {
    number++;
    const bytes = parts.length === 0 ? end : Buffer.concat([...parts, end]);
    const tooLong = isTooLong || bytes.length > mostLineBytes;
    parts = [];
    partBytes = 0;
    isTooLong = false;
    if (tooLong) {
      return {
        number,
        fault: `a line of more than ${mostLineBytes} bytes; expected one row; break it up or leave it out`,
      };
    }
    const hasReturn = bytes.at(-1) === CARRIAGE_RETURN;
    try {
      const text = decoder.decode(hasReturn ? bytes.subarray(0, -1) : bytes);
      return { number, text: number === 1 ? text.replace(/^\ufeff/, '') : text };
    } catch {
      return { number, fault: 'bytes that are no UTF-8; expected text in UTF-8; convert it' };
    }
  };

  for await (const piece of bytesOf(path, name)) {
    let start = 0;
    for (let end = piece.indexOf(LINE_FEED); end >= 0; end = piece.indexOf(LINE_FEED, start)) {
      yield finish(piece.subarray(start, end));
      start = end + 1;
    }
    const rest = piece.subarray(start);
    partBytes += rest.length;
    if (partBytes > mostLineBytes) {
      isTooLong = true;
      parts = [];
    } else if (rest.length > 0) {
      parts.push(rest);
    }
  }
  if (partBytes > 0) yield finish(Buffer.alloc(0));
}

async function* bytesOf(path: string, name: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path);
  if (!path.endsWith('.gz')) {
    yield* file as AsyncIterable<Buffer>;
    return;
  }
  const { createGunzip } = await import('node:zlib');
  const { pipeline } = await import('node:stream');
  const text = createGunzip();
  // Its errors reach the reader of `text`.
  pipeline(file, text, () => {});
  try {
    yield* text as AsyncIterable<Buffer>;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!code.startsWith('Z_')) throw error;
    throw new CorpusError(
      'ERR_LIST_DAMAGED',
      `${name} is damaged: ${(error as Error).message}; expected a whole gzip file; fetch or compress it again`,
      { cause: error },
    );
  } finally {
    file.destroy();
  }
}
