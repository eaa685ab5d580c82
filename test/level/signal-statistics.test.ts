import { expect, test } from 'vitest';
import { SignalStatistics } from '../../src/level/signal-statistics.ts';
import { feed, tone, whiteNoise } from './test-signals.ts';

const format = (numberOfChannels: number) => ({ sampleRate: 8000, numberOfChannels });

test('a sine on an offset: mean, power, peak, crest factor, and the share of the DC', () => {
  const sine = tone({ hertz: 1000, sampleRate: 8000, frames: 8000, amplitude: 0.5 });
  const samples = sine.map((x) => x + 0.25);
  const { channels, pooled } = feed(new SignalStatistics(1), [samples], format(1));
  expect(channels[0]!.mean).toBeCloseTo(0.25, 7);
  expect(pooled.power).toBeCloseTo(0.125 + 0.0625, 7);
  expect(pooled.peak).toBe(0.75);
  expect(pooled.crestFactor).toBeCloseTo(0.75 / Math.sqrt(0.1875), 7);
  expect(pooled.dcShare).toBeCloseTo(1 / 3, 7);
  expect(pooled.acPower).toBeCloseTo(0.125, 7);
  expect(channels[0]).toEqual({ mean: channels[0]!.mean, ...pooled });
});

test('each channel has a DC of its own: opposite offsets do not cancel', () => {
  const channelData = [0.5, -0.5].map((offset) => new Float32Array(100).fill(offset));
  const { channels, pooled } = feed(new SignalStatistics(2), channelData, format(2));
  expect(channels.map(({ mean }) => mean)).toEqual([0.5, -0.5]);
  expect(pooled).toEqual({ power: 0.25, peak: 0.5, crestFactor: 1, dcShare: 1, acPower: 0 });
});

test('the share of the DC is that of all channels, with and without an offset', () => {
  const sine = tone({ hertz: 1000, sampleRate: 8000, frames: 8000, amplitude: 0.5 });
  const channelData = [sine.map((x) => x + 0.25), sine];
  const { channels, pooled } = feed(new SignalStatistics(2), channelData, format(2));
  expect(channels.map(({ dcShare }) => dcShare)).toEqual([
    expect.closeTo(1 / 3, 7),
    expect.closeTo(0, 7),
  ]);
  // 0.0625 in one of two channels, beside 0.125 in both.
  expect(pooled.dcShare).toBeCloseTo(0.03125 / 0.15625, 7);
  expect(pooled.acPower).toBeCloseTo(0.125, 7);
});

test('a constant is DC and nothing else, whatever the rounding', () => {
  const samples = new Float32Array(12_345).fill(0.1);
  const { pooled } = feed(new SignalStatistics(1), [samples], format(1));
  expect(pooled.dcShare).toBeLessThanOrEqual(1);
  expect(pooled.dcShare).toBeCloseTo(1, 12);
  expect(pooled.acPower).toBeGreaterThanOrEqual(0);
  expect(pooled.acPower).toBeCloseTo(0, 12);
});

test('silence and nothing have no crest factor, and no NaN', () => {
  for (const frames of [0, 10]) {
    const { pooled } = feed(new SignalStatistics(1), [new Float32Array(frames)], format(1));
    expect(pooled).toEqual({ power: 0, peak: 0, crestFactor: undefined, dcShare: 0, acPower: 0 });
  }
  expect(new SignalStatistics(2).channels).toEqual([]);
});

test('the size of the blocks does not matter', () => {
  const channelData = [whiteNoise(5000, 0.1, 1), whiteNoise(5000, 0.3, 2)];
  const whole = feed(new SignalStatistics(2), channelData, format(2));
  const pieces = feed(new SignalStatistics(2), channelData, format(2), [1, 2, 4000, 4001]);
  expect(pieces.channels).toEqual(whole.channels);
  expect(pieces.pooled).toEqual(whole.pooled);
  expect(pieces.numberOfFrames).toBe(5000);
});
