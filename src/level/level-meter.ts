import type { AudioBlock, AudioFormat } from '../audio-format.ts';

/** What a meter needs to know of the audio. */
export interface MeterFormat extends AudioFormat {
  /** Speaker positions of WAVEFORMATEXTENSIBLE, for `loudness`; 0 or absent where none are given. */
  readonly channelMask?: number;
}

/**
 * Measures the power of a signal that comes in blocks. The blocks' sizes do not matter, and neither does the machine:
 * powers are made of additions, multiplications, divisions and square roots only, which every engine rounds alike.
 */
export interface LevelMeter {
  /**
   * Takes the next frames.
   *
   * @param block the frames that follow those of the last block.
   * @throws NonFiniteSignalError at a sample that is NaN or infinite; the meter is of no use after that.
   */
  process(block: AudioBlock): void;

  /** Frames seen. */
  readonly numberOfFrames: number;

  /**
   * Power of the signal so far, all channels together, linear, full scale 1.
   *
   * @returns a positive number, or undefined where the signal has no level: it is silent, or empty.
   */
  power(): number | undefined;

  /** {@link power} of each channel by itself; empty before the first block. */
  channelPowers(): (number | undefined)[];
}
