import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type AddNoiseOptions,
  type AddNoiseToFileOptions,
  addNoise,
  addNoiseToFile,
  createNoiser,
  type NoiserOptions,
  SnrEnvelope,
  WavReader,
} from '../../src/index.ts';
import { sampleOf } from '../tools/depth.ts';
import { temporaryFolder } from '../tools/wav-files.ts';

const directory = temporaryFolder();

const STEREO = 'samples/two-speakers-44khz-s16-stereo.wav';
const IDENTITY = { seed: 7, key: 'k' };

function readWav(path: string): { channelData: Float32Array[]; sampleRate: number } {
  const reader = new WavReader({ maxBlockFrames: 1 << 24 });
  const blocks = [...reader.push(readFileSync(path)), ...reader.end()];
  expect(blocks).toHaveLength(1);
  return { channelData: blocks[0]!.channelData, sampleRate: blocks[0]!.format.sampleRate };
}

async function noisyFile(input: string, options: Partial<AddNoiseToFileOptions>) {
  const output = join(directory, 'noisy.wav');
  const receipt = await addNoiseToFile(input, output, {
    snrDb: 10,
    ...IDENTITY,
    overwrite: true,
    encoding: 'f32',
    ...options,
  });
  return { receipt, ...readWav(output) };
}

const envelope = new SnrEnvelope([
  { seconds: 0, snrDb: 20 },
  { seconds: 1, snrDb: 0 },
]);

/** The same wish to both: in the words of the arrays, in those of the files. */
const WISHES: [string, AddNoiseOptions, Partial<AddNoiseToFileOptions>][] = [
  ['an SNR', { snrDb: 10 }, {}],
  ['the level active', { snrDb: 5, level: 'active' }, { snrDb: 5, level: 'active' }],
  ['the level loudness', { snrDb: 10, level: 'loudness' }, { level: 'loudness' }],
  ['the level a-weighted', { snrDb: 10, level: 'a-weighted' }, { level: 'a-weighted' }],
  [
    'the peak without DC',
    { snrDb: 10, level: 'peak', removeDc: true },
    { level: 'peak', removeDc: true },
  ],
  ['the RMS without DC', { snrDb: 10, removeDc: true }, { removeDc: true }],
  ['channels apart', { snrDb: 10, channels: 'separate' }, { channels: 'separate' }],
  ['shared noise', { snrDb: 10, noiseChannels: 'shared' }, { noiseChannels: 'shared' }],
  ['expected power', { snrDb: 10, exact: false }, { exact: false }],
  ['a known level', { snrDb: 10, signalLevelDbfs: -20 }, { signalLevelDbfs: -20 }],
  ['pink noise', { snrDb: 10, color: 'pink' }, { color: 'pink' }],
  ['matched noise', { snrDb: 10, color: 'matched' }, { color: 'matched' }],
  [
    'a band',
    { snrDb: 10, band: { lowHz: 300, highHz: 3400 } },
    { band: { lowHz: 300, highHz: 3400 } },
  ],
  ['an envelope', { snrEnvelope: envelope }, { snrDb: undefined, snrEnvelope: envelope }],
  ['σ and mean', { std: 0.02, mean: 0.01 }, { snrDb: undefined, std: 0.02, mean: 0.01 }],
  ['a noise level', { noiseLevelDbfs: -40 }, { snrDb: undefined, noiseLevelDbfs: -40 }],
];

