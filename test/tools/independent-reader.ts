import { createRequire } from 'node:module';
import { expect } from 'vitest';

/** The part of wavefile that is used here; its own declarations do not compile with TypeScript 6. */
interface WaveFile {
  readonly fmt: {
    readonly audioFormat: number;
    readonly blockAlign: number;
    readonly subformat: readonly number[];
  };
  readonly data: { readonly chunkSize: number };
  readonly bitDepth: string;
  /** One array per channel; of one channel, the array itself. */
  getSamples(interleaved: boolean): Float64Array | Float64Array[];
  fromALaw(bitDepth: string): void;
  fromMuLaw(bitDepth: string): void;
}

const { WaveFile } = createRequire(import.meta.url)('wavefile') as {
  WaveFile: new (bytes: Uint8Array) => WaveFile;
};

/** The samples of a WAV file, full scale 1, one array per channel, as wavefile (not our reader) finds them. */
export function readIndependently(bytes: Uint8Array): Float64Array[] {
  const file = new WaveFile(bytes);
  // Of an odd number of bytes it takes the pad byte for a sample.
  const frames = Math.floor(file.data.chunkSize / file.fmt.blockAlign);
  if (file.bitDepth === '8a') file.fromALaw('16');
  if (file.bitDepth === '8m') file.fromMuLaw('16');
  const samples = file.getSamples(false);
  const channels = (Array.isArray(samples) ? samples : [samples]).map((x) => x.subarray(0, frames));
  // wavefile overlooks the sub-format and takes the 32 bits of a float for an integer.
  if (file.fmt.audioFormat === 0xfffe && file.fmt.subformat[0] === 3) {
    return channels.map((channel) =>
      Float64Array.from(new Float32Array(Int32Array.from(channel).buffer)),
    );
  }
  const isFloat = file.bitDepth === '32f' || file.bitDepth === '64';
  const fullScale = isFloat ? 1 : 2 ** (Number(file.bitDepth) - 1);
  const zero = file.bitDepth === '8' ? 128 : 0;
  return channels.map((channel) => Float64Array.from(channel, (x) => (x - zero) / fullScale));
}

/** 10·log10(Σ clean² / Σ (noisy - clean)²), all channels pooled. */
export function independentSnrDb(clean: Float64Array[], noisy: Float64Array[]): number {
  expect(noisy.map(({ length }) => length)).toEqual(clean.map(({ length }) => length));
  let [signal, noise] = [0, 0];
  for (const [c, channel] of clean.entries()) {
    for (const [i, x] of channel.entries()) {
      signal += x * x;
      noise += (noisy[c]![i]! - x) ** 2;
    }
  }
  return 10 * Math.log10(signal / noise);
}

/** Mean and standard deviation of noisy - clean, all channels pooled. */
export function independentNoise(clean: Float64Array[], noisy: Float64Array[]) {
  const differences = clean.flatMap((x, c) => [...x].map((y, i) => noisy[c]![i]! - y));
  const mean = differences.reduce((sum, x) => sum + x, 0) / differences.length;
  const power = differences.reduce((sum, x) => sum + x * x, 0) / differences.length;
  return { mean, power, std: Math.sqrt(power - mean * mean), count: differences.length };
}
