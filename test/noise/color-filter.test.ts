import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ColorFilter, createColorFilter } from '../../src/noise/color-filter.ts';
import { colorAmplitudes } from '../../src/noise/color-spectrum.ts';
import { CosineTransform, rootsOfUnity } from '../../src/noise/color-transform.ts';
import {
  type ColorSpec,
  NOISE_COLORS,
  type NoiseColor,
  validateColorSpec,
} from '../../src/noise/noise-color.ts';
import { sampleOf, timesOf } from '../tools/depth.ts';

const PERIOD = 16384;
const HALF = PERIOD / 2;
const REACH = 2048;
/** The response is examined at 131072 frequencies, eight times as densely as it is stored. */
const FINE_HALF = 8 * HALF;

const coarse = new CosineTransform(HALF);
const fine = new CosineTransform(FINE_HALF);

const decibels = (amplitude: number) => 20 * Math.log10(Math.abs(amplitude));

/** Taps of the middle and of one side, and what follows the last of them: the rounding of the response. */
function tapsOf({ response }: ColorFilter): Float64Array {
  return coarse.transform(Float64Array.from(response)).map((tap) => tap / PERIOD);
}

/** The response between and at the stored values. */
function fineResponse(filter: ColorFilter): Float64Array {
  const taps = new Float64Array(FINE_HALF + 1);
  taps.set(tapsOf(filter).subarray(0, REACH + 1));
  return fine.transform(taps);
}

/** Largest deviation in dB of the response from the definition, of which the level is free, from `lowHz` to 0.45 of the rate. */
function deviationDb(spec: ColorSpec, lowHz: number): number {
  const response = fineResponse(createColorFilter(spec));
  const wanted = colorAmplitudes(spec, 2 * FINE_HALF);
  const deviations: number[] = [];
  for (let k = 1; k <= FINE_HALF; k++) {
    const hz = ((k / FINE_HALF) * spec.sampleRate) / 2;
    if (hz >= lowHz && hz <= 0.45 * spec.sampleRate) {
      deviations.push(decibels(response[k]! / wanted[k]!));
    }
  }
  deviations.sort((a, b) => a - b);
  const median = deviations[deviations.length >> 1]!;
  return Math.max(deviations.at(-1)! - median, median - deviations[0]!);
}

const RATES = [8000, 16000, 44100, 48000];
const FIXED_COLORS = NOISE_COLORS.filter((color) => color !== 'matched');

describe('the filter of a color', () => {
  test.each(
    sampleOf(
      FIXED_COLORS.flatMap((color) => RATES.map((rate) => [color, rate] as const)),
      10,
    ),
  )('is within 0.3 dB of the definition: %s at %i Hz', (color, sampleRate) => {
    const lowHz = Math.max(50, sampleRate / 1000);
    expect(deviationDb({ color, sampleRate }, lowHz)).toBeLessThan(0.3);
  });

  test.each(
    sampleOf(
      FIXED_COLORS.flatMap((color) => [1000, 96000, 192000].map((r) => [color, r] as const)),
      4,
    ),
  )('is within 0.6 dB of it at odd rates: %s at %i Hz', (color, sampleRate) => {
    const lowHz = Math.max(50, sampleRate / 1000);
    expect(deviationDb({ color, sampleRate }, lowHz)).toBeLessThan(0.6);
  });

  test.each(FIXED_COLORS)('keeps the variance, to the precision of 32-bit floats: %s', (color) => {
    const taps = tapsOf(createColorFilter({ color, sampleRate: 16000 }));
    let power = taps[0]! * taps[0]! + taps[HALF]! * taps[HALF]!;
    for (let k = 1; k < HALF; k++) power += 2 * taps[k]! * taps[k]!;
    expect(Math.abs(power - 1)).toBeLessThan(2 ** -24);
  });

  test.each(FIXED_COLORS)('ends after 2048 taps on either side: %s', (color) => {
    const taps = tapsOf(createColorFilter({ color, sampleRate: 16000 }));
    const peak = Math.abs(taps[0]!);
    // What is left is the rounding of the response to 24 bits.
    for (const tap of taps.subarray(REACH + 1)) expect(Math.abs(tap)).toBeLessThan(peak * 2 ** -24);
    const last = taps.subarray(REACH - 100, REACH + 1).map(Math.abs);
    expect(Math.max(...last)).toBeLessThan(0.01 * peak);
  });

  test.each(FIXED_COLORS)('has no lump below its range: %s', (color) => {
    const response = fineResponse(createColorFilter({ color, sampleRate: 16000 })).map(Math.abs);
    const low = Math.round((FINE_HALF * 16) / 8000);
    const lowest = response.subarray(0, low + 1);
    // Pink and brown are flat from 8 Hz downwards, grey from 25 Hz: 3, 6 and 12 dB an octave below 16 Hz at most.
    expect(Math.max(...lowest)).toBeLessThan(2.1 * Math.max(response[low]!, 1e-3));
  });
});

