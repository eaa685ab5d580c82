import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SnrEnvelope } from '../../src/noise/snr-envelope.ts';
import { timesOf } from '../tools/depth.ts';

const RATE = 16000;

function gains(envelope: SnrEnvelope, frameIndex: number, frames: number): Float32Array {
  const out = new Float32Array(frames);
  envelope.fillGains(out, frameIndex, frames, RATE);
  return out;
}

describe('SnrEnvelope', () => {
  const vee = new SnrEnvelope([
    { seconds: 0, snrDb: 20 },
    { seconds: 2.5, snrDb: 0 },
    { seconds: 5, snrDb: 20 },
  ]);

  test.each([
    [0, 20],
    [1.25, 10],
    [2.5, 0],
    [3.125, 5],
    [5, 20],
    [60, 20],
  ])('at %d s is %d dB', (seconds, snrDb) => {
    const [gain] = gains(vee, seconds * RATE, 1);
    expect(-20 * Math.log10(gain!)).toBeCloseTo(snrDb, 5);
  });

  test('is linear in dB to within 1e-4 dB between its exact values', () => {
    // 20 dB in 2.5 s are 0.016 dB in 32 frames; a chord of e^x over h strays by h²/8 of it: 2e-6 dB here.
    for (const [i, gain] of gains(vee, 0, 2.5 * RATE).entries()) {
      expect(Math.abs(-20 * Math.log10(gain) - (20 - (8 * i) / RATE))).toBeLessThan(1e-4);
    }
  });

  test('has one value where it has one point', () => {
    const flat = new SnrEnvelope([{ seconds: 3, snrDb: -6 }]);
    expect(new Set(gains(flat, 0, 100_000)).size).toBe(1);
  });

  test('jumps where two points have one time', () => {
    const burst = new SnrEnvelope([
      { seconds: 1, snrDb: 40 },
      { seconds: 1, snrDb: 0 },
      { seconds: 2, snrDb: 0 },
      { seconds: 2, snrDb: 40 },
    ]);
    const around = gains(burst, 0, 3 * RATE);
    expect(around[RATE - 1]).toBeCloseTo(0.01, 7);
    expect(around[RATE]).toBe(1);
    expect(around[2 * RATE - 1]).toBe(1);
    expect(around[2 * RATE]).toBeCloseTo(0.01, 7);
  });

  test('gives a frame the same gain wherever a call begins', { tags: 'thorough' }, () => {
    const whole = gains(vee, 0, 99_000);
    fc.assert(
      fc.property(fc.nat(90_000), fc.integer({ min: 1, max: 9000 }), (start, frames) => {
        expect(gains(vee, start, frames)).toEqual(whole.subarray(start, start + frames));
      }),
      { seed: 1, numRuns: timesOf(40, 200) },
    );
  });

  test('is a straight line of the gain between points that are nearer than its exact values', () => {
    const steep = new SnrEnvelope([
      { seconds: 1, snrDb: 20 },
      { seconds: 1.5, snrDb: 0 },
    ]);
    const out = new Float32Array(8);
    steep.fillGains(out, 16, 8, 16);
    expect([...out]).toEqual(Array.from(out, (_, i) => Math.fround(0.1 + (0.9 * i) / 8)));
  });

  test('leaves what is behind the frames alone', () => {
    const out = new Float32Array(100).fill(9);
    vee.fillGains(out, 0, 40, RATE);
    expect([...out.subarray(39, 41)]).toEqual([expect.closeTo(0.1, 3), 9]);
    expect(out.subarray(40).every((gain) => gain === 9)).toBe(true);
  });

  test('takes ratios up to 200 dB either way', () => {
    const extremes = new SnrEnvelope([
      { seconds: 0, snrDb: 200 },
      { seconds: 0, snrDb: -200 },
    ]);
    expect(gains(extremes, 0, 1)).toEqual(Float32Array.of(1e10));
  });

  test.each([
    [[], /no points/],
    [[{ seconds: Infinity, snrDb: 0 }], /point at Infinity s; expected 0 s or later/],
    [[{ seconds: 0, snrDb: -200.1 }], /point of -200.1 dB; expected -200 to 200/],
    [[{ seconds: -1, snrDb: 0 }], /point at -1 s; expected 0 s or later/],
    [
      [
        { seconds: 2, snrDb: 0 },
        { seconds: 1, snrDb: 0 },
      ],
      /point at 1 s; expected 2 s or later/,
    ],
    [[{ seconds: 0, snrDb: Number.NaN }], /point of NaN dB/],
  ])('refuses %o', (points, message) => {
    expect(() => new SnrEnvelope(points)).toThrow(RangeError);
    expect(() => new SnrEnvelope(points)).toThrow(message);
  });
});
