import { type CreateKernel, instantiateKernel } from '../kernel/kernel.ts';
import { createNoiseLevelMeter } from '../level/create-level-meter.ts';
import type { LevelDefinition, LevelMeter } from '../level/level-meter.ts';
import { PowerSum } from '../level/power-sum.ts';
import { RmsMeter } from '../level/rms-meter.ts';
import { GainedNoise, NoiseAdder, type NoiseShape } from '../noise/noise-adder.ts';
import { createNoiseStream, type NoiseSourceOptions } from '../noise/noise-source.ts';
import { NOISE_BLOCK_FRAMES } from '../noise/normal-stream.ts';
import { decodeSamples, encodeSamples } from '../wav/sample-codec.ts';
import type { WavFormat } from '../wav/wav-format.ts';
import { createDither, type Dither, type TpdfDither } from './dither.ts';
import { isPlainS16, MIX_BYTES } from './plain-s16.ts';

/** What is to be added to what. */
export interface NoiseMixerOptions {
  /** Format of the samples that come in. */
  readonly input: WavFormat;
  /** Format of the samples that go out: same rate and channels. */
  readonly output: WavFormat;
  /** Which noise. */
  readonly source: Omit<NoiseSourceOptions, 'kernel'>;
  /** How strong it is, a standard deviation for each channel. */
  readonly shape: NoiseShape;
  /** Factor for signal and noise together; 1 leaves the signal as it is. */
  readonly scale: number;
  /**
   * What is added before rounding to 8 or 16 bits, which takes longer. Channels that get no noise are left alone. Default
   * `none`.
   */
  readonly dither?: Dither | undefined;
  /** Whether {@link MixStatistics.peak} is wanted, which takes longer. Default false. */
  readonly findsPeak?: boolean;
  /** By what definition {@link MixStatistics.residualPower} is wanted, which takes longer. */
  readonly residualLevel?: LevelDefinition | undefined;
  /** Where the mixer's kernels come from; new ones unless given. */
  readonly createKernel?: CreateKernel | undefined;
}

/** What a {@link NoiseMixer} did so far. */
export interface MixStatistics {
  readonly numberOfFrames: number;
  /** Sum of the squares of the input, unscaled. */
  readonly signalEnergy: number;
  /** Sum of the squares of what was really added, after quantisation and clipping: output - scale · input. */
  readonly noiseEnergy: number;
  readonly clippedSamples: number;
  /** Largest absolute value of signal + noise before scaling and clipping; NaN where it was not found. */
  readonly peak: number;
  /** Power of what was really added, by the definition asked for; undefined where none was. */
  readonly residualPower?: number | undefined;
  /** The same of each channel. */
  readonly residualChannelPowers?: readonly (number | undefined)[] | undefined;
}

/** Called with encoded samples; the bytes are overwritten when it has returned. */
export type EmitBytes = (bytes: Uint8Array) => void;

/**
 * Adds noise to encoded samples: whole frames in, in pieces of any size, whole frames out, up to 4095 of them later.
 */
export interface NoiseMixer {
  /** @throws NonFiniteSignalError at a NaN or an infinite sample. */
  push(bytes: Uint8Array, emit: EmitBytes): void;
  end(emit: EmitBytes): void;
  readonly statistics: MixStatistics;
}

/** The quickest mixer for the formats; they agree to the last bit. */
export function createNoiseMixer(options: NoiseMixerOptions): NoiseMixer {
  const { input, output, scale, findsPeak = false, residualLevel, dither = 'none' } = options;
  const isQuick = scale === 1 && !findsPeak && residualLevel === undefined && dither === 'none';
  return isQuick && isPlainS16(input) && isPlainS16(output)
    ? new S16Mixer(options)
    : new DecodingMixer(options);
}

/**
 * Collects bytes into runs of whole noise blocks, so that no sum depends on how the input was split.
 */
abstract class BlockwiseMixer implements NoiseMixer {
  readonly #pending: Uint8Array;
  readonly #blockBytes: number;
  #pendingBytes = 0;

  /** @param pending where the bytes are collected: room for one noise block at least. */
  constructor(pending: Uint8Array, blockBytes: number) {
    this.#pending = pending;
    this.#blockBytes = blockBytes;
  }

  abstract readonly statistics: MixStatistics;

  /** Mixes the first bytes of the collected ones and emits the outcome. */
  protected abstract mix(bytes: number, emit: EmitBytes): void;

