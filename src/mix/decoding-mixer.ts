import { decodeSamples, encodeSamples } from '../formats/encoded-samples/sample-codec.ts';
import { instantiateKernel } from '../kernel/kernel.ts';
import { createNoiseMeter } from '../level/level-definitions.ts';
import type { LevelMeter } from '../level/level-meter.ts';
import { MeterMemory } from '../level/meter-memory.ts';
import { MixSums } from '../level/mix-sums.ts';
import { refuseNonFinite } from '../level/non-finite.ts';
import { NoiseAdder } from '../noise/noise-adder.ts';
import { createNoiseStream } from '../noise/noise-source.ts';
import { NOISE_BLOCK_FRAMES } from '../noise/normal-stream.ts';
import { BlockwiseMixer } from './blockwise-mixer.ts';
import { createDither, type TpdfDither } from './dither.ts';
import type { EmitBytes, MixStatistics, NoiseMixerOptions } from './noise-mixer.ts';
import { PartsEncoder } from './parts-encoder.ts';
import { MIX_BYTES } from './plain-s16.ts';

/** Decodes to floats, mixes these, encodes, and decodes once more to see what the encoding made of it. */
export class DecodingMixer extends BlockwiseMixer {
  readonly #options: NoiseMixerOptions;
  readonly #encoded: Uint8Array;
  readonly #out: Uint8Array;
  readonly #noise: NoiseAdder;
  /** Whether the output holds the very samples that were mixed. */
  readonly #isExact: boolean;
  readonly #dither: TpdfDither | undefined;
  readonly #signal: Float32Array[];
  readonly #mixed: Float32Array[];
  readonly #drawn: Float32Array[];
  readonly #parts: PartsEncoder | undefined;
  readonly #sums: MixSums;
  readonly #residualMeter: LevelMeter | undefined;
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
    this.#noise = new NoiseAdder(createNoiseStream({ ...source, createKernel }), options.shape);
    this.#dither = createDither(options.dither, source, output);
    this.#isExact =
      output.encoding === 'f32' && options.scale === 1 && !this.#dither && !options.parts;
    this.#signal = perChannel(() => new Float32Array(NOISE_BLOCK_FRAMES));
    this.#mixed = perChannel(() => new Float32Array(NOISE_BLOCK_FRAMES));
    const memory = new MeterMemory(createKernel());
    this.#sums = new MixSums(input.numberOfChannels, memory);
    this.#residualMeter =
      options.residualLevel && createNoiseMeter(options.residualLevel, input, memory);
    this.#drawn = options.parts ? perChannel(() => new Float32Array(NOISE_BLOCK_FRAMES)) : [];
    this.#parts = options.parts
      ? new PartsEncoder(
          input,
          output,
          options.scale,
          blocks * NOISE_BLOCK_FRAMES,
          NOISE_BLOCK_FRAMES,
        )
      : undefined;
  }

  protected override mix(bytes: number, emit: EmitBytes): void {
    const { input, output, scale } = this.#options;
    const frames = bytes / input.bytesPerFrame;
    for (let start = 0; start < frames; start += NOISE_BLOCK_FRAMES) {
      const count = Math.min(NOISE_BLOCK_FRAMES, frames - start);
      const signal = this.#signal;
      const mixed = this.#mixed;
      const encoded = this.#encoded.subarray(start * input.bytesPerFrame);
      decodeSamples(encoded, input, signal, count);
      this.#addNoise(count);
      for (const samples of mixed) {
        this.#peak = Math.max(this.#peak, peakOf(samples, count));
        if (scale !== 1) multiply(samples, scale, count);
      }
      if (this.#dither !== undefined) this.#addDither(this.#dither, count);
      const out = this.#out.subarray(start * output.bytesPerFrame);
      this.#clippedSamples += encodeSamples(mixed, count, output, out);
      if (!this.#isExact) decodeSamples(out, output, mixed, count);
      this.#sums.add(signal, mixed, scale, count);
      if (!Number.isFinite(this.#sums.signalEnergy)) {
        const channelData = signal.map((samples) => samples.subarray(0, count));
        refuseNonFinite({ format: input, frameIndex: this.#frames, channelData });
      }
      this.#parts?.encode({ input: encoded, signal, noise: this.#drawn, out, mixed }, start, count);
      if (this.#residualMeter) this.#measureResidual(this.#residualMeter, count);
      this.#frames += count;
    }
    emit(this.#out.subarray(0, frames * output.bytesPerFrame), this.#parts?.parts(frames));
  }

  /** To the signal at work; where the noise is wanted apart it is drawn apart, which comes to the same. */
  #addNoise(count: number): void {
    for (const [channel, samples] of this.#signal.entries()) this.#mixed[channel]!.set(samples);
    if (this.#parts === undefined) {
      this.#noise.add(this.#mixed, this.#frames, count);
      return;
    }
    for (const samples of this.#drawn) samples.fill(0);
    this.#noise.add(this.#drawn, this.#frames, count);
    for (const [channel, noise] of this.#drawn.entries()) {
      const mixed = this.#mixed[channel]!;
      for (let i = 0; i < count; i++) mixed[i] = mixed[i]! + noise[i]!;
    }
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
      signalEnergy: this.#sums.signalEnergy,
      noiseEnergy: this.#sums.noiseEnergy,
      clippedSamples: this.#clippedSamples,
      peak: this.#peak,
      residualPower: this.#residualMeter?.power(),
      residualChannelPowers: this.#residualMeter?.channelPowers(),
      clippedParts: this.#parts?.clipped,
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
