import { describe, expect, test } from 'vitest';
import { haveSameBytes } from './typed-array-equality.ts';

const floats = (...values: number[]) => Float32Array.from(values);

describe('typed arrays in expect', () => {
  test('are equal with the same bytes, wherever they stand', () => {
    const bytes = Uint8Array.of(9, 1, 2, 3);
    expect(bytes.subarray(1)).toEqual(Uint8Array.of(1, 2, 3));
    expect({ list: [floats(1, Number.NaN)] }).toStrictEqual({ list: [floats(1, Number.NaN)] });
    expect({ bytes, more: 1 }).toMatchObject({ bytes: bytes.slice() });
    expect(new DataView(bytes.buffer)).toEqual(new DataView(bytes.slice().buffer));
  });

  test('are not equal with another value, another length or of another type', () => {
    expect(floats(1, 2, 3)).not.toEqual(floats(1, 2, 4));
    expect(floats(1, 2)).not.toEqual(floats(1, 2, 3));
    expect([floats(0)]).not.toEqual([Int32Array.of(0)]);
    expect({ data: floats(1) }).not.toMatchObject({ data: floats(2) });
    expect(floats(0)).not.toEqual(floats(-0));
  });

  test('of other bytes are left to Vitest, and so is what is no typed array', () => {
    expect(haveSameBytes(floats(1), floats(1))).toBe(true);
    expect(haveSameBytes(floats(1), floats(2))).toBeUndefined();
    expect(haveSameBytes(Uint8Array.of(1), Buffer.of(1))).toBeUndefined();
    expect(haveSameBytes([1], [1])).toBeUndefined();
  });

  test('of a million elements are compared at once', () => {
    const start = process.cpuUsage();
    expect(new Uint8Array(1_000_000)).toEqual(new Uint8Array(1_000_000));
    const { user } = process.cpuUsage(start);
    // In milliseconds; element by element it takes seconds.
    expect(user / 1000).toBeLessThan(500);
  });
});
