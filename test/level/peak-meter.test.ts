import { expect, test } from 'vitest';
import { NonFiniteSignalError } from '../../src/errors.ts';
import { MeterMemory } from '../../src/level/meter-memory.ts';
import { PeakMeter } from '../../src/level/peak-meter.ts';
import { feed, uniformSource } from './test-signals.ts';

const mono = { sampleRate: 8000, numberOfChannels: 1 };
const stereo = { sampleRate: 8000, numberOfChannels: 2 };

test('the peak is the largest magnitude, by channel and in all, whatever its sign', () => {
  const meter = new PeakMeter(2);
  feed(meter, [Float32Array.of(0.25, -0.5), Float32Array.of(0.125, 0)], stereo);
  feed(meter, [Float32Array.of(0.25, 0), Float32Array.of(0, -2)], stereo);
  expect(meter.peaks).toEqual([0.5, 2]);
  expect(meter.peak).toBe(2);
  expect(meter.power()).toBe(4);
  expect(meter.channelPowers()).toEqual([0.25, 4]);
  expect(meter.numberOfFrames).toBe(4);
});

test('silence has a peak of 0, and no level', () => {
  const meter = new PeakMeter(2);
  expect(meter.power()).toBeUndefined();
  feed(meter, [new Float32Array(9), new Float32Array(9)], stereo);
  expect(meter.peak).toBe(0);
  expect(meter.power()).toBeUndefined();
  expect(meter.channelPowers()).toEqual([undefined, undefined]);
});

test('the peak is the largest wherever it is, of any number of samples', () => {
  const next = uniformSource(1);
  const memory = new MeterMemory();
  for (let frames = 1; frames < 40; frames++) {
    for (let at = 0; at < frames; at++) {
      const samples = Float32Array.from({ length: frames }, next);
      samples[at] = -3;
      const meter = new PeakMeter(1, memory);
      // What stands behind the samples does not count, and what was loudest before does.
      feed(meter, [samples.map(() => 2)], mono);
      feed(meter, [samples.subarray(0, at)], mono);
      expect(meter.peak).toBe(2);
      feed(meter, [samples], mono);
      expect(meter.peak).toBe(3);
    }
  }
});

test.each([2 ** -149, 2 ** -126, 3.4028234663852886e38])(
  'a peak of %d is found exactly',
  (peak) => {
    const samples = new Float32Array(10_000).fill(-peak / 2);
    samples[4097] = -peak;
    expect(feed(new PeakMeter(1), [samples], mono).peak).toBe(peak);
  },
);

test.each([Number.NaN, Infinity, -Infinity])(
  '%d is refused, also where larger samples follow',
  (value) => {
    const samples = Float32Array.of(0.1, value, 1e30, 0.2);
    const process = () => feed(new PeakMeter(2), [samples, samples.map(() => 1)], stereo);
    expect(process).toThrow(NonFiniteSignalError);
    expect(process).toThrow(`sample 1 of channel 1 is ${value}`);
  },
);
