import { describe, expect, test } from 'vitest';
import { instantiateKernel } from '../../src/kernel/kernel.ts';
import {
  WEIGHTING_BYTES,
  type WeightingCurve,
  WeightingFilter,
} from '../../src/level/weighting-filter.ts';
import { seededRandom } from '../wav/splitting.ts';

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
    const { byteOffset } = filterInKernel(curve);
    const from = samplesAddress + 2 * (channels - 1);
    const step = 2 * channels;
    const first = exports.weighS16(from, step, 1001, byteOffset, 0.125);
    const rest = FRAMES - 1001;
    const energy = exports.weighS16(from + 1001 * step, step, rest, byteOffset, first);
    const samples = lastOf(integers, channels, 2 ** -15);
    expect(energy).toBe(new WeightingFilter(curve, 16000).addEnergy(0.125, samples));
    expect(energy).toBeGreaterThan(100);
  });

  test('gives the energy of the filter in JavaScript, to the last bit, for floats', () => {
    for (let i = 0; i < floats.length; i++) floats[i] = 4 * random() - 2;
    const { byteOffset } = filterInKernel(curve);
    const from = samplesAddress + 4 * (channels - 1);
    const step = 4 * channels;
    const first = exports.weighF32(from, step, 7, byteOffset, 3);
    const energy = exports.weighF32(from + 7 * step, step, FRAMES - 7, byteOffset, first);
    const samples = lastOf(floats, channels, 1);
    expect(energy).toBe(new WeightingFilter(curve, 16000).addEnergy(3, samples));
    expect(energy).toBeGreaterThan(100);
  });
});

describe('a filter that was moved into a kernel', () => {
  const samples = Float32Array.from({ length: FRAMES }, seededRandom(9));

  test('goes on from where it was, on either side', () => {
    const view = new Float32Array(exports.memory.buffer, samplesAddress, FRAMES);
    view.set(samples);
    const filter = new WeightingFilter('a', 16000);
    let energy = filter.addEnergy(0, samples, 0, 1000);
    filter.moveTo(exports, audioAddress);
    energy = exports.weighF32(samplesAddress + 4000, 4, 1000, filter.byteOffset, energy);
    energy = filter.addEnergy(energy, samples, 2000);
    expect(energy).toBe(new WeightingFilter('a', 16000).addEnergy(0, samples));
  });

  test('forgets, down to exact silence', () => {
    const { byteOffset } = filterInKernel('k');
    const view = new Float32Array(exports.memory.buffer, samplesAddress, FRAMES);
    view.set(samples);
    expect(exports.weighF32(samplesAddress, 4, FRAMES, byteOffset, 0)).toBeGreaterThan(100);
    view.fill(0);
    for (let i = 0; i < 50; i++) exports.weighF32(samplesAddress, 4, FRAMES, byteOffset, 0);
    const states = new Float64Array(exports.memory.buffer, byteOffset, WEIGHTING_BYTES / 8);
    expect([...states.subarray(15)]).toEqual([0, 0, 0, 0, 0, 0]);
  });
});
