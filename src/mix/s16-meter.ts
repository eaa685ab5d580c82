import type { SampleFormat } from '../formats/sample-format.ts';
import { instantiateKernel } from '../kernel/kernel.ts';
import type { KernelMeter } from '../level/kernel-meter.ts';
import { LEVELS } from '../level/level-definitions.ts';
import { MeterMemory } from '../level/meter-memory.ts';
import { acPower, channelMeans, type OffsetSums } from '../level/offset-sums.ts';
import { SpectrumMeter } from '../noise/matched-color.ts';
import { MIX_BYTES } from './plain-s16.ts';
import type { SampleMeter, SampleMeterOptions } from './sample-meter.ts';

/** Samples of which the kernel keeps sums apart. */
const LANES = 8;

/**
 * Measures 16-bit samples in kernels: sums them as integers, which is quicker than as floats, and has a meter decode them
 * there where sums do not tell the level.
 */
export class S16Meter implements SampleMeter {
  readonly #channels: number;
  readonly #removesDc: boolean;
  readonly #memory: MeterMemory;
  readonly #samplesAddress: number;
  /** Left by the kernel: sums of the samples 0, 8, 16, ..., of 1, 9, 17, ... */
  readonly #laneSumsAddress: number;
  /** Undefined where the power is the mean square of all channels. */
  readonly #level: KernelMeter | undefined;
  readonly #spectrum: SpectrumMeter | undefined;
  /** First sample of each channel, and sum of its samples, in steps. */
  readonly #firsts: Int16Array;
  readonly #sums: Float64Array;
  #squares = 0n;
  #numberOfSamples = 0;

  constructor(
    format: SampleFormat,
    {
      level = 'rms',
      spectrum = false,
      removeDc = false,
      createKernel = instantiateKernel,
    }: SampleMeterOptions,
  ) {
    const memory = new MeterMemory(createKernel());
    this.#channels = format.numberOfChannels;
    this.#removesDc = removeDc;
    this.#memory = memory;
    this.#samplesAddress = memory.reserve(MIX_BYTES);
    this.#laneSumsAddress = memory.reserve(4 * LANES);
    this.#level = LEVELS[level].createMeter?.(format, memory);
    this.#spectrum = spectrum ? new SpectrumMeter(format, createKernel) : undefined;
    this.#firsts = new Int16Array(this.#channels);
    this.#sums = new Float64Array(this.#channels);
  }

  push(bytes: Uint8Array): void {
    const bytesPerFrame = 2 * this.#channels;
    const pieceBytes = MIX_BYTES - (MIX_BYTES % bytesPerFrame);
    for (let start = 0; start < bytes.length; start += pieceBytes) {
      const piece = bytes.subarray(start, start + pieceBytes);
      this.#add(piece);
      this.#level?.processS16(this.#samplesAddress, piece.length / bytesPerFrame);
    }
    this.#spectrum?.processS16(bytes);
  }

  #add(piece: Uint8Array): void {
    const count = piece.length / 2;
    const { buffer } = this.#memory.exports.memory;
    new Uint8Array(buffer, this.#samplesAddress, piece.length).set(piece);
    const samples = new Int16Array(buffer, this.#samplesAddress, count);
    if (this.#numberOfSamples === 0) this.#firsts.set(samples.subarray(0, this.#channels));
    this.#squares += BigInt(this.#addSums(samples));
    this.#numberOfSamples += count;
  }

  /** Returns the sum of the squares. */
  #addSums(samples: Int16Array): number {
    const channels = this.#channels;
    const { exports } = this.#memory;
    // A piece begins with a sample of the first channel.
    if (LANES % channels === 0) {
      const squares = exports.sumLanesS16(
        samples.byteOffset,
        samples.length,
        this.#laneSumsAddress,
      );
      const laneSums = new Int32Array(samples.buffer, this.#laneSumsAddress, LANES);
      for (let lane = 0; lane < LANES; lane++) this.#sums[lane % channels]! += laneSums[lane]!;
      return squares;
    }
    for (let i = 0, channel = 0; i < samples.length; i++) {
      this.#sums[channel]! += samples[i]!;
      if (++channel === channels) channel = 0;
    }
    return exports.sumSquaresS16(samples.byteOffset, samples.length);
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
    if (this.#level !== undefined) return this.#level.power();
    if (this.#squares === 0n) return undefined;
    return this.#removesDc ? acPower(this.#offsetSums()) : this.energy / this.#numberOfSamples;
  }

  channelPowers(): (number | undefined)[] {
    if (this.#level !== undefined) return this.#level.channelPowers();
    throw new Error('the quick meter sums all channels at once: ask for perChannel');
  }

  get predictor(): readonly number[] | undefined {
    return this.#spectrum?.predictor;
  }

  /** As `SignalSums` finds them in the decoded samples, to the last bit: integers up to the one rounding at the end. */
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
