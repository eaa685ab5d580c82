import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { measureFile } from '../../src/analysis/measure-file.ts';
import { AudioFormatError, NonFiniteSignalError } from '../../src/errors.ts';
import type { WavFormatOptions } from '../../src/formats/wav/wav-format.ts';
import { SAMPLES, temporaryFolder, wavBytes } from '../tools/wav-files.ts';
import { gaussianNoise, meanSquare, sine } from './signals.ts';

const folder = temporaryFolder();
let files = 0;

function fileOf(channels: ArrayLike<number>[], options: Partial<WavFormatOptions> = {}): string {
  const path = join(folder, `${files++}.wav`);
  const channelData = channels.map((samples) => Float32Array.from(samples));
  writeFileSync(path, wavBytes(channelData, { encoding: 'f32', ...options }));
  return path;
}

const decibels = (power: number) => 10 * Math.log10(power);

describe('measureFile', () => {
  test('gives a sine of 997 Hz and full scale the levels that the standards give it', async () => {
    const path = fileOf([sine(997, 1, 48000 * 5, 48000)], { sampleRate: 48000 });
    const half = fileOf([sine(1000, 0.5, 1600)]);
    expect((await measureFile(half)).peak_dbfs).toBeCloseTo(decibels(0.25), 3);
    const found = await measureFile(path);
    expect(found.rms_dbfs).toBeCloseTo(decibels(0.5), 3);
    expect(found.peak_dbfs).toBeCloseTo(0, 3);
    expect(found.crest_db).toBeCloseTo(decibels(2), 3);
    // BS.1770-4: a sine of 997 Hz and 0 dBFS in one channel reads -3.01 LKFS.
    expect(Math.abs(found.loudness_lufs! + 3.01)).toBeLessThan(0.02);
    // IEC 61672-1: 0 dB at 1 kHz.
    expect(Math.abs(found.a_weighted_dbfs! + 3.01)).toBeLessThan(0.05);
    // P.56: a signal without pauses is active throughout but for the rise of its envelope.
    expect(Math.abs(found.active_dbfs! - found.rms_dbfs!)).toBeLessThan(0.1);
    expect(found.activity_factor).toBeGreaterThan(0.97);
    expect(found.dc_share).toBeLessThan(1e-6);
  });

  test('tells the format, and what the file really uses of it', async () => {
    const samples = Float32Array.from(sine(440, 0.3, 1000), (x) => Math.round(x * 32768) / 32768);
    const found = await measureFile(fileOf([samples], { encoding: 's24', container: 'RF64' }));
    expect(found).toMatchObject({
      container: 'RF64',
      encoding: 's24',
      sample_rate: 16000,
      channels: 1,
      frames: 1000,
      duration_seconds: 0.0625,
      bits_used: 16,
      warnings: [],
    });
  });

  test('finds DC in each channel, and its share of the power', async () => {
    const noise = gaussianNoise(1, 50000).map((x) => 0.1 * x);
    const mean = noise.reduce((a, b) => a + b) / noise.length;
    const left = noise.map((x) => x - mean + 0.2);
    const right = noise.map((x) => x - mean - 0.1);
    const found = await measureFile(fileOf([left, right]));
    expect(found.by_channel[0]!.dc).toBeCloseTo(0.2, 8);
    expect(found.by_channel[1]!.dc).toBeCloseTo(-0.1, 8);
    expect(found.by_channel[0]!.dc_share).toBeCloseTo(0.04 / meanSquare(left), 6);
    const power = (meanSquare(left) + meanSquare(right)) / 2;
    expect(found.dc_share).toBeCloseTo(0.025 / power, 6);
  });

  test('finds clipping', async () => {
    const found = await measureFile(
      fileOf([sine(50, 1.5, 16000).map((x) => Math.max(-1, Math.min(1, x)))], { encoding: 's16' }),
    );
    // 50 periods of two crests, each beyond full scale for 1 - 2 asin(1 / 1.5) / π of a half period of 160 samples.
    expect(found.clipped_runs).toBe(100);
    const beyond = 160 * (1 - (2 * Math.asin(1 / 1.5)) / Math.PI);
    expect(Math.abs(found.longest_full_scale_run - beyond)).toBeLessThan(1);
    expect(Math.abs(found.clipped_samples / 100 - beyond)).toBeLessThan(1);
    expect(found.full_scale_samples).toBe(found.clipped_samples);
  });

  test('finds silent channels, and how far the others are apart', async () => {
    const loud = sine(1000, 0.5, 16000);
    const found = await measureFile(
      fileOf([loud, new Float32Array(16000), loud.map((x) => x / 10)]),
    );
    expect(found.silent_channels).toEqual([2]);
    expect(found.channel_spread_db).toBeCloseTo(20, 4);
    expect(found.by_channel.map(({ rms_dbfs }) => rms_dbfs === null)).toEqual([false, true, false]);
  });

  test('knows no level of silence, nor of a file without samples', async () => {
    for (const frames of [1000, 0]) {
      const found = await measureFile(fileOf([new Float32Array(frames)]));
      expect(found).toMatchObject({
        frames,
        rms_dbfs: null,
        active_dbfs: null,
        activity_factor: null,
        a_weighted_dbfs: null,
        loudness_lufs: null,
        peak_dbfs: null,
        crest_db: null,
        dc_share: 0,
        bits_used: 0,
        silent_channels: frames > 0 ? [1] : [],
        channel_spread_db: null,
      });
    }
  });

  test('holds nothing but what JSON can', async () => {
    for (const channels of [
      [sine(100, 0.1, 500)],
      [new Float32Array(0)],
      [
        [0, 0],
        [1, 1],
      ],
    ]) {
      const found = await measureFile(fileOf(channels));
      expect(JSON.parse(JSON.stringify(found))).toEqual(found);
    }
  });

  test('is the same for all encodings of the same samples', async () => {
    const samples = Float32Array.from(sine(300, 0.4, 20000), (x) => Math.round(x * 128) / 128);
    const [first, ...others] = await Promise.all(
      (['u8', 's16', 's24', 's32', 'f32', 'f64'] as const).map(async (encoding) => {
        const { source, encoding: _, ...rest } = await measureFile(fileOf([samples], { encoding }));
        expect(source).toMatch(/\.wav$/);
        return rest;
      }),
    );
    expect(first!.bits_used).toBe(8);
    for (const other of others) expect(other).toEqual(first);
  });

  test('hands on the warnings of the reader', async () => {
    const path = join(folder, 'cut.wav');
    writeFileSync(path, wavBytes([new Float32Array(100).fill(0.5)]).subarray(0, 101));
    const { warnings, frames } = await measureFile(path);
    expect(frames).toBe(28);
    expect(warnings.join()).toMatch(/frame.*dropped.*states 200 bytes/);
  });

  test('refuses NaN and what is no WAV file', async () => {
    await expect(measureFile(fileOf([[0, Number.NaN, 0]]))).rejects.toThrow(NonFiniteSignalError);
    const path = join(folder, 'text.wav');
    writeFileSync(path, 'no audio at all, but a text of some length that goes on');
    await expect(measureFile(path)).rejects.toThrow(AudioFormatError);
    await expect(measureFile(join(folder, 'missing.wav'))).rejects.toThrow('ENOENT');
  });

  test('reports progress up to the whole', async () => {
    const parts: (number | undefined)[] = [];
    await measureFile(join(SAMPLES, 'male-16khz-s16-mono.wav'), {
      onProgress: (done) => parts.push(done),
    });
    expect(parts.at(-1)).toBe(1);
  });
});
