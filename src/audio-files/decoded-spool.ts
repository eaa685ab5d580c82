import type { AudioEvent, AudioHeader } from '../formats/audio-decoder.ts';
import { ByteQueue } from '../formats/byte-queue.ts';
import { Spool } from '../io/spool.ts';
import { BYTES_PER_TURN, turn } from '../io/turns.ts';

/**
 * What a decoder found in one pass, kept for those that follow: to write samples to a disk and read them again takes a tenth of
 * the time of decoding them.
 *
 * Memory: that of a {@link Spool}. Formats that are decoded have nothing behind their samples, so that is not kept.
 */
export class DecodedSpool {
  readonly #header: AudioHeader;
  readonly #spool = new Spool();

  constructor(header: AudioHeader) {
    this.#header = header;
  }

  /** Keeps a copy of samples. */
  write(samples: Uint8Array): void {
    this.#spool.write(samples);
  }

  /**
   * Hands on what was kept, from the header on.
   *
   * @param onTurn called at every turn of the event loop with the part that is done, 0 to 1.
   */
  async replay(
    onEvent: (event: AudioEvent) => void,
    onTurn: (done: number) => void,
  ): Promise<void> {
    const { bytesPerFrame } = this.#header.format;
    const queue = new ByteQueue();
    let bytesRead = 0;
    let turnEnd = BYTES_PER_TURN;
    onEvent({ type: 'header', header: this.#header });
    this.#spool.rewind();
    for (let piece = this.#spool.read(); piece !== undefined; piece = this.#spool.read()) {
      bytesRead += piece.length;
      queue.push(piece);
      for (;;) {
        const bytes = queue.takeRun(Number.POSITIVE_INFINITY, bytesPerFrame);
        if (bytes === undefined) break;
        onEvent({ type: 'data', bytes });
      }
      queue.hold();
      if (bytesRead < turnEnd) continue;
      turnEnd += BYTES_PER_TURN;
      onTurn(bytesRead / this.#spool.totalBytes);
      await turn();
    }
  }

  close(): void {
    this.#spool.close();
  }
}
