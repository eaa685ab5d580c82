import { concatBytes } from '../concat-bytes.ts';

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
  #bytes: Uint8Array = new Uint8Array(0);
  #bytesToSkip = 0;
  #preSkip = 0;
  /** Of streams before this one. Several may stand one after the other. */
  #frames = 0;
  /** Of this one, up to the end of the last page that began, and of the one before it. */
  #pageFrames = 0;
  #earlierPageFrames = 0;
  #isOver = false;
  /** True if a page was seen that begins no stream. */
  #hasBegun = false;
  /** True if another stream follows the first one. */
  isChained = false;

  /** True if the last page that came is whole, and ends a stream. */
  get isOver(): boolean {
    return this.#isOver && this.#bytesToSkip === 0;
  }

  /** Frames up to the end of the last page that came whole. */
  get frames(): number {
    return this.#bytesToSkip === 0
      ? this.#frames + this.#pageFrames
      : this.#frames + this.#earlierPageFrames;
  }

  /** @returns the most frames that the pages which have begun hold. */
  push(bytes: Uint8Array): number {
    const skipped = Math.min(this.#bytesToSkip, bytes.length);
    this.#bytesToSkip -= skipped;
    this.#bytes = concatBytes([this.#bytes, bytes.subarray(skipped)]);
    for (;;) {
      const pageBytes = this.#takePage();
      if (pageBytes === 0) break;
      this.#bytesToSkip = Math.max(0, pageBytes - this.#bytes.length);
      this.#bytes = this.#bytes.slice(pageBytes);
    }
    return this.#frames + this.#pageFrames;
  }

  /** Looks at the next page, and returns its size; 0 where it is not there as far as it is looked at, or there is none. */
  #takePage(): number {
    const bytes = this.#bytes;
    if (bytes.length < PAGE_HEADER_BYTES || String.fromCharCode(...bytes.subarray(0, 4)) !== 'OggS')
      return 0;
    const segments = bytes[PAGE_HEADER_BYTES - 1]!;
    const headerBytes = PAGE_HEADER_BYTES + segments;
    if (bytes.length < headerBytes) return 0;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const kind = bytes[5]!;
    if (kind & FIRST_PAGE && this.#hasBegun) this.isChained = true;
    this.#hasBegun ||= (kind & FIRST_PAGE) === 0;
    if (kind & FIRST_PAGE) {
      if (bytes.length < headerBytes + OPUS_HEAD_BYTES) return 0;
      const isOpus =
        String.fromCharCode(...bytes.subarray(headerBytes, headerBytes + 8)) === 'OpusHead';
      this.#preSkip = isOpus ? view.getUint16(headerBytes + 10, true) : 0;
      this.#frames += this.#pageFrames;
      this.#pageFrames = 0;
    }
    this.#isOver = (kind & LAST_PAGE) !== 0;
    this.#earlierPageFrames = this.#pageFrames;
    const granule = Number(view.getBigInt64(6, true));
    // -1: no packet ends on the page.
    if (granule > 0) this.#pageFrames = Math.max(this.#pageFrames, granule - this.#preSkip);
    return (
      headerBytes +
      bytes.subarray(PAGE_HEADER_BYTES, headerBytes).reduce((sum, size) => sum + size, 0)
    );
  }
}
