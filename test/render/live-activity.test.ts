import { expect, test } from 'vitest';
import { LiveActivity } from '../../src/render/live-activity.ts';
import { activePower, RATE, speechWithPauses } from './live-speech.ts';

const STEP = 160;

function activityOf(samples: Float32Array, forget = 1): LiveActivity {
  const activity = new LiveActivity(RATE, 20);
  for (let at = 0; at < samples.length; at += STEP) {
    activity.forget(forget);
    activity.process(samples.subarray(at), Math.min(STEP, samples.length - at));
  }
  return activity;
}

const powerOf = (activity: LiveActivity) => activity.energy / activity.activeFrames();

test.each([0, -30, -60])(
  'forgetting nothing, the level of speech at %d dB is that of P.56',
  (levelDb) => {
    const samples = speechWithPauses(20, 1, levelDb);
    const differenceDb = 10 * Math.log10(powerOf(activityOf(samples)) / activePower(samples));
    // Activity begins and ends on steps of 10 ms, a twentieth of the hangover alone: 5 % of the active time of one burst,
    // half of that and of either sign over many.
    expect(Math.abs(differenceDb)).toBeLessThan(0.1);
  },
);

test('forgetting all of the past alike changes no level', () => {
  const activity = activityOf(speechWithPauses(5, 0.3));
  const before = powerOf(activity);
  activity.forget(1e-12);
  expect(powerOf(activity)).toBeCloseTo(before, 12);
});

test('forgetting, the level is that of what was heard last', () => {
  const last = speechWithPauses(10, 0.3);
  const samples = new Float32Array(2 * last.length);
  samples.set(last.map((sample) => 0.3 * sample));
  samples.set(last, last.length);
  // A time constant of 0.5 s leaves e^-20 of the first half.
  const forget = Math.exp(-0.02);
  const differenceDb =
    10 * Math.log10(powerOf(activityOf(samples, forget)) / powerOf(activityOf(last, forget)));
  expect(Math.abs(differenceDb)).toBeLessThan(1e-3);
});

test('silence has no level, before and after it is long', () => {
  const activity = activityOf(new Float32Array(60 * RATE));
  expect(activity.activeFrames()).toBe(0);
  expect(activity.isSilent).toBe(true);
});