describe('addNoise', () => {
  test.each(sampleOf(WISHES, 3))(
    'gives the samples of the file function with %s',
    async (_, wish, file) => {
      const expected = await noisyFile(STEREO, file);
      const actual = addNoise(readWav(STEREO), { ...wish, ...IDENTITY });
      expect(actual.channelData).toEqual(expected.channelData);
      const { receipt } = expected;
      expect(actual).toMatchObject({
        ...IDENTITY,
        streamVersion: receipt.stream_version,
        stds: [receipt.noise_std, receipt.noise_std].flat().slice(0, 2),
        mean: receipt.noise_mean,
        signalDbfs: receipt.signal_dbfs,
        noiseDbfs: receipt.noise_dbfs,
        achievedSnrDb: receipt.snr_achieved_db,
        isSilent: false,
      });
    },
  );

  test('leaves the audio as it is unless told, and else gives the very arrays back', {
    tags: 'thorough',
  }, () => {
    const audio = readWav(STEREO);
    const before = audio.channelData.map((samples) => samples.slice());
    const { channelData } = addNoise(audio, { snrDb: 10, ...IDENTITY });
    expect(audio.channelData).toEqual(before);
    const inPlace = addNoise(audio, { snrDb: 10, ...IDENTITY, inPlace: true });
    expect(inPlace.channelData[0]).toBe(audio.channelData[0]);
    expect(audio.channelData).toEqual(channelData);
  });

  test('takes one channel as one array, and gives one array', () => {
    const { channelData, sampleRate } = readWav('samples/male-16khz-s16-mono.wav');
    const one = addNoise({ channelData: channelData[0]!, sampleRate }, { snrDb: 10, ...IDENTITY });
    const list = addNoise({ channelData, sampleRate }, { snrDb: 10, ...IDENTITY });
    expect(one.channelData).toBeInstanceOf(Float32Array);
    expect(one.channelData).toEqual(list.channelData[0]);
  });

  test('reaches the SNR by what it really added', () => {
    const { channelData, sampleRate } = readWav(STEREO);
    const noisy = addNoise({ channelData, sampleRate }, { snrDb: 3, ...IDENTITY });
    let signal = 0;
    let noise = 0;
    for (const [channel, samples] of channelData.entries()) {
      for (let i = 0; i < samples.length; i++) {
        signal += samples[i]! ** 2;
        noise += (noisy.channelData[channel]![i]! - samples[i]!) ** 2;
      }
    }
    // Rounding of the sums to 32-bit floats is 140 dB below them.
    expect(10 * Math.log10(signal / noise)).toBeCloseTo(3, 4);
  });

  test('fails on silence before it changes anything, or passes it on', () => {
    const audio = { channelData: new Float32Array(100), sampleRate: 8000 };
    expect(() => addNoise(audio, { snrDb: 10, inPlace: true })).toThrow(
      expect.objectContaining({
        code: 'ERR_SIGNAL_SILENT',
        message: expect.stringContaining("onSilence: 'pass'"),
      }),
    );
    const passed = addNoise(audio, { snrDb: 10, onSilence: 'pass' });
    expect(passed).toMatchObject({
      isSilent: true,
      achievedSnrDb: null,
      noiseDbfs: null,
      stds: [0],
    });
    expect(passed.channelData).toEqual(new Float32Array(100));
  });

  test('fails on a NaN before it changes anything', () => {
    const channelData = Float32Array.from({ length: 9000 }, (_, i) =>
      i === 8000 ? Number.NaN : 0.1,
    );
    const before = channelData.slice();
    const audio = { channelData, sampleRate: 8000 };
    for (const options of [{ snrDb: 10 }, { std: 0.1 }]) {
      expect(() => addNoise(audio, { ...options, inPlace: true })).toThrow(/sample 8000/);
    }
    expect(channelData).toEqual(before);
  });

  test.each([
    [{}, /nothing says how strong the noise is; expected one of snrDb/],
    [{ snrDb: 10, std: 1 }, /snrDb and std both say how strong the noise is; expected one/],
    [{ snrDb: 10, level: 'rmz' }, /level is "rmz"; expected rms.*did you mean rms/],
    [{ snrDb: 10, color: 'plaid' }, /color is "plaid"; expected white/],
    [{ snrDb: 10, colour: 'pink' }, /unknown option colour; did you mean color/],
    [{ snrDb: 10, onSilence: 'skip' }, /onSilence is "skip"/],
    [{ std: -1 }, /std is -1/],
    [{ snrDb: 10, seed: 0.5 }, /seed is 0.5/],
  ])('refuses %o', (options, message) => {
    const audio = { channelData: new Float32Array(10).fill(0.1), sampleRate: 8000 };
    expect(() => addNoise(audio, options as AddNoiseOptions)).toThrow(message);
  });

  test.each([
    [{ channelData: [], sampleRate: 8000 }, /no channels/],
    [
      { channelData: [new Float32Array(2), new Float32Array(3)], sampleRate: 8000 },
      /channel 2 has 3 frames/,
    ],
    [
      { channelData: [[1, 2]] as unknown as Float32Array[], sampleRate: 8000 },
      /channel 1 is no Float32Array/,
    ],
    [{ channelData: [new Float32Array(2)], sampleRate: 0 }, /sampleRate is 0/],
  ])('refuses audio that is none', (audio, message) => {
    expect(() => addNoise(audio, { std: 1 })).toThrow(message);
  });
});