describe('the definitions', () => {
  /** dB from one frequency to another. */
  function stepDb(spec: ColorSpec, fromHz: number, toHz: number): number {
    const size = 2 ** 20;
    const amplitudes = colorAmplitudes(spec, size);
    const at = (hz: number) => amplitudes[Math.round((hz / spec.sampleRate) * size)]!;
    return decibels(at(toHz) / at(fromHz));
  }

  test.each([
    ['white', 0],
    ['pink', -3.0103],
    ['brown', -6.0206],
    ['blue', 3.0103],
    ['violet', 6.0206],
  ] as const)('%s noise has %f dB an octave', (color, stepOfOctaveDb) => {
    for (const hz of [15.625, 31.25, 62.5, 125, 250, 500, 1000, 2000, 4000]) {
      expect(stepDb({ color, sampleRate: 16000 }, hz, 2 * hz)).toBeCloseTo(stepOfOctaveDb, 4);
    }
  });

  // IEC 61672-1:2013, table 3; its levels are rounded to 0.1 dB and its frequencies are 10^(n / 10).
  test.each([
    [50.12, -30.2],
    [63.1, -26.2],
    [100, -19.1],
    [199.5, -10.9],
    [501.2, -3.2],
    [1995.3, 1.2],
    [3981.1, 1.0],
    [7943.3, -1.1],
    [15848.9, -6.6],
  ])('grey noise is the inverse of the A-weighting at %f Hz, %f dB', (hz, weightDb) => {
    const step = stepDb({ color: 'grey', sampleRate: 40000 }, 1000, hz);
    // 0.13 dB is what the high-pass takes away at 50 Hz.
    expect(Math.abs(step + weightDb)).toBeLessThan(hz < 60 ? 0.2 : 0.1);
  });

  test('speech noise has the band levels of Byrne et al., but for the straight lines between', () => {
    const size = 2 ** 18;
    const sampleRate = 48000;
    const amplitudes = colorAmplitudes({ color: 'speech', sampleRate }, size);
    const bandDb = (centreHz: number) => {
      let power = 0;
      const edge = 10 ** 0.05;
      for (let k = 0; k <= size / 2; k++) {
        const hz = (k / size) * sampleRate;
        if (hz >= centreHz / edge && hz < centreHz * edge) power += amplitudes[k]! ** 2;
      }
      return 10 * Math.log10(power);
    };
    const published = [
      [125, 57.7],
      [250, 60.3],
      [500, 62.1],
      [1000, 53.7],
      [2000, 48.7],
      [4000, 45.6],
      [8000, 43.7],
      [16000, 40.7],
    ] as const;
    const offsets = published.map(([hz, levelDb]) => bandDb(hz) - levelDb);
    const mean = offsets.reduce((sum, offset) => sum + offset, 0) / offsets.length;
    for (const offset of offsets) expect(Math.abs(offset - mean)).toBeLessThan(0.7);
  });

  test('matched noise has the power density 1 / |A|²', () => {
    const spec: ColorSpec = { color: 'matched', sampleRate: 16000, predictor: [1, -0.9, 0.5] };
    const amplitudes = colorAmplitudes(spec, 64);
    for (let k = 0; k <= 32; k++) {
      const w = (2 * Math.PI * k) / 64;
      const real = 1 - 0.9 * Math.cos(w) + 0.5 * Math.cos(2 * w);
      const imaginary = 0.9 * Math.sin(w) - 0.5 * Math.sin(2 * w);
      expect(amplitudes[k]).toBeCloseTo(1 / Math.hypot(real, imaginary), 12);
    }
    expect(deviationDb(spec, 16)).toBeLessThan(0.1);
  });

  test('matched noise of a resonance that rings longer than the filter stays finite', () => {
    const predictor = [1, -2 * Math.cos(0.3) * 0.99999, 0.99999 ** 2];
    const { response } = createColorFilter({ color: 'matched', sampleRate: 16000, predictor });
    expect(response.every(Number.isFinite)).toBe(true);
    expect(response.indexOf(Math.max(...response))).toBe(Math.round((0.3 / 2 / Math.PI) * PERIOD));
  });
});

