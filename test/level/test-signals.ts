import type { AudioBlock, AudioFormat } from '../../src/audio-format.ts';
import type { Biquad } from '../../src/level/biquad.ts';

/** Numbers uniform in [-1, 1), the same for the same seed. */
export function uniformSource(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  };
}

/** White noise of a given RMS: sums of twelve uniform numbers, near enough to Gaussian. */
export function whiteNoise(frames: number, rms: number, seed: number): Float32Array {
  const next = uniformSource(seed);
  return Float32Array.from({ length: frames }, () => {
    let sum = 0;
    for (let i = 0; i < 12; i++) sum += next();
    return (rms * sum) / 2;
  });
}

export interface ToneOptions {
  hertz: number;
  sampleRate: number;
  frames: number;
  /** Peak. */
  amplitude?: number;
  firstFrame?: number;
}

export function tone(options: ToneOptions): Float32Array {
  const { hertz, sampleRate, frames, amplitude = 1, firstFrame = 0 } = options;
  return Float32Array.from(
    { length: frames },
    (_, i) => amplitude * Math.sin((2 * Math.PI * hertz * (firstFrame + i)) / sampleRate),
  );
}

export function concatenate(...parts: Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Bursts of tone and noise with pauses between, as speech has them; the pauses are not quite silent. */
export function burstySignal(sampleRate: number, seconds: number, seed: number): Float32Array {
  const next = uniformSource(seed);
  const parts: Float32Array[] = [];
  for (let time = 0; time < seconds; ) {
    const burst = 0.3 + 0.5 * Math.abs(next());
    const pause = 0.05 + 0.8 * Math.abs(next());
    const loudness = 10 ** (-0.6 * Math.abs(next()));
    const frames = Math.round(burst * sampleRate);
    const noise = whiteNoise(frames, 0.1 * loudness, parts.length + seed);
    const hertz = 200 + 100 * next();
    const voice = tone({ hertz, sampleRate, frames, amplitude: 0.25 * loudness });
    parts.push(
      voice.map((x, i) => x + noise[i]!),
      whiteNoise(Math.round(pause * sampleRate), 1e-4, parts.length + seed),
    );
    time += burst + pause;
  }
  return concatenate(...parts);
}

/** A biquad by its difference equation, in doubles. */
export function directForm({ b0, b1, b2, a1, a2 }: Biquad, x: readonly number[]): number[] {
  const y: number[] = [];
  for (let n = 0; n < x.length; n++) {
    const past = b1 * (x[n - 1] ?? 0) + b2 * (x[n - 2] ?? 0);
    y.push(b0 * x[n]! + past - a1 * (y[n - 1] ?? 0) - a2 * (y[n - 2] ?? 0));
  }
  return y;
}

/** Feeds a signal to a meter, in blocks that end where `cuts` say. */
export function feed<Meter extends { process(block: AudioBlock): void }>(
  meter: Meter,
  channelData: readonly Float32Array[],
  format: AudioFormat,
  cuts: readonly number[] = [],
): Meter {
  const frames = channelData[0]?.length ?? 0;
  let from = 0;
  for (const to of [...cuts, frames]) {
    meter.process({
      format,
      frameIndex: from,
      channelData: channelData.map((samples) => samples.subarray(from, to)),
    });
    from = to;
  }
  return meter;
}

export const decibels = (power: number | undefined): number => 10 * Math.log10(power ?? Number.NaN);
