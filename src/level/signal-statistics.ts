import type { AudioBlock } from '../audio-format.ts';
import { PeakMeter } from './peak-meter.ts';
import { RmsMeter } from './rms-meter.ts';

/** What there is to say of the samples of one channel, or of all together. Linear, full scale 1. */
export interface SampleStatistics {
  /** Mean square. */
  readonly power: number;
  /** Largest magnitude. */
  readonly peak: number;
  /** Peak over RMS: 1 for a square wave, √2 for a sine; undefined for silence. */
  readonly crestFactor: number | undefined;
  /** Share of the power that is DC, 0 to 1: mean² / power; 0 for silence. */
  readonly dcShare: number;
  /** Power without the DC, at least 0: the variance. */
  readonly acPower: number;
}

/** {@link SampleStatistics} of one channel. */
export interface ChannelStatistics extends SampleStatistics {
  /** Mean of the samples, the DC offset. */
  readonly mean: number;
}

/** Mean, power, peak and crest factor of a signal, by channel and in all. Blocks of any size give the same. */
export class SignalStatistics {
  readonly #rms = new RmsMeter();
  readonly #peak = new PeakMeter();
  readonly #sums: number[] = [];

  /**
   * @param block the frames that follow those of the last block.
   * @throws NonFiniteSignalError at a sample that is NaN or infinite.
   */
  process(block: AudioBlock): void {
    this.#rms.process(block);
    this.#peak.process(block);
    for (const [channel, samples] of block.channelData.entries()) {
      this.#sums[channel] = addSamples(this.#sums[channel] ?? 0, samples);
    }
  }

  /** Frames seen. */
  get numberOfFrames(): number {
    return this.#rms.numberOfFrames;
  }

  /** Each channel by itself. */
  get channels(): ChannelStatistics[] {
    const frames = Math.max(1, this.numberOfFrames);
    const peaks = this.#peak.channelPeaks;
    return this.#rms.channelEnergies.map((energy, channel) => {
      const mean = this.#sums[channel]! / frames;
      return { mean, ...describe(energy / frames, peaks[channel]!, mean * mean) };
    });
  }

  /** All channels pooled; each has a DC of its own. */
  get pooled(): SampleStatistics {
    const channels = this.channels;
    const count = Math.max(1, channels.length);
    const dcPower = channels.reduce((sum, { mean }) => sum + mean * mean, 0) / count;
    return describe(this.#rms.power() ?? 0, this.#peak.peak, dcPower);
  }
}

function describe(power: number, peak: number, dcPower: number): SampleStatistics {
  return {
    power,
    peak,
    crestFactor: power > 0 ? peak / Math.sqrt(power) : undefined,
    // Rounding may put the mean of a constant a little above the constant.
    dcShare: power > 0 ? Math.min(1, dcPower / power) : 0,
    acPower: Math.max(0, power - dcPower),
  };
}

/** In order, so that it does not matter where the blocks end. */
function addSamples(before: number, samples: Float32Array): number {
  let sum = before;
  for (let i = 0; i < samples.length; i++) {
    sum += samples[i]!;
  }
  return sum;
}
