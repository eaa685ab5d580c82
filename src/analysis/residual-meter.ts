import { type AudioFormat, numberOfFrames } from '../audio-format.ts';
import { powerToDecibels } from '../decibels.ts';
import {
  createNoiseMeter,
  LEVEL_DEFINITIONS,
  type LevelDefinition,
} from '../level/level-definitions.ts';
import type { LevelMeter } from '../level/level-meter.ts';
import { MeterMemory } from '../level/meter-memory.ts';
import type { SnrByDefinition } from './file-comparison.ts';
import { SegmentalSnr } from './segmental-snr.ts';

/** Power of the clean signal by each definition; undefined where it has none. */
export type SignalPowers = Readonly<Record<LevelDefinition, number | undefined>>;

/** Makes the residual noisy - gain · clean, and measures how far it is below gain · clean. */
export class ResidualMeter {
  readonly gain: number;
  readonly #format: AudioFormat;
  readonly #noise: readonly (readonly [LevelDefinition, LevelMeter])[];
  readonly #segmental: SegmentalSnr;
  #frames = 0;
  #signal: Float32Array[] = [];
  #residual: Float32Array[] = [];

  constructor(gain: number, format: AudioFormat) {
    this.gain = gain;
    this.#format = format;
    const memory = new MeterMemory();
    this.#noise = LEVEL_DEFINITIONS.map((definition) => [
      definition,
      createNoiseMeter(definition, format, memory),
    ]);
    this.#segmental = new SegmentalSnr(format.sampleRate, format.numberOfChannels);
  }

  /** @returns the residual of the given frames, which the next call overwrites. */
  process(clean: readonly Float32Array[], noisy: readonly Float32Array[]): Float32Array[] {
    const { gain } = this;
    this.#fit(clean);
    const frames = clean[0]!.length;
    const signal = this.#signal.map((samples) => samples.subarray(0, frames));
    const residual = this.#residual.map((samples) => samples.subarray(0, frames));
    for (const [channel, samples] of clean.entries()) {
      subtract(noisy[channel]!, samples, gain, signal[channel]!, residual[channel]!);
    }
    const block = { format: this.#format, frameIndex: this.#frames, channelData: residual };
    for (const [, meter] of this.#noise) meter.process(block);
    this.#segmental.process(signal, residual);
    this.#frames += numberOfFrames(block);
    return residual;
  }

  /** Mean square of the residual, all channels pooled. */
  get power(): number {
    return this.#noise[0]![1].power() ?? 0;
  }

  /**
   * Signal-to-noise ratios.
   *
   * @param signal of the clean signal, before the gain.
   */
  snr(signal: SignalPowers): SnrByDefinition {
    const ratios = Object.fromEntries(
      this.#noise.map(([definition, meter]) => [
        definition.replace('-', '_'),
        ratio(signal[definition], this.gain, meter.power()),
      ]),
    ) as Omit<Record<keyof SnrByDefinition, number | null>, 'segmental'>;
    return { ...ratios, segmental: this.#segmental.decibels ?? null };
  }

  /** Makes room for blocks of this size. */
  #fit(clean: readonly Float32Array[]): void {
    const frames = clean[0]!.length;
    if (frames <= (this.#signal[0]?.length ?? 0)) return;
    this.#signal = clean.map(() => new Float32Array(frames));
    this.#residual = clean.map(() => new Float32Array(frames));
  }
}

function subtract(
  noisy: Float32Array,
  clean: Float32Array,
  gain: number,
  signal: Float32Array,
  residual: Float32Array,
): void {
  for (let i = 0; i < clean.length; i++) {
    const scaled = gain * clean[i]!;
    signal[i] = scaled;
    residual[i] = noisy[i]! - scaled;
  }
}

function ratio(
  signalPower: number | undefined,
  gain: number,
  noisePower: number | undefined,
): number | null {
  if (signalPower === undefined || noisePower === undefined || gain === 0) return null;
  return powerToDecibels((gain * gain * signalPower) / noisePower);
}
