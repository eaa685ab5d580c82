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

  test.each([1, 2, 3, 4, 5, 6])('finds plausible what the definition does (seed %i)', (seed) => {
    const most = 30;
    const clean = gaussianNoise(seed, 200 + 2 * most).map((x, i) => x * (1 + i / 20));
    const noise = gaussianNoise(seed + 50, 200);
    const noisy = noise.map((x, i) => 10 * x + clean[i + most - 9]!);
    const deviance = (delay: number) => {
      let product = 0;
      let energy = 0;
      for (let i = 0; i < noisy.length; i++) {
        product += noisy[i]! * clean[i + most - delay]!;
        energy += clean[i + most - delay]! ** 2;
      }
      return Math.log(noisy.reduce((total, x) => total + x * x, 0) - product ** 2 / energy);
    };
    const delays = Array.from({ length: 2 * most + 1 }, (_, i) => i - most);
    const best = Math.min(...delays.map(deviance));
    // 8 of log-likelihood, which is N/2 of this.
    const plausible = delays.filter((delay) => deviance(delay) <= best + 8 / 100);
    const found = findDelay({
      clean: [Float32Array.from(clean)],
      noisy: [Float32Array.from(noisy)],
      leadFrames: most,
      maxDelayFrames: most,
    });
    expect(found.plausible).toEqual([plausible[0], plausible.at(-1)]);
  });

  test.each([9, -9])('does not count what is just outside of the window (%i frames)', (delay) => {
    const most = 30;
    const clean = gaussianNoise(7, 200 + 2 * most);
    const noisy = clean.slice(most - delay, most - delay + 200);
    clean[most - delay - 1] = 1000;
    clean[most - delay + 200] = 1000;
    const found = findDelay({
      clean: [Float32Array.from(clean)],
      noisy: [Float32Array.from(noisy)],
      leadFrames: most,
      maxDelayFrames: most,
    });
    expect(found).toEqual({ frames: delay, plausible: [delay, delay] });
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

  test('says that it does not know where noise hides everything, and takes 0', () => {
    const { frames, plausible } = find(CLEAN, gaussianNoise(6, LENGTH));
    expect(plausible[1] - plausible[0]).toBeGreaterThan(1000);
    expect(frames).toBe(0);
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
