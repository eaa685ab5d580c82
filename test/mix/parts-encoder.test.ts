import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SAMPLE_ENCODINGS } from '../../src/audio-format.ts';
import {
  ALAW_TO_LINEAR,
  linearToAlaw,
  linearToMulaw,
  MULAW_TO_LINEAR,
} from '../../src/formats/encoded-samples/g711.ts';
import type { WavFormat } from '../../src/formats/wav/wav-format.ts';
import type { MixParts } from '../../src/mix/parts-encoder.ts';
import { seededRandom } from '../formats/wav/splitting.ts';
import { timesOf } from '../tools/depth.ts';
import {
  createWhiteMixer,
  encode,
  formatOf,
  inFrames,
  randomChannels,
  type WhiteMixOptions,
} from './signals.ts';

/** The mix, and its parts where they are wanted; every piece is overwritten after use. */
function mix(options: WhiteMixOptions, pieces: readonly Uint8Array[]) {
  const mixer = createWhiteMixer(options);
  const collected = {
    noisy: [] as Uint8Array[],
    clean: [] as Uint8Array[],
    noise: [] as Uint8Array[],
  };
  const emit = (bytes: Uint8Array, parts?: MixParts) => {
    collected.noisy.push(bytes.slice());
    if (parts === undefined) return;
    collected.clean.push(parts.clean.slice());
    collected.noise.push(parts.noise.slice());
  };
  for (const piece of pieces) {
    const copy = piece.slice();
    mixer.push(copy, emit);
    copy.fill(0xee);
  }
  mixer.end(emit);
  return {
    noisy: Buffer.concat(collected.noisy),
    clean: Buffer.concat(collected.clean),
    noise: Buffer.concat(collected.noise),
    statistics: mixer.statistics,
  };
}

/** The samples as they stand in the bytes: integers (of G.711 the code words), or floats. */
function samplesOf(bytes: Buffer, format: WavFormat): number[] {
  const { slotBytes, significantBytes, encoding } = format;
  const swapped = format.bigEndian;
  return Array.from({ length: bytes.length / slotBytes }, (_, i) => {
    const slot = Buffer.from(bytes.subarray(i * slotBytes, (i + 1) * slotBytes));
    if (swapped) slot.reverse();
    if (encoding === 'f32') return slot.readFloatLE(0);
    if (encoding === 'f64') return slot.readDoubleLE(0);
    if (encoding === 'u8') return slot[0]! - 128;
    return significantBytes === 1 ? slot[0]! : slot.readIntLE(0, significantBytes);
  });
}

const BITS = { u8: 8, s16: 16, s24: 24, s32: 32 } as const;

/** What stands in the noise's file by the definition in docs/snr.md, found sample by sample. */
function expectedNoise(
  noisy: number[],
  clean: number[],
  encoding: WavFormat['encoding'],
): number[] {
  const difference = (a: number[], b: number[]) => a.map((x, i) => x - b[i]!);
  if (encoding === 'alaw' || encoding === 'mulaw') {
    const linear = encoding === 'alaw' ? ALAW_TO_LINEAR : MULAW_TO_LINEAR;
    const toCode = encoding === 'alaw' ? linearToAlaw : linearToMulaw;
    const expanded = (codes: number[]) => codes.map((code) => linear[code]!);
    return difference(expanded(noisy), expanded(clean)).map((x) =>
      toCode(Math.max(-32768, Math.min(32767, x))),
    );
  }
  const most = 2 ** (BITS[encoding as keyof typeof BITS] - 1);
  return difference(noisy, clean).map((x) => Math.max(-most, Math.min(most - 1, x)));
}

const cases = fc.record({
  from: fc.constantFrom(...SAMPLE_ENCODINGS),
  to: fc.constantFrom(...SAMPLE_ENCODINGS),
  channels: fc.integer({ min: 1, max: 3 }),
  frames: fc.integer({ min: 0, max: 9000 }),
  std: fc.constantFrom(0, 1e-5, 0.1, 1),
  scale: fc.constantFrom(1, 0.5, 0.7312),
  dither: fc.constantFrom('none' as const, 'tpdf' as const),
  layout: fc.constantFrom(
    'plain' as const,
    'big-endian' as const,
    'wide' as const,
    'wide big-endian' as const,
  ),
  seed: fc.integer({ min: 1, max: 1e6 }),
});

function formatsOf({
  from,
  to,
  channels,
  layout,
}: Pick<Case, 'from' | 'to' | 'channels' | 'layout'>) {
  const laidOut = (encoding: WavFormat['encoding']): WavFormat => {
    const format = formatOf(encoding, channels);
    const bigEndian = layout.endsWith('big-endian');
    const container = bigEndian ? 'RIFX' : 'RIFF';
    // Slots wider than the sample: 24 bits in 4 bytes, 32 in 6.
    const slotBytes = encoding === 's24' ? 4 : encoding === 's32' ? 6 : format.slotBytes;
    return layout.startsWith('wide')
      ? { ...format, container, bigEndian, slotBytes, bytesPerFrame: slotBytes * channels }
      : { ...format, container, bigEndian };
  };
  const input = laidOut(from);
  return { input, output: to === from ? input : laidOut(to) };
}

type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

const runs = { numRuns: timesOf(12, 150), seed: 11 };

