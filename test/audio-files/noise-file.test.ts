import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type GeneratedNoiseOptions, writeNoiseFile } from '../../src/audio-files/noise-file.ts';
import { writeNoisyFile } from '../../src/audio-files/noisy-file.ts';
import type { AudioBlock } from '../../src/audio-format.ts';
import { SAMPLE_ENCODINGS } from '../../src/audio-format.ts';
import { WavReader } from '../../src/formats/wav/wav-reader.ts';
import { OutputRefusedError } from '../../src/io/byte-sink.ts';
import { NOISE_COLORS, type NoiseColor } from '../../src/noise/noise-color.ts';
import { sampleOf } from '../tools/depth.ts';
import { readIndependently } from '../tools/independent-reader.ts';
import { noisyOptions, sha256, temporaryFolder, wavBytes } from '../tools/wav-files.ts';

const folder = temporaryFolder();
let count = 0;
const newName = () => join(folder, `${count++}.wav`);

const OPTIONS: GeneratedNoiseOptions = {
  numberOfFrames: 70_001,
  sampleRate: 16_000,
  numberOfChannels: 1,
  encoding: 'f32',
  target: { type: 'level', noiseDbfs: -20 },
  seed: 3,
  key: 'k',
  overwrite: false,
};

async function generate(options: Partial<GeneratedNoiseOptions> = {}) {
  const output = newName();
  const receipt = await writeNoiseFile(output, { ...OPTIONS, ...options });
  return { output, receipt, bytes: readFileSync(output) };
}

function powerDb(channelData: readonly ArrayLike<number>[]): number {
  let [sum, samples] = [0, 0];
  for (const channel of channelData) {
    for (let i = 0; i < channel.length; i++) sum += channel[i]! * channel[i]!;
    samples += channel.length;
  }
  return 10 * Math.log10(sum / samples);
}

const COLORS = NOISE_COLORS.filter(
  (color): color is Exclude<NoiseColor, 'matched'> => color !== 'matched',
);

describe('the noise', () => {
  test.each(
    sampleOf(
      SAMPLE_ENCODINGS.filter((encoding) => encoding !== 'alaw' && encoding !== 'mulaw'),
      3,
    ),
  )('is, byte for byte, what the filter adds to silence in %s', async (encoding) => {
    const target = { type: 'std', std: 0.05, mean: 0.01 } as const;
    for (const numberOfChannels of [1, 2]) {
      const { bytes, receipt } = await generate({ encoding, target, numberOfChannels });
      const silence = Array.from({ length: numberOfChannels }, () => new Float32Array(70_001));
      const [input, output] = [newName(), newName()];
      writeFileSync(input, wavBytes(silence, { encoding }));
      const options = noisyOptions({ target, seed: 3, key: 'k' });
      const filtered = await writeNoisyFile(input, output, options);
      expect(sha256(bytes)).toBe(sha256(output));
      const { source: _1, output: _2, ...rest } = receipt;
      expect(filtered).toMatchObject(rest);
    }
  });

  test('of an exact level is added by the filter, given the standard deviation of the receipt', async () => {
    const color = { color: 'pink', band: { lowHz: 100, highHz: 4000 } } as const;
    const { bytes, receipt } = await generate({ ...color, encoding: 's16' });
    const target = { type: 'std', std: receipt.noise_std as number, mean: 0 } as const;
    const [input, output] = [newName(), newName()];
    writeFileSync(input, wavBytes([new Float32Array(70_001)]));
    await writeNoisyFile(input, output, noisyOptions({ target, seed: 3, key: 'k', ...color }));
    expect(sha256(bytes)).toBe(sha256(output));
  });

  test.each(sampleOf(COLORS, 3))('of color %s has its level to 0.001 dB', async (color) => {
    const { bytes, receipt } = await generate({ color, numberOfChannels: 2 });
    expect(powerDb(readIndependently(bytes))).toBeCloseTo(-20, 3);
    expect(receipt.noise_dbfs).toBeCloseTo(-20, 3);
    expect(receipt).toMatchObject({ color, exact: true, clipped: 0 });
  });

  test('has the level of the draw where it need not be exact', async () => {
    const { bytes, receipt } = await generate({ exact: false });
    expect(receipt).toMatchObject({ exact: false, noise_std: Math.fround(0.1) });
    const level = powerDb(readIndependently(bytes));
    // One standard deviation of the draw's power is 4.34·√(2/N) dB; not exact, and within five.
    expect(Math.abs(level + 20)).toBeLessThan(5 * 4.34 * Math.sqrt(2 / 70_001));
    expect(Math.abs(level + 20)).toBeGreaterThan(1e-4);
  });

  test('shared by the channels is the same in both', { tags: 'thorough' }, async () => {
    const { bytes } = await generate({ numberOfChannels: 2, noiseChannels: 'shared' });
    const [left, right] = readIndependently(bytes);
    expect(left).toEqual(right);
    expect(powerDb([left!])).toBeCloseTo(-20, 3);
  });

  test('too loud for its encoding is cut off at full scale, and counted', async () => {
    const { receipt } = await generate({
      encoding: 's16',
      target: { type: 'std', std: 1, mean: 0 },
    });
    // P(|x| > 1) = 0.3173; five standard deviations of a binomial count.
    const expected = 0.3173 * 70_001;
    expect(Math.abs(receipt.clipped - expected)).toBeLessThan(5 * Math.sqrt(expected * 0.683));
  });
});

