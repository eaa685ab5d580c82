import { type AudioBlock, numberOfFrames } from '../audio-format.ts';
import { powerToDecibels } from '../decibels.ts';
import { type CreateKernel, instantiateKernel } from '../kernel/kernel.ts';
import type { S16LevelMeter } from './level-meter.ts';
import { refuseNonFinite } from './non-finite.ts';
import { S16Memory } from './s16-memory.ts';

/**
 * Sample peak: the largest magnitude of any sample. What a converter makes of the waveform between the samples, the
 * true peak of ITU-R BS.1770, may be higher.
 */
export class PeakMeter implements S16LevelMeter {
  readonly #numberOfChannels: number;
  readonly #createKernel: CreateKernel;
  readonly #peaks: number[] = [];
  #frames = 0;
  #s16: S16Memory | undefined;

  /**
   * @param numberOfChannels for encoded samples; blocks bring theirs.
   * @param createKernel where the kernel for encoded samples comes from, if there are any.
   */
  constructor(numberOfChannels = 1, createKernel: CreateKernel = instantiateKernel) {
    this.#numberOfChannels = numberOfChannels;
    this.#createKernel = createKernel;
  }

  process(block: AudioBlock): void {
    for (const [channel, samples] of block.channelData.entries()) {
      this.#peaks[channel] = magnitudePeak(samples, this.#peaks[channel] ?? 0);
    }
    if (!this.#peaks.every(Number.isFinite)) refuseNonFinite(block);
    this.#frames += numberOfFrames(block);
  }

  processS16(bytes: Uint8Array): void {
    this.#s16 ??= new S16Memory(this.#numberOfChannels, this.#createKernel);
    const { exports } = this.#s16;
    this.#s16.load(bytes, (memory, frames) => {
      for (let channel = 0; channel < this.#numberOfChannels; channel++) {
        const samples = memory.channel(channel, frames);
        const peak = exports.peakS16(samples.byteOffset, frames) / 32768;
        this.#peaks[channel] = Math.max(peak, this.#peaks[channel] ?? 0);
      }
      this.#frames += frames;
    });
  }

  get numberOfFrames(): number {
    return this.#frames;
  }

  /** Largest magnitude in any channel, linear, full scale 1. */
  get peak(): number {
    return Math.max(0, ...this.#peaks);
  }

  /** {@link peak} of each channel. */
  get channelPeaks(): number[] {
    return [...this.#peaks];
  }

  /** {@link peak} in dB re full scale; -Infinity for silence. */
  get peakDbfs(): number {
    return powerToDecibels(this.peak ** 2);
  }

  /** Square of the peak; undefined for silence. */
  power(): number | undefined {
    return powerOf(this.peak);
  }

  /** Square of each channel's peak. */
  channelPowers(): (number | undefined)[] {
    return this.#peaks.map(powerOf);
  }
}

function powerOf(peak: number): number | undefined {
  return peak > 0 ? peak * peak : undefined;
}

/** NaN or Infinity once a sample is. */
function magnitudePeak(samples: Float32Array, before: number): number {
  let peak = before;
  for (let i = 0; i < samples.length; i++) {
    const magnitude = Math.abs(samples[i]!);
    // False for NaN as well.
    if (!(magnitude <= peak)) {
      peak = magnitude;
      if (!(peak < Infinity)) {
        break;
      }
    }
  }
  return peak;
}
