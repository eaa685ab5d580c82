import { seededRandom } from '../wav/splitting.ts';

/** A signal of all that there is in speech: silence, a voice, noise, clipping. Interleaved integers. */
export function signal(frames: number, numberOfChannels: number, bits: number): number[] {
  const random = seededRandom(frames + numberOfChannels);
  const full = 2 ** (bits - 1);
  return Array.from({ length: frames * numberOfChannels }, (_, i) => {
    const [time, channel] = [Math.floor(i / numberOfChannels), i % numberOfChannels];
    const part = Math.floor(time / 1000) % 4;
    const voice = Math.sin(time / (9 + channel)) + 0.3 * Math.sin(time / 1.7);
    const value = [0, 0.5 * voice, 0.3 * voice + 0.4 * (random() - 0.5), 1.5 * voice][part]!;
    return Math.max(-full, Math.min(full - 1, Math.round(value * full)));
  });
}

/** The samples as a WAV file has them: at the top of their bytes, 8 bits with an offset. */
export function storedSamples(samples: readonly number[], bits: number): Buffer {
  const sampleBytes = Math.ceil(bits / 8);
  const bytes = Buffer.alloc(samples.length * sampleBytes);
  samples.forEach((sample, i) => {
    if (bits <= 8) bytes[i] = sample * 2 ** (8 - bits) + 128;
    else bytes.writeIntLE(sample * 2 ** (8 * sampleBytes - bits), i * sampleBytes, sampleBytes);
  });
  return bytes;
}
