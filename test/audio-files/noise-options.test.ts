import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type AddNoiseToFileOptions,
  type AudioBlock,
  addNoiseToFile,
  createLevelMeter,
  createNoiseLevelMeter,
  LEVEL_DEFINITIONS,
  NOISE_COLORS,
  SnrEnvelope,
  WavReader,
} from '../../src/index.ts';
import { sampleOf } from '../tools/depth.ts';
import { SAMPLES, sha256, temporaryFolder } from '../tools/wav-files.ts';

const folder = temporaryFolder();
const MONO = join(SAMPLES, 'pauses-16khz-s16-mono.wav');
const STEREO = join(SAMPLES, 'two-speakers-44khz-s16-stereo.wav');
/** The third channel is silent. */
const THREE = join(SAMPLES, 'two-speakers-8khz-s16-3-channels-extensible.wav');

const OPTIONS: AddNoiseToFileOptions = {
  snrDb: 10,
  seed: 1,
  key: 'k',
  encoding: 'f32',
  overwrite: true,
};

function read(path: string): AudioBlock {
  const reader = new WavReader({ maxBlockFrames: 1e7 });
  return [...reader.push(readFileSync(path)), ...reader.end()][0]!;
}

/** Signal and residual of one run, and its receipt. */
async function run(input: string, options: Partial<AddNoiseToFileOptions>) {
  const output = join(folder, 'noisy.wav');
  const receipt = await addNoiseToFile(input, output, { ...OPTIONS, ...options });
  const clean = read(input);
  const noisy = read(output);
  const residual = noisy.channelData.map((samples, channel) =>
    samples.map((sample, i) => sample - clean.channelData[channel]![i]!),
  );
  return { receipt, clean, noise: { ...noisy, channelData: residual } };
}

function ratioDb(signal: number | undefined, noise: number | undefined): number {
  return 10 * Math.log10(signal! / noise!);
}

describe.each(LEVEL_DEFINITIONS)('by the level %s', (level) => {
  test.each(sampleOf([THREE, MONO, STEREO], 1))(
    '10 dB are 10 dB to 0.001 dB in %s',
    async (input) => {
      const { receipt, clean, noise } = await run(input, { level });
      const signalMeter = createLevelMeter(level, clean.format);
      const noiseMeter = createNoiseLevelMeter(level, clean.format);
      signalMeter.process(clean);
      noiseMeter.process(noise);
      expect(ratioDb(signalMeter.power(), noiseMeter.power())).toBeCloseTo(10, 3);
      expect(receipt.snr_achieved_db).toBeCloseTo(10, 3);
      expect(receipt.level).toBe(level);
    },
  );

  test.each(sampleOf([THREE, STEREO], 1))(
    'every channel of %s has its 10 dB when they are separate',
    async (input) => {
      const { receipt, clean, noise } = await run(input, { level, channels: 'separate' });
      const signalMeter = createLevelMeter(level, clean.format);
      const noiseMeter = createNoiseLevelMeter(level, clean.format);
      signalMeter.process(clean);
      noiseMeter.process(noise);
      const noisePowers = noiseMeter.channelPowers();
      for (const [channel, power] of signalMeter.channelPowers().entries()) {
        // A silent channel is left alone.
        if (power === undefined)
          expect(noise.channelData[channel]!.every((x) => x === 0)).toBe(true);
        else expect(ratioDb(power, noisePowers[channel])).toBeCloseTo(10, 3);
      }
      expect(receipt.channel_levels).toBe('separate');
      expect(receipt.snr_achieved_db).toBeCloseTo(10, 3);
    },
  );

  test('the quick route and the one through floats add the same noise', async () => {
    const quick = await run(MONO, { level, encoding: 's16' });
    const output = join(folder, 'again.wav');
    const std = quick.receipt.noise_std as number;
    await addNoiseToFile(MONO, output, {
      ...OPTIONS,
      encoding: 's16',
      snrDb: undefined,
      std: std,
      mean: 0,
    });
    expect(sha256(output)).toBe(sha256(join(folder, 'noisy.wav')));
  });
});

describe.each(NOISE_COLORS)('in the color %s', (color) => {
  test.each(sampleOf([STEREO, MONO], 1))('10 dB are 10 dB to 0.001 dB in %s', async (input) => {
    const { receipt, clean, noise } = await run(input, { color });
    const [signalMeter, noiseMeter] = [clean, noise].map((block) => {
      const meter = createLevelMeter('rms', block.format);
      meter.process(block);
      return meter;
    });
    expect(ratioDb(signalMeter!.power(), noiseMeter!.power())).toBeCloseTo(10, 3);
    expect(receipt.color).toBe(color);
  });

  test('16-bit samples get the same noise as floats, rounded', async () => {
    const floats = await run(MONO, { color });
    const integers = await run(MONO, { color, encoding: 's16' });
    expect(integers.receipt.noise_std).toBe(floats.receipt.noise_std);
    const worst = floats.noise.channelData[0]!.reduce(
      (most, x, i) => Math.max(most, Math.abs(x - integers.noise.channelData[0]![i]!)),
      0,
    );
    // Half a step of 16 bits, and the rounding of the two differences.
    expect(worst).toBeLessThanOrEqual(0.5 / 32768 + 1e-7);
  });
});

