import { createColorFilter } from '../../src/noise/color-filter.ts';
import { colorAmplitudes } from '../../src/noise/color-spectrum.ts';
import { ColoredStream } from '../../src/noise/colored-stream.ts';
import type { ColorSpec } from '../../src/noise/noise-color.ts';
import {
  type BinRange,
  fractionalOctaves,
  rangeDeviationDb,
  WelchSpectrum,
} from './color-welch.ts';

const WINDOW = 16384;
const STRETCH_BLOCKS = 64;

/** How far one part of a measured spectrum is from the definition. */
export interface SpectrumDeviation {
  readonly hz: number;
  readonly deviationDb: number;
  /** Standard deviation of what the luck of the draw adds. */
  readonly standardErrorDb: number;
}

/**
 * Draws noise, measures its power density by Welch's method and compares it with the definition in sixths of octaves, from
 * 50 Hz or a thousandth of the sample rate to 0.45 of it. The level of the definition is free.
 */
export function measureColor(
  spec: ColorSpec,
  seed: number,
  stretches: number,
): SpectrumDeviation[] {
  const stream = new ColoredStream(seed, 'spectrum', createColorFilter(spec));
  const welch = new WelchSpectrum(WINDOW);
  const samples = new Float32Array(STRETCH_BLOCKS * 4096);
  for (let stretch = 0; stretch < stretches; stretch++) {
    for (let i = 0; i < STRETCH_BLOCKS; i++) {
      samples.set(stream.block(0, stretch * STRETCH_BLOCKS + i), i * 4096);
    }
    welch.add(samples);
  }
  const measured = welch.density;
  const wanted = colorAmplitudes(spec, WINDOW).map((amplitude) => amplitude * amplitude);
  const sum = (densities: Float64Array, { from, to }: BinRange) =>
    densities.subarray(from, to).reduce((total, density) => total + density, 0);
  const lowest = Math.ceil((Math.max(50, spec.sampleRate / 1000) / spec.sampleRate) * WINDOW);
  const ranges = fractionalOctaves(lowest, Math.floor(0.45 * WINDOW), 6);
  const levels = ranges.map((range) => 10 * Math.log10(sum(measured, range) / sum(wanted, range)));
  const sorted = [...levels].sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1]!;
  return ranges.map((range, i) => ({
    hz: ((range.from + range.to) / 2 / WINDOW) * spec.sampleRate,
    deviationDb: levels[i]! - median,
    standardErrorDb: rangeDeviationDb(range, welch.windows),
  }));
}
