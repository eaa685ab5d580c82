import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addGaussianNoise, gaussian } from '../../src/arrays/gaussian.ts';
import type { NumberArray } from '../../src/arrays/number-array.ts';
import { createWavFormat } from '../../src/formats/wav/wav-format.ts';
import { createNoiseMixer } from '../../src/mix/create-noise-mixer.ts';
import { GaussianNoise } from '../../src/noise/gaussian-noise.ts';
import { NormalStream } from '../../src/noise/normal-stream.ts';
import { oracleNormals } from '../noise/oracle.ts';
import { timesOf } from '../tools/depth.ts';

const SEED = 3;
const KEY = 'arrays';

/** Normals of the specification, by index. */
function normals(offset: number, length: number): Float32Array {
  const blocks = new Map<number, Float32Array>();
  return Float32Array.from({ length }, (_, i) => {
    const blockIndex = Math.floor((offset + i) / 4096);
    if (!blocks.has(blockIndex)) {
      blocks.set(blockIndex, oracleNormals({ seed: SEED, key: KEY, channel: 0, blockIndex }));
    }
    return blocks.get(blockIndex)![(offset + i) % 4096]!;
  });
}

function roundToEven(x: number): number {
  const low = Math.floor(x);
  const rest = x - low;
  return rest < 0.5 || (rest === 0.5 && low % 2 === 0) ? low : low + 1;
}

const clamp = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x));

/** Bytes, so that -0 and 0 differ and NaN is NaN. */
const bytesOf = (array: NumberArray): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

const INTEGERS = [
  [Int8Array, -128, 127],
  [Uint8Array, 0, 255],
  [Uint8ClampedArray, 0, 255],
  [Int16Array, -32768, 32767],
  [Uint16Array, 0, 65535],
  [Int32Array, -(2 ** 31), 2 ** 31 - 1],
  [Uint32Array, 0, 2 ** 32 - 1],
] as const;

describe('gaussian', () => {
  test('gives the normals of channel 0 of the noise stream, bit for bit', () => {
    const out = gaussian(new Float32Array(10_000), { seed: SEED, key: KEY });
    const stream = new NormalStream(SEED, KEY);
    for (let blockIndex = 0; blockIndex < 3; blockIndex++) {
      const expected = stream.block(0, blockIndex).subarray(0, 10_000 - blockIndex * 4096);
      expect(bytesOf(out.slice(blockIndex * 4096, (blockIndex + 1) * 4096))).toEqual(
        bytesOf(expected.slice()),
      );
    }
  });

  test('does not depend on how an array is cut', () => {
    const whole = gaussian(new Float32Array(20_000), { seed: SEED, key: KEY });
    fc.assert(
      fc.property(fc.nat(19_999), fc.nat(10_000), (offset, length) => {
        const end = Math.min(20_000, offset + length);
        const part = gaussian(new Float32Array(end - offset), { seed: SEED, key: KEY, offset });
        expect(bytesOf(part)).toEqual(bytesOf(whole.slice(offset, end)));
      }),
      { seed: 1, numRuns: timesOf(10, 50) },
    );
  });

  test('reaches any index that is a number: blocks beyond 2^32 too', () => {
    const offset = 2 ** 45 + 5;
    const out = gaussian(new Float32Array(7), { seed: SEED, key: KEY, offset });
    const block = new NormalStream(SEED, KEY).block(0, 2 ** 33);
    expect(out).toEqual(block.slice(5, 12));
  });

  test('has the mean and the deviation asked for', () => {
    const drawn = normals(0, 5000);
    const single = gaussian(new Float32Array(5000), { seed: SEED, key: KEY, std: 0.3, mean: -2 });
    const std = Math.fround(0.3);
    expect(single).toEqual(drawn.map((normal) => Math.fround(std * normal) - 2));
    const double = gaussian(new Float64Array(5000), { seed: SEED, key: KEY, std: 0.3, mean: -2 });
    expect(double).toEqual(Float64Array.from(drawn, (normal) => 0.3 * normal - 2));
  });

  test('overwrites what is there, also NaN', () => {
    const dirty = new Float32Array(10).fill(Number.NaN);
    const options = { seed: SEED, key: KEY, std: 2 };
    expect(gaussian(dirty, options)).toEqual(gaussian(new Float32Array(10), options));
  });

  test('draws other numbers at every call without a seed', () => {
    expect(gaussian(new Float32Array(4))).not.toEqual(gaussian(new Float32Array(4)));
  });
});

