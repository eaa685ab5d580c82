import type { AudioBlock } from '../audio-format.ts';
import { createWavFormat } from '../formats/wav/wav-format.ts';
import { WavReader } from '../formats/wav/wav-reader.ts';
import { WavWriter } from '../formats/wav/wav-writer.ts';
import { Spool } from '../io/spool.ts';

/**
 * Keeps blocks to be read once more, unchanged to the bit: as a 32-bit float WAV file in a {@link Spool}.
 */
export class BlockSpool {
  readonly #spool = new Spool();
  #writer: WavWriter | undefined;

  write(block: AudioBlock): void {
    if (this.#writer === undefined) {
      const { sampleRate, numberOfChannels } = block.format;
      const format = createWavFormat({ sampleRate, numberOfChannels, encoding: 'f32' });
      this.#writer = new WavWriter({ format });
      this.#spool.write(this.#writer.header());
    }
    this.#spool.write(this.#writer.write(block));
  }

  /** The frames that were written, in blocks of the spool's own size. */
  *read(): Generator<AudioBlock, void, void> {
    if (this.#writer === undefined) return;
    const reader = new WavReader();
    this.#spool.rewind();
    for (let bytes = this.#spool.read(); bytes !== undefined; bytes = this.#spool.read()) {
      yield* reader.push(bytes);
    }
    yield* reader.end();
  }

  close(): void {
    this.#spool.close();
  }
}
