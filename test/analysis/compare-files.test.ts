import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compareFiles } from '../../src/analysis/compare-files.ts';
import { writeNoisyFile } from '../../src/audio-files/noisy-file.ts';
import { SilentSignalError, UnsupportedAudioError } from '../../src/errors.ts';
import type { WavFormatOptions } from '../../src/formats/wav/wav-format.ts';
import { seededRandom } from '../formats/wav/splitting.ts';
import { noisyOptions, SAMPLES, SPEECH, temporaryFolder, wavBytes } from '../tools/wav-files.ts';
import {
  burstsOfSound,
  colored,
  factorFor,
  gaussianNoise,
  meanSquare,
  sine,
  sum,
  uniformNoise,
} from './signals.ts';

const folder = temporaryFolder();
let files = 0;

function fileOf(channels: ArrayLike<number>[], options: Partial<WavFormatOptions> = {}): string {
  const path = join(folder, `${files++}.wav`);
  const channelData = channels.map((samples) => Float32Array.from(samples));
  writeFileSync(path, wavBytes(channelData, { encoding: 'f32', ...options }));
  return path;
}

const LENGTH = 64000;
const CLEAN = burstsOfSound(1, LENGTH);
const CLEAN_FILE = fileOf([CLEAN]);

function withNoise(noise: Float64Array, snrDb: number, clean = CLEAN): Float64Array {
  return sum(clean, noise, factorFor(clean, noise, snrDb));
}

describe('the SNR of awgn’s own output', () => {
  test.each([
    ['male-16khz-s16-mono.wav', 10],
    ['female-48khz-s24-mono.wav', 10],
    ['female-16khz-s32-mono.wav', -5],
    ['male-16khz-f32-mono.wav', 30],
    ['two-speakers-44khz-s16-stereo.wav', 0],
    ['male-16khz-s16-mono-rifx.wav', 20],
  ])('in %s is %i dB to 0.001 dB by RMS, of Gaussian and white noise', async (name, snrDb) => {
    const clean = join(SAMPLES, name);
    const noisy = join(folder, `noisy-${name}`);
    // Floats do not clip, and the rest of the encodings is fine enough at these SNRs.
    const encoding = 'f32';
    await writeNoisyFile(clean, noisy, noisyOptions({ target: { type: 'snr', snrDb }, encoding }));
    const found = await compareFiles(clean, noisy);
    expect(Math.abs(found.snr_db.rms! - snrDb)).toBeLessThan(0.001);
    expect(found.delay_frames).toBe(0);
    expect(found.gain_is_one).toBe(true);
    expect(found.residual.by_channel.every(({ is_gaussian }) => is_gaussian)).toBe(true);
    expect(found.residual.by_channel.every(({ is_white }) => is_white)).toBe(true);
    expect(found.verdicts).toEqual(['the residual is Gaussian', 'the residual is white']);
    expect(found.warnings).toEqual([]);
  });

  test('is what its receipt says, in 16 bits too', async () => {
    const noisy = join(folder, 'noisy-s16.wav');
    const receipt = await writeNoisyFile(SPEECH, noisy, noisyOptions());
    const found = await compareFiles(SPEECH, noisy);
    expect(Math.abs(found.snr_db.rms! - receipt.snr_achieved_db!)).toBeLessThan(1e-9);
    expect(found.residual.rms_dbfs).toBeCloseTo(receipt.noise_dbfs!, 9);
    expect(found.residual.by_channel[0]!.is_gaussian).toBe(true);
  });
});

