import { BLOCK_FRAMES } from '../kernel/kernel.ts';
import { createLevelMeter } from '../level/create-level-meter.ts';
import type { LevelDefinition, LevelMeter } from '../level/level-meter.ts';
import { acPower, channelMeans, OffsetMeter } from '../level/offset-sums.ts';
import { RmsMeter } from '../level/rms-meter.ts';
import { SpectrumMeter } from '../noise/colour-matched.ts';
import { decodeSamples } from '../wav/sample-codec.ts';
import type { WavFormat } from '../wav/wav-format.ts';
import type { SampleMeter } from './sample-meter.ts';

export interface DecodingMeterOptions {
  readonly level: LevelDefinition;
  readonly spectrum: boolean;
  readonly removesDc: boolean;
  /** Means of the channels, for levels other than `rms`. */
  readonly means: readonly number[] | undefined;
}

/** Decodes to floats and sums these. */
export class DecodingMeter implements SampleMeter {
  readonly #format: WavFormat;
  readonly #removesDc: boolean;
  readonly #means: readonly number[] | undefined;
  readonly #meter = new RmsMeter();
  readonly #offsets = new OffsetMeter();
  readonly #level: LevelMeter;
  readonly #spectrum: SpectrumMeter | undefined;
  readonly #channelData: Float32Array[];

  constructor(format: WavFormat, { level, spectrum, removesDc, means }: DecodingMeterOptions) {
    this.#format = format;
    this.#removesDc = removesDc;
    this.#means = means;
    this.#level = level === 'rms' ? this.#meter : createLevelMeter(level, format);
    this.#spectrum = spectrum ? new SpectrumMeter(format) : undefined;
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
      const block = { format: this.#format, frameIndex: this.#meter.numberOfFrames, channelData };
      this.#meter.process(block);
      this.#offsets.process(channelData);
      this.#spectrum?.process(block);
      if (this.#level === this.#meter) continue;
      if (this.#means !== undefined) subtract(channelData, this.#means);
      this.#level.process(block);
    }
  }

  get numberOfFrames(): number {
    return this.#meter.numberOfFrames;
  }

  get energy(): number {
    return this.#meter.energy;
  }

  get means(): number[] {
    return channelMeans(this.#offsets.pooled);
  }

  power(): number | undefined {
    return this.#isAc ? acPower(this.#offsets.pooled) : this.#level.power();
  }

  channelPowers(): (number | undefined)[] {
    return this.#isAc ? this.#offsets.channels.map(acPower) : this.#level.channelPowers();
  }

  get predictor(): readonly number[] | undefined {
    return this.#spectrum?.predictor;
  }

  get #isAc(): boolean {
    return this.#removesDc && this.#level === this.#meter;
  }
}

/** In place; rounded to 32-bit floats. */
function subtract(channelData: readonly Float32Array[], means: readonly number[]): void {
  for (const [channel, samples] of channelData.entries()) {
    const mean = means[channel]!;
    for (let i = 0; i < samples.length; i++) samples[i] = samples[i]! - mean;
  }
}
