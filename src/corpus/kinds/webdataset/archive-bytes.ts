import { fstatSync } from 'node:fs';
import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { type ByteSource, openSource } from '../../../io/byte-source.ts';
import { BYTES_PER_TURN, turn } from '../../../io/turns.ts';

const STDIN_FD = 0;

/**
 * The bytes of an archive, decompressed where it is compressed.
 *
 * @param path file; `-` is standard input.
 */
export function archiveBytes(path: string): AsyncGenerator<Uint8Array> {
  return inflate(path === '-' && isPipe(STDIN_FD) ? pipeBytes(STDIN_FD) : fileBytes(path));
}

function isPipe(fd: number): boolean {
  const stats = fstatSync(fd);
  return stats.isFIFO() || stats.isSocket();
}

/**
 * A pipe is waited for as event loops do: a thread that waits in `read` would keep the process from ending when nobody
 * wants the result any more.
 */
function pipeBytes(fd: number): AsyncIterable<Uint8Array> {
  return new Socket({ fd, readable: true, writable: false });
}

function fileBytes(path: string): AsyncGenerator<Uint8Array> {
  return piecesOf(openSource(path, { rereadable: false }));
}

async function* piecesOf(source: ByteSource): AsyncGenerator<Uint8Array> {
  try {
    for (let bytesOfTurn = 0; ; ) {
      const next = source.read();
      const bytes = next instanceof Promise ? await next : next;
      if (bytes === undefined) break;
      // The source reads the next ones into the same place.
      yield Buffer.from(bytes);
      bytesOfTurn += bytes.length;
      if (bytesOfTurn < BYTES_PER_TURN) continue;
      bytesOfTurn = 0;
      await turn();
    }
    source.assertUnchanged();
  } finally {
    source.close();
  }
}

const GZIP_MAGIC = [0x1f, 0x8b] as const;

/** Decompresses what begins like gzip, and passes on all else. */
export async function* inflate(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = pieces[Symbol.asyncIterator]();
  let start = Buffer.alloc(0);
  while (start.length < GZIP_MAGIC.length) {
    const next = await iterator.next();
    if (next.done) break;
    start = Buffer.concat([start, next.value]);
  }
  async function* whole() {
    yield start;
    yield* { [Symbol.asyncIterator]: () => iterator };
  }
  if (!GZIP_MAGIC.every((byte, index) => start[index] === byte)) {
    yield* whole();
    return;
  }
  const gunzip = createGunzip();
  // Its failures are heard by who reads from it.
  const feeding = pipeline(Readable.from(whole(), { highWaterMark: 1 }), gunzip).catch(() => {});
  yield* gunzip as AsyncIterable<Uint8Array>;
  await feeding;
}
