import type { SampleFormat } from '../formats/sample-format.ts';
import type { CreateKernel, Kernel } from '../kernel/kernel.ts';
import type { S16LevelMeter } from '../level/level-meter.ts';
import { acPower, channelMeans, type OffsetSums } from '../level/offset-sums.ts';
import type { SpectrumMeter } from '../noise/matched-color.ts';
import { MIX_BYTES } from './plain-s16.ts';
import type { SampleMeter } from './sample-meter.ts';

/** Samples of which the kernel keeps sums apart. */
const LANES = 8;

/** Sums 16-bit samples as integers, in the kernel. */
export class S16Meter implements SampleMeter {
  readonly #channels: number;
  readonly #removesDc: boolean;
  readonly #kernel: Kernel;
  readonly #bytes: Uint8Array;
  readonly #samples: Int16Array;
  /** Left by the kernel: sums of the samples 0, 8, 16, ..., of 1, 9, 17, ... */
  readonly #laneSums: Int32Array;
  /** First sample of each channel, and sum of its samples, in steps. */
  readonly #firsts: Int16Array;
  readonly #sums: Float64Array;
  #squares = 0n;
  #numberOfSamples = 0;

  readonly predictor = undefined;

  constructor({ numberOfChannels }: SampleFormat, removesDc: boolean, createKernel: CreateKernel) {
    this.#channels = numberOfChannels;
    this.#removesDc = removesDc;
    const audioBytes = MIX_BYTES + 4 * LANES;
    this.#kernel = createKernel(audioBytes, audioBytes);
    const { exports, audioAddress } = this.#kernel;
    const { buffer } = exports.memory;
    this.#bytes = new Uint8Array(buffer, audioAddress, MIX_BYTES);
    this.#samples = new Int16Array(buffer, audioAddress, MIX_BYTES / 2);
    this.#laneSums = new Int32Array(buffer, audioAddress + MIX_BYTES, LANES);
    this.#firsts = new Int16Array(numberOfChannels);
    this.#sums = new Float64Array(numberOfChannels);
  }

  push(bytes: Uint8Array): void {
    for (let start = 0; start < bytes.length; start += MIX_BYTES) {
      const piece = bytes.subarray(start, start + MIX_BYTES);
      const count = piece.length / 2;
      this.#bytes.set(piece);
      if (this.#numberOfSamples === 0) this.#firsts.set(this.#samples.subarray(0, this.#channels));
      this.#squares += BigInt(this.#addSums(count));
      this.#numberOfSamples += count;
    }
  }

  /** Returns the sum of the squares. */
  #addSums(count: number): number {
    const channels = this.#channels;
    const { audioAddress, exports } = this.#kernel;
    // A piece begins with a sample whose index is a multiple of 8, where all before it were full.
    if (LANES % channels === 0) {
      const squares = exports.sumLanesS16(audioAddress, count, this.#laneSums.byteOffset);
      for (let lane = 0; lane < LANES; lane++) {
        this.#sums[lane % channels]! += this.#laneSums[lane]!;
      }
      return squares;
    }
    let channel = this.#numberOfSamples % channels;
    for (let i = 0; i < count; i++) {
      this.#sums[channel]! += this.#samples[i]!;
      if (++channel === channels) channel = 0;
    }
    return exports.sumSquaresS16(audioAddress, count);
  }

  get numberOfFrames(): number {
    return this.#numberOfSamples / this.#channels;
  }

  get energy(): number {
    return Number(this.#squares) / 2 ** 30;
  }

  get means(): number[] {
    return channelMeans(this.#offsetSums());
  }

  power(): number | undefined {
    if (this.#squares === 0n) return undefined;
    return this.#removesDc ? acPower(this.#offsetSums()) : this.energy / this.#numberOfSamples;
  }

  channelPowers(): never {
    throw new Error('the quick meter sums all channels at once: ask for perChannel');
  }

  /** As an `OffsetMeter` finds them in the decoded samples, to the last bit: integers up to the one rounding at the end. */
  #offsetSums(): OffsetSums {
    const numberOfFrames = this.numberOfFrames;
    const firsts = [...this.#firsts];
    let squares = this.#squares;
    for (const [channel, first] of firsts.entries()) {
      const k = BigInt(first);
      squares += k * (k * BigInt(numberOfFrames) - 2n * BigInt(this.#sums[channel]!));
    }
    return {
      offsets: firsts.map((first) => first / 2 ** 15),
      sums: firsts.map((first, channel) => {
        return (this.#sums[channel]! - first * numberOfFrames) / 2 ** 15;
      }),
      energy: Number(squares) / 2 ** 30,
      numberOfFrames,
    };
  }
}

/** What else is found out about 16-bit samples, beside their energy. */
export interface S16MeterParts {
  /** Unless given, the power is the mean square of all channels. */
  readonly level: S16LevelMeter | undefined;
  readonly spectrum: SpectrumMeter | undefined;
}

/** Measures 16-bit samples in kernels, by any definition of level. */
export class S16LevelSampleMeter implements SampleMeter {
  readonly #rms: S16Meter;
  readonly #level: S16LevelMeter | undefined;
  readonly #spectrum: SpectrumMeter | undefined;

  constructor(rms: S16Meter, { level, spectrum }: S16MeterParts) {
    this.#rms = rms;
    this.#level = level;
    this.#spectrum = spectrum;
  }

  push(bytes: Uint8Array): void {
    this.#rms.push(bytes);
    this.#level?.processS16(bytes);
    this.#spectrum?.processS16(bytes);
  }

  get numberOfFrames(): number {
    return this.#rms.numberOfFrames;
  }

  get energy(): number {
    return this.#rms.energy;
  }

  get means(): number[] {
    return this.#rms.means;
  }

  power(): number | undefined {
    return (this.#level ?? this.#rms).power();
  }

  channelPowers(): (number | undefined)[] {
    return (this.#level ?? this.#rms).channelPowers();
  }

  get predictor(): readonly number[] | undefined {
    return this.#spectrum?.predictor;
  }
}
