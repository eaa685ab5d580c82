import { describe, expect, test } from 'vitest';
import { instantiateKernel } from '../../src/kernel/kernel.ts';
import {
  WEIGHTING_BYTES,
  type WeightingCurve,
  WeightingFilter,
} from '../../src/level/weighting-filter.ts';
import { seededRandom } from '../formats/wav/splitting.ts';

const FRAMES = 3000;
const CASES = (['a', 'k'] as const).flatMap((curve) =>
  [1, 2, 3].map((channels) => ({ curve, channels })),
);

const kernel = instantiateKernel(WEIGHTING_BYTES + 4 * 3 * FRAMES);
const { exports, audioAddress } = kernel;
const samplesAddress = audioAddress + WEIGHTING_BYTES;

/** Its memory is what the kernel works with. */
function filterInKernel(curve: WeightingCurve): WeightingFilter {
  const filter = new WeightingFilter(curve, 16000);
  filter.moveTo(exports, audioAddress);
  return filter;
}

/** The last of the channels of interleaved samples, as floats. */
function lastOf(interleaved: ArrayLike<number>, channels: number, scale: number): Float32Array {
  return Float32Array.from(
    { length: FRAMES },
    (_, i) => interleaved[i * channels + channels - 1]! * scale,
  );
}

describe.each(CASES)('$curve-weighting every $channels. sample in the kernel', (shape) => {
  const { curve, channels } = shape;
  const random = seededRandom(channels);
  const integers = new Int16Array(exports.memory.buffer, samplesAddress, channels * FRAMES);
  const floats = new Float32Array(exports.memory.buffer, samplesAddress, channels * FRAMES);

  test('gives the energy of the filter in JavaScript, to the last bit, for 16-bit integers', () => {
    for (let i = 0; i < integers.length; i++) integers[i] = Math.floor(65536 * random()) - 32768;
    integers.fill(-32768, 0, channels);
    const filter = filterInKernel(curve);
    const from = samplesAddress + 2 * (channels - 1);
    const step = 2 * channels;
    const first = filter.addEnergyS16(exports, 0.125, { address: from, step, frames: 1001 });
    const rest = FRAMES - 1001;
    const energy = filter.addEnergyS16(exports, first, {
      address: from + 1001 * step,
      step,
      frames: rest,
    });
    const samples = lastOf(integers, channels, 2 ** -15);
    expect(energy).toBe(new WeightingFilter(curve, 16000).addEnergy(0.125, samples));
    expect(energy).toBeGreaterThan(100);
  });

  test('gives the energy of the filter in JavaScript, to the last bit, for floats', () => {
    for (let i = 0; i < floats.length; i++) floats[i] = 4 * random() - 2;
    const filter = filterInKernel(curve);
    const from = samplesAddress + 4 * (channels - 1);
    const step = 4 * channels;
    const first = filter.addEnergyF32(exports, 3, { address: from, step, frames: 7 });
    const energy = filter.addEnergyF32(exports, first, {
      address: from + 7 * step,
      step,
      frames: FRAMES - 7,
    });
    const samples = lastOf(floats, channels, 1);
    expect(energy).toBe(new WeightingFilter(curve, 16000).addEnergy(3, samples));
    expect(energy).toBeGreaterThan(100);
  });
});

test.each(['a', 'k'] as const)(
  '%s-weighting does not mind how few samples come at a time',
  (curve) => {
    const random = seededRandom(8);
    const view = new Float32Array(exports.memory.buffer, samplesAddress, 60);
    for (let i = 0; i < 60; i++) view[i] = 2 * random() - 1;
    const samples = view.slice();
    const filter = filterInKernel(curve);
    let energy = 0;
    let from = 0;
    for (const count of [0, 1, 0, 1, 1, 2, 3, 2, 1, 0, 30, 1, 18]) {
      energy = filter.addEnergyF32(exports, energy, {
        address: samplesAddress + 4 * from,
        step: 4,
        frames: count,
      });
      from += count;
      expect(energy).toBe(new WeightingFilter(curve, 16000).addEnergy(0, samples, 0, from));
    }
    expect(from).toBe(60);
  },
);

describe('a filter that was moved into a kernel', () => {
  const samples = Float32Array.from({ length: FRAMES }, seededRandom(9));

  test('goes on from where it was, on either side', () => {
    const view = new Float32Array(exports.memory.buffer, samplesAddress, FRAMES);
    view.set(samples);
    const filter = new WeightingFilter('a', 16000);
    let energy = filter.addEnergy(0, samples, 0, 1000);
    filter.moveTo(exports, audioAddress);
    energy = filter.addEnergyF32(exports, energy, {
      address: samplesAddress + 4000,
      step: 4,
      frames: 1000,
    });
    energy = filter.addEnergy(energy, samples, 2000);
    expect(energy).toBe(new WeightingFilter('a', 16000).addEnergy(0, samples));
  });

  test('forgets, down to exact silence', () => {
    const filter = filterInKernel('k');
    const view = new Float32Array(exports.memory.buffer, samplesAddress, FRAMES);
    view.set(samples);
    expect(
      filter.addEnergyF32(exports, 0, { address: samplesAddress, step: 4, frames: FRAMES }),
    ).toBeGreaterThan(100);
    view.fill(0);
    for (let i = 0; i < 50; i++)
      filter.addEnergyF32(exports, 0, { address: samplesAddress, step: 4, frames: FRAMES });
    const states = new Float64Array(exports.memory.buffer, audioAddress, WEIGHTING_BYTES / 8);
    expect([...states.subarray(15)]).toEqual([0, 0, 0, 0, 0, 0]);
  });
});