describe('compareFiles', () => {
  test('finds the definitions’ closed forms for a sine of 1 kHz in white noise', async () => {
    const length = 160000;
    const tone = sine(1000, 0.5, length);
    const noise = gaussianNoise(2, length);
    const found = await compareFiles(fileOf([tone]), fileOf([withNoise(noise, 20, tone)]));
    expect(found.snr_db.rms).toBeCloseTo(20, 4);
    // A sine's peak is √2 of its RMS.
    expect(found.snr_db.peak).toBeCloseTo(20 + 10 * Math.log10(2), 3);
    // P.56 finds it active throughout.
    expect(Math.abs(found.snr_db.active! - 20)).toBeLessThan(0.05);
    // Each frame of 480 has an SNR of 20 dB that scatters by 4.34 √(2 · 1.94 / 480) dB under the Hann window: half its square over 4.34
    // above the SNR of the mean.
    expect(Math.abs(found.snr_db.segmental! - 20)).toBeLessThan(0.1);
    expect(found.delay_frames).toBe(0);
  });

  test('finds SI-SDR as Le Roux defines it', async () => {
    const noisy = Float32Array.from(withNoise(gaussianNoise(3, LENGTH), 5), (x) => 0.4 * x);
    const clean = Float32Array.from(CLEAN);
    const product = clean.reduce((total, x, i) => total + x * noisy[i]!, 0);
    const alpha = product / LENGTH / meanSquare(clean);
    const target = clean.map((x) => alpha * x);
    const distortion = Float64Array.from(noisy, (x, i) => x - alpha * clean[i]!);
    const expected = 10 * Math.log10(meanSquare(target) / meanSquare(distortion));
    const found = await compareFiles(CLEAN_FILE, fileOf([noisy]));
    expect(found.si_sdr_db).toBeCloseTo(expected, 5);
    expect(found.gain).toBeCloseTo(alpha, 9);
    expect(found.gain_is_one).toBe(false);
  });

  test.each([
    [0, -2],
    [1234, 0.5],
    [-16000, 1],
    [15999, -0.1],
  ])('undoes a delay of %i frames and a gain of %d exactly', async (delay, gain) => {
    const moved = CLEAN.map((_, i) => gain * (CLEAN[i - delay] ?? 0));
    const found = await compareFiles(CLEAN_FILE, fileOf([moved]));
    expect(found.delay_frames).toBe(delay);
    expect(found.delay_seconds).toBe(delay / 16000);
    expect(found.plausible_delay_frames).toEqual([delay, delay]);
    expect(Math.abs(found.gain / gain - 1)).toBeLessThan(1e-8);
    expect(found.frames).toBe(LENGTH - Math.abs(delay));
    expect(found.verdicts.at(-1)).toMatch(/^there is no noise/);
  });

  test('finds the SNR behind delay and gain', async () => {
    const noisy = withNoise(gaussianNoise(4, LENGTH), 15);
    const lead = gaussianNoise(5, 321).map((x) => 1e-3 * x);
    const found = await compareFiles(
      CLEAN_FILE,
      fileOf([[...lead, ...noisy].map((x) => 0.25 * x)]),
    );
    expect(found.delay_frames).toBe(321);
    expect(found.frames).toBe(LENGTH);
    expect(found.gain_db).toBeCloseTo(-12.04, 1);
    // The least squares take some of the noise for signal: 10 log10(1 ± 5 · 2 / √(N · 10^1.5)).
    expect(Math.abs(found.snr_gain_removed_db.rms! - 15)).toBeLessThan(0.05);
    expect(found.warnings.join()).toMatch(
      /64000 frames and the noisy one 64321; 64000 are compared/,
    );
    expect(found.residual.by_channel[0]!.is_gaussian).toBe(true);
  });

  test('finds a delay that begins long after silence, and one channel of three', {
    tags: 'thorough',
  }, async () => {
    const silence = new Float64Array(LENGTH);
    const late = Float64Array.from([...silence, ...CLEAN]);
    const moved = late.map((_, i) => late[i - 99] ?? 0);
    const quiet = new Float64Array(late.length);
    const found = await compareFiles(
      fileOf([quiet, late, quiet]),
      fileOf([quiet, withNoise(gaussianNoise(6, late.length), 10, moved), quiet]),
    );
    expect(found.delay_frames).toBe(99);
    const [first, second, third] = found.residual.by_channel;
    expect([first!.rms_dbfs, third!.rms_dbfs]).toEqual([null, null]);
    expect(second).toMatchObject({ is_gaussian: true, is_white: true });
    expect(found.verdicts).toContain('channels 1, 3 without noise');
    expect(found.verdicts).toContain('the residual is Gaussian');
  });

  test('calls uniform noise uniform, in floats and in 16 bits', async () => {
    const noisy = withNoise(uniformNoise(7, LENGTH), 20);
    for (const encoding of ['f32', 's16'] as const) {
      const found = await compareFiles(CLEAN_FILE, fileOf([noisy], { encoding }));
      const [channel] = found.residual.by_channel;
      expect(channel!.is_gaussian).toBe(false);
      // The standard error of the kurtosis is √(0.8/N): 0.003.
      expect(Math.abs(channel!.kurtosis! - 1.8)).toBeLessThan(0.02);
      expect(found.verdicts[0]).toBe('the residual is uniform rather than Gaussian: kurtosis 1.80');
    }
  });

  test('is not deceived by noise that has the moments of Gaussian noise', async () => {
    // -√3, 0 and √3 with the odds 1 : 4 : 1 have a skewness of 0 and a kurtosis of 3.
    const random = seededRandom(12);
    const noise = Float64Array.from({ length: LENGTH }, () => {
      const value = random();
      return value < 1 / 6 ? -Math.sqrt(3) : value > 5 / 6 ? Math.sqrt(3) : 0;
    });
    const found = await compareFiles(CLEAN_FILE, fileOf([withNoise(noise, 20)]));
    expect(Math.abs(found.residual.by_channel[0]!.kurtosis! - 3)).toBeLessThan(0.06);
    expect(found.residual.by_channel[0]!.is_gaussian).toBe(false);
  });

  test('calls pink noise pink, and no brown noise other than Gaussian', {
    tags: 'thorough',
  }, async () => {
    const pink = await compareFiles(CLEAN_FILE, fileOf([withNoise(colored(13, 2 ** 16, -1), 20)]));
    expect(pink.verdicts).toContain('the residual is Gaussian');
    expect(pink.verdicts.join()).toMatch(/pink rather than white: -(2\.9|3\.0|3\.1) dB per octave/);
    const clean = burstsOfSound(20, 2 ** 19);
    const cleanFile = fileOf([clean]);
    for (const seed of [14, 15, 16]) {
      const file = fileOf([withNoise(colored(seed, clean.length, -2), 20, clean)]);
      const { residual, verdicts } = await compareFiles(cleanFile, file);
      // So slow that half a minute of it may look like anything.
      expect(residual.by_channel[0]!.is_gaussian).not.toBe(false);
      expect(verdicts.join()).toContain('brown rather than white');
    }
  });

  test('does not judge noise of a few hertz of bandwidth by a few seconds', {
    tags: 'thorough',
  }, async () => {
    for (const seed of [21, 22, 23]) {
      const noise = gaussianNoise(seed, LENGTH);
      for (let i = 2; i < LENGTH; i++) {
        noise[i]! += 2 * 0.999 * Math.cos(0.4) * noise[i - 1]! - 0.999 ** 2 * noise[i - 2]!;
      }
      const { residual } = await compareFiles(CLEAN_FILE, fileOf([withNoise(noise, 20)]));
      expect(residual.by_channel[0]!.is_gaussian).toBeNull();
    }
  });

  test('tells the sum of twelve uniform numbers from Gaussian noise', {
    tags: 'thorough',
  }, async () => {
    const noise = new Float64Array(1_000_000);
    for (let seed = 10; seed < 22; seed++) {
      for (const [i, x] of uniformNoise(seed, noise.length).entries()) noise[i]! += x;
    }
    const clean = burstsOfSound(8, noise.length);
    const found = await compareFiles(fileOf([clean]), fileOf([withNoise(noise, 20, clean)]));
    expect(found.residual.by_channel[0]!.is_gaussian).toBe(false);
  });

  test('takes noise of a few 16-bit steps for Gaussian, and of a fifth of one for too weak to tell', {
    tags: 'thorough',
  }, async () => {
    const clean = Float32Array.from(CLEAN, (x) => Math.round(x * 32768) / 32768);
    const noise = gaussianNoise(9, LENGTH);
    const cleanFile = fileOf([clean], { encoding: 's16' });
    const character = async (steps: number) => {
      const noisy = clean.map((x, i) => x + Math.round(steps * noise[i]!) / 32768);
      const found = await compareFiles(cleanFile, fileOf([noisy], { encoding: 's16' }));
      return found.residual.by_channel[0]!.is_gaussian;
    };
    expect(await character(0.8)).toBe(true);
    expect(await character(3)).toBe(true);
    expect(await character(0.2)).toBeNull();
  });

  test('finds DC and clipping', async () => {
    const noisy = withNoise(gaussianNoise(10, LENGTH), 20).map(
      (x) => Math.max(-0.3, Math.min(0.3, x + 0.02)) / 0.3,
    );
    const scaled = CLEAN.map((x) => x / 0.3);
    const found = await compareFiles(fileOf([scaled]), fileOf([noisy], { encoding: 's16' }));
    expect(found.clipped_runs).toBeGreaterThan(10);
    expect(found.verdicts.join()).toMatch(/the noisy file is clipped in \d+ places/);
    expect(found.verdicts.join()).toMatch(/% of the residual's power is DC/);
  });

  test('compares what both have where the lengths differ', async () => {
    const found = await compareFiles(CLEAN_FILE, fileOf([CLEAN.subarray(0, 40000)]));
    expect(found).toMatchObject({ frames: 40000, clean_frames: LENGTH, noisy_frames: 40000 });
    expect(found.warnings.length).toBe(1);
    expect(found.snr_db.rms).toBeNull();
  });

  test('says of files that do not belong together that they do not', async () => {
    const found = await compareFiles(CLEAN_FILE, fileOf([gaussianNoise(11, LENGTH)]));
    expect(found.verdicts[0]).toMatch(/are they a pair\?$/);
  });

  test('has no SNR for a silent clean file, and none to speak of for a silent noisy one', async () => {
    const silence = fileOf([new Float32Array(LENGTH)]);
    const found = await compareFiles(silence, CLEAN_FILE);
    expect(Object.values(found.snr_db)).toEqual([null, null, null, null, null, null]);
    expect(found.si_sdr_db).toBeNull();
    const other = await compareFiles(CLEAN_FILE, silence);
    expect(other.snr_db.rms).toBeCloseTo(0, 9);
    expect(other.gain).toBe(0);
    for (const one of [found, other]) expect(JSON.parse(JSON.stringify(one))).toEqual(one);
  });

  test('takes files of one frame', async () => {
    const found = await compareFiles(fileOf([[0.5]]), fileOf([[0.25]]));
    expect(found.frames).toBe(1);
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });

  test('refuses other rates, other channels, and files without samples', async () => {
    const eight = fileOf([CLEAN], { sampleRate: 8000 });
    await expect(compareFiles(CLEAN_FILE, eight)).rejects.toThrow(UnsupportedAudioError);
    await expect(compareFiles(CLEAN_FILE, eight)).rejects.toThrow(
      '16000 Hz and the noisy one 8000',
    );
    await expect(compareFiles(CLEAN_FILE, fileOf([CLEAN, CLEAN]))).rejects.toThrow(
      '1 in the clean file and 2',
    );
    await expect(compareFiles(CLEAN_FILE, fileOf([[]]))).rejects.toThrow(SilentSignalError);
  });
});
