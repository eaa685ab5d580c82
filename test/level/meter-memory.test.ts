import { expect, test } from 'vitest';
import { instantiateKernel } from '../../src/kernel/kernel.ts';
import { MeterMemory } from '../../src/level/meter-memory.ts';

test('what is reserved begins with a whole vector, overlaps nothing, and keeps its values', () => {
  const kernel = instantiateKernel();
  const memory = new MeterMemory(kernel, 32);
  const first = memory.keep(Float64Array.of(1, 2, 3));
  expect(first).toBe(kernel.audioAddress + 32);
  const second = memory.reserve(1);
  expect(second).toBe(first + 32);
  // More than there is without growing.
  const third = memory.keep(new Float64Array(100_000).fill(4));
  expect(third).toBe(second + 16);
  const fourth = memory.keep(Float64Array.of(5));
  expect([...memory.doubles(first, 3)]).toEqual([1, 2, 3]);
  expect(memory.doubles(third, 100_000).every((value) => value === 4)).toBe(true);
  expect([...memory.doubles(fourth, 1)]).toEqual([5]);
});

test('the samples are at one place, whatever is reserved after them', () => {
  const memory = new MeterMemory();
  memory.samples.set([0.5, 0.25]);
  const { byteOffset } = memory.samples;
  expect(memory.reserve(1 << 20)).toBeGreaterThanOrEqual(byteOffset + 4 * 4096);
  expect(memory.samples.byteOffset).toBe(byteOffset);
  expect([...memory.samples.subarray(0, 2)]).toEqual([0.5, 0.25]);
  expect(memory.samples.length).toBe(4096);
});

test('nothing grows that has room', () => {
  const kernel = instantiateKernel(200_000);
  const { buffer } = kernel.exports.memory;
  const memory = new MeterMemory(kernel, 1600);
  memory.reserve(200_000 - 1600);
  expect(kernel.exports.memory.buffer).toBe(buffer);
  memory.reserve(100_000);
  expect(kernel.exports.memory.buffer).not.toBe(buffer);
});
