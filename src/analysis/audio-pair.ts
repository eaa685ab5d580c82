import { AwgnError, SilentSignalError, UnsupportedAudioError } from '../errors.ts';
import type { RawFormat } from '../formats/raw/raw-format.ts';
import type { SampleFormat } from '../formats/sample-format.ts';
import type { ByteSource } from '../io/byte-source.ts';
import { SignalStatistics } from '../level/signal-statistics.ts';
import { type FrameBlock, FrameReader } from './frame-reader.ts';
import {
  FullScaleCounter,
  type FullScaleCounts,
  fullScaleMagnitude,
} from './full-scale-counter.ts';
import { UsedBits } from './used-bits.ts';

/** What a first pass finds in one of two files. */
export interface AudioSurvey {
  readonly name: string;
  readonly format: SampleFormat;
  readonly numberOfFrames: number;
  /** Mean square of each channel. */
  readonly channelPowers: readonly number[];
  /** Index of the first frame that is not all 0; that of the last where there is none. */
  readonly firstSound: number;
  /** {@link UsedBits}. */
  readonly usedBits: number | undefined;
  readonly fullScale: FullScaleCounts;
  readonly warnings: readonly string[];
}

/** Frames of two files that go together. */
export type OnPair = (clean: Float32Array[], noisy: Float32Array[]) => void;

/** Two files that are read side by side, several times. */
export class AudioPair {
  readonly #clean: ByteSource;
  readonly #noisy: ByteSource;
  readonly #raw: RawFormat | undefined;
  readonly #onBytes: (count: number) => void;

  /**
   * @param clean and `noisy`: rereadable.
   * @param raw what both are, if they have no header.
   */
  constructor(
    clean: ByteSource,
    noisy: ByteSource,
    raw: RawFormat | undefined,
    onBytes: (count: number) => void,
  ) {
    this.#clean = clean;
    this.#noisy = noisy;
    this.#raw = raw;
    this.#onBytes = onBytes;
  }

  /**
   * The first pass, over all of both.
   *
   * @throws UnsupportedAudioError where rates or channels differ, SilentSignalError where there are no samples,
   * NonFiniteSignalError for NaN and infinite ones.
   */
  async survey(): Promise<{ clean: AudioSurvey; noisy: AudioSurvey }> {
    const open = (source: ByteSource) => FrameReader.open(source, this.#raw, this.#onBytes);
    const clean = await naming(this.#clean, open);
    const noisy = await naming(this.#noisy, open);
    requireSameShape(clean.header.format, noisy.header.format);
    return {
      clean: await naming(this.#clean, ({ name }) => survey(clean, name)),
      noisy: await naming(this.#noisy, ({ name }) => survey(noisy, name)),
    };
  }

  /** Frames of some channels of one file, from `start` on: fewer where the file ends. */
  async frames(
    which: 'clean' | 'noisy',
    start: number,
    numberOfFrames: number,
    channels: readonly number[],
  ): Promise<Float32Array[]> {
    const reader = await this.#reopen(which === 'clean' ? this.#clean : this.#noisy, start);
    const samples = channels.map(() => new Float32Array(numberOfFrames));
    let filled = 0;
    while (filled < numberOfFrames) {
      const block = await reader.read();
      if (block === undefined) break;
      const count = Math.min(block.channelData[0]!.length, numberOfFrames - filled);
      for (const [i, channel] of channels.entries()) {
        samples[i]!.set(block.channelData[channel]!.subarray(0, count), filled);
      }
      filled += count;
    }
    return samples.map((channel) => channel.subarray(0, filled));
  }

  /**
   * One more pass over both, side by side.
   *
   * @param delayFrames by which the noisy file is late.
   * @param numberOfFrames how many both have then.
   * @param onPair called with the frames; the arrays are overwritten when it has returned.
   * @throws SourceChangedError.
   */
  async pass(delayFrames: number, numberOfFrames: number, onPair: OnPair): Promise<void> {
    const clean = await this.#reopen(this.#clean, Math.max(0, -delayFrames));
    const noisy = await this.#reopen(this.#noisy, Math.max(0, delayFrames));
    for (let left = numberOfFrames; left > 0; ) {
      const cleanBlock = await clean.read();
      const noisyBlock = await noisy.read();
      if (cleanBlock === undefined || noisyBlock === undefined) break;
      const frames = Math.min(
        left,
        cleanBlock.channelData[0]!.length,
        noisyBlock.channelData[0]!.length,
      );
      onPair(firstOf(cleanBlock, frames), firstOf(noisyBlock, frames));
      left -= frames;
    }
    this.#clean.assertUnchanged();
    this.#noisy.assertUnchanged();
  }

  async #reopen(source: ByteSource, start: number): Promise<FrameReader> {
    source.rewind();
    const reader = await FrameReader.open(source, this.#raw, this.#onBytes);
    await reader.skip(start);
    return reader;
  }
}

/** Has the errors of bad data say which of the two files it is in. */
async function naming<T>(source: ByteSource, work: (source: ByteSource) => Promise<T>): Promise<T> {
  try {
    return await work(source);
  } catch (error) {
    if (error instanceof AwgnError) error.message = `${source.name}: ${error.message}`;
    throw error;
  }
}

function firstOf({ channelData }: FrameBlock, frames: number): Float32Array[] {
  return channelData.map((samples) => samples.subarray(0, frames));
}

function requireSameShape(clean: SampleFormat, noisy: SampleFormat): void {
  if (clean.sampleRate !== noisy.sampleRate) {
    throw new UnsupportedAudioError(
      `the clean file has ${clean.sampleRate} Hz and the noisy one ${noisy.sampleRate}; expected one rate; resample one of them`,
    );
  }
  if (clean.numberOfChannels !== noisy.numberOfChannels) {
    throw new UnsupportedAudioError(
      `the numbers of channels differ, ${clean.numberOfChannels} in the clean file and ${noisy.numberOfChannels} in the noisy one; expected as many; give the files that belong together`,
    );
  }
}

async function survey(reader: FrameReader, name: string): Promise<AudioSurvey> {
  const { format } = reader.header;
  const statistics = new SignalStatistics(format.numberOfChannels);
  const fullScale = new FullScaleCounter(fullScaleMagnitude(format), format.numberOfChannels);
  const usedBits = new UsedBits(format);
  let firstSound: number | undefined;
  for (;;) {
    const block = await reader.read();
    if (block === undefined) break;
    statistics.process(block);
    fullScale.process(block);
    usedBits.process(block);
    firstSound ??= firstSoundOf(block);
  }
  const { numberOfFrames, channels } = statistics;
  if (numberOfFrames === 0) {
    throw new SilentSignalError(
      'there are no samples; expected some to compare; check that both files are whole',
    );
  }
  return {
    name,
    format,
    numberOfFrames,
    channelPowers: channels.map(({ power }) => power),
    firstSound: firstSound ?? numberOfFrames - 1,
    usedBits: usedBits.bits,
    fullScale: fullScale.counts,
    warnings: reader.warnings.map(({ message }) => `${name}: ${message}`),
  };
}

function firstSoundOf({ channelData, frameIndex }: FrameBlock): number | undefined {
  const firsts = channelData
    .map((samples) => samples.findIndex((sample) => sample !== 0))
    .filter((first) => first >= 0);
  return firsts.length > 0 ? frameIndex + Math.min(...firsts) : undefined;
}
