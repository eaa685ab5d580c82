import { type BigIntStats, closeSync, fstatSync, openSync } from 'node:fs';
import { AudioFormatError } from '../errors.ts';
import { WAV_OUTPUT } from '../formats/audio-formats.ts';
import { naming, readSome } from '../io/blocking-io.ts';
import { assertSameFile, type ByteSource, READ_BYTES } from '../io/byte-source.ts';
import { type AudioProbe, eventsOf, probeOpenAudio } from './audio-probe.ts';

/** By how much a row's end may lie past that of its file: lists round, and some round up. */
const TOLERANCE_SECONDS = 0.5;

/** The frames of a part: encoded, in pieces of any size, from its first one on. */
interface PartBytes {
  rewind(): void;
  /** Up to so many bytes; undefined at the end of the file. */
  read(mostBytes: number): Uint8Array | undefined | Promise<Uint8Array | undefined>;
}

/**
 * Opens some seconds of a file, as a file of their own without other chunks.
 *
 * @param name what messages and receipts call it.
 * @param durationSeconds undefined: to the end.
 * @throws AwgnError where the file cannot be decoded or ends before the cut does.
 */
export async function openCut(
  path: string,
  name: string,
  startSeconds: number,
  durationSeconds: number | undefined,
): Promise<ByteSource> {
  const fd = naming(name, () => openSync(path, 'r'));
  try {
    const stats = fstatSync(fd, { bigint: true });
    const probe = await probeOpenAudio(fd, name);
    const { format, dataByteOffset } = probe.header;
    const { first, numberOfFrames } = partOf(probe, startSeconds, durationSeconds);
    const skippedBytes = first * format.bytesPerFrame;
    return new CutSource(name, fd, stats, {
      header: WAV_OUTPUT.createEncoder({
        format,
        extent: { numberOfFrames, tailBytes: 0 },
      }).header(),
      dataBytes: numberOfFrames * format.bytesPerFrame,
      frames:
        dataByteOffset === undefined
          ? new DecodedBytes(fd, name, skippedBytes)
          : new StoredBytes(fd, name, dataByteOffset + skippedBytes),
    });
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function partOf(
  { header, numberOfFrames: available }: AudioProbe,
  startSeconds: number,
  durationSeconds: number | undefined,
): { first: number; numberOfFrames: number } {
  const { sampleRate } = header.format;
  const first = Math.round(startSeconds * sampleRate);
  const end =
    durationSeconds === undefined
      ? available
      : Math.round((startSeconds + durationSeconds) * sampleRate);
  if (first >= available || end - available > TOLERANCE_SECONDS * sampleRate) {
    const wanted = `${startSeconds} s to ${durationSeconds === undefined ? 'its end' : `${startSeconds + durationSeconds} s`}`;
    throw new AudioFormatError(
      `the row asks for ${wanted} of a file of ${available / sampleRate} s; expected a part of it; correct the row's times`,
    );
  }
  return { first, numberOfFrames: Math.min(end, available) - first };
}

/** What a cut reads: a header of its own, then frames. */
interface CutContent {
  readonly header: Uint8Array;
  readonly dataBytes: number;
  readonly frames: PartBytes;
}

class CutSource implements ByteSource {
  readonly name: string;
  readonly identity = undefined;
  readonly #fd: number;
  readonly #stats: BigIntStats;
  readonly #content: CutContent;
  #bytesRead = 0;
  #isOpen = true;

  constructor(name: string, fd: number, stats: BigIntStats, content: CutContent) {
    this.name = name;
    this.#fd = fd;
    this.#stats = stats;
    this.#content = content;
  }

  get totalBytes(): number {
    return this.#content.header.length + this.#content.dataBytes;
  }

  rewind(): void {
    this.#bytesRead = 0;
    this.#content.frames.rewind();
  }

  read(): Uint8Array | undefined | Promise<Uint8Array | undefined> {
    const { header, frames } = this.#content;
    if (this.#bytesRead === 0) return this.#count(header);
    const mostBytes = this.totalBytes - this.#bytesRead;
    if (mostBytes === 0) return undefined;
    const bytes = frames.read(mostBytes);
    return bytes instanceof Promise
      ? bytes.then((later) => this.#count(later))
      : this.#count(bytes);
  }

  #count(bytes: Uint8Array | undefined): Uint8Array | undefined {
    this.#bytesRead += bytes?.length ?? 0;
    return bytes;
  }

  assertUnchanged(): void {
    assertSameFile(this.#fd, this.#stats);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeSync(this.#fd);
  }
}

/** Frames that lie in the file just as they are wanted: what is not part of the cut is not read. */
class StoredBytes implements PartBytes {
  readonly #fd: number;
  readonly #name: string;
  readonly #start: number;
  readonly #buffer = new Uint8Array(READ_BYTES);
  #bytesRead = 0;

  constructor(fd: number, name: string, start: number) {
    this.#fd = fd;
    this.#name = name;
    this.#start = start;
  }

  rewind(): void {
    this.#bytesRead = 0;
  }

  read(mostBytes: number): Uint8Array | undefined {
    const buffer = this.#buffer.subarray(0, mostBytes);
    const position = this.#start + this.#bytesRead;
    const count = naming(this.#name, () => readSome(this.#fd, buffer, position));
    this.#bytesRead += count;
    return count > 0 ? buffer.subarray(0, count) : undefined;
  }
}

/** Frames that are found by decoding the file from its start. */
class DecodedBytes implements PartBytes {
  readonly #start: () => AsyncGenerator<Uint8Array, void, void>;
  #pieces: AsyncGenerator<Uint8Array, void, void>;

  constructor(fd: number, name: string, skippedBytes: number) {
    this.#start = () => decodedBytes(fd, name, skippedBytes);
    this.#pieces = this.#start();
  }

  rewind(): void {
    this.#pieces = this.#start();
  }

  async read(mostBytes: number): Promise<Uint8Array | undefined> {
    const { value } = await this.#pieces.next();
    return value?.subarray(0, mostBytes);
  }
}

async function* decodedBytes(
  fd: number,
  name: string,
  skippedBytes: number,
): AsyncGenerator<Uint8Array, void, void> {
  let skip = skippedBytes;
  for await (const event of eventsOf(fd, name, READ_BYTES)) {
    if (event.type !== 'data') continue;
    if (event.bytes.length > skip) yield event.bytes.subarray(skip);
    skip = Math.max(0, skip - event.bytes.length);
  }
}
