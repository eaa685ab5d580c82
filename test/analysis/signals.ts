import { Fft } from '../../src/analysis/fft.ts';
import { seededRandom } from '../formats/wav/splitting.ts';

/** Uniform within ±√3: variance 1, kurtosis 1.8. */
export function uniformNoise(seed: number, length: number): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from({ length }, () => Math.sqrt(3) * (2 * random() - 1));
}

/** Standard normals of Box and Muller: not those of awgn. */
export function gaussianNoise(seed: number, length: number): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from({ length }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    return radius * Math.cos(2 * Math.PI * random());
  });
}

/** Noise with a power of frequency^exponent, periodic; the length is a power of two. */
export function colored(seed: number, length: number, exponent: number): Float64Array {
  const real = gaussianNoise(seed, length);
  const imaginary = new Float64Array(length);
  const fft = new Fft(length);
  fft.transform(real, imaginary);
  for (let k = 0; k < length; k++) {
    const frequency = Math.max(1, Math.min(k, length - k));
    real[k]! *= frequency ** (exponent / 2);
    imaginary[k]! *= frequency ** (exponent / 2);
  }
  fft.transform(imaginary, real);
  return real;
}

/** Speech-like: noise through a resonance of 500 Hz, in bursts; peak about 0.5. No silence is digital. */
export function burstsOfSound(seed: number, length: number, sampleRate = 16000): Float64Array {
  const noise = gaussianNoise(seed, length);
  const radius = 0.97;
  const feedback = 2 * radius * Math.cos((2 * Math.PI * 500) / sampleRate);
  let last = 0;
  let beforeLast = 0;
  return noise.map((value, i) => {
    const sound = value + feedback * last - radius * radius * beforeLast;
    beforeLast = last;
    last = sound;
    return sound * (0.002 + 0.012 * Math.max(0, Math.sin((2 * Math.PI * 3 * i) / sampleRate)));
  });
}

export function sine(frequency: number, amplitude: number, length: number, sampleRate = 16000) {
  return Float64Array.from(
    { length },
    (_, i) => amplitude * Math.sin((2 * Math.PI * frequency * i) / sampleRate),
  );
}

export function sum(a: Float64Array, b: Float64Array, factor = 1): Float64Array {
  return a.map((value, i) => value + factor * b[i]!);
}

export function meanSquare(samples: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < samples.length; i++) total += samples[i]! ** 2;
  return total / samples.length;
}

/** Factor for a noise that puts it at an SNR below a signal. */
export function factorFor(signal: ArrayLike<number>, noise: ArrayLike<number>, snrDb: number) {
  return Math.sqrt(meanSquare(signal) / meanSquare(noise) / 10 ** (snrDb / 10));
}

/** Calls back with consecutive parts of the samples, of 1 to `most` frames. */
export function inParts(
  seed: number,
  most: number,
  length: number,
  use: (start: number, end: number) => void,
): void {
  const random = seededRandom(seed);
  for (let start = 0; start < length; ) {
    const end = Math.min(length, start + 1 + Math.floor(random() * most));
    use(start, end);
    start = end;
  }
}
