import type { AudioBlock } from '../audio-format.ts';
import { decodeSamples } from './encoded-samples/sample-codec.ts';
import type { SampleFormat } from './sample-format.ts';

/** Decodes what decoders find, in pieces of any size, into blocks that belong to the caller. */
export class BlockCutter {
  readonly #maxBlockFrames: number;
  /** Frames in all the blocks so far. */
  framesCut = 0;

  /** @param maxBlockFrames the most frames in a block. */
  constructor(maxBlockFrames: number) {
    this.#maxBlockFrames = maxBlockFrames;
  }

  /** Blocks of encoded frames, of which at most `maxBlockFrames` stand in one. */
  cut(data: readonly Uint8Array[], format: SampleFormat): AudioBlock[] {
    const blocks: AudioBlock[] = [];
    let pendingFrames = data.reduce((sum, bytes) => sum + bytes.length, 0) / format.bytesPerFrame;
    let channelData: Float32Array[] = [];
    let filledFrames = 0;
    for (const bytes of data) {
      for (let byteOffset = 0; byteOffset < bytes.length; ) {
        if (filledFrames === (channelData[0]?.length ?? 0)) {
          const blockFrames = Math.min(pendingFrames, this.#maxBlockFrames);
          channelData = newChannels(format.numberOfChannels, blockFrames);
          filledFrames = 0;
          blocks.push({ format, frameIndex: this.framesCut, channelData });
        }
        const rest = bytes.subarray(byteOffset);
        const roomFrames = channelData[0]!.length - filledFrames;
        const frames = Math.min(roomFrames, rest.length / format.bytesPerFrame);
        const start = filledFrames;
        decodeSamples(
          rest,
          format,
          channelData.map((samples) => samples.subarray(start)),
          frames,
        );
        filledFrames += frames;
        pendingFrames -= frames;
        this.framesCut += frames;
        byteOffset += frames * format.bytesPerFrame;
      }
    }
    return blocks;
  }
}

function newChannels(numberOfChannels: number, numberOfFrames: number): Float32Array[] {
  return Array.from({ length: numberOfChannels }, () => new Float32Array(numberOfFrames));
}
