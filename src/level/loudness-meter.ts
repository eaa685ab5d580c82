import { type AudioBlock, numberOfFrames } from '../audio-format.ts';
import { powerToDecibels } from '../decibels.ts';
import { type CreateKernel, instantiateKernel } from '../kernel/kernel.ts';
import { loudnessWeights } from './channel-weights.ts';
import type { MeterFormat, S16LevelMeter } from './level-meter.ts';
import { refuseNonFinite } from './non-finite.ts';
import { S16Memory } from './s16-memory.ts';
import { LOUDNESS_OFFSET } from './weighted-meter.ts';
import { WEIGHTING_BYTES, WeightingFilter } from './weighting-filter.ts';

/** Blocks of 400 ms overlap by 75 %: four hops of 100 ms make a block. */
const HOPS_PER_SECOND = 10;
const HOPS_PER_BLOCK = 4;

/** -70 LUFS as a weighted power, before the offset. */
const ABSOLUTE_GATE = 1.172465304582296e-7;
/** -10 LU. */
const RELATIVE_GATE = 0.1;

/**
 * Integrated programme loudness: ITU-R BS.1770-4, EBU R 128.
 *
 * K-weighted power in blocks of 400 ms, of which those count that are above -70 LUFS, and not more than 10 LU below the
 * mean of these. A last block that is not whole does not count. **A signal of less than 400 ms**, for which the
 * standard has no loudness, is taken as one block without gates.
 *
 * `power()` is 10^(LUFS / 10), the offset of -0.691 dB included. Memory: 8 bytes per channel and 100 ms, since the
 * relative gate is not known before the end: 288 kB an hour.
 */
export class LoudnessMeter implements S16LevelMeter {
  readonly #sampleRate: number;
  readonly #weights: number[];
  readonly #filters: WeightingFilter[];
  /** Energies of the channels in the hop that has begun. */
  readonly #current: Float64Array;
  /** Energies of whole hops: those of the channels, hop by hop. */
  #energies: Float64Array;
  #hops = 0;
  #frames = 0;
  readonly #createKernel: CreateKernel;
  #s16: S16Memory | undefined;

  /** @param createKernel where the kernel for encoded samples comes from, if there are any. */
  constructor(format: MeterFormat, createKernel: CreateKernel = instantiateKernel) {
    this.#createKernel = createKernel;
    const { sampleRate, numberOfChannels } = format;
    this.#sampleRate = sampleRate;
    this.#weights = loudnessWeights(format);
    this.#filters = this.#weights.map(() => new WeightingFilter('k', sampleRate));
    this.#current = new Float64Array(numberOfChannels);
    this.#energies = new Float64Array(64 * numberOfChannels);
  }

  process(block: AudioBlock): void {
    this.#addHops(numberOfFrames(block), (channel, energy, start, end) => {
      const samples = block.channelData[channel]!;
      const sum = this.#filters[channel]!.addEnergy(energy, samples, start, end);
      return Number.isFinite(sum) ? sum : refuseNonFinite(block);
    });
  }

  processS16(bytes: Uint8Array): void {
    const step = 2 * this.#filters.length;
    this.#s16 ??= this.#openS16Memory();
    const { exports, address } = this.#s16;
    this.#s16.load(bytes, (_, frames) => {
      this.#addHops(frames, (channel, energy, start, end) => {
        const samples = {
          address: address + 2 * channel + step * start,
          step,
          frames: end - start,
        };
        return this.#filters[channel]!.addEnergyS16(exports, energy, samples);
      });
    });
  }

  #openS16Memory(): S16Memory {
    const channels = this.#filters.length;
    const memory = new S16Memory(channels, this.#createKernel, WEIGHTING_BYTES * channels);
    for (const [channel, filter] of this.#filters.entries()) {
      filter.moveTo(memory.exports, memory.furtherAddress + WEIGHTING_BYTES * channel);
    }
    return memory;
  }

  /** @param addEnergy adds the energy of the frames from `start` to before `end`, filtered, to that of a channel. */
  #addHops(
    frames: number,
    addEnergy: (channel: number, energy: number, start: number, end: number) => number,
  ): void {
    for (let start = 0; start < frames; ) {
      const hopEnd = this.#hopStart(this.#hops + 1);
      const end = Math.min(frames, start + hopEnd - this.#frames);
      for (let channel = 0; channel < this.#filters.length; channel++) {
        this.#current[channel] = addEnergy(channel, this.#current[channel]!, start, end);
      }
      this.#frames += end - start;
      start = end;
      if (this.#frames === hopEnd) {
        this.#endHop();
      }
    }
  }

  get numberOfFrames(): number {
    return this.#frames;
  }

  /** Integrated loudness in LUFS; undefined where no block is above -70 LUFS. */
  get integratedLufs(): number | undefined {
    const power = this.power();
    return power === undefined ? undefined : powerToDecibels(power);
  }

  /** 10^(LUFS / 10); undefined where no block is above -70 LUFS. */
  power(): number | undefined {
    return this.#gatedPower(this.#weights);
  }

  /** Each channel as if it were mono: with gates of its own and a weight of 1. */
  channelPowers(): (number | undefined)[] {
    return this.#weights.map((_, only) =>
      this.#gatedPower(this.#weights.map((_, channel) => (channel === only ? 1 : 0))),
    );
  }

  #gatedPower(weights: readonly number[]): number | undefined {
    const power =
      this.#hops < HOPS_PER_BLOCK ? this.#ungatedPower(weights) : this.#meanAboveGates(weights);
    return power > 0 ? LOUDNESS_OFFSET * power : undefined;
  }

  #meanAboveGates(weights: readonly number[]): number {
    const powers = this.#blockPowers(weights).filter((power) => power > ABSOLUTE_GATE);
    const gate = RELATIVE_GATE * mean(powers);
    return mean(powers.filter((power) => power > gate));
  }

  #ungatedPower(weights: readonly number[]): number {
    let energy = weightedSum(weights, this.#current, 0);
    for (let hop = 0; hop < this.#hops; hop++) {
      energy += weightedSum(weights, this.#energies, hop * weights.length);
    }
    return energy / Math.max(1, this.#frames);
  }

  #blockPowers(weights: readonly number[]): Float64Array {
    const channels = weights.length;
    const hops = Float64Array.from({ length: this.#hops }, (_, hop) =>
      weightedSum(weights, this.#energies, hop * channels),
    );
    return Float64Array.from({ length: this.#hops - HOPS_PER_BLOCK + 1 }, (_, first) => {
      const frames = this.#hopStart(first + HOPS_PER_BLOCK) - this.#hopStart(first);
      return (hops[first]! + hops[first + 1]! + hops[first + 2]! + hops[first + 3]!) / frames;
    });
  }

  #endHop(): void {
    const channels = this.#current.length;
    const at = this.#hops * channels;
    if (at === this.#energies.length) {
      const longer = new Float64Array(2 * at);
      longer.set(this.#energies);
      this.#energies = longer;
    }
    this.#energies.set(this.#current, at);
    this.#current.fill(0);
    this.#hops++;
  }

  /** First frame of a hop. Hops need not be whole numbers of frames; over time none is lost. */
  #hopStart(hop: number): number {
    return Math.floor((hop * this.#sampleRate) / HOPS_PER_SECOND);
  }
}

function weightedSum(weights: readonly number[], values: Float64Array, at: number): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i]! * values[at + i]!;
  }
  return sum;
}

/** 0 for none. */
function mean(values: Float64Array): number {
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : 0;
}
