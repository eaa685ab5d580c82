import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Extract, extract, type Header } from 'tar-stream';
import { CorpusError } from '../../../errors.ts';
import { BLOCK_BYTES } from './tar-header.ts';

/** One member of an archive, while it goes by. */
export interface TarMember {
  readonly name: string;
  /** Where its header is in the archive. */
  readonly byteOffset: number;
  readonly byteLength: number;
  /** Why it is none that can be used. */
  readonly fault: string | undefined;
  /**
   * Its content. To be called before the next member is asked for; what nobody calls for is skipped.
   *
   * @param buffer of {@link byteLength}.
   */
  read(buffer: Uint8Array): Promise<void>;
}

type Entry = Extract extends AsyncIterable<infer T> ? T : never;

/** What a header really has; the types of tar-stream do not say. */
type FullHeader = Omit<Header, 'pax' | 'size' | 'type'> & {
  readonly type: Header['type'] | null;
  /** Null, against the types, where what is there is no number. */
  readonly size: number;
  /** Of the content. */
  readonly byteOffset: number;
  readonly pax: Readonly<Record<string, string>> | null;
};

/**
 * What its types know nothing of, either: names come as bytes, since those that are no UTF-8 must be told from those
 * that are; archives of before 1988 are read, too.
 */
const EXTRACT_OPTIONS: object = { filenameEncoding: 'latin1', allowUnknownFormat: true };

/** Of an extended header, the bound of tar-stream: it is kept in memory. */
const MOST_HEADER_BYTES = 2 ** 22;
const UTF8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The members of a tar archive that are files, one after the other, in constant memory.
 *
 * @throws CorpusError for bytes that are no tar archive, or end before it does; what the source throws.
 */
export async function* readTar(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<TarMember> {
  const tar = extract(EXTRACT_OPTIONS as Parameters<typeof extract>[0]);
  let totalBytes = 0;
  async function* counted() {
    for await (const piece of bytes) {
      totalBytes += piece.length;
      yield piece;
    }
  }
  let failure: unknown;
  const feeding = pipeline(Readable.from(counted(), { highWaterMark: 1 }), tar).catch((error) => {
    failure = error;
  });
  /** Where the last whole member ends. */
  let endOffset = 0;
  const inOurWords = (error: unknown) => archiveFault(error, endOffset, headerAt(tar));
  try {
    for await (const entry of tar) {
      const header = entry.header as FullHeader;
      const { byteOffset, type, size } = header;
      // tar-stream would wait for ever for the end of such a member.
      if (!Number.isSafeInteger(size) || size < 0) throw noSize(byteOffset - BLOCK_BYTES);
      const byteLength = type === 'directory' ? 0 : size;
      let isRead = false;
      if (type !== 'directory') {
        const { name, fault } = describe(header);
        yield {
          name,
          byteOffset: byteOffset - BLOCK_BYTES,
          byteLength,
          fault,
          read(buffer) {
            isRead = true;
            return readInto(entry, buffer).catch((error) => {
              throw inOurWords(error);
            });
          },
        };
      }
      if (!isRead) entry.resume();
      endOffset = byteOffset + Math.ceil(byteLength / BLOCK_BYTES) * BLOCK_BYTES;
    }
    await feeding;
    if (failure !== undefined) throw failure;
  } catch (error) {
    throw inOurWords(error);
  } finally {
    tar.destroy();
  }
  if (totalBytes - endOffset < BLOCK_BYTES) throw truncated(endOffset);
}

async function readInto(entry: Entry, buffer: Uint8Array): Promise<void> {
  let bytes = 0;
  for await (const piece of entry as AsyncIterable<Uint8Array>) {
    buffer.set(piece, bytes);
    bytes += piece.length;
  }
}

function describe(header: FullHeader): { name: string; fault: string | undefined } {
  const { type, pax } = header;
  const { name, isText } = nameOf(header);
  if (!isText) return { name, fault: 'its name is no UTF-8; expected text; rename it' };
  const isFile = type === 'file' || type === 'contiguous-file';
  if (isFile && pax?.['GNU.sparse.major'] === undefined) return { name, fault: undefined };
  const found = isFile ? 'sparse file' : (type ?? 'member of an unknown kind');
  return { name, fault: `it is a ${found}; expected a plain file; pack it as one` };
}

/** Names in extended headers are decoded already, those in plain ones are bytes still. */
function nameOf({ name, pax }: FullHeader): { name: string; isText: boolean } {
  if (pax?.path) return { name, isText: !name.includes('\ufffd') };
  const bytes = Buffer.from(name, 'latin1');
  try {
    return { name: UTF8.decode(bytes), isText: true };
  } catch {
    return { name: bytes.toString('utf8'), isText: false };
  }
}

/** What is wrong with the archive, in words of ours. */
function archiveFault(error: unknown, endOffset: number, header: LastHeader): unknown {
  const { message, code } = error as NodeJS.ErrnoException;
  if (message === 'Header exceeds max size') return oversized(header);
  if (message === 'Unexpected end of data' || code === 'Z_BUF_ERROR') return truncated(endOffset);
  if (code?.startsWith('Z_')) {
    return new CorpusError(
      'ERR_ARCHIVE_DAMAGED',
      `the compressed data is damaged: ${message}; get the archive again`,
    );
  }
  if (!/^Invalid (?:tar )?header/.test(message)) return error;
  return endOffset === 0
    ? new CorpusError(
        'ERR_ARCHIVE_FORMAT',
        'not a tar archive; expected one, plain or compressed with gzip',
      )
    : new CorpusError(
        'ERR_ARCHIVE_DAMAGED',
        `no tar header after byte ${endOffset}, where the next member was expected: the archive is damaged; get it again`,
      );
}

/** A member's header that tar-stream keeps to itself. */
type LastHeader = Pick<FullHeader, 'size' | 'byteOffset'>;

/** The header that was read last. The error that it is too large does not say where it is, or how large. */
function headerAt(tar: Extract): LastHeader {
  return (tar as unknown as { _header: LastHeader })._header;
}

function oversized({ size, byteOffset }: LastHeader): CorpusError {
  return new CorpusError(
    'ERR_ARCHIVE_FORMAT',
    `the extended header at byte ${byteOffset - BLOCK_BYTES} states ${size} bytes; expected at most ${MOST_HEADER_BYTES} (4 MiB) for ` +
      'the name and attributes of a member; pack the archive without them (tar --format=ustar), or get it again if it is damaged',
  );
}

function noSize(byteOffset: number): CorpusError {
  return new CorpusError(
    'ERR_ARCHIVE_DAMAGED',
    `no tar header with a size at byte ${byteOffset}, where the next member was expected: the archive is damaged; get it again`,
  );
}

function truncated(endOffset: number): CorpusError {
  return new CorpusError(
    'ERR_ARCHIVE_DAMAGED',
    `the archive ends too soon, after byte ${endOffset}; expected two blocks of zeros at its end; get it again, or close it where it is written`,
  );
}
