import { concatBytes } from '../concat-bytes.ts';
import { id3BytesAt } from '../id3-tag.ts';
import { ENOUGH_BYTES, firstMpegFrame } from './mpeg-frame-header.ts';

/** Finds how many channels a file has, from its bytes as they come, behind tags of any size. */
export class MpegChannels {
  #bytes: Uint8Array = new Uint8Array(0);
  #bytesToSkip = 0;

  /** @returns the number of channels; undefined where it is not known yet, or never will be. */
  push(bytes: Uint8Array): number | undefined {
    if (this.#bytes.length >= ENOUGH_BYTES) return undefined;
    const skipped = Math.min(this.#bytesToSkip, bytes.length);
    this.#bytesToSkip -= skipped;
    this.#bytes = concatBytes([this.#bytes, bytes.subarray(skipped)]);
    for (;;) {
      const tagBytes = id3BytesAt(this.#bytes);
      if (tagBytes === undefined) return undefined;
      if (tagBytes === 0) return firstMpegFrame(this.#bytes)?.numberOfChannels;
      this.#bytesToSkip = Math.max(0, tagBytes - this.#bytes.length);
      this.#bytes = this.#bytes.slice(tagBytes);
      if (this.#bytesToSkip > 0) return undefined;
    }
  }
}