describe('the file', () => {
  test.each(sampleOf([0, 1, 4095, 4096, 4097, 131_072], 3))(
    'of %d frames has these and the right sizes',
    async (numberOfFrames) => {
      for (const encoding of ['u8', 's24'] as const) {
        const { bytes, receipt } = await generate({ numberOfFrames, encoding, hash: true });
        const reader = new WavReader({ maxBlockFrames: 1e6 });
        const blocks: AudioBlock[] = [...reader.push(bytes), ...reader.end()];
        const frames = blocks.reduce((sum, block) => sum + block.channelData[0]!.length, 0);
        expect(frames).toBe(numberOfFrames);
        expect(reader.warnings).toEqual([]);
        expect(bytes.readUInt32LE(4)).toBe(bytes.length - 8);
        expect(receipt).toMatchObject({ frames: numberOfFrames, encoding, sample_rate: 16_000 });
        expect(receipt.output_sha256).toBe(sha256(bytes));
      }
    },
  );

  test('of more than two channels is WAVE_FORMAT_EXTENSIBLE', async () => {
    const { bytes } = await generate({ numberOfChannels: 3, encoding: 's16' });
    expect(bytes.readUInt16LE(20)).toBe(0xfffe);
    expect(powerDb(readIndependently(bytes))).toBeCloseTo(-20, 3);
  });

  test('is the same whenever it is made', { tags: 'thorough' }, async () => {
    const [first, second] = [await generate(), await generate()];
    expect(sha256(first.bytes)).toBe(sha256(second.bytes));
    expect(sha256((await generate({ seed: 4 })).bytes)).not.toBe(sha256(first.bytes));
  });

  test('tells of its progress, which rises from 0 to 1', { tags: 'thorough' }, async () => {
    const parts: (number | undefined)[] = [];
    const onProgress = (done: number | undefined) => parts.push(done);
    await generate({ numberOfFrames: 5e6, encoding: 's16', onProgress });
    expect(parts.length).toBeGreaterThanOrEqual(2);
    expect(parts).toEqual([...parts].sort((a, b) => a! - b!));
    expect(parts.every((part) => part! > 0 && part! < 1)).toBe(true);
  });
});

describe('a wish that cannot be granted', () => {
  test.each([
    [{ numberOfFrames: -1 }, /numberOfFrames/],
    [{ numberOfFrames: 1.5 }, /numberOfFrames/],
    [{ sampleRate: 0 }, /sampleRate/],
    [{ numberOfChannels: 0 }, /numberOfChannels/],
    [{ seed: -1 }, /seed/],
    [{ band: { lowHz: 1, highHz: 9000 } }, /band/],
    [{ exact: true, target: { type: 'std', std: 1, mean: 0 } }, /exact is true/],
    [{ exact: true, numberOfFrames: undefined }, /exact is true/],
  ] as const)('%j is refused, and nothing is left', async (options, message) => {
    const output = newName();
    await expect(writeNoiseFile(output, { ...OPTIONS, ...options })).rejects.toThrow(message);
    expect(existsSync(output)).toBe(false);
  });

  test('noise without end is refused to a file', async () => {
    const output = newName();
    const work = writeNoiseFile(output, { ...OPTIONS, numberOfFrames: undefined });
    await expect(work).rejects.toThrow(OutputRefusedError);
    expect(existsSync(output)).toBe(false);
  });

  test('an output that exists is not replaced unasked', async () => {
    const output = newName();
    writeFileSync(output, 'precious');
    await expect(writeNoiseFile(output, OPTIONS)).rejects.toThrow(OutputRefusedError);
    expect(readFileSync(output, 'utf8')).toBe('precious');
    await writeNoiseFile(output, { ...OPTIONS, overwrite: true });
    expect(readFileSync(output).length).toBe(58 + 4 * 70_001);
  });
});
