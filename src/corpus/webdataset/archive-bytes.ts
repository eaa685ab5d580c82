import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { type ByteSource, openSource } from '../../files/byte-source.ts';
import { BYTES_PER_TURN, turn } from '../../files/turns.ts';

/**
 * The bytes of an archive, decompressed where it is compressed.
 *
 * @param path file; `-` is standard input, which is waited for without blocking.
 */
export function archiveBytes(path: string): AsyncGenerator<Uint8Array> {
  return inflate(piecesOf(openSource(path, { rereadable: false, unblocking: true })));
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
