import { type AudioBlock, numberOfFrames } from '../audio-format.ts';
import { BLOCK_FRAMES } from '../kernel/kernel.ts';
import type { LevelMeter } from './level-meter.ts';
import type { KernelSamples, MeterMemory } from './meter-memory.ts';
import { refuseNonFinite } from './non-finite.ts';

/**
 * A meter that computes in a kernel. However samples come, they are measured as 32-bit floats in its memory, channel by
 * channel.
 */
export abstract class KernelMeter implements LevelMeter {
  protected readonly memory: MeterMemory;
  protected readonly numberOfChannels: number;
  #frames = 0;

  constructor(numberOfChannels: number, memory: MeterMemory) {
    this.numberOfChannels = numberOfChannels;
    this.memory = memory;
  }

  /** @returns a sum or a peak that is finite as long as all samples are. */
  protected abstract measure(channel: number, samples: KernelSamples): number;

  abstract power(): number | undefined;
  abstract channelPowers(): (number | undefined)[];

  process(block: AudioBlock): void {
    const total = numberOfFrames(block);
    let areFinite = true;
    for (let start = 0; start < total; start += BLOCK_FRAMES) {
      const frames = Math.min(BLOCK_FRAMES, total - start);
      for (let channel = 0; channel < this.numberOfChannels; channel++) {
        const { samples } = this.memory;
        samples.set(block.channelData[channel]!.subarray(start, start + frames));
        areFinite = this.addChannel(channel, samples.byteOffset, frames) && areFinite;
      }
    }
    if (!areFinite) refuseNonFinite(block);
  }

  /** The same of interleaved 16-bit integers, little-endian, that stand in the memory. */
  processS16(address: number, total: number): void {
    const channels = this.numberOfChannels;
    for (let start = 0; start < total; start += BLOCK_FRAMES) {
      const frames = Math.min(BLOCK_FRAMES, total - start);
      for (let channel = 0; channel < channels; channel++) {
        const { byteOffset } = this.memory.samples;
        const from = address + 2 * (start * channels + channel);
        this.memory.exports.decodeS16(from, channels, frames, byteOffset);
        this.addChannel(channel, byteOffset, frames);
      }
    }
  }

  /**
   * Takes samples of one channel that stand in the memory: 32-bit floats. To be called for each channel in turn.
   *
   * @param step bytes from one sample to the next; those of a float unless the meter takes others.
   * @returns true as long as all samples were finite.
   */
  addChannel(channel: number, address: number, frames: number, step = 4): boolean {
    const sum = this.measure(channel, { address, step, frames });
    if (channel === this.numberOfChannels - 1) this.#frames += frames;
    return Number.isFinite(sum);
  }

  get numberOfFrames(): number {
    return this.#frames;
  }
}
