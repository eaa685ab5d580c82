import { type BigIntStats, closeSync, fstatSync, openSync } from 'node:fs';
import { WavFormatError } from '../../errors.ts';
import { WavWriter } from '../../formats/wav/wav-writer.ts';
import { naming, readSome } from '../../io/blocking-io.ts';
import { assertSameFile, type ByteSource, READ_BYTES } from '../../io/byte-source.ts';
import { probeOpenWav } from './audio-probe.ts';

/** By how much a row's end may lie past that of its file: lists round, and some round up. */
const TOLERANCE_SECONDS = 0.5;

/** Some seconds of a WAV file, as a WAV file of their own without other chunks. Reads what it needs and no more. */
export class CutSource implements ByteSource {
  readonly name: string;
  readonly identity = undefined;
  readonly #fd: number;
  readonly #stats: BigIntStats;
  readonly #header: Uint8Array;
  readonly #start: number;
  readonly #dataBytes: number;
  readonly #buffer = new Uint8Array(READ_BYTES);
  #bytesRead = 0;
  #isOpen = true;

  /**
   * @param name what messages and receipts call it.
   * @param durationSeconds undefined: to the end.
   * @throws AwgnError where the file is no WAV or ends before the cut does.
   */
  constructor(
    path: string,
    name: string,
    startSeconds: number,
    durationSeconds: number | undefined,
  ) {
    this.name = name;
    this.#fd = naming(name, () => openSync(path, 'r'));
    this.#stats = fstatSync(this.#fd, { bigint: true });
    try {
      const { format, dataByteOffset, numberOfFrames: available } = probeOpenWav(this.#fd, name);
      const { sampleRate, bytesPerFrame } = format;
      const first = Math.round(startSeconds * sampleRate);
      const end =
        durationSeconds === undefined
          ? available
          : Math.round((startSeconds + durationSeconds) * sampleRate);
      if (first >= available || end - available > TOLERANCE_SECONDS * sampleRate) {
        const wanted = `${startSeconds} s to ${durationSeconds === undefined ? 'its end' : `${startSeconds + durationSeconds} s`}`;
        throw new WavFormatError(
          `the row asks for ${wanted} of a file of ${available / sampleRate} s; expected a part of it; correct the row's times`,
        );
      }
      const numberOfFrames = Math.min(end, available) - first;
      this.#start = dataByteOffset + first * bytesPerFrame;
      this.#dataBytes = numberOfFrames * bytesPerFrame;
      this.#header = new WavWriter({ format, numberOfFrames }).header();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  get totalBytes(): number {
    return this.#header.length + this.#dataBytes;
  }

  rewind(): void {
    this.#bytesRead = 0;
  }

  read(): Uint8Array | undefined {
    const done = this.#bytesRead - this.#header.length;
    if (done < 0) {
      this.#bytesRead = this.#header.length;
      return this.#header;
    }
    const buffer = this.#buffer.subarray(0, this.#dataBytes - done);
    if (buffer.length === 0) return undefined;
    const count = naming(this.name, () => readSome(this.#fd, buffer, this.#start + done));
    this.#bytesRead += count;
    return count > 0 ? buffer.subarray(0, count) : undefined;
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
