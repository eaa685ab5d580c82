import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aWeightingPower, designAWeighting } from '../../src/level/a-weighting.ts';
import { type Biquad, biquadPower, matchedBiquad } from '../../src/level/biquad.ts';
import { designKWeighting } from '../../src/level/k-weighting.ts';
import { MeterMemory } from '../../src/level/meter-memory.ts';
import { type WeightingCurve, WeightingFilter } from '../../src/level/weighting-filter.ts';
import { timesOf } from '../tools/depth.ts';
import { WeightingOracle } from './oracles/weighting-filter.ts';
import { decibels, directForm, tone, whiteNoise } from './test-signals.ts';

/** IEC 61672-1:2013, table 3: nominal frequency, A-weighting, and the acceptance limits of class 1. */
const A_WEIGHTING: [number, number, number, number][] = [
  [10, -70.4, 3, Infinity],
  [12.5, -63.4, 2.5, Infinity],
  [16, -56.7, 2, 4],
  [20, -50.5, 2, 2],
  [25, -44.7, 2, 1.5],
  [31.5, -39.4, 1.5, 1.5],
  [40, -34.6, 1, 1],
  [50, -30.2, 1, 1],
  [63, -26.2, 1, 1],
  [80, -22.5, 1, 1],
  [100, -19.1, 1, 1],
  [125, -16.1, 1, 1],
  [160, -13.4, 1, 1],
  [200, -10.9, 1, 1],
  [250, -8.6, 1, 1],
  [315, -6.6, 1, 1],
  [400, -4.8, 1, 1],
  [500, -3.2, 1, 1],
  [630, -1.9, 1, 1],
  [800, -0.8, 1, 1],
  [1000, 0, 0.7, 0.7],
  [1250, 0.6, 1, 1],
  [1600, 1, 1, 1],
  [2000, 1.2, 1, 1],
  [2500, 1.3, 1, 1],
  [3150, 1.2, 1, 1],
  [4000, 1, 1, 1],
  [5000, 0.5, 1.5, 1.5],
  [6300, -0.1, 1.5, 2],
  [8000, -1.1, 1.5, 2.5],
  [10000, -2.5, 2, 3],
  [12500, -4.3, 2, 5],
  [16000, -6.6, 2.5, 16],
  [20000, -9.3, 3, Infinity],
];

/** The frequency that a nominal one stands for: a power of 10^0.1. */
function exactFrequency(nominal: number): number {
  return 10 ** (Math.round(10 * Math.log10(nominal)) / 10);
}

const RATES = [8000, 11025, 16000, 22050, 44100, 48000, 96000, 192000];

/** Energy behind a filter, in pieces that end where `cuts` say: one for each piece, all added up. */
function energiesBehind(
  curve: WeightingCurve,
  sampleRate: number,
  samples: Float32Array,
  cuts: readonly number[] = [],
): number[] {
  const memory = new MeterMemory();
  const address = memory.reserve(samples.byteLength);
  const filter = new WeightingFilter(curve, sampleRate, 1, memory);
  new Float32Array(memory.exports.memory.buffer, address, samples.length).set(samples);
  let from = 0;
  let energy = 0;
  return [...cuts, samples.length].map((to) => {
    const piece = { address: address + 4 * from, step: 4, frames: to - from };
    energy = filter.addEnergy(0, energy, piece);
    from = to;
    return energy;
  });
}

/** The gain of a filter for a tone, once it has settled: over whole periods, as nearly as there are. */
function measuredGainDb(curve: WeightingCurve, hertz: number, sampleRate: number): number {
  const settling = Math.ceil(0.3 * sampleRate);
  const periods = Math.max(10, Math.floor(hertz / 4));
  const frames = Math.round((periods * sampleRate) / hertz);
  const samples = tone({ hertz, sampleRate, frames: settling + frames });
  const [before, after] = energiesBehind(curve, sampleRate, samples, [settling]);
  return decibels((after! - before!) / (frames / 2));
}

function gainDb(sections: readonly Biquad[], hertz: number, sampleRate: number): number {
  const phi = Math.sin((Math.PI * hertz) / sampleRate) ** 2;
  return decibels(sections.reduce((power, section) => power * biquadPower(section, phi), 1));
}

function frequenciesUpTo(highest: number): number[] {
  const frequencies: number[] = [];
  for (let hertz = 10; hertz <= highest; hertz *= 1.02) frequencies.push(hertz);
  return frequencies;
}

