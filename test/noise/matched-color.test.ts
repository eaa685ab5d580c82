import { describe, expect, test } from 'vitest';
import type { AudioFormat } from '../../src/audio-format.ts';
import { createColorFilter } from '../../src/noise/color-filter.ts';
import { ColoredStream } from '../../src/noise/colored-stream.ts';
import { predict, SpectrumMeter } from '../../src/noise/matched-color.ts';
import { NormalStream } from '../../src/noise/normal-stream.ts';

const FRAMES = 100_000;

function format(sampleRate: number, numberOfChannels = 1): AudioFormat {
  return { sampleRate, numberOfChannels };
}

/** x[n] = w[n] - a1 x[n - 1] - a2 x[n - 2], of white normals w. */
function autoregression(seed: number, a1: number, a2: number, frames = FRAMES): Float32Array {
  const stream = new NormalStream(seed, 'autoregression');
  const samples = new Float32Array(frames);
  for (let n = 0, normals = stream.block(0, 0); n < frames; n++) {
    if (n % 4096 === 0) normals = stream.block(0, n / 4096);
    samples[n] = normals[n % 4096]! - a1 * (samples[n - 1] ?? 0) - a2 * (samples[n - 2] ?? 0);
  }
  return samples;
}

/** The predictor of planar samples that come in blocks of these sizes, over and over. */
function predictorOf(
  channelData: readonly Float32Array[],
  sampleRate: number,
  sizes: readonly number[] = [4096],
): number[] {
  const audio = format(sampleRate, channelData.length);
  const meter = new SpectrumMeter(audio);
  for (let start = 0, i = 0; start < channelData[0]!.length; i++) {
    const end = start + sizes[i % sizes.length]!;
    meter.process({
      format: audio,
      frameIndex: start,
      channelData: channelData.map((samples) => samples.slice(start, end)),
    });
    start = end;
  }
  return meter.predictor;
}