test.each([{ exact: false }, { signalLevelDbfs: -20 }])(
  'a weighted level cannot do with %o',
  async (options) => {
    await expect(run(MONO, { level: 'loudness', ...options })).rejects.toThrow(TypeError);
  },
);

test('A-weighted pink noise in a band meets its ratio', async () => {
  const options = {
    level: 'a-weighted',
    color: 'pink',
    band: { lowHz: 300, highHz: 3400 },
  } as const;
  const { receipt } = await run(STEREO, options);
  expect(receipt.snr_achieved_db).toBeCloseTo(10, 3);
  expect(receipt.band_hz).toEqual([300, 3400]);
});

test('shared noise is the same in every channel', async () => {
  const { receipt, noise } = await run(STEREO, { noiseChannels: 'shared' });
  const [left, right] = noise.channelData;
  // Each was rounded when it was added to its own channel.
  expect(left!.every((x, i) => Math.abs(x - right![i]!) < 1e-6)).toBe(true);
  expect(receipt.snr_achieved_db).toBeCloseTo(10, 3);
});

test('independent noise is not', async () => {
  const { noise } = await run(STEREO, {});
  const [left, right] = noise.channelData;
  const products = left!.reduce((sum, x, i) => sum + x * right![i]!, 0);
  const energies = [left!, right!].map((samples) => samples.reduce((sum, x) => sum + x * x, 0));
  const correlation = products / Math.sqrt(energies[0]! * energies[1]!);
  // Five standard deviations, 1/√N each.
  expect(Math.abs(correlation)).toBeLessThan(5 / Math.sqrt(left!.length));
});

describe('an SNR that varies', () => {
  const envelope = new SnrEnvelope([
    { seconds: 0.5, snrDb: 30 },
    { seconds: 0.5, snrDb: 0 },
    { seconds: 1, snrDb: 0 },
    { seconds: 1, snrDb: 30 },
  ]);

  test('has noise of the ratio asked for at each time', async () => {
    const { clean, noise, receipt } = await run(MONO, { snrDb: undefined, snrEnvelope: envelope });
    const meter = createLevelMeter('rms', clean.format);
    meter.process(clean);
    const powerOf = (samples: Float32Array) =>
      samples.reduce((sum, x) => sum + x * x, 0) / samples.length;
    const [samples] = noise.channelData;
    // The draw of 8000 samples strays by 4.34·√(2/8000) = 0.07 dB; five of these.
    const quiet = ratioDb(meter.power(), powerOf(samples!.subarray(0, 8000)));
    const loud = ratioDb(meter.power(), powerOf(samples!.subarray(8000, 16_000)));
    expect(Math.abs(quiet - 30)).toBeLessThan(0.35);
    expect(Math.abs(loud - 0)).toBeLessThan(0.35);
    expect(receipt.snr_envelope).toEqual([
      [0.5, 30],
      [0.5, 0],
      [1, 0],
      [1, 30],
    ]);
  });

  test('is in the whole exactly as loud as asked for', async () => {
    const { clean, noise } = await run(MONO, { snrDb: undefined, snrEnvelope: envelope });
    const frames = clean.channelData[0]!.length;
    const gains = new Float32Array(frames);
    envelope.fillGains(gains, 0, frames, clean.format.sampleRate);
    const meanGain = gains.reduce((sum, gain) => sum + gain * gain, 0) / frames;
    const [signalMeter, noiseMeter] = [clean, noise].map((block) => {
      const meter = createLevelMeter('rms', block.format);
      meter.process(block);
      return meter;
    });
    const wanted = -10 * Math.log10(meanGain);
    expect(ratioDb(signalMeter!.power(), noiseMeter!.power())).toBeCloseTo(wanted, 3);
  });

  test('of one point is a constant one', async () => {
    const flat = new SnrEnvelope([{ seconds: 0, snrDb: 10 }]);
    const { noise } = await run(MONO, { snrDb: undefined, snrEnvelope: flat });
    const { noise: constant } = await run(MONO, {});
    const worst = noise.channelData[0]!.reduce(
      (most, x, i) => Math.max(most, Math.abs(x - constant.channelData[0]![i]!)),
      0,
    );
    // Another order of roundings, of noise of some 0.01.
    expect(worst).toBeLessThan(1e-8 * 100);
  });
});
