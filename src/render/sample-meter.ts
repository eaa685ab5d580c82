import {
  BLOCK_FRAMES,
  type CreateKernel,
  instantiateKernel,
  type Kernel,
} from '../kernel/kernel.ts';
import { ActiveLevelMeter } from '../level/active-level-meter.ts';
import { createLevelMeter } from '../level/create-level-meter.ts';
import type { LevelDefinition, LevelMeter } from '../level/level-meter.ts';
import { RmsMeter } from '../level/rms-meter.ts';
import { SpectrumMeter } from '../noise/colour-matched.ts';
import { decodeSamples } from '../wav/sample-codec.ts';
import type { WavFormat } from '../wav/wav-format.ts';
import { isPlainS16, MIX_BYTES } from './plain-s16.ts';

/** What is to be found out about a signal. */
export interface SampleMeterOptions {
  /** Default `rms`. */
  readonly level?: LevelDefinition;
  /** Whether {@link SampleMeter.channelPowers} is wanted. Default false. */
  readonly perChannel?: boolean;
  /** Whether {@link SampleMeter.predictor} is wanted. Default false. */
  readonly spectrum?: boolean;
  /** Where the meter's kernels come from; new ones unless given. */
  readonly createKernel?: CreateKernel | undefined;
}

/** Measures encoded samples as they stand in a WAV file: whole frames, in pieces of any size. */
export interface SampleMeter {
  /** @throws NonFiniteSignalError at a NaN or an infinite sample. */
  push(bytes: Uint8Array): void;
  readonly numberOfFrames: number;
  /** Sum of the squares of all samples, all channels pooled, full scale 1. */
  readonly energy: number;
  /** Power by the definition asked for, all channels together; undefined for silence. */
  power(): number | undefined;
  /** The same for each channel. */
  channelPowers(): (number | undefined)[];
  /** The signal's long-term spectrum, for noise of the colour `matched`: see `SpectrumMeter`. */
  readonly predictor: readonly number[] | undefined;
}

/** The quickest meter for a format; they agree to the last bit. */
export function createSampleMeter(
  format: WavFormat,
  {
    level = 'rms',
    perChannel = false,
    spectrum = false,
    createKernel = instantiateKernel,
  }: SampleMeterOptions = {},
): SampleMeter {
  const isQuick = isPlainS16(format) && !spectrum;
  if (isQuick && level === 'rms' && !perChannel) return new S16Meter(format, createKernel);
  if (isQuick && level === 'active') return new S16ActiveMeter(format, createKernel);
  return new DecodingMeter(format, level, spectrum);
}

/** Sums 16-bit samples as integers, in the kernel. */
class S16Meter implements SampleMeter {
  readonly #bytesPerFrame: number;
  readonly #kernel: Kernel;
  readonly #samples: Uint8Array;
  #sum = 0n;
  #bytes = 0;

  constructor({ bytesPerFrame }: WavFormat, createKernel: CreateKernel) {
    this.#bytesPerFrame = bytesPerFrame;
    this.#kernel = createKernel(MIX_BYTES);
    const { exports, audioAddress } = this.#kernel;
    this.#samples = new Uint8Array(exports.memory.buffer, audioAddress, MIX_BYTES);
  }

  push(bytes: Uint8Array): void {
    for (let start = 0; start < bytes.length; start += MIX_BYTES) {
      const piece = bytes.subarray(start, start + MIX_BYTES);
      this.#samples.set(piece);
      const { audioAddress, exports } = this.#kernel;
      this.#sum += BigInt(exports.sumSquaresS16(audioAddress, piece.length / 2));
    }
    this.#bytes += bytes.length;
  }

  get numberOfFrames(): number {
    return this.#bytes / this.#bytesPerFrame;
  }

  get energy(): number {
    return Number(this.#sum) / 2 ** 30;
  }

  power(): number | undefined {
    return this.#sum > 0n ? this.energy / (this.#bytes / 2) : undefined;
  }

  channelPowers(): never {
    throw new Error('the quick meter sums all channels at once: ask for perChannel');
  }

  readonly predictor = undefined;
}

/** Follows the envelopes of 16-bit samples in the kernel. */
class S16ActiveMeter implements SampleMeter {
  readonly #rms: S16Meter;
  readonly #active: ActiveLevelMeter;
  readonly predictor = undefined;

  constructor(format: WavFormat, createKernel: CreateKernel) {
    this.#rms = new S16Meter(format, createKernel);
    this.#active = new ActiveLevelMeter(format, createKernel);
  }

  push(bytes: Uint8Array): void {
    this.#rms.push(bytes);
    this.#active.processS16(bytes);
  }

  get numberOfFrames(): number {
    return this.#rms.numberOfFrames;
  }

  get energy(): number {
    return this.#rms.energy;
  }

  power(): number | undefined {
    return this.#active.power();
  }

  channelPowers(): (number | undefined)[] {
    return this.#active.channelPowers();
  }
}

/** Decodes to floats and sums these. */
class DecodingMeter implements SampleMeter {
  readonly #format: WavFormat;
  readonly #meter = new RmsMeter();
  readonly #level: LevelMeter;
  readonly #spectrum: SpectrumMeter | undefined;
  readonly #channelData: Float32Array[];

  constructor(format: WavFormat, level: LevelDefinition, spectrum: boolean) {
    this.#format = format;
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
      if (this.#level !== this.#meter) this.#level.process(block);
      this.#spectrum?.process(block);
    }
  }

  get numberOfFrames(): number {
    return this.#meter.numberOfFrames;
  }

  get energy(): number {
    return this.#meter.energy;
  }

  power(): number | undefined {
    return this.#level.power();
  }

  channelPowers(): (number | undefined)[] {
    return this.#level.channelPowers();
  }

  get predictor(): readonly number[] | undefined {
    return this.#spectrum?.predictor;
  }
}
