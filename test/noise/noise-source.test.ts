import { describe, expect, test } from 'vitest';
import { instantiateKernel } from '../../src/kernel/kernel.ts';
import { createColorFilter } from '../../src/noise/color-filter.ts';
import { ColoredStream } from '../../src/noise/colored-stream.ts';
import { NOISE_COLORS } from '../../src/noise/noise-color.ts';
import { createNoiseFilter, createNoiseStream } from '../../src/noise/noise-source.ts';
import { NormalStream } from '../../src/noise/normal-stream.ts';

const SEED = 5;
const KEY = 'source';
const PINK = createColorFilter({ color: 'pink', sampleRate: 16000 });

describe('createNoiseFilter', () => {
  const sampleRate = 16000;

  test('gives none for white noise of all frequencies', () => {
    expect(createNoiseFilter({ color: 'white', sampleRate })).toBeUndefined();
  });

  test('gives that of the color for all others, and for white noise in a band', () => {
    const band = { lowHz: 300, highHz: 3400 };
    const predictor = [1, -0.9];
    for (const color of NOISE_COLORS) {
      const specs = [
        { color, sampleRate, predictor, band },
        { color, sampleRate, predictor },
      ];
      for (const spec of color === 'white' ? specs.slice(0, 1) : specs) {
        expect(createNoiseFilter(spec)).toEqual(createColorFilter(spec));
      }
    }
  });
});

describe('createNoiseStream', () => {
  test.each([
    ['no filter', undefined],
    ['a white filter', createColorFilter({ color: 'white', sampleRate: 8000 })],
  ])('gives noise stream v1 itself for %s', (_, filter) => {
    const stream = createNoiseStream({ seed: SEED, key: KEY, filter });
    expect(stream).toBeInstanceOf(NormalStream);
    expect(stream.block(1, 2)).toEqual(new NormalStream(SEED, KEY).block(1, 2));
  });

  test('gives colored noise for a color and for white noise in a band', () => {
    const band = { lowHz: 300, highHz: 3400 };
    const banded = createColorFilter({ color: 'white', sampleRate: 8000, band });
    for (const filter of [PINK, banded]) {
      const kernel = instantiateKernel();
      const stream = createNoiseStream({ seed: SEED, filter, kernel });
      expect(stream.kernel).toBe(kernel);
      expect(stream.block(0, 1)).toEqual(new ColoredStream(SEED, '', filter).block(0, 1));
    }
  });
});
