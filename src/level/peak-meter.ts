import { KernelMeter } from './kernel-meter.ts';
import { type KernelSamples, MeterMemory } from './meter-memory.ts';

/**
 * Sample peak: the largest magnitude of any sample. What a converter makes of the waveform between the samples, the
 * true peak of ITU-R BS.1770, may be higher.
 */
export class PeakMeter extends KernelMeter {
  readonly #peaks: number[];

  constructor(numberOfChannels: number, memory = new MeterMemory()) {
    super(numberOfChannels, memory);
    this.#peaks = new Array<number>(numberOfChannels).fill(0);
  }

  protected override measure(channel: number, { address, frames }: KernelSamples): number {
    const peak = this.memory.exports.peakF32(address, frames, this.#peaks[channel]!);
    this.#peaks[channel] = peak;
    return peak;
  }

  /** Largest magnitude in each channel, linear, full scale 1. */
  get peaks(): readonly number[] {
    return this.#peaks;
  }

  /** Largest magnitude in any channel. */
  get peak(): number {
    return Math.max(0, ...this.#peaks);
  }

  /** Square of the peak; undefined for silence. */
  override power(): number | undefined {
    return powerOf(this.peak);
  }

  /** Square of each channel's peak. */
  override channelPowers(): (number | undefined)[] {
    return this.#peaks.map(powerOf);
  }
}

function powerOf(peak: number): number | undefined {
  return peak > 0 ? peak * peak : undefined;
}
