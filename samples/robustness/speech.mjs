// Spoken words from espeak-ng, 16 kHz, and windows of one second around them.

import { execFileSync } from 'node:child_process';
import { WavReader } from '../../dist/index.js';

export const SAMPLE_RATE = 16000;
export const WINDOW_SAMPLES = SAMPLE_RATE;

/** Each word in each voice and manner: `{ id, word, voice, samples }`. */
export function speak({ words, voices, manners }) {
  return words.flatMap((word) =>
    voices.flatMap((voice) =>
      manners.map(({ speed, pitch }) => ({
        id: `${word} ${voice} ${speed} ${pitch}`,
        word,
        voice,
        samples: synthesise(word, voice, speed, pitch),
      })),
    ),
  );
}

function synthesise(word, voice, speed, pitch) {
  const args = ['--stdout', '-v', voice, '-s', String(speed), '-p', String(pitch), word];
  const blocks = new WavReader().push(execFileSync('espeak-ng', args));
  const sampleRate = blocks[0].format.sampleRate;
  const samples = Float32Array.from(blocks.flatMap(({ channelData }) => [...channelData[0]]));
  return trimmed(resampled(samples, sampleRate, SAMPLE_RATE));
}

/** Band-limited interpolation with a sinc under a Hann window, 16 zero crossings to each side. */
export function resampled(samples, fromRate, toRate) {
  const out = new Float32Array(Math.floor((samples.length * toRate) / fromRate));
  const cutoff = Math.min(1, toRate / fromRate);
  const reach = 16 / cutoff;
  for (let i = 0; i < out.length; i++) {
    const center = (i * fromRate) / toRate;
    const last = Math.min(samples.length - 1, Math.floor(center + reach));
    let sum = 0;
    for (let j = Math.max(0, Math.ceil(center - reach)); j <= last; j++) {
      const x = Math.PI * cutoff * (j - center);
      const sinc = x === 0 ? 1 : Math.sin(x) / x;
      sum += samples[j] * sinc * (0.5 + 0.5 * Math.cos((Math.PI * (j - center)) / reach));
    }
    out[i] = sum * cutoff;
  }
  return out;
}

/** Without the silence before and after the word: what is 50 dB below the peak. */
function trimmed(samples) {
  const threshold = samples.reduce((peak, x) => Math.max(peak, Math.abs(x)), 0) * 10 ** (-50 / 20);
  const isLoud = (x) => Math.abs(x) > threshold;
  return samples.slice(samples.findIndex(isLoud), samples.findLastIndex(isLoud) + 1);
}

/** One second with the word somewhere in it: `place` 0 is as early as possible, 1 as late. Longer words are cut. */
export function placedInWindow(samples, place) {
  const window = new Float32Array(WINDOW_SAMPLES);
  const word = samples.subarray(0, WINDOW_SAMPLES);
  window.set(word, Math.floor(place * (WINDOW_SAMPLES - word.length)));
  return window;
}