describe('SpectrumMeter', () => {
  test.each([
    [-1.2, 0.7],
    [0.5, 0],
    [-1.8, 0.95],
  ])('finds the coefficients %f, %f of a signal made with them', (a1, a2) => {
    const predictor = predictorOf([autoregression(1, a1, a2)], 16000);
    const wanted = [1, a1, a2];
    // The coefficients of an estimated autoregression have a standard error of 1/√N or less.
    for (const [i, value] of predictor.entries()) {
      expect(Math.abs(value - (wanted[i] ?? 0)), `a${i}`).toBeLessThan(6 / Math.sqrt(FRAMES));
    }
  });

  test.each([
    [1000, 4],
    [8000, 11],
    [16000, 19],
    [44100, 31],
    [192000, 31],
  ])('has an order of 3 + one per kHz, 31 at most: at %i Hz %i', (sampleRate, order) => {
    expect(predictorOf([autoregression(2, -0.5, 0, 5000)], sampleRate)).toHaveLength(order + 1);
  });

  test.each([[[1]], [[4095]], [[4097]], [[1, 64, 3, 10_000]], [[FRAMES]]])(
    'does not depend on the blocks: %j',
    (sizes) => {
      const samples = [autoregression(3, -1.2, 0.7, 20_001), autoregression(4, 0.3, 0.2, 20_001)];
      expect(predictorOf(samples, 16000, sizes)).toEqual(predictorOf(samples, 16000));
    },
  );

  test.each([[[1]], [[4095]], [[4097]], [[1, 64, 3, 10_000]], [[FRAMES]]])(
    'is of 16-bit integers that of the decoded samples, to the last bit, whatever the pieces: %j',
    (sizes) => {
      const samples = [autoregression(3, -1.2, 0.7, 20_001), autoregression(4, 0.3, 0.2, 20_001)];
      const integers = samples.map((x) => Int16Array.from(x, (y) => 1000 * y));
      const interleaved = Int16Array.from(
        { length: 2 * 20_001 },
        (_, i) => integers[i % 2]![i >> 1]!,
      );
      const bytes = new Uint8Array(interleaved.buffer);
      const meter = new SpectrumMeter(format(16000, 2));
      for (let start = 0, i = 0; start < bytes.length; i++) {
        const end = start + 4 * sizes[i % sizes.length]!;
        meter.processS16(bytes.subarray(start, end));
        start = end;
      }
      const decoded = integers.map((x) => Float32Array.from(x, (y) => y / 32768));
      expect(meter.predictor).toEqual(predictorOf(decoded, 16000));
    },
  );

  test('may be asked in between', () => {
    const samples = autoregression(5, -1.2, 0.7, 30_001);
    const audio = format(16000);
    const meter = new SpectrumMeter(audio);
    for (let start = 0; start < samples.length; start += 777) {
      const channelData = [samples.slice(start, start + 777)];
      meter.process({ format: audio, frameIndex: start, channelData });
      expect(meter.predictor[0]).toBe(1);
    }
    expect(meter.predictor).toEqual(predictorOf([samples], 16000));
  });

  test('counts every pair of samples once: the sums are the autocorrelation', () => {
    const samples = autoregression(6, -1.2, 0.7, 4096 + 100);
    const lags = Array.from({ length: 20 }, (_, lag) => {
      let sum = 0;
      for (let i = lag; i < samples.length; i++) sum += samples[i]! * samples[i - lag]!;
      return sum;
    });
    const expected = predict(lags);
    for (const [i, value] of predictorOf([samples], 16000).entries()) {
      expect(value).toBeCloseTo(expected[i]!, 5);
    }
  });

  test('pools channels by their energy', () => {
    const loud = autoregression(7, -1.2, 0.7);
    const quiet = autoregression(8, 0.9, 0).map((sample) => sample / 1000);
    const pooled = predictorOf([quiet, loud], 16000);
    const alone = predictorOf([loud], 16000);
    for (const [i, value] of pooled.entries()) expect(value).toBeCloseTo(alone[i]!, 3);
  });

  test('does not depend on the level', () => {
    const samples = autoregression(9, -1.2, 0.7);
    const soft = samples.map((sample) => sample * 2 ** -20);
    expect(predictorOf([soft], 16000)).toEqual(predictorOf([samples], 16000));
  });

  test.each([
    ['silence', new Float32Array(5000)],
    ['no samples', new Float32Array(0)],
    ['a sample that is not finite', Float32Array.of(1, Number.NaN, 1)],
  ])('takes the spectrum of %s for white', (_, samples) => {
    expect(predictorOf([samples], 16000)).toEqual([1]);
  });

  test('stays finite for a pure tone and for a constant', () => {
    const tone = Float32Array.from({ length: 50_000 }, (_, n) => Math.sin(0.3 * n));
    const constant = new Float32Array(50_000).fill(0.5);
    for (const samples of [tone, constant]) {
      const predictor = predictorOf([samples], 48000);
      expect(predictor.every(Number.isFinite)).toBe(true);
      const filter = createColorFilter({ color: 'matched', sampleRate: 48000, predictor });
      expect(filter.response.every(Number.isFinite)).toBe(true);
    }
  });

  test('follows a steep low-pass 50 dB down', () => {
    const band = { lowHz: 0, highHz: 4000 };
    const filter = createColorFilter({ color: 'white', sampleRate: 16000, band });
    const stream = new ColoredStream(10, '', filter);
    const samples = new Float32Array(60 * 4096);
    for (let b = 0; b < 60; b++) samples.set(stream.block(0, b), 4096 * b);
    const predictor = predictorOf([samples], 16000);
    const matched = createColorFilter({ color: 'matched', sampleRate: 16000, predictor });
    const at = (hz: number) => matched.response[Math.round((hz / 16000) * 16384)]!;
    expect(20 * Math.log10(Math.abs(at(7000) / at(2000)))).toBeLessThan(-50);
  });
});

describe('matched noise', () => {
  test('of the noise of a signal is matched to the same spectrum again', () => {
    const predictor = predictorOf([autoregression(11, -1.2, 0.7)], 16000);
    const filter = createColorFilter({ color: 'matched', sampleRate: 16000, predictor });
    const stream = new ColoredStream(12, '', filter);
    const noise = new Float32Array(FRAMES);
    for (let start = 0; start < FRAMES; start += 4096) {
      noise.set(stream.block(0, start / 4096).subarray(0, FRAMES - start), start);
    }
    for (const [i, value] of predictorOf([noise], 16000).entries()) {
      expect(Math.abs(value - predictor[i]!)).toBeLessThan(6 / Math.sqrt(FRAMES));
    }
  });
});

describe('predict', () => {
  test('is exact for the autocorrelation of an autoregression, but for the floor of 90 dB', () => {
    // x[n] = w[n] + 0.8 x[n - 1]: r[l] ∝ 0.8^l
    const [one, a1, ...rest] = predict([1, 0.8, 0.64, 0.512, 0.4096]);
    expect(one).toBe(1);
    expect(a1).toBeCloseTo(-0.8, 7);
    for (const value of rest) expect(value).toBeCloseTo(0, 7);
  });

  test.each([[[0, 0, 0]], [[Number.NaN, 1]], [[Infinity, 1]], [[-1, 0]]])(
    'of %j is white',
    (autocorrelation) => {
      expect(predict(autocorrelation)).toEqual([1]);
    },
  );
});
