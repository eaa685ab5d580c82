import { describe, expect, test } from 'vitest';
import { instantiateKernel } from '../../src/kernel/kernel.ts';
import { ColorConvolver, PLAN_BYTES, ROOTS_FLOATS } from '../../src/noise/color-convolver.ts';
import { type ColorFilter, createColorFilter } from '../../src/noise/color-filter.ts';
import { orderedRoots } from '../../src/noise/color-transform.ts';
import { NormalStream } from '../../src/noise/normal-stream.ts';
import { oracleEnergy, oracleFilter } from './color-oracle.ts';

const PERIOD = 16384;
const REACH = 2048;
const USEFUL = PERIOD - 2 * REACH;

/** White normals. */
function normals(seed: number, frames: number): Float32Array {
  const stream = new NormalStream(seed, 'colour-kernel');
  const samples = new Float32Array(frames);
  for (let start = 0; start < frames; start += 4096) {
    samples.set(stream.block(0, start / 4096).subarray(0, frames - start), start);
  }
  return samples;
}

const bitsOf = (samples: Float32Array) => new Uint32Array(samples.slice().buffer);

/** What is of use of both segments: all but the reach of the filter at either end. */
function filtered(filter: ColorFilter, first: Float32Array, second: Float32Array) {
  const convolver = new ColorConvolver(
    filter,
    orderedRoots(ROOTS_FLOATS),
    instantiateKernel(PLAN_BYTES),
  );
  const at = convolver.reserve(2 * PERIOD);
  const to = convolver.reserve(2 * USEFUL);
  convolver.view(at, PERIOD).set(first);
  convolver.view(at + 4 * PERIOD, PERIOD).set(second);
  convolver.run(at, at + 4 * PERIOD, to);
  return [convolver.view(to, USEFUL), convolver.view(to + 4 * USEFUL, USEFUL)] as const;
}

/** A filter whose taps are not 0 at these distances from its middle alone, by direct sums of cosines. */
function sparseFilter(taps: ReadonlyMap<number, number>): ColorFilter {
  const response = Float32Array.from({ length: PERIOD / 2 + 1 }, (_, k) =>
    [...taps].reduce(
      (sum, [lag, tap]) =>
        sum + (lag === 0 ? 1 : 2) * tap * Math.cos((2 * Math.PI * k * lag) / PERIOD),
      0,
    ),
  );
  return { spec: { color: 'white', sampleRate: PERIOD }, response };
}

describe('filtering in the kernel', () => {
  test.each(['pink', 'brown', 'violet', 'grey', 'speech'] as const)(
    'gives the bits of the specification: %s',
    (color) => {
      const filter = createColorFilter({ color, sampleRate: 16000 });
      const first = normals(1, PERIOD);
      const second = normals(2, PERIOD);
      const expected = oracleFilter(first, second, filter.response);
      const segments = filtered(filter, first, second);
      for (const i of [0, 1] as const) {
        const bits = bitsOf(segments[i]);
        const expectedBits = bitsOf(expected[i].subarray(REACH, REACH + USEFUL));
        expect(bits.findIndex((word, n) => word !== expectedBits[n])).toBe(-1);
      }
    },
  );

  test('is convolution: five taps add up by hand, to 2^-20 of their gain', () => {
    const taps = new Map([
      [0, 0.7],
      [1, 0.2],
      [5, -0.3],
      [777, 0.25],
      [2048, 0.1],
    ]);
    const white = [normals(3, PERIOD), normals(4, PERIOD)] as const;
    const segments = filtered(sparseFilter(taps), ...white);
    let worst = 0;
    for (const i of [0, 1] as const) {
      const at = (n: number) => white[i][n]!;
      for (let n = REACH; n < PERIOD - REACH; n++) {
        let sum = 0;
        for (const [lag, tap] of taps) {
          sum += lag === 0 ? tap * at(n) : tap * (at(n - lag) + at(n + lag));
        }
        worst = Math.max(worst, Math.abs(segments[i][n - REACH]! - sum));
      }
    }
    expect(worst).toBeLessThan(4 * 2 ** -20);
  });

  test('keeps the two segments apart: silence stays 120 dB below its neighbour', () => {
    const filter = createColorFilter({ color: 'brown', sampleRate: 16000 });
    const segments = filtered(filter, normals(5, PERIOD), new Float32Array(PERIOD));
    const leak = Math.sqrt(oracleEnergy(segments[1]) / oracleEnergy(segments[0]));
    expect(20 * Math.log10(leak)).toBeLessThan(-120);
  });

  test('rounds so little that a stop band is 120 dB down', () => {
    const all = createColorFilter({ color: 'white', sampleRate: 16000 });
    const response = all.response.map((value, k) => (k < 4096 ? value : 0));
    const filter = { ...all, response };
    const white = [normals(6, PERIOD), normals(7, PERIOD)] as const;
    // What is stopped, by the specification: that it is periodic loses nothing of it.
    const stopped = oracleFilter(
      ...white,
      response.map((value, k) => all.response[k]! - value),
    );
    const power = oracleEnergy(stopped[0]);
    const rest = oracleEnergy(filtered(filter, ...stopped)[0]);
    expect(10 * Math.log10(rest / power)).toBeLessThan(-120);
  });
});

describe('sums in the kernel', () => {
  const kernel = instantiateKernel(64 * 1024);
  const { buffer } = kernel.exports.memory;
  const { audioAddress } = kernel;

  test.each([0, 4, 8, 64, 4096])('squares of %i floats, to the last bit', (count) => {
    const samples = new Float32Array(buffer, audioAddress, 4096);
    samples.set(normals(8, 4096));
    expect(kernel.exports.sumSquaresF32(audioAddress, count)).toBe(
      oracleEnergy(samples.subarray(0, count)),
    );
  });

  test.each([4, 64, 4096])('squares of three times %i floats, to the last bit', (count) => {
    const samples = new Float32Array(buffer, audioAddress, 3 * count);
    samples.set(normals(10, 3 * count));
    const sums = new Float64Array(buffer, audioAddress + 4 * 3 * count, 3);
    kernel.exports.sumSquaresOfThreeF32(audioAddress, count, sums.byteOffset);
    expect([...sums]).toEqual(
      [0, 1, 2].map((i) => oracleEnergy(samples.subarray(i * count, (i + 1) * count))),
    );
  });

  test.each([4, 20, 32])('products of %i lags, to the last bit', (lags) => {
    const count = 4096;
    const sums = new Float64Array(buffer, audioAddress, lags);
    const samples = new Float32Array(buffer, audioAddress + 8 * lags, lags + count);
    sums.fill(1);
    samples.set(normals(9, lags + count));
    kernel.exports.addLagProducts(samples.byteOffset + 4 * lags, count, lags, audioAddress);
    expect([...sums]).toEqual(Array.from(sums, (_, lag) => lagProducts(samples, lags, lag)));
  });
});

/** 1 + Σ x[i] x[i - lag]: runs of 64 in 32-bit floats, four lanes each; runs in doubles. */
function lagProducts(samples: Float32Array, start: number, lag: number): number {
  const { fround } = Math;
  let sum = 1;
  for (let run = start; run < samples.length; run += 64) {
    const lanes: [number, number, number, number] = [0, 0, 0, 0];
    for (let i = 0; i < 64; i++) {
      const product = fround(samples[run + i]! * samples[run + i - lag]!);
      lanes[i % 4] = fround(lanes[i % 4]! + product);
    }
    sum += fround(fround(lanes[0] + lanes[1]) + fround(lanes[2] + lanes[3]));
  }
  return sum;
}
