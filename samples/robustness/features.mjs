// A second of audio as a picture of 32 frames × 32 mel bands, its logarithms normalised to mean 0 and deviation 1.

import { SAMPLE_RATE, WINDOW_SAMPLES } from './speech.mjs';

export const NUMBER_OF_FRAMES = 32;
export const NUMBER_OF_BANDS = 32;
const FFT_SIZE = 512;
const HOP = Math.floor((WINDOW_SAMPLES - FFT_SIZE) / (NUMBER_OF_FRAMES - 1));
/** Digital silence has no logarithm, and no microphone hears it: what is further below the maximum is raised to it. */
const DYNAMIC_RANGE_DB = 60;

const hann = Float64Array.from(
  { length: FFT_SIZE },
  (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / FFT_SIZE),
);
const cosines = Float64Array.from({ length: FFT_SIZE / 2 }, (_, i) =>
  Math.cos((2 * Math.PI * i) / FFT_SIZE),
);
const sines = Float64Array.from({ length: FFT_SIZE / 2 }, (_, i) =>
  Math.sin((2 * Math.PI * i) / FFT_SIZE),
);
const reversedIndices = Uint16Array.from({ length: FFT_SIZE }, (_, i) => {
  let reversed = 0;
  for (let bit = 1; bit < FFT_SIZE; bit *= 2) reversed = 2 * reversed + (i & bit ? 1 : 0);
  return reversed;
});
const re = new Float64Array(FFT_SIZE);
const im = new Float64Array(FFT_SIZE);
const evenPowers = new Float64Array(FFT_SIZE / 2);
const oddPowers = new Float64Array(FFT_SIZE / 2);

/** In place, radix 2, decimation in time; the input is in bit-reversed order. */
function transform() {
  for (let half = 1; half < FFT_SIZE; half *= 2) {
    const step = FFT_SIZE / (2 * half);
    for (let start = 0; start < FFT_SIZE; start += 2 * half) {
      for (let k = 0; k < half; k++) {
        const a = start + k;
        const b = a + half;
        const c = cosines[k * step];
        const s = sines[k * step];
        const x = re[b] * c + im[b] * s;
        const y = im[b] * c - re[b] * s;
        re[b] = re[a] - x;
        im[b] = im[a] - y;
        re[a] += x;
        im[a] += y;
      }
    }
  }
}

const melOf = (hz) => 2595 * Math.log10(1 + hz / 700);
const hzOf = (mel) => 700 * (10 ** (mel / 2595) - 1);

/** The corners and centres of the triangular bands, 100 Hz to 7600 Hz, evenly spaced in mel. */
export const bandEdgesHz = Array.from({ length: NUMBER_OF_BANDS + 2 }, (_, i) =>
  hzOf(melOf(100) + (i / (NUMBER_OF_BANDS + 1)) * (melOf(7600) - melOf(100))),
);

/** Of each band: its first bin and its weights. */
const bands = Array.from({ length: NUMBER_OF_BANDS }, (_, band) => {
  const [low, center, high] = bandEdgesHz.slice(band, band + 3);
  const hzPerBin = SAMPLE_RATE / FFT_SIZE;
  const firstBin = Math.ceil(low / hzPerBin);
  const weights = [];
  for (let bin = firstBin; bin * hzPerBin < high; bin++) {
    const hz = bin * hzPerBin;
    weights.push(hz < center ? (hz - low) / (center - low) : (high - hz) / (high - center));
  }
  return { firstBin, weights };
});

/** Log-mel spectrogram of one second, frame after frame, normalised. */
export function logMel(samples) {
  const features = new Float32Array(NUMBER_OF_FRAMES * NUMBER_OF_BANDS);
  // Two real frames are the real and the imaginary part of one complex one: their spectra are its even and its odd part.
  for (let frame = 0; frame < NUMBER_OF_FRAMES; frame += 2) {
    for (let i = 0; i < FFT_SIZE; i++) {
      const sample = frame * HOP + i;
      re[reversedIndices[i]] = samples[sample] * hann[i];
      im[reversedIndices[i]] = samples[sample + HOP] * hann[i];
    }
    transform();
    for (let bin = 1; bin < FFT_SIZE / 2; bin++) {
      const mirrored = FFT_SIZE - bin;
      evenPowers[bin] = ((re[bin] + re[mirrored]) ** 2 + (im[bin] - im[mirrored]) ** 2) / 4;
      oddPowers[bin] = ((im[bin] + im[mirrored]) ** 2 + (re[bin] - re[mirrored]) ** 2) / 4;
    }
    writeBands(evenPowers, features, frame * NUMBER_OF_BANDS);
    writeBands(oddPowers, features, (frame + 1) * NUMBER_OF_BANDS);
  }
  return normalised(features);
}

function writeBands(powers, features, offset) {
  for (let band = 0; band < NUMBER_OF_BANDS; band++) {
    const { firstBin, weights } = bands[band];
    let power = 0;
    for (let i = 0; i < weights.length; i++) power += weights[i] * powers[firstBin + i];
    features[offset + band] = 10 * Math.log10(power + 1e-12);
  }
}

function normalised(decibels) {
  const floor = decibels.reduce((a, b) => Math.max(a, b), -Infinity) - DYNAMIC_RANGE_DB;
  const floored = decibels.map((x) => Math.max(x, floor));
  const mean = floored.reduce((a, b) => a + b, 0) / floored.length;
  const variance = floored.reduce((sum, x) => sum + (x - mean) ** 2, 0) / floored.length;
  const scale = 1 / Math.sqrt(variance + 1e-9);
  return floored.map((x) => (x - mean) * scale);
}
