import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NonFiniteSignalError } from '../../src/errors.ts';
import type { Biquad } from '../../src/level/biquad.ts';
import { loudnessWeights } from '../../src/level/channel-weights.ts';
import { designKWeighting } from '../../src/level/k-weighting.ts';
import { LoudnessMeter } from '../../src/level/loudness-meter.ts';
import { WeightedMeter } from '../../src/level/weighted-meter.ts';
import { timesOf } from '../tools/depth.ts';
import { loudness, steps } from './loudness-signals.ts';
import {
  burstySignal,
  concatenate,
  decibels,
  directForm,
  feed,
  tone,
  whiteNoise,
} from './test-signals.ts';

describe('ITU-R BS.1770', () => {
  // The offset of -0.691 dB is the gain at 997 Hz, rounded; annex 1.
  test.each([8000, 16000, 44100, 48000, 96000])(
    'a tone of 997 Hz at full scale reads -3.01 LUFS at %i Hz',
    (sampleRate) => {
      const samples = tone({ hertz: 997, sampleRate, frames: 3 * sampleRate });
      expect(Math.abs(loudness([samples], sampleRate)! + 3.01)).toBeLessThan(0.02);
    },
  );

  test('counts the blocks that are above both gates, and no others', () => {
    const rate = 1000;
    // A tone at fs/4 has the same energy in every block.
    const level = (dbfs: number, seconds: number) =>
      tone({ hertz: 250, sampleRate: rate, frames: seconds * rate, amplitude: 10 ** (dbfs / 20) });
    const reference = loudness([level(-20, 10)], rate)!;
    const withTail = (dbfs: number) =>
      loudness([concatenate(level(-20, 10), level(dbfs, 10))], rate)!;
    // Two levels l apart, 97 blocks each: mean (1 + r) / 2, gate a tenth of it. At -12.7 dB r is 0.0537, above 0.0527.
    expect(withTail(-32.7)).toBeLessThan(reference - 2.5);
    // At -12.9 dB r is 0.0513, below 0.0526.
    expect(Math.abs(withTail(-32.9) - reference)).toBeLessThan(0.1);
  });

  test('below -70 LUFS there is no loudness, above there is', () => {
    const rate = 16000;
    const quiet = (dbfs: number) => loudness([steps(rate, [2, dbfs])], rate);
    expect(quiet(-67.1)).toBeUndefined();
    expect(quiet(-66.9)).toBeCloseTo(-69.9, 1);
  });

  test('a block that is not whole at the end does not count', () => {
    const rate = 8000;
    const noise = whiteNoise(rate, 0.01, 2);
    const loud = whiteNoise(rate / 10 - 1, 0.5, 3);
    expect(loudness([concatenate(noise, loud)], rate)).toBe(loudness([noise], rate));
  });

  /** Annex 1 word by word: every block from the filtered samples, then the gates in decibels. */
  function naiveLoudness(samples: Float32Array, sampleRate: number): number {
    const [shelf, highPass] = designKWeighting(sampleRate) as [Biquad, Biquad];
    const filtered = directForm(highPass, directForm(shelf, [...samples]));
    const loudnesses: number[] = [];
    for (let block = 0; ; block++) {
      const start = Math.floor(block * 0.1 * sampleRate + 1e-9);
      const end = Math.floor((block * 0.1 + 0.4) * sampleRate + 1e-9);
      if (end > filtered.length) break;
      const squares = filtered.slice(start, end).map((x) => x * x);
      const meanSquare = squares.reduce((a, b) => a + b) / (end - start);
      loudnesses.push(-0.691 + 10 * Math.log10(meanSquare));
    }
    const mean = (levels: number[]) =>
      10 * Math.log10(levels.map((l) => 10 ** (l / 10)).reduce((a, b) => a + b) / levels.length);
    const audible = loudnesses.filter((l) => l > -70);
    return mean(audible.filter((l) => l > mean(audible) - 10));
  }

  test.each([1234, 8000, 11025])(
    'of speech at %i Hz is what the blocks of the standard say, one by one',
    (sampleRate) => {
      for (const seed of [1, 2, 3]) {
        // Ends somewhere within a hop, in a burst.
        const speech = burstySignal(sampleRate, 3, seed);
        const samples = concatenate(speech, whiteNoise(0.35 * sampleRate, 0.3, seed));
        expect(loudness([samples], sampleRate)).toBeCloseTo(naiveLoudness(samples, sampleRate), 9);
      }
    },
  );

  test('of a signal shorter than a block is that of all there is, without gates', () => {
    for (const amplitude of [0.1, 1e-6]) {
      const samples = whiteNoise(3199, amplitude, 4);
      const format = { sampleRate: 8000, numberOfChannels: 1 };
      const ungated = feed(new WeightedMeter('k', format), [samples], format);
      expect(loudness([samples], 8000)).toBeCloseTo(decibels(ungated.power()), 12);
    }
    const format = { sampleRate: 8000, numberOfChannels: 3 };
    const channelData = [0.1, 0.01, 0.03].map((rms, i) => whiteNoise(3199, rms, 5 + i));
    const ungated = feed(new WeightedMeter('k', format), channelData, format);
    expect(loudness(channelData, 8000)).toBeCloseTo(decibels(ungated.power()), 12);
    // With the next sample there is a block, and a gate.
    expect(loudness([whiteNoise(3200, 1e-6, 4)], 8000)).toBeUndefined();
  });

  test('at rates whose tenth is not whole no frame is lost', () => {
    const rate = 11025;
    const samples = steps(rate, [30, -23]);
    expect(Math.abs(loudness([samples, samples], rate)! + 23)).toBeLessThan(0.1);
    for (const odd of [99, 1234]) {
      const format = { sampleRate: odd, numberOfChannels: 1 };
      const meter = feed(new LoudnessMeter(format), [whiteNoise(2000, 0.1, 1)], format);
      expect(meter.numberOfFrames).toBe(2000);
      expect(meter.power()).toBeGreaterThan(0);
    }
  });
});

