import { BLOCK_FRAMES, instantiateKernel } from '../kernel/kernel.ts';
import { RmsMeter } from '../level/rms-meter.ts';
import { decodeSamples } from '../wav/sample-codec.ts';
import type { WavFormat } from '../wav/wav-format.ts';
import { isPlainS16, MIX_BYTES } from './plain-s16.ts';

/** Measures encoded samples as they stand in a WAV file: whole frames, in pieces of any size. */
export interface SampleMeter {
  /** @throws NonFiniteSignalError at a NaN or an infinite sample. */
  push(bytes: Uint8Array): void;
  readonly numberOfFrames: number;
  /** Sum of the squares of all samples, all channels pooled, full scale 1. */
  readonly energy: number;
}

/** The quickest meter for a format; they agree to the last bit. */
export function createSampleMeter(format: WavFormat): SampleMeter {
  return isPlainS16(format) ? new S16Meter(format) : new DecodingMeter(format);
}

/** Sums 16-bit samples as integers, in the kernel. */
class S16Meter implements SampleMeter {
  readonly #bytesPerFrame: number;
  readonly #kernel = instantiateKernel(MIX_BYTES);
  readonly #samples = new Uint8Array(
    this.#kernel.exports.memory.buffer,
    this.#kernel.audioAddress,
    MIX_BYTES,
  );
  #sum = 0n;
  #bytes = 0;

  constructor({ bytesPerFrame }: WavFormat) {
    this.#bytesPerFrame = bytesPerFrame;
  }

  push(bytes: Uint8Array): void {
    for (let start = 0; start < bytes.length; start += MIX_BYTES) {
      const piece = bytes.subarray(start, start + MIX_BYTES);
      this.#samples.set(piece);
      const { audioAddress, exports } = this.#kernel;
      this.#sum += BigInt(exports.sumSquaresS16(audioAddress, piece.length / 2));
    }
    this.#bytes += bytes.length;
  }

  get numberOfFrames(): number {
    return this.#bytes / this.#bytesPerFrame;
  }

  get energy(): number {
    return Number(this.#sum) / 2 ** 30;
  }
}

/** Decodes to floats and sums these. */
class DecodingMeter implements SampleMeter {
  readonly #format: WavFormat;
  readonly #meter = new RmsMeter();
  readonly #channelData: Float32Array[];

  constructor(format: WavFormat) {
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
      const channelData = this.#channelData.map((samples) => samples.subarray(0, count));
      this.#meter.process({
        format: this.#format,
        frameIndex: this.#meter.numberOfFrames,
        channelData,
      });
    }
  }

  get numberOfFrames(): number {
    return this.#meter.numberOfFrames;
  }

  get energy(): number {
    return this.#meter.energy;
  }
}
