import { BLOCK_BYTES, encodeTarHeader, padded } from './tar-header.ts';

const END = new Uint8Array(2 * BLOCK_BYTES);

/**
 * Writes a tar archive, member by member. Until it is finished, no reader takes what is there for a whole one.
 *
 * GNU tar and Python are content with an archive that just ends where a member does, or within a header; what ends within
 * a member's content they refuse, as all readers do. So the last block of content waits for the next header: however the
 * work ends, by an error, a signal or kill -9, what was written ends within a member.
 *
 *     written   | header | content ... | content | header | content ... |
 *     held back                                                         | content |
 */
export class TarWriter {
  readonly #write: (bytes: Uint8Array) => void;
  /** The last block of content, and the headers of members without any that came since. */
  readonly #held: Uint8Array[] = [];

  /** @param write gets the archive's bytes, in order. What it throws comes out of {@link add} and {@link finish}. */
  constructor(write: (bytes: Uint8Array) => void) {
    this.#write = write;
  }

  add(name: string, content: Uint8Array): void {
    this.#held.push(encodeTarHeader(name, content.length));
    if (content.length === 0) return;
    this.#release();
    const lastBlock = Math.floor((content.length - 1) / BLOCK_BYTES) * BLOCK_BYTES;
    if (lastBlock > 0) this.#write(content.subarray(0, lastBlock));
    this.#held.push(padded(content.subarray(lastBlock)));
  }

  /** Writes the end of the archive. */
  finish(): void {
    this.#held.push(END);
    this.#release();
  }

  /** In one piece: a pipe takes up to 4096 bytes as a whole or not at all, so it cannot be cut where the member ends. */
  #release(): void {
    this.#write(Buffer.concat(this.#held));
    this.#held.length = 0;
  }
}
