import { decibelsToPower, powerToDecibels } from '../decibels.ts';
import type { SnrEnvelope } from './snr-envelope.ts';

/** In a ratio to the signal. */
export interface SnrTarget {
  /** Says which kind of target it is. */
  readonly type: 'snr';
  /** Signal-to-noise ratio, dB: positive is cleaner. */
  readonly snrDb: number;
}

/** In a ratio to the signal that varies with time. */
export interface EnvelopeTarget {
  /** Says which kind of target it is. */
  readonly type: 'envelope';
  /** The ratio over time. */
  readonly envelope: SnrEnvelope;
}

/** Of a strength of its own. */
export interface StdTarget {
  /** Says which kind of target it is. */
  readonly type: 'std';
  /** Standard deviation of the noise, linear, full scale 1. */
  readonly std: number;
  /** Mean of the noise, linear, full scale 1. */
  readonly mean: number;
}

/** Of a level of its own. */
export interface LevelTarget {
  /** Says which kind of target it is. */
  readonly type: 'level';
  /** Power of the noise, in dB re full scale (0 dBFS = power 1). */
  readonly noiseDbfs: number;
}

/** How strong the noise is to be. */
export type NoiseTarget = SnrTarget | EnvelopeTarget | StdTarget | LevelTarget;

/** Whether the noise depends on the signal's level. */
export function isRatio({ type }: NoiseTarget): boolean {
  return type === 'snr' || type === 'envelope';
}

/**
 * RMS of the noise that gives a target signal-to-noise ratio.
 *
 * @param signalPower mean square of the clean signal, linear, full scale 1.
 * @param snrDb power ratio in dB; higher is cleaner.
 * @returns RMS of the noise, linear; 0 for a silent signal.
 */
export function noiseRmsForSnr(signalPower: number, snrDb: number): number {
  return Math.sqrt(signalPower / decibelsToPower(snrDb));
}

/**
 * Factor for unit noise so that this very draw of it has the wanted RMS, whatever the luck of the draw.
 *
 * @param noiseRms wanted RMS, linear.
 * @param noisePower mean square of the noise that will be added, before it is scaled.
 * @returns the factor; `noiseRms` itself where there is no noise to scale.
 */
export function exactNoiseGain(noiseRms: number, noisePower: number): number {
  return noisePower > 0 ? noiseRms / Math.sqrt(noisePower) : noiseRms;
}

/**
 * SNR_dB = 10·log10(signal energy / noise energy).
 *
 * @returns Infinity where no noise was added; -Infinity for noise on a silent signal; NaN where both are 0.
 */
export function snrDb(signalEnergy: number, noiseEnergy: number): number {
  return powerToDecibels(signalEnergy / noiseEnergy);
}
