import { type KernelExports, withAudioMemory } from '../kernel/kernel.ts';
import { totalOfSquares } from '../kernel/square-sums.ts';
import type { NoiseStream } from './noise-stream.ts';
import { NOISE_BLOCK_FRAMES } from './normal-stream.ts';

/** Gains of consecutive frames, which depend on the frames' indices alone: `out[i]` is that of frame `frameIndex + i`. */
export type FillGains = (out: Float32Array, frameIndex: number, frames: number) => void;

/** What becomes of the samples of a stream on their way into the audio: noise = std · (gain · sample) + mean. */
export interface NoiseShape {
  /** Standard deviation of each channel, linear, full scale 1; rounded to 32-bit floats. */
  readonly stds: readonly number[];
  /** Mean of all channels. */
  readonly mean: number;
  /** Whether all channels get the noise of the first. */
  readonly shared: boolean;
  /** Gain of each frame; 1 unless given. */
  readonly fillGains?: FillGains | undefined;
}

/**
 * The samples of a stream with gains applied: unit noise that grows and fades.
 */
export class GainedNoise {
  readonly stream: NoiseStream;
  readonly #shared: boolean;
  readonly #fillGains: FillGains | undefined;
  #gains: Float32Array | undefined;
  #gainsBlock = -1;

  constructor(
    stream: NoiseStream,
    { shared, fillGains }: Pick<NoiseShape, 'shared' | 'fillGains'>,
  ) {
    this.stream = stream;
    this.#shared = shared;
    this.#fillGains = fillGains;
  }

  /** Whether a channel's energy is that of its stream. */
  get isPlain(): boolean {
    return this.#fillGains === undefined;
  }

  /** The channel of the stream that a channel of the audio gets. */
  streamChannel(channel: number): number {
    return this.#shared ? 0 : channel;
  }

  /** The 4096 samples of a block and channel: a view of the kernel's memory that the next call overwrites. */
  block(channel: number, blockIndex: number): Float32Array {
    const samples = this.stream.block(this.streamChannel(channel), blockIndex);
    if (this.#fillGains === undefined) return samples;
    this.#gains ??= new Float32Array(NOISE_BLOCK_FRAMES);
    const gains = this.#gains;
    if (this.#gainsBlock !== blockIndex) {
      this.#fillGains(gains, blockIndex * NOISE_BLOCK_FRAMES, NOISE_BLOCK_FRAMES);
      this.#gainsBlock = blockIndex;
    }
    for (let i = 0; i < NOISE_BLOCK_FRAMES; i++) {
      samples[i] = samples[i]! * gains[i]!;
    }
    return samples;
  }
}

/** Where the kernel adds noise: samples of a block, in whole vectors; before them a sum of squares. */
const SUM_BYTES = 16;
const ROOM_FLOATS = NOISE_BLOCK_FRAMES + 4;

/** Adds noise to planar samples, in the audio memory of the stream's kernel, which nobody else may use. */
export class NoiseAdder {
  readonly #noise: GainedNoise;
  readonly #exports: KernelExports;
  readonly #sum: Float64Array;
  readonly #room: Float32Array;
  readonly #stds: readonly number[];
  readonly #mean: number;
  /** What {@link addAndSum} added to each channel, as {@link totalOfSquares} takes it. */
  readonly #energies: Float64Array;

  constructor(stream: NoiseStream, shape: NoiseShape) {
    this.#noise = new GainedNoise(stream, shape);
    this.#stds = shape.stds.map(Math.fround);
    this.#mean = Math.fround(shape.mean);
    this.#energies = new Float64Array(2 * shape.stds.length);
    const { exports, audioAddress } = withAudioMemory(
      stream.kernel.exports,
      SUM_BYTES + 4 * ROOM_FLOATS,
    );
    const { buffer } = exports.memory;
    this.#exports = exports;
    this.#sum = new Float64Array(buffer, audioAddress, 2);
    this.#room = new Float32Array(buffer, audioAddress + SUM_BYTES, ROOM_FLOATS);
  }

  /**
   * Adds noise in place.
   *
   * @param channelData one array per channel, each of at least `frames` samples.
   * @param frameIndex index of the first frame, counted from the start of the audio.
   */
  add(channelData: readonly Float32Array[], frameIndex: number, frames: number): void {
    this.#addTo(channelData, frameIndex, frames, (room, noise, count, channel) => {
      const std = this.#stds[channel]!;
      this.#exports.mixF32(room, noise, count, std, this.#mean, -Infinity, Infinity, false);
    });
  }

  /** {@link add}, and sums up for {@link energy} what the samples really got. */
  addAndSum(channelData: readonly Float32Array[], frameIndex: number, frames: number): void {
    this.#addTo(channelData, frameIndex, frames, (room, noise, count, channel) => {
      const energy = this.#energies.subarray(2 * channel, 2 * channel + 2);
      const std = this.#stds[channel]!;
      this.#sum.set(energy);
      this.#exports.mixF32AndSum(room, noise, count, std, this.#mean, this.#sum.byteOffset);
      energy.set(this.#sum);
    });
  }

  /** Sum of the squares of what {@link addAndSum} added, all channels pooled, full scale 1. */
  get energy(): number {
    return totalOfSquares(this.#energies);
  }

  /** @param mix adds the noise at an address of the kernel's memory to the samples at another one. */
  #addTo(
    channelData: readonly Float32Array[],
    frameIndex: number,
    frames: number,
    mix: (room: number, noise: number, count: number, channel: number) => void,
  ): void {
    for (let start = 0; start < frames; ) {
      const blockIndex = Math.floor((frameIndex + start) / NOISE_BLOCK_FRAMES);
      const first = frameIndex + start - blockIndex * NOISE_BLOCK_FRAMES;
      const end = Math.min(frames, start + NOISE_BLOCK_FRAMES - first);
      for (const [channel, samples] of channelData.entries()) {
        const noise = this.#noise.block(channel, blockIndex).byteOffset + 4 * first;
        const part = samples.subarray(start, end);
        this.#room.set(part);
        mix(this.#room.byteOffset, noise, part.length, channel);
        part.set(this.#room.subarray(0, part.length));
      }
      start = end;
    }
  }
}