describe('a band', () => {
  const sampleRate = 16000;

  test.each([
    ['white', 300, 3400],
    ['white', 0, 4000],
    ['white', 2000, 8000],
    ['white', 100, 116],
    ['pink', 300, 3400],
    ['violet', 50, 4000],
    ['speech', 100, 7000],
  ] as const)(
    'of %s noise, %i to %i Hz, is whole but for a thousandth of the rate at its edges, and 60 dB down as far outside',
    (color, lowHz, highHz) => {
      const spec = { color, sampleRate, band: { lowHz, highHz } };
      const response = fineResponse(createColorFilter(spec));
      const wanted = colorAmplitudes({ color, sampleRate }, 2 * FINE_HALF);
      const edge = sampleRate / 1000;
      const hzOf = (k: number) => ((k / FINE_HALF) * sampleRate) / 2;
      const inside: number[] = [];
      let peak = 0;
      let outside = 0;
      for (const [k, value] of response.entries()) {
        const hz = hzOf(k);
        const aboveLow = lowHz === 0 ? Infinity : hz - lowHz;
        const belowHigh = highHz === sampleRate / 2 ? Infinity : highHz - hz;
        const within = Math.min(aboveLow, belowHigh);
        peak = Math.max(peak, Math.abs(value));
        if (within >= edge / 2 && hz >= edge) inside.push(decibels(value / wanted[k]!));
        if (within <= -edge) outside = Math.max(outside, Math.abs(value));
      }
      expect(decibels(outside / peak)).toBeLessThan(-60);
      expect(Math.max(...inside) - Math.min(...inside)).toBeLessThan(0.5);
    },
  );

  test('from 0 Hz to half the rate changes nothing', () => {
    const all = createColorFilter({ color: 'pink', sampleRate });
    const band = { lowHz: 0, highHz: sampleRate / 2 };
    expect(createColorFilter({ color: 'pink', sampleRate, band }).response).toEqual(all.response);
  });

  test.each([
    [-1, 100],
    [100, 100],
    [200, 100],
    [100, 8001],
    [Number.NaN, 100],
    [100, Number.NaN],
  ])('%f:%f at 16000 Hz is refused with its numbers', (lowHz, highHz) => {
    expect(() =>
      validateColorSpec({ color: 'white', sampleRate, band: { lowHz, highHz } }),
    ).toThrow(
      new RangeError(
        `band is ${lowHz}:${highHz} Hz; expected 0 <= low < high <= 8000, half the sample rate; lower it, or resample the audio`,
      ),
    );
  });

  test('narrower than a thousandth of the rate is refused with its numbers', () => {
    const spec = (highHz: number) => ({
      color: 'white' as const,
      sampleRate,
      band: { lowHz: 100, highHz },
    });
    expect(() => createColorFilter(spec(115))).toThrow(
      new RangeError(
        'band is 100:115 Hz; expected a width of 16 Hz or more, a thousandth of the sample rate; widen it',
      ),
    );
    expect(() => createColorFilter(spec(116))).not.toThrow();
  });
});

describe('what makes no sense', () => {
  test.each([0, -1, Infinity, Number.NaN])('a sample rate of %f is refused', (sampleRate) => {
    const refused = new RangeError(`sampleRate is ${sampleRate}; expected a positive number of Hz`);
    expect(() => validateColorSpec({ color: 'pink', sampleRate })).toThrow(refused);
    expect(() => createColorFilter({ color: 'pink', sampleRate })).toThrow(refused);
  });

  test.each([
    [undefined, 'undefined'],
    [[], '[]'],
    [[2, 1], '[2, 1]'],
    [[1, Number.NaN], '[1, NaN]'],
  ])('a predictor of %j is refused', (predictor, shown) => {
    const spec = { color: 'matched' as const, sampleRate: 8000, predictor };
    expect(() => createColorFilter(spec)).toThrow(
      new TypeError(
        `predictor is ${shown}; expected the numbers 1, a1, a2, ... for the color matched`,
      ),
    );
  });
});

describe('the arithmetic of the design', () => {
  test('roots of unity are right to 1e-15', () => {
    const { cosines, sines } = rootsOfUnity(PERIOD);
    let worst = 0;
    for (let k = 0; k < PERIOD; k++) {
      const angle = (2 * Math.PI * k) / PERIOD;
      worst = Math.max(
        worst,
        Math.abs(cosines[k]! - Math.cos(angle)),
        Math.abs(sines[k]! - Math.sin(angle)),
      );
    }
    expect(worst).toBeLessThan(1e-15);
  });

  test('the cosine transform is its sum, for any values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 17, maxLength: 17 }),
        (values) => {
          const spectrum = new CosineTransform(16).transform(Float64Array.from(values));
          for (let k = 0; k <= 16; k++) {
            let sum = values[0]! + (k % 2 === 0 ? 1 : -1) * values[16]!;
            for (let n = 1; n < 16; n++) sum += 2 * values[n]! * Math.cos((Math.PI * k * n) / 16);
            expect(Math.abs(spectrum[k]! - sum)).toBeLessThan(1e-13);
          }
        },
      ),
      { seed: 1, numRuns: timesOf(10, 50) },
    );
  });

  test('nothing in it depends on the engine: Math has no part but sqrt, rounding and comparison', async () => {
    const { readFile, readdir } = await import('node:fs/promises');
    const folder = new URL('../../src/noise/', import.meta.url);
    const names = (await readdir(folder)).filter((name) => name.includes('color'));
    expect(names.length).toBeGreaterThan(5);
    for (const name of names) {
      const source = await readFile(new URL(name, folder), 'utf8');
      const code = source.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
      const used = new Set([...code.matchAll(/Math\.(\w+)/g)].map(([, member]) => member!));
      const allowed = new Set(['sqrt', 'min', 'max', 'round', 'floor', 'ceil', 'fround', 'abs']);
      expect(
        [...used].filter((member) => !allowed.has(member)),
        name,
      ).toEqual([]);
      expect(code, name).not.toMatch(/\*\*/);
    }
  });
});

test('every color has a name of its own', () => {
  const names: readonly NoiseColor[] = NOISE_COLORS;
  expect(new Set(names).size).toBe(8);
});
