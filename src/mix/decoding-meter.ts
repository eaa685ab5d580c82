import { decodeSamples } from '../formats/encoded-samples/sample-codec.ts';
import type { SampleFormat } from '../formats/sample-format.ts';
import { BLOCK_FRAMES } from '../kernel/kernel.ts';
import { PlanarMeter } from './planar-meter.ts';
import type { SampleMeter, SampleMeterOptions } from './sample-meter.ts';

/** Decodes to floats and sums these. */
export class DecodingMeter extends PlanarMeter implements SampleMeter {
  readonly #format: SampleFormat;
  readonly #channelData: Float32Array[];

  constructor(format: SampleFormat, options: SampleMeterOptions) {
    super(format, options);
    this.#format = format;
    this.#channelData = Array.from(
      { length: format.numberOfChannels },
      () => new Float32Array(BLOCK_FRAMES),
    );
  }

  push(bytes: Uint8Array): void {
    const { bytesPerFrame } = this.#format;
    const frames = bytes.length / bytesPerFrame;
    for (let start = 0; start < frames; start += BLOCK_FRAMES) {
      const count = Math.min(BLOCK_FRAMES, frames - start);
      decodeSamples(bytes.subarray(start * bytesPerFrame), this.#format, this.#channelData, count);
      this.process(this.#channelData.map((samples) => samples.subarray(0, count)));
    }
  }
}
