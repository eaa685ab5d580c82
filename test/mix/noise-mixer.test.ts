import { describe, expect, test } from 'vitest';
import { SAMPLE_ENCODINGS } from '../../src/audio-format.ts';
import { NonFiniteSignalError } from '../../src/errors.ts';
import { decodeSamples, encodeSamples } from '../../src/formats/encoded-samples/sample-codec.ts';
import type { WavFormat } from '../../src/formats/wav/wav-format.ts';
import type { MixStatistics } from '../../src/mix/noise-mixer.ts';
import { GaussianNoise } from '../../src/noise/gaussian-noise.ts';
import { seededRandom } from '../formats/wav/splitting.ts';
import { sampleOf } from '../tools/depth.ts';
import {
  createWhiteMixer,
  encode,
  formatOf,
  inFrames,
  randomChannels,
  type WhiteMixOptions,
} from './signals.ts';

const NOISE = { std: 0.1, mean: 0, seed: 42, key: 'mixer', scale: 1 };

/** Feeds a mixer; every piece is overwritten after use, so that one that keeps a view of it is found out. */
function mix(options: WhiteMixOptions, pieces: readonly Uint8Array[]) {
  const mixer = createWhiteMixer(options);
  const out: Uint8Array[] = [];
  for (const piece of pieces) {
    const copy = piece.slice();
    mixer.push(copy, (bytes) => out.push(bytes.slice()));
    copy.fill(0xee);
  }
  mixer.end((bytes) => out.push(bytes.slice()));
  return { bytes: Buffer.concat(out), statistics: mixer.statistics };
}

function withoutPeak({ peak: _, ...rest }: MixStatistics) {
  return rest;
}

/** The same in one go and as plainly as can be: decode all, add noise, scale, encode, decode, compare. */
function mixPlainly(options: WhiteMixOptions, bytes: Uint8Array) {
  const { input, output, scale, std, mean, seed, key } = options;
  const frames = bytes.length / input.bytesPerFrame;
  const planes = () =>
    Array.from({ length: input.numberOfChannels }, () => new Float32Array(frames));
  const [signal, added] = [planes(), planes()];
  decodeSamples(bytes, input, signal);
  const noise = new GaussianNoise({ std, mean, seed, key });
  const noisy = noise.process({ format: input, frameIndex: 0, channelData: signal }).channelData;
  const peak = Math.max(0, ...noisy.map((x) => x.reduce((p, y) => Math.max(p, Math.abs(y)), 0)));
  for (const samples of noisy) samples.set(samples.map((x) => x * scale));
  const out = new Uint8Array(frames * output.bytesPerFrame);
  const clippedSamples = encodeSamples(noisy, frames, output, out);
  decodeSamples(out, output, added);
  let signalEnergy = 0;
  let noiseEnergy = 0;
  for (const [c, samples] of added.entries()) {
    for (let i = 0; i < frames; i++) {
      signalEnergy += signal[c]![i]! ** 2;
      noiseEnergy += (samples[i]! - scale * signal[c]![i]!) ** 2;
    }
  }
  return { bytes: out, numberOfFrames: frames, signalEnergy, noiseEnergy, clippedSamples, peak };
}

describe('the route through the kernel and the one through floats', () => {
  const LENGTHS = [1, 7, 4095, 4096, 4097, 70_001];
  const CHANNELS = [1, 2, 3, 4, 5, 6, 7, 8];
  const STRENGTHS = [
    ['no noise', 0, 0],
    ['noise below one step', 2 ** -18, 0],
    ['weak noise with a mean', 0.01, -0.003],
    ['noise that clips', 0.7, 0.1],
    ['noise far beyond full scale', 1e6, -3e5],
  ] as const;

  test.each(sampleOf(CHANNELS, 2))(
    'give the same bits, energies and clips for %i channels',
    (channels) => {
      const format = formatOf('s16', channels);
      for (const [i, frames] of LENGTHS.entries()) {
        const bytes = encode(randomChannels(100 * channels + i, channels, frames, 1), format);
        for (const [name, std, mean] of STRENGTHS) {
          const options = { ...NOISE, input: format, output: format, std, mean, seed: frames };
          const quick = mix(options, [bytes]);
          const plain = mix({ ...options, findsPeak: true }, [bytes]);
          const what = `${name}, ${frames} frames`;
          expect(Buffer.compare(quick.bytes, plain.bytes), what).toBe(0);
          expect(withoutPeak(quick.statistics), what).toEqual(withoutPeak(plain.statistics));
        }
      }
    },
  );

  test.each(['a-weighted', 'loudness'] as const)(
    'find the same %s power in what was added, to the last bit',
    (residualLevel) => {
      for (const channels of [1, 2, 3]) {
        const format = formatOf('s16', channels);
        for (const [name, std, mean] of STRENGTHS) {
          const bytes = encode(randomChannels(channels, channels, 9001, 1), format);
          const options = { ...NOISE, input: format, output: format, std, mean, residualLevel };
          const { statistics } = mix(options, [bytes]);
          const plain = mix({ ...options, findsPeak: true }, [bytes]);
          expect(withoutPeak(statistics), name).toEqual(withoutPeak(plain.statistics));
          expect(statistics.peak).toBeNaN();
          if (std > 0.001) expect(statistics.residualPower).toBeGreaterThan(0);
          expect(statistics.residualChannelPowers).toHaveLength(channels);
        }
      }
    },
  );

  test('differ where they should: only the one through floats finds the peak', () => {
    const format = formatOf('s16');
    const bytes = encode(randomChannels(1, 1, 5000), format);
    const options = { ...NOISE, input: format, output: format };
    expect(mix(options, [bytes]).statistics.peak).toBeNaN();
    const { peak } = mix({ ...options, findsPeak: true }, [bytes]).statistics;
    expect(peak).toBe(mixPlainly(options, bytes).peak);
    expect(peak).toBeGreaterThan(0.9);
  });
});