describe('addGaussianNoise', () => {
  test('gives 32-bit floats what GaussianNoise gives samples', () => {
    const signal = Float32Array.from({ length: 9000 }, (_, i) => Math.cos(i / 7));
    const expected = signal.slice();
    const noise = new GaussianNoise({ std: 0.1, mean: 0.01, seed: SEED, key: KEY });
    noise.add([expected], 123, expected.length);
    const options = { std: 0.1, mean: 0.01, seed: SEED, key: KEY, offset: 123 };
    expect(bytesOf(addGaussianNoise(signal, options))).toEqual(bytesOf(expected));
  });

  test('gives 16-bit integers what a WAV file of 16 bits gets', () => {
    const samples = Int16Array.from({ length: 9000 }, (_, i) => 32767 * Math.cos(i / 7));
    const format = createWavFormat({ sampleRate: 8000, numberOfChannels: 1, encoding: 's16' });
    const mixer = createNoiseMixer({
      input: format,
      output: format,
      source: { seed: SEED, key: KEY },
      shape: { stds: [0.02], mean: 0, shared: false },
      scale: 1,
    });
    const parts: Uint8Array[] = [];
    const emit = (bytes: Uint8Array) => parts.push(bytes.slice());
    mixer.push(bytesOf(samples), emit);
    mixer.end(emit);
    const noisy = addGaussianNoise(samples, { std: 0.02 * 32768, seed: SEED, key: KEY });
    expect(Buffer.concat(parts).equals(bytesOf(noisy))).toBe(true);
  });

  test.each(INTEGERS)('rounds to even and clamps in a %o', (kind, low, high) => {
    // What all of them can do, under one name.
    const Type = kind as unknown as typeof Int32Array;
    const length = 5000;
    const is32Bit = Type.BYTES_PER_ELEMENT < 4;
    const round = is32Bit ? Math.fround : (x: number) => x;
    const std = (high - low) / 4;
    const array = Type.from({ length }, (_, i) => low + (i / length) * (high - low));
    const drawn = normals(0, length);
    const expected = Type.from(array, (x, i) =>
      roundToEven(clamp(round(x + round(round(std) * drawn[i]!)), low, high)),
    );
    expect(new Set(expected)).toContain(low);
    expect(new Set(expected)).toContain(high);
    const before = array.slice();
    const out = new Type(length);
    expect(addGaussianNoise(array, { std, seed: SEED, key: KEY, out })).toBe(out);
    expect(out).toEqual(expected);
    expect(array).toEqual(before);
    expect(addGaussianNoise(array, { std, seed: SEED, key: KEY })).toBe(array);
    expect(array).toEqual(expected);
  });

  test.each([
    [-1.5, -2],
    [-0.5, 0],
    [0.5, 0],
    [1.5, 2],
    [2.5, 2],
    [2.5000002, 3],
  ])('rounds %d to %d', (sum, expected) => {
    for (const Type of [Int8Array, Int16Array, Int32Array]) {
      expect([...addGaussianNoise(new Type(5), { std: 0, mean: sum })]).toEqual(
        new Array(5).fill(expected),
      );
    }
  });

  test('keeps to bounds of its own, whole ones in integers', () => {
    const image = gaussian(new Uint8Array(5000), { mean: 128, std: 90, seed: SEED });
    const noisy = addGaussianNoise(image, { std: 90, min: 15.1, max: 235.9, seed: SEED });
    expect(Math.min(...noisy)).toBe(16);
    expect(Math.max(...noisy)).toBe(235);
    for (const Type of [Float32Array, Float64Array]) {
      const values = addGaussianNoise(new Type(5000), { std: 1, min: -0.5, max: 0.25, seed: SEED });
      expect(Math.min(...values)).toBe(-0.5);
      expect(Math.max(...values)).toBe(0.25);
    }
  });

  test('writes into an array of another kind', () => {
    const image = Uint8Array.from({ length: 5000 }, (_, i) => i % 256);
    const out = new Float32Array(5000);
    addGaussianNoise(image, { std: 50, seed: SEED, key: KEY, out });
    const drawn = normals(0, 5000);
    expect(out).toEqual(out.map((_, i) => Math.fround(image[i]! + Math.fround(50 * drawn[i]!))));
    const double = new Float64Array(5000);
    addGaussianNoise(image, { std: 50, seed: SEED, key: KEY, out: double });
    expect(double).toEqual(double.map((_, i) => image[i]! + 50 * drawn[i]!));
  });

  test('leaves NaN and infinite values as they are', () => {
    for (const Type of [Float32Array, Float64Array]) {
      const odd = Type.of(Number.NaN, Infinity, -Infinity, Number.NaN, 1);
      const noisy = addGaussianNoise(odd, { std: 0, min: -2, max: 2 });
      expect([...noisy]).toEqual([Number.NaN, 2, -2, Number.NaN, 1]);
    }
  });

  test('works on part of a buffer and touches nothing beside it', () => {
    const buffer = new Float32Array(5003).fill(7);
    addGaussianNoise(buffer.subarray(1, 5002), { std: 1, seed: SEED, key: KEY });
    expect([buffer[0], buffer[5002]]).toEqual([7, 7]);
    const drawn = normals(0, 5001);
    expect(buffer.slice(1, 5002)).toEqual(drawn.map((normal) => 7 + normal));
  });

  test.each([
    [new Float32Array(2), { std: -1 }, RangeError, /std is -1/],
    [new Float32Array(2), { std: 1e39 }, RangeError, /std is 1e\+39/],
    [new Float64Array(2), { std: Infinity }, RangeError, /std is Infinity/],
    [new Float32Array(2), { std: 1, mean: Number.NaN }, RangeError, /mean is NaN/],
    [new Float32Array(2), { std: 1, offset: -1 }, RangeError, /offset is -1/],
    [new Float32Array(2), { std: 1, offset: 0.5 }, RangeError, /offset is 0.5/],
    [new Float32Array(2), { std: 1, seed: -1 }, RangeError, /seed is -1/],
    [new Float32Array(2), { std: 1, min: 2, max: 1 }, RangeError, /min is 2 and max 1/],
    [new Uint8Array(2), { std: 1, min: 0.2, max: 0.8 }, RangeError, /a value between/],
    [new Float32Array(2), { std: 1, out: new Float32Array(3) }, RangeError, /out has 3 elements/],
    [[0, 1] as unknown as Float32Array, { std: 1 }, TypeError, /array is of the type Array/],
    [new BigInt64Array(2) as unknown as Float32Array, { std: 1 }, TypeError, /BigInt64Array/],
  ])('refuses %o with %o', (array, options, type, message) => {
    const act = () => addGaussianNoise<Float32Array | Float64Array | Uint8Array>(array, options);
    expect(act).toThrow(type);
    expect(act).toThrow(message);
  });
});
