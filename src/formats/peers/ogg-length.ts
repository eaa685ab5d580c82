import { concatBytes } from '../concat-bytes.ts';
import { isAt, mayBeAt } from '../magic.ts';

/** Bytes of a page's header before the sizes of its segments: RFC 3533, 6. */
const PAGE_HEADER_BYTES = 27;
/** Bits of a page's kind. */
const FIRST_PAGE = 2;
const LAST_PAGE = 4;
/** Bytes of the first packet up to the end of Opus's pre-skip: RFC 7845, 5.1. */
const OPUS_HEAD_BYTES = 12;

/**
 * Finds how many frames an Ogg file has, as its pages say: what the codec decodes beyond them is padding.
 *
 * Takes the file's bytes as they come, and looks at the headers of pages.
 */
export class OggLength {
  /** Bytes that come next, from the header of a page on. */
  #bytes: Uint8Array = new Uint8Array(0);
  #bytesToSkip = 0;
  #preSkip = 0;
  /** Up to the end of the last page that began, and of the one before it. */
  #frames = 0;
  #earlierFrames = 0;
  #isOver = false;
  /** True if a page was seen that begins no stream. */
  #hasBegun = false;
  #isChained = false;

  /** True if another stream follows the first one. */
  get isChained(): boolean {
    return this.#isChained;
  }

  /** True if the last page that came is whole, and ends a stream. */
  get isOver(): boolean {
    return this.#isOver && this.#bytesToSkip === 0;
  }

  /** Frames up to the end of the last page that came whole. */
  get frames(): number {
    return this.#bytesToSkip === 0 ? this.#frames : this.#earlierFrames;
  }

  /** @returns the most frames that the pages which have begun hold. */
  push(bytes: Uint8Array): number {
    const skipped = Math.min(this.#bytesToSkip, bytes.length);
    this.#bytesToSkip -= skipped;
    this.#bytes = concatBytes([this.#bytes, bytes.subarray(skipped)]);
    for (;;) {
      this.#passJunk();
      const pageBytes = this.#takePage();
      if (pageBytes === 0) return this.#frames;
      this.#bytesToSkip = Math.max(0, pageBytes - this.#bytes.length);
      this.#bytes = this.#bytes.slice(pageBytes);
    }
  }

  /** Leaves out what is no page: a damaged file must not be kept to its end. */
  #passJunk(): void {
    let at = 0;
    while (at < this.#bytes.length && !mayBeAt(this.#bytes, 'OggS', at)) at++;
    if (at > 0) this.#bytes = this.#bytes.slice(at);
  }

  /** Looks at the next page, and returns its size; 0 where what is looked at is not there yet. */
  #takePage(): number {
    const bytes = this.#bytes;
    if (bytes.length < PAGE_HEADER_BYTES) return 0;
    const headerBytes = PAGE_HEADER_BYTES + bytes[PAGE_HEADER_BYTES - 1]!;
    const kind = bytes[5]!;
    const isFirst = (kind & FIRST_PAGE) !== 0;
    if (bytes.length < headerBytes + (isFirst ? OPUS_HEAD_BYTES : 0)) return 0;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    if (isFirst) {
      this.#isChained ||= this.#hasBegun;
      this.#preSkip = isAt(bytes, 'OpusHead', headerBytes)
        ? view.getUint16(headerBytes + 10, true)
        : 0;
    } else this.#hasBegun = true;
    this.#isOver = (kind & LAST_PAGE) !== 0;
    this.#earlierFrames = this.#frames;
    const granule = Number(view.getBigInt64(6, true));
    // -1: no packet ends on the page.
    if (granule > 0) this.#frames = Math.max(this.#frames, granule - this.#preSkip);
    const segments = bytes.subarray(PAGE_HEADER_BYTES, headerBytes);
    return headerBytes + segments.reduce((sum, size) => sum + size, 0);
  }
}
