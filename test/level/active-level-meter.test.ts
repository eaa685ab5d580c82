import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NonFiniteSignalError } from '../../src/errors.ts';
import { ActiveLevelMeter } from '../../src/level/active-level-meter.ts';
import { timesOf } from '../tools/depth.ts';
import { interpolateActiveLevel, naiveActiveLevel } from './naive-active-level.ts';
import { burstySignal, concatenate, decibels, feed, tone, whiteNoise } from './test-signals.ts';

const RATES = [8000, 16000, 44100, 48000];

function mono(sampleRate: number) {
  return { sampleRate, numberOfChannels: 1 };
}

function measure(samples: Float32Array, sampleRate: number): ActiveLevelMeter {
  return feed(new ActiveLevelMeter(mono(sampleRate)), [samples], mono(sampleRate));
}

describe('the active level is that of P.56', () => {
  describe.each(RATES)('at %i Hz', (sampleRate) => {
    const signal = burstySignal(sampleRate, 8, sampleRate);

    // Thresholds are crossed at the same samples, so all that is left is rounding.
    test.each([0, -6, -20, -40, -46])(
      'with the 15 thresholds of 16 bits, %i dB softer',
      (change) => {
        const samples = signal.map((x) => x * 10 ** (change / 20));
        const expected = naiveActiveLevel(samples, sampleRate);
        const meter = measure(samples, sampleRate);
        expect(meter.activeDbfs).toBeCloseTo(expected.activeDbfs!, 9);
        expect(decibels(meter.longTermPower)).toBeCloseTo(expected.longTermDbfs, 9);
        expect(meter.activityFactor).toBeCloseTo(
          10 ** ((expected.longTermDbfs - expected.activeDbfs!) / 10),
          9,
        );
      },
    );

    test('with more thresholds for signals below 16 bits', () => {
      const samples = signal.map((x) => x * 1e-4);
      expect(naiveActiveLevel(samples, sampleRate).activeDbfs).toBeUndefined();
      const expected = naiveActiveLevel(samples, sampleRate, { lowest: -31, highest: -1 });
      expect(measure(samples, sampleRate).activeDbfs).toBeCloseTo(expected.activeDbfs!, 9);
    });
  });

  test('and the same at a thousandth or a million times full scale, shifted', () => {
    const signal = burstySignal(8000, 4, 1);
    const level = measure(signal, 8000).activeDbfs!;
    for (const exponent of [-60, -10, 20, 60]) {
      const shifted = measure(
        signal.map((x) => x * 2 ** exponent),
        8000,
      );
      expect(shifted.activeDbfs).toBeCloseTo(level + 20 * exponent * Math.log10(2), 9);
    }
  });
});

