import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeNoisyFile } from '../../src/audio-files/noisy-file.ts';
import { sampleOf } from '../tools/depth.ts';
import {
  independentNoise,
  independentSnrDb,
  readIndependently,
} from '../tools/independent-reader.ts';
import { noisyOptions, SAMPLE_FILES, SAMPLES, temporaryFolder } from '../tools/wav-files.ts';

const SNRS_DB = [-5, 0, 10, 20, 40];
const folder = temporaryFolder();
const output = join(folder, 'noisy.wav');

test('there are samples of all kinds to measure', () => {
  expect(SAMPLE_FILES.length).toBeGreaterThanOrEqual(12);
});

describe.each(sampleOf(SAMPLE_FILES, 3))('%s, measured with wavefile in the two files,', (name) => {
  const input = join(SAMPLES, name);
  const clean = readIndependently(readFileSync(input));
  const snrDb = () => independentSnrDb(clean, readIndependently(readFileSync(output)));

  test.each(SNRS_DB)('has %d dB to 0.001 dB as f32', async (target) => {
    const receipt = await writeNoisyFile(
      input,
      output,
      noisyOptions({ target: { type: 'snr', snrDb: target }, encoding: 'f32' }),
    );
    expect(Math.abs(snrDb() - target)).toBeLessThanOrEqual(0.001);
    expect(Math.abs(receipt.snr_achieved_db! - target)).toBeLessThanOrEqual(0.001);
  });

  test.each(SNRS_DB)('has at %d dB as s16 the SNR that the receipt states', async (target) => {
    const receipt = await writeNoisyFile(
      input,
      output,
      noisyOptions({ target: { type: 'snr', snrDb: target }, encoding: 's16' }),
    );
    expect(Math.abs(snrDb() - receipt.snr_achieved_db!)).toBeLessThanOrEqual(0.001);
  });

  test('has in its own encoding the SNR that the receipt states', async () => {
    const receipt = await writeNoisyFile(input, output, noisyOptions());
    expect(Math.abs(snrDb() - receipt.snr_achieved_db!)).toBeLessThanOrEqual(0.001);
  });

  test('keeps its SNR and clips nothing where signal and noise are scaled down together', async () => {
    const receipt = await writeNoisyFile(
      input,
      output,
      noisyOptions({ target: { type: 'snr', snrDb: -10 }, encoding: 's24', clip: 'scale' }),
    );
    expect(receipt.clipped).toBe(0);
    const noisy = readIndependently(readFileSync(output));
    const gain = 10 ** (receipt.gain_db / 20);
    const scaled = clean.map((channel) => channel.map((x) => gain * x));
    // Nine digits of the gain are more than enough; rounding to 24 bits adds noise 100 dB below.
    expect(Math.abs(independentSnrDb(scaled, noisy) - -10)).toBeLessThanOrEqual(0.001);
  });

  test('has with the expected power an SNR within 5 σ of the draw, and not the exact one', async () => {
    const options = noisyOptions({ exact: false, encoding: 'f32' });
    const receipt = await writeNoisyFile(input, output, options);
    const samples = clean.length * clean[0]!.length;
    const error = Math.abs(snrDb() - 10);
    expect(error).toBeLessThan(5 * 4.34 * Math.sqrt(2 / samples));
    expect(error).toBeGreaterThan(1e-6);
    expect(receipt).toMatchObject({ exact: false, level: 'rms' });
  });

  test('has noise of the standard deviation and the mean asked for', async () => {
    const target = { type: 'std', std: 0.05, mean: -0.01 } as const;
    const receipt = await writeNoisyFile(input, output, noisyOptions({ target, encoding: 'f32' }));
    const noise = independentNoise(clean, readIndependently(readFileSync(output)));
    expect(Math.abs(noise.mean - -0.01)).toBeLessThan((5 * 0.05) / Math.sqrt(noise.count));
    expect(Math.abs(noise.std - 0.05)).toBeLessThan((5 * 0.05) / Math.sqrt(2 * noise.count));
    expect(receipt).toMatchObject({ level: null, snr_target_db: null, exact: false });
    expect(Math.abs(snrDb() - receipt.snr_achieved_db!)).toBeLessThanOrEqual(0.001);
  });

  test('has noise of the level asked for', async () => {
    const target = { type: 'level', noiseDbfs: -40 } as const;
    const receipt = await writeNoisyFile(input, output, noisyOptions({ target, encoding: 'f32' }));
    const noise = independentNoise(clean, readIndependently(readFileSync(output)));
    const sigmaDb = 4.34 * Math.sqrt(2 / noise.count);
    expect(Math.abs(10 * Math.log10(noise.power) - -40)).toBeLessThan(5 * sigmaDb);
    expect(receipt.noise_dbfs).toBeCloseTo(10 * Math.log10(noise.power), 5);
  });

  test('has in one pass, its level being given, the SNR within 5 σ of the draw', async () => {
    const power = clean.flatMap((x) => [...x]).reduce((sum, x) => sum + x * x, 0);
    const samples = clean.length * clean[0]!.length;
    const signalLevelDbfs = 10 * Math.log10(power / samples);
    const options = noisyOptions({ signalLevelDbfs, encoding: 'f32' });
    const receipt = await writeNoisyFile(input, output, options);
    expect(Math.abs(snrDb() - 10)).toBeLessThan(5 * 4.34 * Math.sqrt(2 / samples));
    expect(receipt).toMatchObject({
      level: 'rms',
      signal_level_given_dbfs: signalLevelDbfs,
      exact: false,
    });
    expect(receipt.signal_dbfs).toBeCloseTo(signalLevelDbfs, 6);
  });
});
