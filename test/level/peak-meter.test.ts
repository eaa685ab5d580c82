import { expect, test } from 'vitest';
import { NonFiniteSignalError } from '../../src/errors.ts';
import { PeakMeter } from '../../src/level/peak-meter.ts';
import { feed } from './test-signals.ts';

const stereo = { sampleRate: 8000, numberOfChannels: 2 };

test('the peak is the largest magnitude, by channel and in all, whatever its sign', () => {
  const meter = new PeakMeter();
  feed(meter, [Float32Array.of(0.25, -0.5), Float32Array.of(0.125, 0)], stereo);
  feed(meter, [Float32Array.of(0.25, 0), Float32Array.of(0, -2)], stereo);
  expect(meter.channelPeaks).toEqual([0.5, 2]);
  expect(meter.peak).toBe(2);
  expect(meter.peakDbfs).toBeCloseTo(6.0206, 4);
  expect(meter.power()).toBe(4);
  expect(meter.channelPowers()).toEqual([0.25, 4]);
  expect(meter.numberOfFrames).toBe(4);
});

test('silence has a peak of 0, and no level', () => {
  const meter = new PeakMeter();
  expect(meter.power()).toBeUndefined();
  feed(meter, [new Float32Array(9), new Float32Array(9)], stereo);
  expect(meter.peak).toBe(0);
  expect(meter.peakDbfs).toBe(-Infinity);
  expect(meter.power()).toBeUndefined();
  expect(meter.channelPowers()).toEqual([undefined, undefined]);
});

test.each([Number.NaN, Infinity, -Infinity])(
  '%d is refused, also where larger samples follow',
  (value) => {
    const samples = Float32Array.of(0.1, value, 1e30, 0.2);
    const process = () => feed(new PeakMeter(), [samples, samples.map(() => 1)], stereo);
    expect(process).toThrow(NonFiniteSignalError);
    expect(process).toThrow(`sample 1 of channel 1 is ${value}`);
  },
);