describe('weights of channels', () => {
  test.each([
    [1, 0, [1]],
    [2, 0, [1, 1]],
    [3, 0, [1, 1, 1]],
    [4, 0, [1, 1, 1.41, 1.41]],
    [5, 0, [1, 1, 1, 1.41, 1.41]],
    [6, 0, [1, 1, 1, 0, 1.41, 1.41]],
    [7, 0, [1, 1, 1, 0, 1, 1.41, 1.41]],
    [8, 0, [1, 1, 1, 0, 1, 1, 1.41, 1.41]],
    [9, 0, [1, 1, 1, 1, 1, 1, 1, 1, 1]],
    // 5.1 with side speakers, 2.1, quadrophonic without names for two, more speakers than channels.
    [6, 0x60f, [1, 1, 1, 0, 1.41, 1.41]],
    [3, 0xb, [1, 1, 0]],
    [4, 0x3, [1, 1, 1, 1]],
    [2, 0x3f, [1, 1]],
    [1, 0x80000000, [1]],
  ])('%i channels, mask %i: %j', (numberOfChannels, channelMask, expected) => {
    expect(loudnessWeights({ sampleRate: 48000, numberOfChannels, channelMask })).toEqual(expected);
  });

  test('the low-frequency effects do not count, the surrounds count 1.41', () => {
    const noise = whiteNoise(16000, 0.1, 5);
    const silence = new Float32Array(16000);
    const one = loudness([noise], 16000)!;
    const only = (channel: number) =>
      loudness(
        Array.from({ length: 6 }, (_, i) => (i === channel ? noise : silence)),
        16000,
      );
    expect(only(0)).toBeCloseTo(one, 12);
    expect(only(3)).toBeUndefined();
    expect(only(4)).toBeCloseTo(one + 10 * Math.log10(1.41), 12);
  });

  test('channels by themselves are as loud as they were in a file of their own', () => {
    const channelData = [1, 0.01, 0].map((gain) => whiteNoise(8000, 0.1, 6).map((x) => gain * x));
    const format = { sampleRate: 8000, numberOfChannels: 3 };
    const meter = feed(new LoudnessMeter(format), channelData, format);
    const alone = channelData.map((samples) => {
      const lufs = loudness([samples], 8000);
      return lufs === undefined ? undefined : expect.closeTo(10 ** (lufs / 10), 12);
    });
    expect(meter.channelPowers()).toEqual(alone);
  });
});

test('loudness does not depend on the size of the blocks', () => {
  const format = { sampleRate: 1234, numberOfChannels: 2 };
  const channelData = [whiteNoise(9000, 0.1, 7), whiteNoise(9000, 0.01, 8)];
  const whole = feed(new LoudnessMeter(format), channelData, format);
  expect(whole.power()).toBeGreaterThan(0);
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 9000 }), { maxLength: 10 }), (cuts) => {
      const at = cuts.sort((a, b) => a - b);
      const meter = feed(new LoudnessMeter(format), channelData, format, at);
      expect(meter.power()).toBe(whole.power());
      expect(meter.channelPowers()).toEqual(whole.channelPowers());
      expect(meter.numberOfFrames).toBe(9000);
    }),
    { seed: 4, numRuns: timesOf(10, 50) },
  );
});

test.each([0, 1, 16000])('%i silent frames have no loudness', (frames) => {
  expect(loudness([new Float32Array(frames)], 16000)).toBeUndefined();
});

test('NaN and infinity are refused, with their place', () => {
  const samples = new Float32Array(9000).fill(0.1);
  samples[8000] = Infinity;
  expect(() => loudness([new Float32Array(9000), samples], 16000)).toThrow(NonFiniteSignalError);
  expect(() => loudness([new Float32Array(9000), samples], 16000)).toThrow(
    'sample 8000 of channel 2 is Infinity',
  );
});

test('an hour takes the memory that the class says, and keeps the loudness', () => {
  const format = { sampleRate: 1000, numberOfChannels: 1 };
  const meter = new LoudnessMeter(format);
  const minute = tone({ hertz: 250, sampleRate: 1000, frames: 60_000, amplitude: 0.1 });
  for (let i = 0; i < 60; i++) feed(meter, [minute], format);
  const once = feed(new LoudnessMeter(format), [minute], format);
  expect(decibels(meter.power())).toBeCloseTo(decibels(once.power()), 2);
});
