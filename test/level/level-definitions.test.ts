import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NonFiniteSignalError } from '../../src/errors.ts';
import { ActiveLevelMeter } from '../../src/level/active-level-meter.ts';
import {
  createLevelMeter,
  createNoiseLevelMeter,
  LEVEL_DEFINITIONS,
  LEVELS,
} from '../../src/level/level-definitions.ts';
import { LoudnessMeter } from '../../src/level/loudness-meter.ts';
import { PeakMeter } from '../../src/level/peak-meter.ts';
import { RmsMeter } from '../../src/level/rms-meter.ts';
import { WeightedMeter } from '../../src/level/weighted-meter.ts';
import { burstySignal, concatenate, decibels, feed, tone, whiteNoise } from './test-signals.ts';

const mono = { sampleRate: 16000, numberOfChannels: 1 };

describe.each(LEVEL_DEFINITIONS)('%s', (definition) => {
  const speech = burstySignal(16000, 4, 1);
  const noise = whiteNoise(speech.length, 0.1, 2);
  const power = (samples: Float32Array) =>
    feed(createLevelMeter(definition, mono), [samples], mono).power();
  const noisePower = (samples: Float32Array) =>
    feed(createNoiseLevelMeter(definition, mono), [samples], mono).power();

  test('the level of silence is undefined, for signal and noise', () => {
    for (const samples of [new Float32Array(0), new Float32Array(16000)]) {
      expect(power(samples)).toBeUndefined();
      expect(noisePower(samples)).toBeUndefined();
    }
  });

  test('noise twice as strong has four times the power, but for rounding', () => {
    for (const exponent of [-12, -1, 1, 5]) {
      const scaled = noise.map((x) => x * 2 ** exponent);
      expect(noisePower(scaled)! / noisePower(noise)! / 4 ** exponent).toBeCloseTo(1, 11);
    }
  });

  test('a target SNR is met by a gain made of the two powers', () => {
    const gain = Math.sqrt(power(speech)! / noisePower(noise)! / 10);
    const snrDb = decibels(power(speech)! / noisePower(noise.map((x) => gain * x))!);
    // Rounding of the samples to 24 bits.
    expect(snrDb).toBeCloseTo(10, 6);
  });

  test('one channel has the level of its file', () => {
    for (const create of [createLevelMeter, createNoiseLevelMeter]) {
      const meter = feed(create(definition, mono), [speech], mono);
      expect(meter.channelPowers()).toEqual([meter.power()]);
      expect(meter.numberOfFrames).toBe(speech.length);
    }
  });

  test('the size of the blocks does not matter', () => {
    const stereo = { sampleRate: 16000, numberOfChannels: 2 };
    const channelData = [speech, noise].map((samples) => samples.subarray(0, 12_000));
    for (const create of [createLevelMeter, createNoiseLevelMeter]) {
      const whole = feed(create(definition, stereo), channelData, stereo);
      fc.assert(
        fc.property(
          fc.uniqueArray(fc.integer({ min: 0, max: 12_000 }), { maxLength: 8 }),
          (cuts) => {
            const at = cuts.sort((a, b) => a - b);
            const meter = feed(create(definition, stereo), channelData, stereo, at);
            expect(meter.power()).toBe(whole.power());
            expect(meter.channelPowers()).toEqual(whole.channelPowers());
          },
        ),
        { seed: 5, numRuns: 20 },
      );
    }
  });

  test('a sample that is not finite is refused', () => {
    for (const create of [createLevelMeter, createNoiseLevelMeter]) {
      const meter = create(definition, mono);
      const samples = Float32Array.of(0.5, Number.NaN);
      expect(() => feed(meter, [samples], mono)).toThrow(NonFiniteSignalError);
    }
  });
});

test('a tone of 1 kHz has the same level by RMS, by A-weighting, while active, and in LUFS', () => {
  const samples = tone({ hertz: 1000, sampleRate: 16000, frames: 160_000, amplitude: 0.1 });
  const level = (definition: (typeof LEVEL_DEFINITIONS)[number]) =>
    decibels(feed(createLevelMeter(definition, mono), [samples], mono).power());
  expect(level('rms')).toBeCloseTo(-23.01, 2);
  expect(level('peak')).toBeCloseTo(-20, 2);
  // 1 kHz is where the weightings are 1; that of K by the offset, to 0.01 dB.
  expect(Math.abs(level('a-weighted') + 23.01)).toBeLessThan(0.02);
  expect(Math.abs(level('loudness') + 23.01)).toBeLessThan(0.02);
  // Its first 20 ms are not active.
  expect(Math.abs(level('active') + 23.01)).toBeLessThan(0.02);
});

test('each definition has the level of its own meter, and a level of its own', () => {
  // Two tones far from 1 kHz, the second one soft, then a pause.
  const samples = concatenate(
    tone({ hertz: 100, sampleRate: 16000, frames: 16_000, amplitude: 0.5 }),
    tone({ hertz: 100, sampleRate: 16000, frames: 16_000, amplitude: 0.05 }),
    new Float32Array(16_000),
  );
  const powers = LEVEL_DEFINITIONS.map((definition) =>
    feed(createLevelMeter(definition, mono), [samples], mono).power(),
  );
  const meters = [
    new RmsMeter(),
    new ActiveLevelMeter(mono),
    new WeightedMeter('a', mono),
    new LoudnessMeter(mono),
    new PeakMeter(1),
  ];
  expect(powers).toEqual(meters.map((meter) => feed(meter, [samples], mono).power()));
  expect(new Set(powers).size).toBe(5);

  const noisePowers = LEVEL_DEFINITIONS.map((definition) =>
    feed(createNoiseLevelMeter(definition, mono), [samples], mono).power(),
  );
  const [rms, a, k] = [
    new RmsMeter(),
    new WeightedMeter('a', mono),
    new WeightedMeter('k', mono),
  ].map((meter) => feed(meter, [samples], mono).power());
  expect(noisePowers).toEqual([rms, rms, a, k, rms]);
  // IEC 61672-1, table 3: -19.1 dB at 100 Hz, met to 0.25 dB. ITU-R BS.1770 takes a decibel or two away there.
  expect(Math.abs(decibels(a) - decibels(rms) + 19.1)).toBeLessThan(0.25);
  expect(decibels(k) - decibels(rms)).toBeGreaterThan(-3);
});

test.each([
  ['rms', 'counts'],
  ['active', 'counts'],
  ['peak', 'counts'],
  ['a-weighted', 'does not count'],
  ['loudness', 'does not count'],
] as const)('by %s, DC in the noise %s: its weighting says so', (definition, dc) => {
  const constant = new Float32Array(16_000).fill(0.1);
  const settled = new Float32Array(16_000 * 9).fill(0.1);
  const meter = feed(createNoiseLevelMeter(definition, mono), [settled], mono);
  const before = meter.power()! * settled.length;
  const after = feed(meter, [constant], mono).power()! * (settled.length + constant.length);
  const added = (after - before) / constant.length;
  if (dc === 'counts') expect(added).toBeCloseTo(0.01, 6);
  else expect(added).toBeLessThan(1e-12);
  expect(LEVELS[definition].weighting !== undefined).toBe(dc === 'does not count');
});

test('the mean is needed first where no sum can do without it: a peak, and a choice of moments', () => {
  expect(LEVEL_DEFINITIONS.filter((definition) => LEVELS[definition].meansFirst)).toEqual([
    'active',
    'peak',
  ]);
});
