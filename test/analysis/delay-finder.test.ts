import { describe, expect, test } from 'vitest';
import { findDelay } from '../../src/analysis/delay-finder.ts';
import { burstsOfSound, factorFor, gaussianNoise, sine, sum } from './signals.ts';

const LENGTH = 16000;
const CLEAN = burstsOfSound(1, LENGTH);
const MOST = 2000;

/** The signal later by `frames`, among zeros. */
function delayed(signal: Float64Array, frames: number): Float64Array {
  return signal.map((_, i) => signal[i - frames] ?? 0);
}

function find(clean: Float64Array, noisy: Float64Array, maxDelayFrames = MOST) {
  return findDelay({
    clean: [Float32Array.from(clean)],
    noisy: [Float32Array.from(noisy)],
    leadFrames: 0,
    maxDelayFrames,
  });
}

describe('findDelay', () => {
  test.each([0, 1, -1, 17, -400, MOST, -MOST])('finds a copy that is %i frames late', (frames) => {
    expect(find(CLEAN, delayed(CLEAN, frames))).toEqual({ frames, plausible: [frames, frames] });
  });

  test.each([0.001, -0.3, 40])('finds a copy with a gain of %d', (gain) => {
    const noisy = delayed(CLEAN, 123).map((sample) => gain * sample);
    expect(find(CLEAN, noisy).frames).toBe(123);
  });

  test.each([20, 0, -10, -20])('finds it at an SNR of %i dB in white noise', (snrDb) => {
    const noise = gaussianNoise(2, LENGTH);
    const noisy = sum(delayed(CLEAN, -57), noise, factorFor(CLEAN, noise, snrDb));
    expect(find(CLEAN, noisy).frames).toBe(-57);
  });

  test('agrees with the sums that define it, in segments and all at once', () => {
    const clean = gaussianNoise(3, 300);
    const noisy = sum(delayed(clean, 9), gaussianNoise(4, 300), 3);
    const explained = (delay: number) => {
      const moved = delayed(clean, delay);
      const product = moved.reduce((total, value, i) => total + value * noisy[i]!, 0);
      return product ** 2 / moved.reduce((total, value) => total + value * value, 0);
    };
    const delays = Array.from({ length: 61 }, (_, i) => i - 30);
    const best = delays.reduce((a, b) => (explained(b) > explained(a) ? b : a));
    expect(find(clean, noisy, 30).plausible[0]).toBeLessThanOrEqual(best);
    expect(find(clean, noisy, 30).plausible[1]).toBeGreaterThanOrEqual(best);
    expect(best).toBe(9);
  });

  test('takes the nearest of the delays that explain a tone from the middle of a file', () => {
    const tone = sine(250, 0.1, LENGTH + 2 * MOST);
    const noisy = tone.slice(MOST, MOST + LENGTH);
    const found = findDelay({
      clean: [Float32Array.from(tone)],
      noisy: [Float32Array.from(noisy)],
      leadFrames: MOST,
      maxDelayFrames: MOST,
    });
    expect(found.frames).toBe(0);
    // Half periods of 32 frames fit, inverted.
    expect(found.plausible).toEqual([-1984, 1984]);
  });

  test('knows a tone by its beginning', () => {
    const tone = sine(250, 0.1, LENGTH);
    const noise = gaussianNoise(5, LENGTH);
    expect(find(tone, sum(delayed(tone, 70), noise, 0.001))).toEqual({
      frames: 70,
      plausible: [70, 70],
    });
  });

  test('says that it does not know where noise hides everything', () => {
    const { frames, plausible } = find(CLEAN, gaussianNoise(6, LENGTH));
    expect(plausible[1] - plausible[0]).toBeGreaterThan(1000);
    expect(Math.abs(frames)).toBeLessThan(100);
  });

  test('hears a channel beside one that is silent', () => {
    const silence = new Float32Array(LENGTH);
    const found = findDelay({
      clean: [silence, Float32Array.from(CLEAN)],
      noisy: [silence, Float32Array.from(delayed(CLEAN, 5))],
      leadFrames: 0,
      maxDelayFrames: MOST,
    });
    expect(found.frames).toBe(5);
  });

  test('finds no delay in silence', () => {
    const silence = new Float64Array(100);
    expect(find(silence, CLEAN.subarray(0, 100)).frames).toBe(0);
    expect(find(CLEAN.subarray(0, 100), silence)).toEqual({ frames: 0, plausible: [0, 0] });
  });
});
