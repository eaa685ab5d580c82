import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instantiateKernel } from '../../src/kernel/kernel.ts';
import { THRESHOLDS } from '../../src/level/activity-thresholds.ts';
import { MeterMemory } from '../../src/level/meter-memory.ts';
import { SpeechActivity } from '../../src/level/speech-activity.ts';
import { PowerSum } from '../level/oracles/power-sum.ts';
import { SpeechOracle } from '../level/oracles/speech-activity.ts';
import { burstySignal, concatenate, uniformSource, whiteNoise } from '../level/test-signals.ts';
import { timesOf } from '../tools/depth.ts';

/** As in assembly/speech.ts: of a channel, after the 3 + THRESHOLDS doubles that all are measured by, in whole vectors. */
const SPEECH_DOUBLES = 7 + 2 * THRESHOLDS.length;
const ACTIVITY_DOUBLES = 2 * Math.ceil((4 + THRESHOLDS.length) / 2);

/** What the kernel finds in pieces that end where `cuts` say: what it keeps, and the energy that it returns. */
function byTheKernel(samples: Float32Array, sampleRate: number, cuts: readonly number[]) {
  const kernel = instantiateKernel();
  const memory = new MeterMemory(kernel);
  // The second of three channels.
  const activity = new SpeechActivity(sampleRate, 3, memory);
  let energy = 0;
  let from = 0;
  for (const end of [...cuts, samples.length]) {
    for (; from < end; from = Math.min(end, from + 4096)) {
      const piece = samples.subarray(from, Math.min(end, from + 4096));
      // What stands behind the samples does not count.
      memory.samples.fill(1e9);
      memory.samples.set(piece);
      const { byteOffset: address } = memory.samples;
      energy = activity.follow(1, { address, step: 4, frames: piece.length });
    }
  }
  const speech = [
    ...memory.doubles(kernel.audioAddress + 8 * ACTIVITY_DOUBLES, SPEECH_DOUBLES * 3),
  ];
  const channel = (index: number) =>
    speech.slice(SPEECH_DOUBLES * index, SPEECH_DOUBLES * (index + 1));
  const [smoothed, envelope, waiting, frames, reached, rest, whole, ...counts] = channel(1);
  expect(whole! + rest!).toBe(energy);
  expect(channel(0)).toEqual(channel(2));
  return { energy, state: [smoothed, envelope, waiting, frames, reached, ...counts] };
}

function byTheOracle(samples: Float32Array, sampleRate: number) {
  const oracle = new SpeechOracle(sampleRate);
  oracle.process(samples);
  const energy = new PowerSum();
  energy.add(samples);
  return { energy: energy.value, state: oracle.state };
}

function expectAgreement(samples: Float32Array, sampleRate: number, cuts: readonly number[] = []) {
  expect(byTheKernel(samples, sampleRate, cuts)).toEqual(byTheOracle(samples, sampleRate));
}

describe('followSpeechF32 finds what the oracle finds, to the last bit', () => {
  test.each([1, 7, 100, 8000, 16000, 44100, 192000])('at %i Hz', (sampleRate) => {
    expectAgreement(burstySignal(8000, 4, sampleRate), sampleRate);
  });

  test.each([1e-40, 1e-20, 1e-4, 1, 30, 1e6, 3e38])('of samples up to %d', (peak) => {
    const signal = burstySignal(8000, 3, 2);
    const loudest = signal.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    expectAgreement(
      signal.map((x) => (x / loudest) * peak),
      8000,
    );
  });

  test('of subnormal samples, and silence before, between and after', () => {
    const silence = new Float32Array(30_000);
    const faint = whiteNoise(999, 1, 3).map((x) => x * 2 ** -147);
    expectAgreement(concatenate(silence, faint, silence, whiteNoise(77, 1, 4), silence), 16000);
    // What fades below all thresholds ends as exact silence.
    for (const rate of [16000, 0xffffffff]) expectAgreement(concatenate(faint, silence), rate);
  });

  test('of samples that jump between all thresholds', () => {
    const next = uniformSource(5);
    const jumps = Float32Array.from({ length: 20_000 }, () => next() * 2 ** (127 * next()));
    expectAgreement(jumps, 10);
    expectAgreement(jumps, 48000);
  });

  test.each([0, 1, 2, 3, 7, 8, 9, 10, 15, 16, 17, 4095, 4096, 4097])('of %i samples', (count) => {
    const samples = burstySignal(8000, 1, 6).subarray(0, count);
    expectAgreement(samples, 8000);
  });

  test('in pieces of any size', () => {
    const samples = concatenate(
      burstySignal(8000, 1, 7).map((x) => 20 * x),
      new Float32Array(2000),
    );
    const { length } = samples;
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: length }), { maxLength: 12 }), (at) => {
        expectAgreement(
          samples,
          8000,
          at.sort((a, b) => a - b),
        );
      }),
      { seed: 1, numRuns: timesOf(20, 100) },
    );
    const single = Array.from({ length: 300 }, (_, i) => i);
    expectAgreement(samples.subarray(0, 300), 8000, single);
  });
});

test.each([Number.NaN, Infinity, -Infinity])(
  'an energy with %d in it is not finite, and the work ends',
  (value) => {
    for (const at of [0, 1, 7, 8, 500, 999]) {
      const samples = burstySignal(8000, 1, 8).subarray(0, 1000);
      samples[at] = value;
      for (const cuts of [[], [1], [at], [at + 1]]) {
        expect(Number.isFinite(byTheKernel(samples, 8000, cuts).energy)).toBe(false);
      }
    }
  },
);
