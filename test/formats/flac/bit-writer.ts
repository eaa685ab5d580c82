/** Bits, the most significant one first. */
export class BitWriter {
  #bits: number[] = [];

  get numberOfBits(): number {
    return this.#bits.length;
  }

  /** The lowest bits of an integer, of two's complement if it is negative. */
  write(value: number | bigint, count: number): this {
    for (let bit = count - 1; bit >= 0; bit--) {
      this.#bits.push(Number((BigInt(value) >> BigInt(bit)) & 1n));
    }
    return this;
  }

  /** So many zeros, and a one. */
  writeUnary(zeros: number): this {
    for (let i = 0; i < zeros; i++) this.#bits.push(0);
    this.#bits.push(1);
    return this;
  }

  append(other: BitWriter): this {
    for (const bit of other.#bits) this.#bits.push(bit);
    return this;
  }

  /** With zeros up to a whole byte. */
  bytes(): Uint8Array {
    const bytes = new Uint8Array(Math.ceil(this.#bits.length / 8));
    this.#bits.forEach((bit, i) => {
      bytes[i >> 3]! |= bit << (7 - (i & 7));
    });
    return bytes;
  }
}

/** A checksum of RFC 9639, bit by bit. */
export function crcOf(bytes: Uint8Array, width: 8 | 16): number {
  const [polynomial, top] = width === 8 ? [0x07, 0x80] : [0x8005, 0x8000];
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << (width - 8);
    for (let bit = 0; bit < 8; bit++) crc = crc & top ? (crc << 1) ^ polynomial : crc << 1;
    crc &= 2 ** width - 1;
  }
  return crc;
}
