import { describe, expect, test } from 'vitest';
import { FullScaleCounter, fullScaleMagnitude } from '../../src/analysis/full-scale-counter.ts';
import type { SampleEncoding } from '../../src/audio-format.ts';
import { createWavFormat } from '../../src/formats/wav/wav-format.ts';
import { inParts } from './signals.ts';

function count(...channels: number[][]) {
  const counter = new FullScaleCounter(1, channels.length);
  counter.process({ channelData: channels.map((samples) => Float32Array.from(samples)) });
  return counter;
}

describe('FullScaleCounter', () => {
  test('takes three samples in a row for clipping, and two for a crest', () => {
    expect(count([0, 1, 1, 0, 1, 1, 1, 0, 1]).counts).toEqual({
      fullScaleSamples: 6,
      clippedRuns: 1,
      clippedSamples: 3,
      longestRun: 3,
    });
  });

  test('ends a run where the polarity changes', () => {
    const { clippedRuns, longestRun, fullScaleSamples } = count([1, 1, -1, -1, -1, -1, 1]).counts;
    expect({ clippedRuns, longestRun, fullScaleSamples }).toEqual({
      clippedRuns: 1,
      longestRun: 4,
      fullScaleSamples: 7,
    });
  });

  test('counts a run that the signal ends with, and what is beyond full scale', () => {
    expect(count([0, 2, 5, 1]).counts.clippedSamples).toBe(3);
  });

  test('looks at each channel by itself', () => {
    const counter = count([1, 1, 0, 0], [0, 0, 1, 1]);
    expect(counter.counts.clippedRuns).toBe(0);
    expect(counter.channels.map(({ fullScaleSamples }) => fullScaleSamples)).toEqual([2, 2]);
  });

  test('gives the same for blocks of any size', () => {
    const samples = Float32Array.from({ length: 5000 }, (_, i) => Math.sin(i / 7) + Math.sin(i));
    const whole = new FullScaleCounter(0.9, 1);
    whole.process({ channelData: [samples] });
    const parts = new FullScaleCounter(0.9, 1);
    inParts(1, 9, samples.length, (start, end) =>
      parts.process({ channelData: [samples.subarray(start, end)] }),
    );
    expect(whole.counts.clippedRuns).toBeGreaterThan(20);
    expect(parts.counts).toEqual(whole.counts);
  });
});

describe('full scale', () => {
  test.each<[SampleEncoding, number]>([
    ['u8', 127 / 128],
    ['s16', 32767 / 32768],
    ['s24', 8388607 / 8388608],
    ['s32', 1 - 2 ** -24],
    ['f32', 1],
    ['f64', 1],
    ['alaw', 32256 / 32768],
    ['mulaw', 32124 / 32768],
  ])('of %s is %d', (encoding, magnitude) => {
    const format = createWavFormat({ sampleRate: 8000, numberOfChannels: 1, encoding });
    expect(fullScaleMagnitude(format)).toBe(magnitude);
  });

  test('is that of the valid bits', () => {
    const format = createWavFormat({ sampleRate: 8000, numberOfChannels: 1, encoding: 's24' });
    expect(fullScaleMagnitude({ ...format, validBits: 20 })).toBe(1 - 2 ** -19);
  });
});