describe('A-weighting', () => {
  test.each(A_WEIGHTING)(
    'is by its formula at %d Hz what the table says: %d dB',
    (nominal, table) => {
      // The table is rounded to 0.1 dB.
      const gain = decibels(aWeightingPower(exactFrequency(nominal)));
      expect(Math.abs(gain - table)).toBeLessThan(0.05 + 1e-3);
    },
  );

  test.each(RATES)(
    'of tones at %i Hz is within 0.25 dB of the table, far within class 1',
    (rate) => {
      for (const [nominal, table, above, below] of A_WEIGHTING) {
        const hertz = exactFrequency(nominal);
        if (hertz > 0.45 * rate) break;
        const error = measuredGainDb('a', hertz, rate) - table;
        expect(error, `${nominal} Hz`).toBeLessThan(Math.min(above, 0.25));
        expect(error, `${nominal} Hz`).toBeGreaterThan(-Math.min(below, 0.25));
      }
    },
  );

  test.each([1000, 1234, 2000, 4000, ...RATES, 384000])(
    'as designed for %i Hz is within 0.22 dB of the definition up to 0.45 of it',
    (rate) => {
      const sections = designAWeighting(rate);
      for (const hertz of frequenciesUpTo(0.45 * rate)) {
        const error = gainDb(sections, hertz, rate) - decibels(aWeightingPower(hertz));
        expect(Math.abs(error), `${hertz} Hz`).toBeLessThan(rate === 8000 ? 0.03 : 0.22);
      }
      if (rate >= 8000) expect(gainDb(sections, 1000, rate)).toBeCloseTo(0, 9);
    },
  );
});

describe('K-weighting', () => {
  test('at 48 kHz is the filter of ITU-R BS.1770', () => {
    const [shelf, highPass] = designKWeighting(48000) as [Biquad, Biquad];
    // Tables 1 and 2 have 14 decimals.
    expect(shelf.b0).toBeCloseTo(1.53512485958697, 11);
    expect(shelf.b1).toBeCloseTo(-2.69169618940638, 11);
    expect(shelf.b2).toBeCloseTo(1.19839281085285, 11);
    expect(shelf.a1).toBeCloseTo(-1.69065929318241, 13);
    expect(shelf.a2).toBeCloseTo(0.73248077421585, 13);
    expect(highPass.b0).toBeCloseTo(1, 11);
    expect(highPass.b1).toBeCloseTo(-2, 11);
    expect(highPass.b2).toBeCloseTo(1, 11);
    expect(highPass.a1).toBeCloseTo(-1.99004745483398, 13);
    expect(highPass.a2).toBeCloseTo(0.99007225036621, 13);
  });

  const standard = designKWeighting(48000);

  test.each([1000, 1234, 2000, 4000, ...RATES, 384000])(
    'as designed for %i Hz is that of 48 kHz to 0.02 dB, and to 0.15 dB below 8 kHz',
    (rate) => {
      for (const hertz of frequenciesUpTo(Math.min(0.45 * rate, 20_000))) {
        const error = gainDb(designKWeighting(rate), hertz, rate) - gainDb(standard, hertz, 48000);
        expect(Math.abs(error), `${hertz} Hz`).toBeLessThan(rate < 8000 ? 0.15 : 0.02);
      }
    },
  );

  test.each([8000, 44100])('of tones at %i Hz is as designed', (rate) => {
    for (const hertz of [20, 100, 1000, 3000]) {
      const measured = measuredGainDb('k', hertz, rate);
      expect(measured).toBeCloseTo(gainDb(designKWeighting(rate), hertz, rate), 2);
    }
  });
});

describe('matchedBiquad', () => {
  test('finds a filter again from three points of its response', () => {
    const filter: Biquad = { b0: 0.7, b1: -0.5, b2: 0.2, a1: -1.2, a2: 0.5 };
    const points = [0, 0.3, 0.8].map((phi) => ({ phi, power: biquadPower(filter, phi) }));
    const found = matchedBiquad(filter.a1, filter.a2, points as never);
    for (const name of ['b0', 'b1', 'b2', 'a1', 'a2'] as const) {
      expect(found[name]).toBeCloseTo(filter[name], 13);
    }
  });
});

describe('WeightingFilter', () => {
  const samples = whiteNoise(5000, 0.2, 11);

  test.each(['a', 'k'] as const)('%s does not depend on the size of the pieces', (curve) => {
    const [energy] = energiesBehind(curve, 16000, samples);
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 5000 }), { maxLength: 10 }), (cuts) => {
        const at = cuts.sort((a, b) => a - b);
        expect(energiesBehind(curve, 16000, samples, at).at(-1)).toBe(energy);
      }),
      { seed: 3, numRuns: timesOf(10, 50) },
    );
  });

  test.each(['a', 'k'] as const)('%s is its biquads, one after the other', (curve) => {
    const design = curve === 'a' ? designAWeighting : designKWeighting;
    const expected = design(16000).reduce((x, section) => directForm(section, x), [...samples]);
    const energy = expected.reduce((sum, y) => sum + y * y, 0);
    expect(energiesBehind(curve, 16000, samples)[0]! / energy).toBeCloseTo(1, 11);
    expect(new WeightingOracle(curve, 16000).addEnergy(0, samples) / energy).toBeCloseTo(1, 11);
  });

  test('is linear: of two signals together, what each gives and twice what they share', () => {
    const noise = whiteNoise(5000, 0.05, 12);
    const energyOf = (input: Float32Array) => energiesBehind('a', 16000, input)[0]!;
    const sum = energyOf(samples.map((x, i) => x + noise[i]!));
    const difference = energyOf(samples.map((x, i) => x - noise[i]!));
    // Samples below 2 are rounded to 24 bits; the energy is some 100.
    expect(sum + difference).toBeCloseTo(2 * (energyOf(samples) + energyOf(noise)), 4);
  });
});
