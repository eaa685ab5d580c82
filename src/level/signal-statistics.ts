import type { AudioBlock } from '../audio-format.ts';
import { MeterMemory } from './meter-memory.ts';
import { PeakMeter } from './peak-meter.ts';
import { SignalSums } from './signal-sums.ts';

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
  readonly #sums: SignalSums;
  readonly #peak: PeakMeter;

  constructor(numberOfChannels: number, memory = new MeterMemory()) {
    this.#sums = new SignalSums(numberOfChannels, memory, 'none');
    this.#peak = new PeakMeter(numberOfChannels, memory);
  }

  /**
   * @param block the frames that follow those of the last block.
   * @throws NonFiniteSignalError at a sample that is NaN or infinite.
   */
  process(block: AudioBlock): void {
    this.#sums.process(block);
    this.#peak.process(block);
  }

  /** Frames seen. */
  get numberOfFrames(): number {
    return this.#sums.numberOfFrames;
  }

  /** Each channel by itself; empty before the first block. */
  get channels(): ChannelStatistics[] {
    const frames = Math.max(1, this.numberOfFrames);
    const energies = this.#sums.channelEnergies;
    const { sums } = this.#sums.pooled;
    const { peaks } = this.#peak;
    return energies.map((energy, channel) => {
      const mean = sums[channel]! / frames;
      return { mean, ...describe(energy / frames, peaks[channel]!, mean * mean) };
    });
  }

  /** All channels pooled; each has a DC of its own. */
  get pooled(): SampleStatistics {
    const channels = this.channels;
    const count = Math.max(1, channels.length);
    const dcPower = channels.reduce((sum, { mean }) => sum + mean * mean, 0) / count;
    return describe(this.#sums.power() ?? 0, this.#peak.peak, dcPower);
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