  push(bytes: Uint8Array, emit: EmitBytes): void {
    const pending = this.#pending;
    for (let start = 0; start < bytes.length; ) {
      const count = Math.min(bytes.length - start, pending.length - this.#pendingBytes);
      pending.set(bytes.subarray(start, start + count), this.#pendingBytes);
      this.#pendingBytes += count;
      start += count;
      const whole = this.#pendingBytes - (this.#pendingBytes % this.#blockBytes);
      if (whole > 0) {
        // The rest is kept aside: mixing may be in place and touch what follows.
        const rest = pending.slice(whole, this.#pendingBytes);
        this.mix(whole, emit);
        pending.set(rest);
        this.#pendingBytes = rest.length;
      }
    }
  }

  end(emit: EmitBytes): void {
    if (this.#pendingBytes > 0) {
      this.mix(this.#pendingBytes, emit);
      this.#pendingBytes = 0;
    }
  }
}

/** Mixes 16-bit samples in place, in the kernel's memory: samples first, then the noise of one block. */
class S16Mixer extends BlockwiseMixer {
  readonly #unitNoise: GainedNoise;
  readonly #samples: Uint8Array;
  readonly #noiseAddress: number;
  readonly #noise: Float32Array;
  readonly #channels: number;
  /** Standard deviations and mean in steps of the output: powers of two, so nothing is rounded. */
  readonly #stds: readonly number[];
  readonly #mean: number;
  #frames = 0;
  #clippedSamples = 0;
  #signalSum = 0n;
  #noiseSum = 0n;

  constructor({ input, source, shape, createKernel = instantiateKernel }: NoiseMixerOptions) {
    const channels = input.numberOfChannels;
    const blockBytes = NOISE_BLOCK_FRAMES * input.bytesPerFrame;
    const samplesBytes = Math.max(1, Math.floor(MIX_BYTES / blockBytes)) * blockBytes;
    // The kernel works on vectors of eight samples, of which the last may reach past the end.
    const noiseSamples = NOISE_BLOCK_FRAMES * channels + 8;
    const kernel = createKernel(samplesBytes + 4 * noiseSamples);
    const { buffer } = kernel.exports.memory;
    const samples = new Uint8Array(buffer, kernel.audioAddress, samplesBytes);
    super(samples, blockBytes);
    this.#unitNoise = new GainedNoise(createNoiseStream({ ...source, kernel }), shape);
    this.#samples = samples;
    this.#noiseAddress = kernel.audioAddress + samplesBytes;
    this.#noise = new Float32Array(buffer, this.#noiseAddress, noiseSamples);
    this.#channels = channels;
    this.#stds = shape.stds.map((std) => Math.fround(std) * 32768);
    this.#mean = Math.fround(shape.mean) * 32768;
  }

  protected override mix(bytes: number, emit: EmitBytes): void {
    const channels = this.#channels;
    const { exports } = this.#unitNoise.stream.kernel;
    const frames = bytes / 2 / channels;
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
      this.#noiseSum += BigInt(exports.mixS16(address, this.#noiseAddress, samples));
      this.#clippedSamples += exports.clippedSamples.value;
      this.#frames += count;
    }
    emit(this.#samples.subarray(0, bytes));
  }

  get statistics(): MixStatistics {
    return {
      numberOfFrames: this.#frames,
      signalEnergy: Number(this.#signalSum) / 2 ** 30,
      noiseEnergy: Number(this.#noiseSum) / 2 ** 30,
      clippedSamples: this.#clippedSamples,
      peak: Number.NaN,
    };
  }
}

/** Decodes to floats, mixes these, encodes, and decodes once more to see what the encoding made of it. */
class DecodingMixer extends BlockwiseMixer {
  readonly #options: NoiseMixerOptions;
  readonly #encoded: Uint8Array;
  readonly #out: Uint8Array;
  readonly #noise: NoiseAdder;
  readonly #dither: TpdfDither | undefined;
  readonly #signal: Float32Array[];
  readonly #mixed: Float32Array[];
  readonly #signalMeter = new RmsMeter();
  readonly #residualMeter: LevelMeter | undefined;
  readonly #noiseEnergies: PowerSum[];
  #frames = 0;
  #clippedSamples = 0;
  #peak = 0;

  constructor(options: NoiseMixerOptions) {
    const { input, output, source, createKernel = instantiateKernel } = options;
    const blockBytes = NOISE_BLOCK_FRAMES * input.bytesPerFrame;
    const blocks = Math.max(1, Math.floor(MIX_BYTES / blockBytes));
    const encoded = new Uint8Array(blocks * blockBytes);
    super(encoded, blockBytes);
    const perChannel = <T>(create: () => T): T[] =>
      Array.from({ length: input.numberOfChannels }, create);
    this.#options = options;
    this.#encoded = encoded;
    this.#out = new Uint8Array(blocks * NOISE_BLOCK_FRAMES * output.bytesPerFrame);
    this.#residualMeter =
      options.residualLevel && createNoiseLevelMeter(options.residualLevel, input);
    this.#noise = new NoiseAdder(
      createNoiseStream({ ...source, kernel: createKernel() }),
      options.shape,
    );
    this.#dither = createDither(options.dither, source, output);
    this.#signal = perChannel(() => new Float32Array(NOISE_BLOCK_FRAMES));
    this.#mixed = perChannel(() => new Float32Array(NOISE_BLOCK_FRAMES));
    this.#noiseEnergies = perChannel(() => new PowerSum());
  }

  protected override mix(bytes: number, emit: EmitBytes): void {
    const { input, output, scale } = this.#options;
    const frames = bytes / input.bytesPerFrame;
    for (let start = 0; start < frames; start += NOISE_BLOCK_FRAMES) {
      const count = Math.min(NOISE_BLOCK_FRAMES, frames - start);
      const signal = this.#signal;
      const mixed = this.#mixed;
      decodeSamples(this.#encoded.subarray(start * input.bytesPerFrame), input, signal, count);
      this.#signalMeter.process({
        format: input,
        frameIndex: this.#frames,
        channelData: signal.map((samples) => samples.subarray(0, count)),
      });
      for (const [channel, samples] of signal.entries()) mixed[channel]!.set(samples);
      this.#noise.add(mixed, this.#frames, count);
      for (const samples of mixed) {
        this.#peak = Math.max(this.#peak, peakOf(samples, count));
        if (scale !== 1) multiply(samples, scale, count);
      }
      if (this.#dither !== undefined) this.#addDither(this.#dither, count);
      const out = this.#out.subarray(start * output.bytesPerFrame);
      this.#clippedSamples += encodeSamples(mixed, count, output, out);
      decodeSamples(out, output, mixed, count);
      for (const [channel, samples] of mixed.entries()) {
        this.#noiseEnergies[channel]!.addDifference(samples, signal[channel]!, scale, count);
      }
      if (this.#residualMeter) this.#measureResidual(this.#residualMeter, count);
      this.#frames += count;
    }
    emit(this.#out.subarray(0, frames * output.bytesPerFrame));
  }

  #addDither(dither: TpdfDither, count: number): void {
    const { stds, mean } = this.#options.shape;
    for (const [channel, samples] of this.#mixed.entries()) {
      const hasNoise = stds[channel] !== 0 || mean !== 0;
      if (hasNoise) dither.add(samples, this.#frames, count, channel);
    }
  }

  /** What was added to the block at work, which stands decoded where the mix was. */
  #measureResidual(meter: LevelMeter, count: number): void {
    const { input, scale } = this.#options;
    const channelData = this.#mixed.map((samples, channel) => {
      const residual = samples.subarray(0, count);
      for (let i = 0; i < count; i++)
        residual[i] = residual[i]! - scale * this.#signal[channel]![i]!;
      return residual;
    });
    meter.process({ format: input, frameIndex: this.#frames, channelData });
  }

  get statistics(): MixStatistics {
    return {
      numberOfFrames: this.#frames,
      signalEnergy: this.#signalMeter.energy,
      noiseEnergy: PowerSum.total(this.#noiseEnergies),
      clippedSamples: this.#clippedSamples,
      peak: this.#peak,
      residualPower: this.#residualMeter?.power(),
      residualChannelPowers: this.#residualMeter?.channelPowers(),
    };
  }
}

function peakOf(samples: Float32Array, count: number): number {
  let peak = 0;
  for (let i = 0; i < count; i++) {
    const magnitude = Math.abs(samples[i]!);
    if (magnitude > peak) peak = magnitude;
  }
  return peak;
}

function multiply(samples: Float32Array, factor: number, count: number): void {
  for (let i = 0; i < count; i++) {
    samples[i] = samples[i]! * factor;
  }
}
