/** Says that more bytes are needed: {@link ShortenReader}. */
export const OUT_OF_BITS: unique symbol = Symbol('out of bits');

/** Says that no such number can be in a sound file: {@link ShortenReader}. */
export const TOO_LARGE: unique symbol = Symbol('too large');

/** Bytes that are read beyond the last one, as zeros. */
const PADDING = 8;

/**
 * Reads the numbers of Shorten 2 from bytes that arrive in pieces: most significant bit first.
 *
 * A number of k low bits is the rest of it in zeros and a one, then those bits: Rice's code.
 *
 *     k = 2, 9:   0 0 1   0 1
 *                 └ 9 >> 2 └ 9 & 3
 *
 * Reading throws {@link OUT_OF_BITS} where the bytes end, and {@link TOO_LARGE}. What was read since the last
 * {@link commit} can then be read again.
 */
export class ShortenReader {
  #bytes = new Uint8Array(PADDING);
  #endBit = 0;
  #bit = 0;
  #committedBit = 0;
  /** Bytes that were forgotten. */
  #forgottenBytes = 0;

  /** Where the last commit was, in bytes from the first one. */
  get byteOffset(): number {
    return this.#forgottenBytes + (this.#committedBit >> 3);
  }

  /** Bytes that are there and not committed. */
  get availableBytes(): number {
    return (this.#endBit - this.#committedBit) >> 3;
  }

  /** Adds bytes; those before the last commit are forgotten. */
  push(bytes: Uint8Array): void {
    const start = this.#committedBit >> 3;
    this.#forgottenBytes += start;
    const end = this.#endBit >> 3;
    const kept = this.#bytes.subarray(start, end);
    const neededBytes = kept.length + bytes.length + PADDING;
    const room = this.#bytes.length < neededBytes ? new Uint8Array(2 * neededBytes) : this.#bytes;
    room.set(kept);
    room.set(bytes, kept.length);
    room.fill(0, kept.length + bytes.length, neededBytes);
    this.#bytes = room;
    this.#committedBit -= 8 * start;
    this.#bit = this.#committedBit;
    this.#endBit = 8 * (kept.length + bytes.length);
  }

  /** What was read will not be read again. */
  commit(): void {
    this.#committedBit = this.#bit;
  }

  /** Goes back to the last commit. */
  rewind(): void {
    this.#bit = this.#committedBit;
  }

  /** The next number of `lowBits` low bits: from 0 to 2^32 - 1. */
  unsigned(lowBits: number): number {
    const high = this.#zeros();
    const value = high * 2 ** lowBits + this.#bits(lowBits);
    if (value > 0xffffffff) throw TOO_LARGE;
    return value;
  }

  /** The next number with a sign, which follows its low bits. */
  signed(lowBits: number): number {
    const folded = this.unsigned(lowBits + 1);
    return folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2;
  }

  /** The next eight bits. */
  byte(): number {
    return this.#bits(8);
  }

  /** The next number of a header: how many low bits it has comes first. */
  long(): number {
    return this.unsigned(this.#lowBitsOfLong());
  }

  #lowBitsOfLong(): number {
    const lowBits = this.unsigned(2);
    if (lowBits > 32) throw TOO_LARGE;
    return lowBits;
  }

  #zeros(): number {
    let zeros = 0;
    for (;;) {
      const bits = this.#peek32();
      const found = Math.clz32(bits);
      this.#bit += found;
      zeros += found;
      if (this.#bit >= this.#endBit) throw OUT_OF_BITS;
      if (bits !== 0) break;
    }
    this.#bit++;
    return zeros;
  }

  #bits(count: number): number {
    if (count === 0) return 0;
    const bits = this.#peek32() >>> (32 - count);
    this.#bit += count;
    if (this.#bit > this.#endBit) throw OUT_OF_BITS;
    return bits;
  }

  #peek32(): number {
    const at = this.#bit >> 3;
    const shift = this.#bit & 7;
    const bytes = this.#bytes;
    const four =
      (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
    return (four << shift) | (bytes[at + 4]! >> (8 - shift));
  }
}