describe('noise mixer', () => {
  const routes: readonly [string, WavFormat['encoding'], WavFormat['encoding'], number][] = [
    ['s16', 's16', 's16', 1],
    ['s16 with scaling', 's16', 's16', 0.5],
    ['s24 to f32', 's24', 'f32', 1],
    ['f32', 'f32', 'f32', 1],
    ['µ-law to s16', 'mulaw', 's16', 1],
  ];

  test.each(routes)('gives the same for every split of %s', (_, from, to, scale) => {
    const input = formatOf(from, 3);
    const options = { ...NOISE, input, output: formatOf(to, 3), scale };
    const bytes = encode(randomChannels(2, 3, 33_333), input);
    const whole = mix(options, [bytes]);
    const random = seededRandom(3);
    const splits = [
      () => 1,
      () => Math.floor(10 * random()),
      () => Math.floor(12_000 * random()),
      () => 4096,
      () => 4097,
    ];
    for (const framesOf of splits) {
      const pieces = mix(options, inFrames(bytes, input, framesOf));
      expect(Buffer.compare(pieces.bytes, whole.bytes)).toBe(0);
      expect(pieces.statistics).toEqual(whole.statistics);
    }
  });

  const pairs = SAMPLE_ENCODINGS.flatMap((from) => SAMPLE_ENCODINGS.map((to) => [from, to]));
  test.each(pairs)('does from %s to %s what the pieces do one after the other', (from, to) => {
    const input = formatOf(from!, 2);
    const output = formatOf(to!, 2);
    const bytes = encode(randomChannels(4, 2, 9001), input);
    for (const scale of [1, 0.3]) {
      const options = { ...NOISE, input, output, std: 0.25, mean: 0.05, scale };
      const expected = mixPlainly(options, bytes);
      const { bytes: found, statistics } = mix(options, [bytes]);
      expect(Buffer.compare(found, expected.bytes)).toBe(0);
      expect(statistics.numberOfFrames).toBe(9001);
      expect(statistics.clippedSamples).toBe(expected.clippedSamples);
      // A running sum of n terms is within n · 2^-53 of the true one: 2e-12 for these.
      expect(Math.abs(statistics.signalEnergy / expected.signalEnergy - 1)).toBeLessThan(4e-12);
      expect(Math.abs(statistics.noiseEnergy / expected.noiseEnergy - 1)).toBeLessThan(4e-12);
      if (scale !== 1) expect(statistics.peak).toBe(expected.peak);
    }
  });

  test('clips integers and never floats', () => {
    const bytes = encode(randomChannels(5, 1, 5000, 1), formatOf('f32'));
    for (const encoding of SAMPLE_ENCODINGS) {
      const options = { ...NOISE, input: formatOf('f32'), output: formatOf(encoding), std: 1 };
      const { clippedSamples } = mix(options, [bytes]).statistics;
      // |uniform + normal| goes over 1 for more than a third of all.
      if (encoding === 'f32' || encoding === 'f64') expect(clippedSamples).toBe(0);
      else expect(clippedSamples).toBeGreaterThan(1500);
    }
  });

  test.each([
    ['f32', Number.NaN],
    ['f32', Number.POSITIVE_INFINITY],
    ['f64', Number.NEGATIVE_INFINITY],
  ] as const)('refuses a sample of %s that is %d, and says where it is', (encoding, value) => {
    const channels = randomChannels(6, 2, 9000);
    channels[1]![8765] = value;
    const input = formatOf(encoding, 2);
    const bytes = encode(channels, input);
    const push = () => mix({ ...NOISE, input, output: formatOf('s16', 2) }, [bytes]);
    expect(push).toThrow(NonFiniteSignalError);
    expect(push).toThrow(`sample 8765 of channel 2 is ${value}`);
  });

  test.each([{ seed: -1 }, { seed: 2 ** 53 }, { seed: 0.5 }])(
    'refuses the seed of %o on both routes',
    (wrong) => {
      for (const encoding of ['s16', 'f32'] as const) {
        const format = formatOf(encoding);
        const create = () =>
          createWhiteMixer({ ...NOISE, input: format, output: format, ...wrong });
        expect(create).toThrow(RangeError);
      }
    },
  );

  test('gives nothing for no frames', () => {
    const format = formatOf('s16');
    const { bytes, statistics } = mix({ ...NOISE, input: format, output: format }, []);
    expect(bytes.length).toBe(0);
    expect(statistics).toMatchObject({ numberOfFrames: 0, signalEnergy: 0, noiseEnergy: 0 });
  });

  test('works on a thousand channels', () => {
    const format = formatOf('s16', 1024);
    const bytes = encode(randomChannels(7, 1024, 300), format);
    const options = { ...NOISE, input: format, output: format };
    const quick = mix(options, [bytes]);
    expect(Buffer.compare(quick.bytes, mixPlainly(options, bytes).bytes)).toBe(0);
  });
});
