import { describe, expect, test } from 'vitest';
import { acPower, channelMeans, dcPower, type OffsetSums } from '../../src/level/offset-sums.ts';
import { SignalSums } from '../../src/level/signal-sums.ts';
import { randomChannels } from '../mix/signals.ts';
import { feed } from './test-signals.ts';

function measure(channelData: Float32Array[], blockFrames = 1000): SignalSums {
  const meter = new SignalSums(channelData.length);
  const format = { sampleRate: 1, numberOfChannels: channelData.length };
  const cuts: number[] = [];
  for (let at = blockFrames; at < channelData[0]!.length; at += blockFrames) cuts.push(at);
  return feed(meter, channelData, format, cuts);
}

const withOffset = (channels: Float32Array[], ...offsets: number[]) =>
  channels.map((samples, c) => samples.map((x) => x + offsets[c]!));

describe('AC and DC power', () => {
  test('are the variance and the squared mean, each channel with a mean of its own', () => {
    const channels = withOffset(randomChannels(1, 2, 20_000, 0.2), 0.7, -0.3);
    const meter = measure(channels);
    const { pooled } = meter;
    const means = channels.map((x) => x.reduce((sum, y) => sum + y, 0) / x.length);
    const variances = channels.map(
      (x, c) => x.reduce((sum, y) => sum + (y - means[c]!) ** 2, 0) / x.length,
    );
    const variance = variances.reduce((sum, x) => sum + x, 0);
    // Sums of 20,000 terms, each rounded: 20,000 · 2^-53 of the sum at most.
    expect(channelMeans(pooled)[0]).toBeCloseTo(means[0]!, 11);
    expect(channelMeans(pooled)[1]).toBeCloseTo(means[1]!, 11);
    expect(Math.abs(acPower(pooled)! / (variance / 2) - 1)).toBeLessThan(1e-11);
    expect(dcPower(channelMeans(pooled))).toBeCloseTo((means[0]! ** 2 + means[1]! ** 2) / 2, 11);
    for (const [channel, sums] of meter.channels.entries()) {
      expect(channelMeans(sums)).toEqual([expect.closeTo(means[channel]!, 11)]);
      expect(Math.abs(acPower(sums)! / variances[channel]! - 1)).toBeLessThan(1e-11);
    }
  });

  test('do not depend on the blocks, to the last bit', () => {
    const channels = withOffset(randomChannels(2, 3, 10_007, 0.01), 1e6, 0.1, -3);
    const expected = measure(channels, 1e6);
    for (const blockFrames of [1, 7, 4096]) {
      const meter = measure(channels, blockFrames);
      expect(meter.pooled).toEqual(expected.pooled);
      expect(meter.channels).toEqual(expected.channels);
    }
  });

  test('is right for AC a billion times weaker than the DC it stands on', () => {
    // Steps of 2^-20 on 0.9: power 2^-40 beside 0.81; all are 32-bit floats.
    const base = Math.fround(0.9);
    const square = Float32Array.from({ length: 100_000 }, (_, i) => base + (i % 2) * 2 ** -19);
    expect(acPower(measure([square]).pooled)! / 2 ** -40).toBeCloseTo(1, 9);
  });

  test('is right for a small AC of many values on a large DC, in floats of any size', () => {
    for (const base of [Math.fround(0.777), Math.fround(1234.567)]) {
      const [noise] = randomChannels(9, 1, 99_991, base * 2 ** -16);
      const samples = noise!.map((x) => x + base);
      const centred = Float64Array.from(samples, (x) => x - base);
      const mean = centred.reduce((sum, x) => sum + x, 0) / centred.length;
      const power = centred.reduce((sum, x) => sum + (x - mean) ** 2, 0) / centred.length;
      // 100,000 terms, each rounded to 2^-53.
      expect(Math.abs(acPower(measure([samples]).pooled)! / power - 1)).toBeLessThan(1e-10);
    }
  });

  test.each([0.1, -1, 1e-30, 3.3e38])('of a constant %s there is none, exactly', (value) => {
    const { pooled, channels } = measure([new Float32Array(33_333).fill(value)]);
    expect(acPower(pooled)).toBeUndefined();
    expect(channels.map(acPower)).toEqual([undefined]);
    expect(channelMeans(pooled)).toEqual([Math.fround(value)]);
  });

  test('of nothing there is none', () => {
    const nothing: OffsetSums = { offsets: [], sums: [], energy: 0, numberOfFrames: 0 };
    expect(acPower(nothing)).toBeUndefined();
    expect(dcPower(channelMeans(nothing))).toBe(0);
    const noFrames = { offsets: [0, 0], sums: [0, 0], energy: 0, numberOfFrames: 0 };
    expect(channelMeans(noFrames)).toEqual([0, 0]);
    expect(acPower(noFrames)).toBeUndefined();
    const empty = measure([new Float32Array(0)]);
    expect(acPower(empty.pooled)).toBeUndefined();
  });
});
