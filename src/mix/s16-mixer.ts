import { instantiateKernel } from '../kernel/kernel.ts';
import { LEVELS } from '../level/level-definitions.ts';
import { MeterMemory } from '../level/meter-memory.ts';
import { WeightedMeter } from '../level/weighted-meter.ts';
import { WEIGHTING_BYTES } from '../level/weighting-filter.ts';
import { GainedNoise } from '../noise/noise-adder.ts';
import { createNoiseStream } from '../noise/noise-source.ts';
import { NOISE_BLOCK_FRAMES } from '../noise/normal-stream.ts';
import { BlockwiseMixer } from './blockwise-mixer.ts';
import type { EmitBytes, MixStatistics, NoiseMixerOptions } from './noise-mixer.ts';
import type { MixParts } from './parts-encoder.ts';
import { MIX_BYTES } from './plain-s16.ts';

/** Mixes 16-bit samples in place, in the kernel's memory: samples first, then the noise of one block. */
export class S16Mixer extends BlockwiseMixer {
  readonly #unitNoise: GainedNoise;
  readonly #samples: Uint8Array;
  readonly #parts: S16Parts | undefined;
  readonly #residualMeter: WeightedMeter | undefined;
  readonly #noiseAddress: number;
  readonly #noise: Float32Array;
  readonly #channels: number;
  /** Whether the kernel draws and mixes many blocks in one call. */
  readonly #mixesAtOnce: boolean;
  /** Standard deviations and mean in steps of the output: powers of two, so nothing is rounded. */
  readonly #stds: readonly number[];
  readonly #mean: number;
  #frames = 0;
  #clippedSamples = 0;
  #signalSum = 0n;
  #noiseSum = 0n;

