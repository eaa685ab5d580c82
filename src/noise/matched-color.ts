import { type AudioBlock, type AudioFormat, numberOfFrames } from '../audio-format.ts';
import { type CreateKernel, instantiateKernel, type Kernel } from '../kernel/kernel.ts';

/** Frames of all channels that are collected before they are summed, so that no sum depends on how they came. */
const COLLECTED_FRAMES = 4096;
/** The kernel sums runs of so many frames. */
const RUN_FRAMES = 64;
/** A long-term spectrum is smooth: more coefficients would describe this speaker's pitch rather. */
const MAX_ORDER = 31;
/** Noise assumed in the signal, by which the prediction stays stable: 90 dB below it. */
const NOISE_FLOOR = 1e-9;

/**
 * Finds the predictor of a signal's long-term spectrum, for noise of the color `matched`: linear prediction from the
 * autocorrelation of all that was processed, channels pooled.
 *
 * Does not depend on the size of the blocks.
 */
export class SpectrumMeter {
  readonly #order: number;
  readonly #lags: number;
  readonly #kernel: Kernel;
  readonly #sums: Float64Array;
  /** Of each channel: `lags` samples of history, then what was collected. */
  readonly #channels: readonly Float32Array[];
  /** Room for encoded samples. */
  readonly #encoded: Uint8Array;
  #collected = 0;

  /** @param createKernel where the meter's kernel comes from; a new one unless given. */
  constructor(
    { sampleRate, numberOfChannels }: AudioFormat,
    createKernel: CreateKernel = instantiateKernel,
  ) {
    this.#order = Math.min(MAX_ORDER, 3 + Math.floor(sampleRate / 1000));
    // The kernel sums four lags at a time.
    const lags = (this.#order + 4) & ~3;
    const sumsBytes = 8 * lags;
    const channelFloats = lags + COLLECTED_FRAMES;
    const floatsBytes = 4 * channelFloats * numberOfChannels;
    const encodedBytes = 2 * COLLECTED_FRAMES * numberOfChannels;
    const kernel = createKernel(sumsBytes + floatsBytes + encodedBytes);
    const { buffer } = kernel.exports.memory;
    const encodedAddress = kernel.audioAddress + sumsBytes + floatsBytes;
    this.#encoded = new Uint8Array(buffer, encodedAddress, encodedBytes);
    this.#lags = lags;
    this.#kernel = kernel;
    this.#sums = new Float64Array(buffer, kernel.audioAddress, lags);
    this.#channels = Array.from({ length: numberOfChannels }, (_, channel) => {
      const byteOffset = kernel.audioAddress + sumsBytes + 4 * channelFloats * channel;
      return new Float32Array(buffer, byteOffset, channelFloats);
    });
  }

  /**
   * Takes the next frames.
   *
   * @param block finite samples: others leave the spectrum undefined, and {@link predictor} white.
   */
  process(block: AudioBlock): void {
    const frames = numberOfFrames(block);
    for (let start = 0; start < frames; ) {
      const count = Math.min(COLLECTED_FRAMES - this.#collected, frames - start);
      for (const [channel, samples] of this.#channels.entries()) {
        const piece = block.channelData[channel]!.subarray(start, start + count);
        samples.set(piece, this.#lags + this.#collected);
      }
      start += count;
      this.#collect(count);
    }
  }

  /** The same of encoded samples: whole frames of little-endian 16-bit integers, interleaved. */
  processS16(bytes: Uint8Array): void {
    const { exports } = this.#kernel;
    const channels = this.#channels.length;
    const bytesPerFrame = 2 * channels;
    for (let start = 0; start < bytes.length; ) {
      const left = (bytes.length - start) / bytesPerFrame;
      const count = Math.min(COLLECTED_FRAMES - this.#collected, left);
      const end = start + count * bytesPerFrame;
      this.#encoded.set(bytes.subarray(start, end));
      for (const [channel, samples] of this.#channels.entries()) {
        const from = this.#encoded.byteOffset + 2 * channel;
        const to = samples.byteOffset + 4 * (this.#lags + this.#collected);
        exports.decodeS16(from, channels, count, to);
      }
      start = end;
      this.#collect(count);
    }
  }

  #collect(count: number): void {
    this.#collected += count;
    if (this.#collected < COLLECTED_FRAMES) return;
    this.#add(COLLECTED_FRAMES);
    for (const samples of this.#channels) samples.copyWithin(0, COLLECTED_FRAMES);
    this.#collected = 0;
  }

  /**
   * The prediction-error filter 1, a1, a2, ... of what was processed so far, of order 3 + one per kHz of the sample rate,
   * at most 31. Just 1, that of white noise, where there was no power.
   */
  get predictor(): number[] {
    const sums = this.#sums.slice();
    const frames = Math.ceil(this.#collected / RUN_FRAMES) * RUN_FRAMES;
    for (const samples of this.#channels) {
      samples.fill(0, this.#lags + this.#collected, this.#lags + frames);
    }
    this.#add(frames);
    const autocorrelation = this.#sums.slice(0, this.#order + 1);
    this.#sums.set(sums);
    return predict(autocorrelation);
  }

  #add(frames: number): void {
    const { exports } = this.#kernel;
    for (const samples of this.#channels) {
      const address = samples.byteOffset + 4 * this.#lags;
      exports.addLagProducts(address, frames, this.#lags, this.#sums.byteOffset);
    }
  }
}

/**
 * Levinson and Durbin's recursion: the minimum-phase filter 1, a1, ... that leaves least of a signal with this
 * autocorrelation.
 *
 * @param autocorrelation of the lags 0, 1, ... up to the filter's order.
 */
export function predict(autocorrelation: ArrayLike<number>): number[] {
  let error = autocorrelation[0]! * (1 + NOISE_FLOOR);
  if (!(error > 0 && error < Infinity)) return [1];
  let filter = [1];
  for (let order = 1; order < autocorrelation.length; order++) {
    let correlation = 0;
    for (let i = 0; i < order; i++) correlation += filter[i]! * autocorrelation[order - i]!;
    const reflection = -correlation / error;
    filter = [...filter, 0];
    filter = filter.map((value, i) => value + reflection * filter[order - i]!);
    error *= 1 - reflection * reflection;
    if (!(error > 0)) break;
  }
  return filter;
}