describe('bursts whose level follows from the definition', () => {
  /**
   * A square wave of magnitude A for D frames, then silence. While it lasts, the envelope after n frames is
   * A (1 - g^n (1 + n (1 - g))), and after it A g^m (1 + m (1 - g)); so is the time above each threshold.
   */
  function expectedCounts(sampleRate: number, burst: number, amplitude: number): number[] {
    const g = Math.exp(-1 / (sampleRate * 0.03));
    const fading = (n: number) => g ** n * (1 + n * (1 - g));
    const counts: number[] = [];
    for (let exponent = -15; exponent <= -1; exponent++) {
      const ratio = 2 ** exponent / amplitude;
      let rise = 1;
      while (1 - fading(rise) < ratio && rise <= burst) rise++;
      let fall = 0;
      while (fading(fall + 1) >= ratio) fall++;
      counts.push(rise > burst ? 0 : burst - rise + 1 + fall + Math.round(0.2 * sampleRate));
    }
    return counts;
  }

  test.each(
    RATES.flatMap((sampleRate) => [-0.1, -20, -40].map((levelDbfs) => [sampleRate, levelDbfs])),
  )('at %i Hz and %d dBFS', (sampleRate, levelDbfs) => {
    const amplitude = Math.fround(10 ** (levelDbfs! / 20));
    const burst = 1.3 * sampleRate!;
    const square = Float32Array.from({ length: burst }, (_, i) => (i % 7 < 3 ? 1 : -1) * amplitude);
    const silence = new Float32Array(2.7 * sampleRate!);
    const repeats = 3;
    const samples = concatenate(...Array.from({ length: repeats }, () => [square, silence]).flat());
    const counts = expectedCounts(sampleRate!, burst, amplitude).map((count) => repeats * count);
    const energy = repeats * burst * amplitude * amplitude;
    const expected = interpolateActiveLevel(energy, counts, -15)!;
    const meter = measure(samples, sampleRate!);
    expect(meter.activeDbfs).toBeCloseTo(expected, 6);
    // 1.3 s of 4 s, the hangover of 0.2 s, and some 0.1 s that the envelope takes to fade 15.9 dB.
    expect(meter.activityFactor).toBeGreaterThan(1.5 / 4);
    expect(meter.activityFactor).toBeLessThan(1.65 / 4);
  });

  test('a tone without pauses is as loud as its RMS, but for the first moments', () => {
    const samples = tone({ hertz: 440, sampleRate: 16000, frames: 160_000, amplitude: 0.5 });
    const meter = measure(samples, 16000);
    // The envelope takes less than 30 ms of the 10 s to come within 15.9 dB.
    expect(meter.activityFactor).toBeGreaterThan(1 - 0.03 / 10);
    expect(meter.activityFactor).toBeLessThan(1);
    expect(meter.activeDbfs).toBeCloseTo(decibels(0.125), 1);
  });

  test('pauses up to the hangover count, longer ones do not', () => {
    const noise = whiteNoise(16000, 0.1, 7);
    const withPauses = (seconds: number) =>
      measure(
        concatenate(
          ...Array.from({ length: 5 }, () => [noise, new Float32Array(seconds * 16000)]).flat(),
        ),
        16000,
      ).activityFactor;
    expect(withPauses(0.2)).toBeGreaterThan(0.99);
    expect(withPauses(2)).toBeLessThan(1.35 / 3);
  });
});

describe('the active level does not depend on how the samples come', () => {
  const channelData = [burstySignal(8000, 3, 5), burstySignal(8000, 3, 6)].map((samples) =>
    samples.subarray(0, 20_001),
  );
  const format = { sampleRate: 8000, numberOfChannels: 2 };
  const whole = feed(new ActiveLevelMeter(format), channelData, format);
  const readings = (meter: ActiveLevelMeter) => [
    meter.numberOfFrames,
    meter.power(),
    meter.longTermPower,
    meter.activityFactor,
    ...meter.channelPowers(),
  ];
  const cuts = fc.uniqueArray(fc.integer({ min: 0, max: 20_001 }), { maxLength: 12 });
  const ascending = (a: number, b: number) => a - b;

  test('in blocks of any size, to the last bit', () => {
    fc.assert(
      fc.property(cuts, (at) => {
        const meter = feed(new ActiveLevelMeter(format), channelData, format, at.sort(ascending));
        expect(readings(meter)).toEqual(readings(whole));
      }),
      { seed: 1, numRuns: timesOf(10, 50) },
    );
  });

  test('frame by frame', () => {
    const single = feed(
      new ActiveLevelMeter(format),
      channelData,
      format,
      Array.from({ length: 20_000 }, (_, i) => i + 1),
    );
    expect(readings(single)).toEqual(readings(whole));
  });
});

