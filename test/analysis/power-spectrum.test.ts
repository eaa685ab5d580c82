import { describe, expect, test } from 'vitest';
import { Fft } from '../../src/analysis/fft.ts';
import { SpectrumMeter, segmentSizeFor } from '../../src/analysis/power-spectrum.ts';
import { spectralShape } from '../../src/analysis/spectral-shape.ts';
import { sampleOf } from '../tools/depth.ts';
import { colored, gaussianNoise, inParts, sine } from './signals.ts';

function spectrumOf(samples: Float64Array, size = 1024) {
  const meter = new SpectrumMeter(new Fft(size));
  const floats = Float32Array.from(samples);
  inParts(1, 3000, floats.length, (start, end) => meter.process(floats.subarray(start, end)));
  return meter.spectrum!;
}

describe('SpectrumMeter', () => {
  test('has a tone in its bin, under the Hann window, and nowhere else', () => {
    const { power } = spectrumOf(sine(16000 / 16, 1, 16384));
    // Half the amplitude in the next bins: a quarter of the power.
    expect(power[63]! / power[64]!).toBeCloseTo(0.25, 6);
    expect(power[65]! / power[64]!).toBeCloseTo(0.25, 6);
    const rest = power.filter((_, k) => Math.abs(k - 64) > 1);
    expect(Math.max(...rest) / power[64]!).toBeLessThan(1e-12);
  });

  test('counts what the overlap leaves of the averages', () => {
    // 31 segments, of which the last waits for another; 1 + 2 · (1/6)² of Welch.
    expect(spectrumOf(gaussianNoise(1, 16384)).averages).toBeCloseTo(30 / (1 + 2 / 36), 9);
  });

  test.each([
    [100, undefined],
    [288, 64],
    [3000, 512],
    [4608, 1024],
    [1e9, 1024],
  ])('has segments for %i samples of %s', (samples, size) => {
    expect(segmentSizeFor(samples)).toBe(size);
  });
});

describe('spectralShape', () => {
  test.each([2 ** 10, 2 ** 13, 2 ** 18])('finds %i samples of white noise flat', (length) => {
    const size = segmentSizeFor(length)!;
    const values = [1, 2, 3, 4, 5, 6, 7, 8].map(
      (seed) => spectralShape(spectrumOf(gaussianNoise(seed, length), size)).flatness,
    );
    const mean = values.reduce((a, b) => a + b) / values.length;
    // ln flatness scatters by 1 / (K √2 bins) and less, and the bins are not quite independent.
    const averages = (2 * length) / size;
    expect(Math.abs(mean - 1)).toBeLessThan(3 / (averages * Math.sqrt(size)) + 0.002);
  });

  test.each(
    sampleOf(
      [
        ['brown', -2],
        ['pink', -1],
        ['white', 0],
        ['blue', 1],
        ['violet', 2],
      ],
      2,
    ),
  )('finds the slope of %s noise: %i × 3.01 dB per octave', (_, exponent) => {
    const shape = spectralShape(spectrumOf(colored(2, 2 ** 19, exponent)));
    // Next to a steep edge the window smears: 0.1 dB for brown noise.
    expect(Math.abs(shape.slopeDbPerOctave - 3.0103 * exponent)).toBeLessThan(0.2);
    expect(shape.slopeMisfitDb).toBeLessThan(0.5);
  });

  test('gives pink noise the flatness of 1/f', () => {
    const size = 1024;
    const line = Array.from({ length: size / 2 - 3 }, (_, i) => 1 / (i + 2));
    const mean = line.reduce((a, b) => a + b) / line.length;
    const geometric = Math.exp(line.reduce((a, b) => a + Math.log(b), 0) / line.length);
    const { flatness } = spectralShape(spectrumOf(colored(3, 2 ** 19, -1)));
    expect(Math.abs(flatness - geometric / mean)).toBeLessThan(0.01);
  });

  test('does not take DC for a color', () => {
    const samples = gaussianNoise(4, 2 ** 17).map((x) => x + 10);
    expect(spectralShape(spectrumOf(samples)).flatness).toBeGreaterThan(0.99);
  });

  test('counts fewer independent samples in colored noise', { tags: 'thorough' }, () => {
    const independence = (exponent: number) =>
      spectralShape(spectrumOf(colored(5, 2 ** 19, exponent))).independence;
    expect(independence(0)).toBeGreaterThan(0.99);
    expect(independence(-1)).toBeLessThan(0.3);
    expect(independence(-2)).toBeLessThan(0.02);
  });
});