  constructor({
    input,
    source,
    shape,
    parts = false,
    residualLevel,
    createKernel = instantiateKernel,
  }: NoiseMixerOptions) {
    const channels = input.numberOfChannels;
    const blockBytes = NOISE_BLOCK_FRAMES * input.bytesPerFrame;
    const samplesBytes = Math.max(1, Math.floor(MIX_BYTES / blockBytes)) * blockBytes;
    // The kernel works on vectors of eight samples, of which the last may reach past the end.
    const noiseSamples = NOISE_BLOCK_FRAMES * channels + 8;
    const meterOffset = samplesBytes + 4 * noiseSamples;
    const kernel = createKernel(meterOffset + WEIGHTING_BYTES * channels, meterOffset);
    const { buffer } = kernel.exports.memory;
    const samples = new Uint8Array(buffer, kernel.audioAddress, samplesBytes);
    super(samples, blockBytes);
    this.#unitNoise = new GainedNoise(
      createNoiseStream({ ...source, kernel, createKernel }),
      shape,
    );
    this.#samples = samples;
    this.#parts = parts ? new S16Parts(samples) : undefined;
    this.#noiseAddress = kernel.audioAddress + samplesBytes;
    this.#noise = new Float32Array(buffer, this.#noiseAddress, noiseSamples);
    this.#channels = channels;
    const weighting = residualLevel && LEVELS[residualLevel].weighting;
    if (weighting !== undefined) {
      const memory = new MeterMemory(kernel, meterOffset);
      this.#residualMeter = new WeightedMeter(weighting, input, memory);
    }
    this.#mixesAtOnce =
      channels === 1 &&
      this.#unitNoise.isPlain &&
      this.#unitNoise.stream.mixS16 !== undefined &&
      this.#residualMeter === undefined;
    this.#stds = shape.stds.map((std) => Math.fround(std) * 32768);
    this.#mean = Math.fround(shape.mean) * 32768;
  }

  protected override mix(bytes: number, emit: EmitBytes): void {
    const frames = bytes / 2 / this.#channels;
    this.#parts?.keepClean(bytes / 2);
    if (this.#mixesAtOnce) this.#mixAtOnce(frames);
    else this.#mixBlocks(frames);
    emit(this.#samples.subarray(0, bytes), this.#parts?.subtract(bytes / 2));
  }

  #mixAtOnce(frames: number): void {
    const { stream } = this.#unitNoise;
    const { exports } = stream.kernel;
    const block = this.#frames / NOISE_BLOCK_FRAMES;
    const { byteOffset } = this.#samples;
    const energy = stream.mixS16!(byteOffset, frames, block, this.#stds[0]!, this.#mean);
    this.#noiseSum += BigInt(energy);
    this.#signalSum += BigInt(exports.signalEnergy.value);
    this.#clippedSamples += exports.clippedSamples.value;
    this.#frames += frames;
  }

  #mixBlocks(frames: number): void {
    const channels = this.#channels;
    const { exports } = this.#unitNoise.stream.kernel;
    for (let start = 0; start < frames; start += NOISE_BLOCK_FRAMES) {
      const count = Math.min(NOISE_BLOCK_FRAMES, frames - start);
      const blockIndex = this.#frames / NOISE_BLOCK_FRAMES;
      for (let channel = 0; channel < channels; channel++) {
        this.#unitNoise.block(channel, blockIndex);
        const address = this.#noiseAddress + 4 * channel;
        exports.scaleNormals(address, channels, count, this.#stds[channel]!, this.#mean);
      }
      const samples = count * channels;
      this.#noise.fill(0, samples, samples + 8);
      const address = this.#samples.byteOffset + 2 * start * channels;
      this.#signalSum += BigInt(exports.sumSquaresS16(address, samples));
      const mix = this.#residualMeter === undefined ? exports.mixS16 : exports.mixS16AndSubtract;
      this.#noiseSum += BigInt(mix(address, this.#noiseAddress, samples));
      this.#clippedSamples += exports.clippedSamples.value;
      this.#measureResidual(count);
      this.#frames += count;
    }
  }

  /** What was added to the block at work, which stands where its noise was. */
  #measureResidual(frames: number): void {
    const meter = this.#residualMeter;
    if (meter === undefined) return;
    const channels = this.#channels;
    for (let channel = 0; channel < channels; channel++) {
      meter.addChannel(channel, this.#noiseAddress + 4 * channel, frames, 4 * channels);
    }
  }

  get statistics(): MixStatistics {
    return {
      numberOfFrames: this.#frames,
      signalEnergy: Number(this.#signalSum) / 2 ** 30,
      noiseEnergy: Number(this.#noiseSum) / 2 ** 30,
      clippedSamples: this.#clippedSamples,
      peak: Number.NaN,
      residualPower: this.#residualMeter?.power(),
      residualChannelPowers: this.#residualMeter?.channelPowers(),
      clippedParts: this.#parts?.clipped,
    };
  }
}

/** What samples that are mixed in place were made of: the same as a `PartsEncoder` finds. */
class S16Parts {
  readonly #mixed: Int16Array;
  readonly #clean: Int16Array;
  readonly #noise: Int16Array;
  #clippedNoise = 0;

  /** @param bytes where the samples are mixed. */
  constructor({ buffer, byteOffset, length }: Uint8Array) {
    this.#mixed = new Int16Array(buffer, byteOffset, length / 2);
    this.#clean = new Int16Array(length / 2);
    this.#noise = new Int16Array(length / 2);
  }

  /** To be called before the first samples are mixed. */
  keepClean(count: number): void {
    this.#clean.set(this.#mixed.subarray(0, count));
  }

  /** To be called after they are. */
  subtract(count: number): MixParts {
    for (let i = 0; i < count; i++) {
      let difference = this.#mixed[i]! - this.#clean[i]!;
      if (difference > 32767 || difference < -32768) {
        difference = difference > 0 ? 32767 : -32768;
        this.#clippedNoise++;
      }
      this.#noise[i] = difference;
    }
    return {
      clean: new Uint8Array(this.#clean.buffer, 0, 2 * count),
      noise: new Uint8Array(this.#noise.buffer, 0, 2 * count),
    };
  }

  get clipped(): { readonly clean: number; readonly noise: number } {
    return { clean: 0, noise: this.#clippedNoise };
  }
}