describe('several channels', () => {
  const format = { sampleRate: 16000, numberOfChannels: 2 };
  const speech = burstySignal(16000, 4, 3);
  const silence = new Float32Array(speech.length);

  test('a silent one changes nothing', () => {
    const meter = feed(new ActiveLevelMeter(format), [silence, speech], format);
    expect(meter.power()).toBeCloseTo(measure(speech, 16000).power()!, 15);
    expect(meter.channelPowers()).toEqual([undefined, measure(speech, 16000).power()]);
  });

  test('equal ones have the level of one', () => {
    const meter = feed(new ActiveLevelMeter(format), [speech, speech], format);
    expect(meter.power()).toBeCloseTo(measure(speech, 16000).power()!, 15);
    expect(meter.activityFactor).toBeCloseTo(measure(speech, 16000).activityFactor, 12);
    expect(meter.longTermPower).toBeCloseTo(measure(speech, 16000).longTermPower, 15);
  });

  test('a soft one counts as long as it is active, whatever the loud one does', () => {
    const soft = burstySignal(16000, 4, 4).map((x) => x / 100);
    const frames = Math.min(soft.length, speech.length);
    const [a, b] = [speech, soft].map((samples) => measure(samples.subarray(0, frames), 16000));
    const meter = feed(
      new ActiveLevelMeter(format),
      [speech, soft].map((samples) => samples.subarray(0, frames)),
      format,
    );
    const energy = (a!.longTermPower + b!.longTermPower) * frames;
    const activeFrames = (a!.activityFactor + b!.activityFactor) * frames;
    expect(meter.power()).toBeCloseTo(energy / activeFrames, 12);
  });
});

describe('signals beyond the ordinary', () => {
  test.each([0, 1, 2, 16000])('%i silent frames have no level, and no NaN', (frames) => {
    const meter = measure(new Float32Array(frames), 16000);
    expect(meter.power()).toBeUndefined();
    expect(meter.activeDbfs).toBeUndefined();
    expect(meter.channelPowers()).toEqual([undefined]);
    expect(meter.longTermPower).toBe(0);
    expect(meter.activityFactor).toBe(0);
    expect(meter.numberOfFrames).toBe(frames);
  });

  test.each([2 ** -149, 2 ** -15, 1, 2 ** 127])('one sample of %d has its power', (value) => {
    const meter = measure(Float32Array.of(value), 16000);
    expect(decibels(meter.power())).toBeCloseTo(20 * Math.log10(value), 9);
  });

  test('a click is averaged over the hangover and what its envelope takes', () => {
    const samples = new Float32Array(160_000);
    samples[80_000] = 1;
    const activeFrames = 1 / measure(samples, 16000).power()!;
    expect(activeFrames).toBeGreaterThan(0.2 * 16000);
    expect(activeFrames).toBeLessThan(0.3 * 16000);
  });

  test('digital silence after speech does not move the level, however long', () => {
    const meter = measure(burstySignal(16000, 2, 8), 16000);
    const silence = [new Float32Array(16_000)];
    feed(meter, silence, mono(16000));
    const level = meter.power();
    // Within 100 s an envelope that only halves goes below every number.
    for (let second = 0; second < 100; second++) feed(meter, silence, mono(16000));
    expect(meter.power()).toBe(level);
    // And speech is found again.
    const faint = whiteNoise(16000, 1e-6, 1);
    expect(feed(meter, [faint], mono(16000)).power()).toBe(
      feed(
        feed(
          measure(burstySignal(16000, 2, 8), 16000),
          [new Float32Array(101 * 16000)],
          mono(16000),
        ),
        [faint],
        mono(16000),
      ).power(),
    );
  });

  test.each([1, 7, 1000, 768000])('a rate of %i Hz has a level', (sampleRate) => {
    const meter = measure(whiteNoise(5000, 0.1, 3), sampleRate);
    expect(decibels(meter.power())).toBeGreaterThan(-20.5);
    expect(decibels(meter.power())).toBeLessThan(0);
  });

  test('NaN and infinity are refused, with their place', () => {
    const samples = new Float32Array(100).fill(0.1);
    samples[42] = Number.NaN;
    expect(() => measure(samples, 16000)).toThrow(NonFiniteSignalError);
    expect(() => measure(samples, 16000)).toThrow('sample 42 of channel 1 is NaN');
    const format = { sampleRate: 16000, numberOfChannels: 2 };
    const stereo = [new Float32Array(100).fill(0.1), samples];
    expect(() => feed(new ActiveLevelMeter(format), stereo, format)).toThrow(
      'sample 42 of channel 2 is NaN',
    );
  });
});
