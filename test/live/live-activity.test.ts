import { expect, test } from 'vitest';
import { LiveActivity } from '../../src/live/live-activity.ts';
import { ActivityMemory } from '../../src/mix/activity-memory.ts';
import { activePower, RATE, speechWithPauses } from './live-speech.ts';

const STEP = 160;

function remember(samples: Float32Array, forget = 1): ActivityMemory {
  const activity = new LiveActivity(RATE, 20);
  const memory = new ActivityMemory();
  for (let at = 0; at < samples.length; at += STEP) {
    const frames = Math.min(STEP, samples.length - at);
    memory.forget(forget);
    activity.process(samples.subarray(at), frames);
    memory.add(activity.energy, frames, activity.held);
  }
  return memory;
}

const powerOf = (memory: ActivityMemory) => memory.energy / memory.activeFrames();

test.each([0, -30, -60])(
  'forgetting nothing, the level of speech at %d dB is that of P.56',
  (levelDb) => {
    const samples = speechWithPauses(20, 1, levelDb);
    const differenceDb = 10 * Math.log10(powerOf(remember(samples)) / activePower(samples));
    // Activity begins and ends on steps of 10 ms, a twentieth of the hangover alone: 5 % of the active time of one burst,
    // half of that and of either sign over many.
    expect(Math.abs(differenceDb)).toBeLessThan(0.1);
  },
);

test('forgetting all of the past alike changes no level', () => {
  const memory = remember(speechWithPauses(5, 0.3));
  const before = powerOf(memory);
  memory.forget(1e-12);
  expect(powerOf(memory)).toBeCloseTo(before, 12);
});

test('forgetting, the level is that of what was heard last', () => {
  const last = speechWithPauses(10, 0.3);
  const samples = new Float32Array(2 * last.length);
  samples.set(last.map((sample) => 0.3 * sample));
  samples.set(last, last.length);
  // A time constant of 0.5 s leaves e^-20 of the first half.
  const forget = Math.exp(-0.02);
  const differenceDb =
    10 * Math.log10(powerOf(remember(samples, forget)) / powerOf(remember(last, forget)));
  expect(Math.abs(differenceDb)).toBeLessThan(1e-3);
});

test('silence has no level, before and after it is long', () => {
  expect(remember(new Float32Array(60 * RATE)).activeFrames()).toBe(0);
  const activity = new LiveActivity(RATE, 20);
  activity.process(new Float32Array(STEP), STEP);
  expect(activity.isSilent).toBe(true);
});

test('a copy remembers what the other does, and nothing of before', () => {
  const memory = remember(speechWithPauses(2, 0.3));
  const other = remember(speechWithPauses(5, 0.3, -20));
  memory.copy(other);
  expect(powerOf(memory)).toBe(powerOf(other));
  memory.forget(0.5);
  expect(memory.energy).toBe(0.5 * other.energy);
});
