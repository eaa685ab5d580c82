import { type AudioBlock, numberOfFrames } from '../audio-format.ts';
import { BlockCutter } from '../formats/block-cutter.ts';
import { ByteQueue } from '../formats/byte-queue.ts';
import { encodeSamples } from '../formats/encoded-samples/sample-codec.ts';
import { plainSampleFormat, type SampleFormat } from '../formats/sample-format.ts';
import { Spool } from '../io/spool.ts';

/** The most frames in a block that is read. */
const MAX_BLOCK_FRAMES = 1 << 16;

/** Keeps blocks to be read once more, unchanged to the bit: as 32-bit floats in a {@link Spool}. */
export class BlockSpool {
  readonly #spool = new Spool();
  #format: SampleFormat | undefined;

  write(block: AudioBlock): void {
    this.#format ??= plainSampleFormat(block.format, 'f32');
    const frames = numberOfFrames(block);
    const bytes = new Uint8Array(frames * this.#format.bytesPerFrame);
    encodeSamples(block.channelData, frames, this.#format, bytes);
    this.#spool.write(bytes);
  }

  /** The frames that were written, in blocks of the spool's own size. */
  *read(): Generator<AudioBlock, void, void> {
    const format = this.#format;
    if (format === undefined) return;
    const cutter = new BlockCutter(MAX_BLOCK_FRAMES);
    // Frames need not end where the spool's pieces do.
    const queue = new ByteQueue();
    const take = () => queue.takeRun(Infinity, format.bytesPerFrame);
    this.#spool.rewind();
    for (let bytes = this.#spool.read(); bytes !== undefined; bytes = this.#spool.read()) {
      queue.push(bytes);
      for (let run = take(); run !== undefined; run = take()) yield* cutter.cut([run], format);
      queue.hold();
    }
  }

  close(): void {
    this.#spool.close();
  }
}