describe('createNoiser', () => {
  /** Without the rate, which addNoise finds in the audio. */
  const OPTIONS: [string, Omit<NoiserOptions, 'sampleRate'>][] = [
    ['σ and mean', { std: 0.02, mean: 0.01 }],
    ['a noise level', { noiseLevelDbfs: -40 }],
    ['a known level', { snrDb: 10, signalLevelDbfs: -20 }],
    ['pink shared noise', { std: 0.1, color: 'pink', noiseChannels: 'shared' }],
    ['an envelope', { snrEnvelope: envelope, signalLevelDbfs: -20 }],
  ];

  test.each(sampleOf(OPTIONS, 2))(
    'gives pieces what addNoise gives the whole: %s',
    (_, options) => {
      const { channelData, sampleRate } = readWav(STEREO);
      const expected = addNoise({ channelData, sampleRate }, { ...options, ...IDENTITY });
      const noiser = createNoiser({ ...options, ...IDENTITY, sampleRate });
      const frames = channelData[0]!.length;
      for (let start = 0, size = 1; start < frames; start += size, size = (size * 3) % 10_007) {
        const piece = channelData.map((samples) => samples.subarray(start, start + size));
        expect(noiser.process(piece)).toBe(piece);
      }
      expect(channelData).toEqual(expected.channelData);
      expect(noiser.frameIndex).toBe(frames);
      expect([noiser.std, noiser.mean]).toEqual([expected.stds[0], expected.mean]);
    },
  );

  test('goes where it is told, and back to the start', () => {
    const noiser = createNoiser({ std: 1, ...IDENTITY });
    const first = noiser.process(new Float32Array(5000));
    noiser.seek(4000);
    expect(noiser.process(new Float32Array(1000))).toEqual(first.slice(4000));
    noiser.reset();
    expect(noiser.process(new Float32Array(5000))).toEqual(first);
  });

  test('goes on when the number of channels changes', () => {
    const noiser = createNoiser({ std: 1, ...IDENTITY });
    const mono = noiser.process(new Float32Array(100));
    noiser.reset();
    const [left, right] = noiser.process([new Float32Array(100), new Float32Array(100)]);
    expect(left).toEqual(mono);
    expect(right).not.toEqual(mono);
  });

  test.each([
    [{ snrDb: 10 }, /snrDb without signalLevelDbfs/],
    [{ std: 1, color: 'pink' }, /sampleRate is undefined/],
    [{ std: 1, color: 'matched', sampleRate: 8000 }, /the color is matched/],
    [{ std: -1 }, /std is -1/],
  ])('refuses %o', (options, message) => {
    expect(() => createNoiser(options as NoiserOptions)).toThrow(message);
  });

  test('refuses to go to a frame that is none', () => {
    expect(() => createNoiser({ std: 1 }).seek(-1)).toThrow(/frameIndex is -1/);
  });
});
