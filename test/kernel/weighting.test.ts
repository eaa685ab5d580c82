import { describe, expect, test } from 'vitest';
import { instantiateKernel } from '../../src/kernel/kernel.ts';
import { MeterMemory } from '../../src/level/meter-memory.ts';
import {
  WEIGHTING_BYTES,
  type WeightingCurve,
  WeightingFilter,
} from '../../src/level/weighting-filter.ts';
import { seededRandom } from '../formats/wav/splitting.ts';
import { WeightingOracle } from '../level/oracles/weighting-filter.ts';

const FRAMES = 3000;
const CASES = (['a', 'k'] as const).flatMap((curve) =>
  [1, 2, 3].flatMap((channels) => [1000, 16000, 48000].map((rate) => ({ curve, channels, rate }))),
);

/** A filter of so many channels, and memory for as many samples of each. */
function createFilter(curve: WeightingCurve, channels: number, rate = 16000) {
  const kernel = instantiateKernel();
  const memory = new MeterMemory(kernel);
  const filter = new WeightingFilter(curve, rate, channels, memory);
  const address = memory.reserve(4 * channels * FRAMES);
  const { buffer } = kernel.exports.memory;
  const samples = new Float32Array(buffer, address, channels * FRAMES);
  const states = new Float64Array(buffer, kernel.audioAddress, (channels * WEIGHTING_BYTES) / 8);
  return { filter, samples, states };
}

describe.each(CASES)('$curve-weighting of $channels interleaved channels at $rate Hz', (shape) => {
  const { curve, channels, rate } = shape;

  test.each([1e-44, 1e-30, 2, 3e38])(
    'gives the energy that the oracle gives, to the last bit, up to %d',
    (peak) => {
      const { filter, samples } = createFilter(curve, channels, rate);
      const random = seededRandom(channels);
      for (let i = 0; i < samples.length; i++) samples[i] = peak * (2 * random() - 1);
      for (let channel = 0; channel < channels; channel++) {
        const address = samples.byteOffset + 4 * channel;
        const step = 4 * channels;
        const first = filter.addEnergy(channel, peak * peak, { address, step, frames: 7 });
        const rest = { address: address + 7 * step, step, frames: FRAMES - 7 };
        const energy = filter.addEnergy(channel, first, rest);
        const alone = samples.filter((_, i) => i % channels === channel);
        expect(energy).toBe(new WeightingOracle(curve, rate).addEnergy(peak * peak, alone));
        expect(energy).toBeGreaterThan(2 * peak * peak);
      }
    },
  );
});

describe.each(['a', 'k'] as const)('%s-weighting', (curve) => {
  test('does not mind how few samples come at a time', () => {
    const { filter, samples } = createFilter(curve, 1);
    const random = seededRandom(8);
    for (let i = 0; i < 60; i++) samples[i] = 2 * random() - 1;
    let energy = 0;
    let from = 0;
    for (const frames of [0, 1, 0, 1, 1, 2, 3, 2, 1, 0, 30, 1, 18]) {
      const address = samples.byteOffset + 4 * from;
      energy = filter.addEnergy(0, energy, { address, step: 4, frames });
      from += frames;
      expect(energy).toBe(new WeightingOracle(curve, 16000).addEnergy(0, samples, 0, from));
    }
    expect(from).toBe(60);
  });

  test('forgets, down to exact silence', () => {
    const { filter, samples, states } = createFilter(curve, 1);
    const { byteOffset: address } = samples;
    samples.set(Float32Array.from({ length: FRAMES }, seededRandom(9)));
    expect(filter.addEnergy(0, 0, { address, step: 4, frames: FRAMES })).toBeGreaterThan(100);
    samples.fill(0);
    for (let i = 0; i < 50; i++) filter.addEnergy(0, 0, { address, step: 4, frames: FRAMES });
    expect([...states.subarray(15)]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test.each([Number.NaN, Infinity])('of %d is not finite, for good', (value) => {
    const { filter, samples } = createFilter(curve, 1);
    const { byteOffset: address } = samples;
    samples[1] = value;
    const first = filter.addEnergy(0, 0, { address, step: 4, frames: 2 });
    expect(Number.isFinite(first)).toBe(false);
    samples[1] = 0;
    const later = filter.addEnergy(0, 0, { address, step: 4, frames: FRAMES });
    expect(Number.isFinite(later)).toBe(false);
  });
});