function runOf(one: Case) {
  const formats = formatsOf(one);
  const bytes = encode(randomChannels(one.seed, one.channels, one.frames, 0.99), formats.input);
  const random = seededRandom(one.seed);
  const pieces = inFrames(bytes, formats.input, () => 1 + Math.floor(3000 * random()));
  const options = {
    ...formats,
    std: one.std,
    mean: 0,
    seed: one.seed,
    key: '',
    scale: one.scale,
    dither: one.dither,
  };
  return { ...formats, bytes, pieces, options, whole: mix({ ...options, parts: true }, pieces) };
}

describe('a mix whose parts are wanted', () => {
  test('is to the last bit the one whose parts are not, and counts the same', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const { options, pieces, whole } = runOf(one);
        const alone = mix(options, pieces);
        expect(whole.noisy.equals(alone.noisy)).toBe(true);
        const { peak: _, clippedParts, ...statistics } = whole.statistics;
        expect(alone.statistics).toMatchObject(statistics);
        expect(clippedParts).toBeDefined();
        expect(alone.statistics.clippedParts).toBeUndefined();
      }),
      runs,
    );
  });

  test('of 16 bits has the same parts by either route', () => {
    const plain = { from: 's16', to: 's16', scale: 1, dither: 'none', layout: 'plain' } as const;
    fc.assert(
      fc.property(cases, (one) => {
        const { options, pieces, whole } = runOf({ ...one, ...plain });
        // To find the peak the samples are decoded.
        const decoding = mix({ ...options, parts: true, findsPeak: true }, pieces);
        for (const part of ['noisy', 'clean', 'noise'] as const) {
          expect(whole[part].equals(decoding[part])).toBe(true);
        }
        const { peak, ...statistics } = whole.statistics;
        expect(peak).toBeNaN();
        expect(decoding.statistics).toMatchObject(statistics);
      }),
      { ...runs, numRuns: timesOf(8, 60) },
    );
  });

  test('has parts of its length, which do not depend on how the input was split', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const { options, bytes, whole } = runOf(one);
        const { noisy, clean, noise } = mix({ ...options, parts: true }, [bytes]);
        expect(clean.length).toBe(noisy.length);
        expect(noise.length).toBe(noisy.length);
        expect(whole.clean.equals(clean)).toBe(true);
        expect(whole.noise.equals(noise)).toBe(true);
      }),
      { ...runs, numRuns: timesOf(8, 60) },
    );
  });

  test('has the input’s bytes for its signal where encoding and scale are kept, else the scaled signal encoded', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const { input, output, bytes, whole } = runOf(one);
        if (one.scale === 1 && one.from === one.to) {
          expect(whole.clean.equals(bytes)).toBe(true);
          return;
        }
        // A mix with no noise is the signal.
        const silent = { input, output, std: 0, mean: 0, seed: 1, key: '', scale: one.scale };
        expect(whole.clean.equals(mix(silent, [bytes]).noisy)).toBe(true);
      }),
      runs,
    );
  });

  test('of integers is signal + noise, sample by sample, but for what saturates and is counted', () => {
    fc.assert(
      fc.property(cases, (one) => {
        fc.pre(one.to !== 'f32' && one.to !== 'f64');
        const { output, whole } = runOf(one);
        const [noisy, clean, noise] = [whole.noisy, whole.clean, whole.noise].map((bytes) =>
          samplesOf(bytes, output),
        ) as [number[], number[], number[]];
        expect(noise).toEqual(expectedNoise(noisy, clean, one.to));
        if (one.to === 'alaw' || one.to === 'mulaw') return;
        const misses = noisy.filter((y, i) => y !== clean[i]! + noise[i]!).length;
        expect(whole.statistics.clippedParts!.noise).toBe(misses);
      }),
      runs,
    );
  });

  test('of floats is signal + noise in 32-bit floats, to the last bit, where nothing is scaled', () => {
    fc.assert(
      fc.property(cases, fc.constantFrom('f32' as const, 'f64' as const), (one, to) => {
        const { output, whole } = runOf({ ...one, to, scale: 1 });
        const [noisy, clean, noise] = [whole.noisy, whole.clean, whole.noise].map((bytes) =>
          samplesOf(bytes, output),
        ) as [number[], number[], number[]];
        expect(noisy).toEqual(noise.map((n, i) => Math.fround(Math.fround(clean[i]!) + n)));
        expect(whole.statistics.clippedParts).toEqual({ clean: 0, noise: 0 });
      }),
      runs,
    );
  });

  test('of floats has the noise as it was drawn, whatever the signal', () => {
    const noiseOf = (seed: number) => {
      const one = {
        from: 'f32',
        to: 'f32',
        channels: 2,
        frames: 5000,
        std: 0.1,
        scale: 1,
        dither: 'none',
        layout: 'plain',
      } as const;
      const { input, output } = formatsOf(one);
      const bytes = encode(randomChannels(seed, 2, 5000), input);
      return mix({ input, output, std: 0.1, mean: 0.01, seed: 3, key: '', scale: 1, parts: true }, [
        bytes,
      ]).noise;
    };
    expect(noiseOf(1).equals(noiseOf(2))).toBe(true);
  });

  test('counts what of the signal is beyond full scale', () => {
    const input = formatOf('f32');
    const bytes = encode([Float32Array.of(1.5, 0.5, -3, -1)], input);
    const options = { input, output: formatOf('s16'), std: 0, mean: 0, seed: 1, key: '', scale: 1 };
    const { statistics, clean } = mix({ ...options, parts: true }, [bytes]);
    expect(statistics.clippedParts).toEqual({ clean: 2, noise: 0 });
    expect(samplesOf(clean, options.output)).toEqual([32767, 16384, -32768, -32768]);
  });
});
