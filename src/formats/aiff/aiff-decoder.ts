import { AudioFormatError } from '../../errors.ts';
import { ChunkedDecoder } from '../chunked-decoder.ts';
import type { Decoding } from '../event-steps.ts';
import { describeBytes } from '../foreign-formats.ts';
import { decodedByFfmpeg } from '../remedies.ts';
import { COMM_BYTES, type CommChunk, parseCommChunk } from './comm-chunk.ts';

/** The most chunks before the samples. */
const MOST_CHUNKS = 4096;

/** What writers that cannot go back state as the size of the samples, in bytes: that of SoX. */
const UNKNOWN_BYTES = 0x7f000000;

/** An AIFF or AIFF-C file: chunks of a name, a size and content, of which `COMM` says what `SSND` holds. */
export class AiffDecoder extends ChunkedDecoder {
  constructor() {
    super('AIFF');
  }

  protected override *parse(): Decoding {
    const isCompressed = textOf(yield* this.take(12)).endsWith('C');
    let comm: CommChunk | undefined;
    for (let chunks = 0; ; chunks++) {
      const { byteOffset } = this.queue;
      const head = yield* this.take(8);
      const id = textOf(head.subarray(0, 4));
      const size = viewOf(head).getUint32(4);
      if (chunks >= MOST_CHUNKS || !/^[ -~]{4}$/.test(id)) {
        throw new AudioFormatError(
          `at byte ${byteOffset} a chunk was expected, and ${describeBytes(head)} was found; the header is damaged; copy or export the file again`,
          { byteOffset },
        );
      }
      if (id === 'SSND') {
        yield* this.#sound(comm, size, byteOffset);
        return;
      }
      if (id === 'COMM') comm = yield* this.#comm(size, isCompressed);
      else yield* this.skip(size + (size % 2));
    }
  }

  *#comm(size: number, isCompressed: boolean) {
    const { byteOffset } = this.queue;
    const leastBytes = isCompressed ? COMM_BYTES + 4 : COMM_BYTES;
    if (size < leastBytes) {
      throw new AudioFormatError(
        `the COMM chunk has ${size} bytes; expected ${leastBytes} at least; the header is damaged; copy or export the file again`,
        { byteOffset },
      );
    }
    const comm = parseCommChunk(yield* this.take(leastBytes), isCompressed, byteOffset);
    const { statedRate, format } = comm;
    if (statedRate !== format.sampleRate) {
      const message = `a rate of ${statedRate} Hz is stated; it is taken for ${format.sampleRate} Hz`;
      this.warn('sample-rate', message, byteOffset + 8);
    }
    yield* this.skip(size + (size % 2) - leastBytes);
    return comm;
  }

  *#sound(comm: CommChunk | undefined, size: number, byteOffset: number): Decoding {
    if (comm === undefined) {
      throw new AudioFormatError('the samples come before the COMM chunk that says what they are', {
        byteOffset,
        ...decodedByFfmpeg(),
      });
    }
    // Where the first sample is in a block of a disk, which nobody uses.
    const gapBytes = viewOf(yield* this.take(8)).getUint32(0);
    yield* this.skip(gapBytes);
    const { format, numberOfFrames, isSigned8 } = comm;
    const { bytesPerFrame } = format;
    const isOpen =
      size === 0 || Math.abs(numberOfFrames * bytesPerFrame - UNKNOWN_BYTES) <= bytesPerFrame;
    const storedFrames = Math.floor(Math.max(0, size - 8 - gapBytes) / bytesPerFrame);
    const declaredFrames = isOpen ? undefined : Math.min(numberOfFrames, storedFrames);
    if (!isOpen && numberOfFrames !== storedFrames) {
      const message = `the COMM chunk states ${numberOfFrames} frames and the SSND chunk holds ${storedFrames}; ${declaredFrames} are processed`;
      this.warn('chunk-size', message, byteOffset);
    }
    const dataByteOffset = isSigned8 ? undefined : this.queue.byteOffset;
    yield { type: 'header', header: { container: 'AIFF', format, declaredFrames, dataByteOffset } };
    yield* this.samples({ format, declaredFrames, convert: isSigned8 ? flipSign : undefined });
  }
}

function flipSign(byte: number): number {
  return byte ^ 0x80;
}

function textOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
