import type { SampleFormat } from '../sample-format.ts';

/**
 * Sum of all samples, modulo 2^16: `sample_checksum` of a SPHERE header.
 *
 * Of samples of one byte nothing says whether they count as they stand, from 0 to 255, or with a sign: both are taken.
 */
export class SampleChecksum {
  readonly #format: SampleFormat;
  #sum = 0;
  /** Samples of one byte from 128 on: with a sign each counts 256 less. */
  #high = 0;

  constructor(format: SampleFormat) {
    this.#format = format;
  }

  /** The sum so far. */
  get value(): number {
    return this.#sum;
  }

  /** Adds samples. @param bytes whole frames, as they are stored. */
  add(bytes: Uint8Array): void {
    const { slotBytes, bigEndian } = this.#format;
    let sum = this.#sum;
    if (slotBytes === 1) {
      for (const byte of bytes) {
        sum += byte;
        this.#high += byte >> 7;
      }
    } else {
      // Only the two lowest bytes of a sample count.
      const low = bigEndian ? slotBytes - 1 : 0;
      const next = bigEndian ? slotBytes - 2 : 1;
      for (let at = 0; at < bytes.length; at += slotBytes) {
        sum += bytes[at + low]! + 256 * bytes[at + next]!;
      }
    }
    this.#sum = sum % 65536;
  }

  /** True if the samples have that checksum. */
  isOf(checksum: number): boolean {
    const withSign = (((this.#sum - 256 * this.#high) % 65536) + 65536) % 65536;
    const isOneByte = this.#format.slotBytes === 1;
    return checksum === this.#sum || (isOneByte && checksum === withSign);
  }
}
