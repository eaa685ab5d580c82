import { describe, expect, test } from 'vitest';
import { sampleOf } from '../../tools/depth.ts';
import { inPiecesOf, inRandomPieces, seededRandom } from '../wav/splitting.ts';
import { decodeFlac } from './decoding.ts';
import {
  encoded,
  type FrameShape,
  fileBytes,
  frameBytes,
  md5Of,
  type Subframe,
} from './flac-builder.ts';

/** Samples that a predictor is of use for: a slow wave and some noise, within so many bits. */
function wave(frames: number, bits: number, seed: number): number[] {
  const random = seededRandom(seed);
  const full = 2 ** (bits - 1);
  return Array.from({ length: frames }, (_, i) =>
    Math.round((Math.sin(i / 5 + seed) * 0.6 + (random() - 0.5) * 0.02) * (full - 1)),
  );
}

function extremes(frames: number, bits: number): number[] {
  const full = 2 ** (bits - 1);
  return Array.from({ length: frames }, (_, i) => (i % 3 === 1 ? full - 1 : -full));
}

/** Compares without the time that it takes to compare what is equal element by element. */
function expectBytes(found: Uint8Array, expected: Uint8Array): void {
  if (Buffer.compare(found, expected) !== 0) expect(found).toEqual(expected);
}

/** One file of one frame. */
function oneFrame(shape: Omit<FrameShape, 'number'>, md5 = md5Of(shape.samples, shape.bits)) {
  const { bits, samples } = shape;
  const frames = samples[0]!.length;
  return fileBytes(
    { bits, numberOfChannels: samples.length, blockFrames: frames, numberOfFrames: frames, md5 },
    [frameBytes({ ...shape, number: 0 })],
  );
}

/** All that may be in a channel; the parameters are such that no code is long. */
function subframesOf(bits: number): Readonly<Record<string, Subframe>> {
  const parameter = Math.max(bits - 3, 0);
  const partitions = [parameter, { plain: Math.min(bits + 5, 31) }, parameter + 1, parameter];
  const residual = { method: 1, partitionOrder: 2, partitions } as const;
  const linear = (order: number): Subframe => ({
    type: 'linear',
    coefficients: Array.from({ length: order }, (_, j) => [900, -410, 77, -33][j % 4]! - j),
    precision: 12,
    shift: 10,
    ...residual,
  });
  return {
    verbatim: { type: 'verbatim' },
    ...Object.fromEntries(
      [0, 1, 2, 3, 4].map((order) => [`fixed ${order}`, { type: 'fixed', order, ...residual }]),
    ),
    ...Object.fromEntries(LINEAR_ORDERS.map((order) => [`linear ${order}`, linear(order)])),
    'linear without a shift': {
      type: 'linear',
      coefficients: [1, -1],
      precision: 2,
      shift: 0,
      ...residual,
    },
    'linear, of the largest coefficients': {
      type: 'linear',
      coefficients: [16383, -16384, 16383],
      precision: 15,
      shift: 15,
      ...residual,
    },
  };
}

const LINEAR_ORDERS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16];
const BITS = [4, 7, 8, 12, 16, 17, 20, 24, 25];

describe.each(sampleOf(BITS, 6))('of %i bits', (bits) => {
  test.each(Object.keys(subframesOf(16)))('%s', (name) => {
    const subframes = subframesOf(bits)[name]!;
    for (const [seed, signal] of [wave(64, bits, 1), extremes(64, bits)].entries()) {
      const samples = [signal];
      if (seed === 1 && name !== 'verbatim') continue;
      const { data, warnings, header } = decodeFlac([oneFrame({ samples, bits, subframes })]);
      expect(warnings).toEqual([]);
      expectBytes(data, encoded(samples, bits));
      expect(header.format).toMatchObject({ validBits: bits, numberOfChannels: 1 });
    }
  });
});

/** Left and right far apart, so that their difference needs a bit more than they have. */
function apart(frames: number, bits: number): number[][] {
  const left = extremes(frames, bits);
  return [left, left.map((sample) => -1 - sample)];
}

describe.each([4, 8, 16, 24, 31, 32])('two channels of %i bits', (bits) => {
  const partitions = [{ plain: 31 }];
  test.each(['left-side', 'side-right', 'mid-side'] as const)('%s', (stereo) => {
    for (const samples of [apart(48, bits), [wave(47, bits, 3), wave(47, bits, 4)]]) {
      for (const subframes of [
        { type: 'verbatim' },
        { type: 'verbatim', wasted: 0 },
      ] satisfies Subframe[]) {
        const { data, warnings } = decodeFlac([oneFrame({ samples, bits, stereo, subframes })]);
        expect(warnings).toEqual([]);
        expectBytes(data, encoded(samples, bits));
      }
    }
  });

  test.each(['left-side', 'side-right', 'mid-side'] as const)('%s, predicted', (stereo) => {
    // Near each other, so that residuals of 33 bits are none of more than 31.
    const left = wave(64, bits, 5);
    const samples = [left, left.map((sample) => Math.trunc(sample / 3) - 1)];
    for (const predictor of [
      { type: 'fixed', order: 2 },
      { type: 'fixed', order: 1 },
      { type: 'linear', coefficients: [1800, -900], precision: 12, shift: 10 },
      { type: 'linear', coefficients: [1800, -950, 20, -3, 7, 1], precision: 12, shift: 10 },
    ] satisfies Subframe[]) {
      const subframes: Subframe = { ...predictor, method: 1, partitions };
      const { data, warnings } = decodeFlac([oneFrame({ samples, bits, stereo, subframes })]);
      expect(warnings).toEqual([]);
      expectBytes(data, encoded(samples, bits));
    }
  });
});

describe('a subframe', () => {
  test.each([
    // bits + precision + log2(order): 32 as long as sums are of 32 bits.
    [19, 12, [2047, 2047]],
    [20, 12, [-2048, -2048, -2048]],
    [24, 15, [16383, 16383, 16383]],
    [18, 12, [-2048, -2048, -2048, -2048]],
    [19, 12, [-2048, -2048, -2048, -2048]],
  ])(
    'of %i bits and coefficients of %i is predicted by sums that fit',
    (bits, precision, coefficients) => {
      const full = 2 ** (bits - 1);
      // Long stretches of the largest samples and the smallest.
      const samples = [Array.from({ length: 64 }, (_, i) => (i % 32 < 16 ? full - 1 : -full))];
      const partitions = [{ plain: 31 }];
      const subframes: Subframe = {
        type: 'linear',
        coefficients,
        precision,
        shift: precision - 1,
        method: 1,
        partitions,
      };
      const { data, warnings } = decodeFlac([oneFrame({ samples, bits, subframes })]);
      expect(warnings).toEqual([]);
      expectBytes(data, encoded(samples, bits));
    },
  );

  test.each([4, 8, 16, 24, 32])('may be constant: %i bits', (bits) => {
    for (const value of [0, -1, 2 ** (bits - 1) - 1, -(2 ** (bits - 1))]) {
      const samples = [new Array<number>(33).fill(value)];
      const { data } = decodeFlac([oneFrame({ samples, bits, subframes: { type: 'constant' } })]);
      expectBytes(data, encoded(samples, bits));
    }
  });

  test.each([1, 3, 11])('may waste %i bits', (wasted) => {
    const samples = [wave(64, 16 - wasted, 2).map((sample) => sample * 2 ** wasted)];
    for (const subframe of Object.values(subframesOf(16 - wasted))) {
      const subframes = { ...subframe, wasted };
      const { data, warnings } = decodeFlac([oneFrame({ samples, bits: 16, subframes })]);
      expect(warnings).toEqual([]);
      expect(data).toEqual(encoded(samples, 16));
    }
  });

  test('may waste bits of a side channel of 33', () => {
    const left = wave(64, 31, 2).map((sample) => sample * 2);
    const samples = [left, left.map((sample) => -sample)];
    const subframes: Subframe[] = [
      { type: 'verbatim', wasted: 1 },
      { type: 'verbatim', wasted: 2 },
    ];
    const file = oneFrame({ samples, bits: 32, stereo: 'left-side', subframes });
    expect(decodeFlac([file])).toMatchObject({ data: encoded(samples, 32), warnings: [] });
  });

  test.each([0, 1, 5, 14, 15, 30])('has codes of parameter %i', (parameter) => {
    const random = seededRandom(parameter);
    // Quotients of up to 100 zeros, which are longer than a word, and all values around 0.
    const samples = [
      Array.from({ length: 256 }, (_, i) =>
        i < 8 ? i - 4 : Math.round((random() - 0.5) * Math.min(100 * 2 ** parameter, 2 ** 24)),
      ),
    ];
    const partitions = [parameter];
    for (const partitionOrder of [0, 3]) {
      const subframes = { type: 'fixed', order: 0, method: 1, partitionOrder, partitions } as const;
      const { data, warnings } = decodeFlac([oneFrame({ samples, bits: 25, subframes })]);
      expect(warnings).toEqual([]);
      expectBytes(data, encoded(samples, 25));
    }
  });

  test('has partitions of zeros without a bit, and of integers', () => {
    const samples = [[...new Array<number>(8).fill(0), ...wave(8, 16, 1)]];
    for (const method of [0, 1] as const) {
      const partitions = [{ plain: 0 }, { plain: 16 }];
      const subframes = {
        type: 'fixed',
        order: 0,
        method,
        partitionOrder: 1,
        partitions,
      } as const;
      const { data } = decodeFlac([oneFrame({ samples, bits: 16, subframes })]);
      expect(data).toEqual(encoded(samples, 16));
    }
  });
});

describe('a header of a frame', () => {
  const subframes: Subframe = { type: 'verbatim' };

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('has %i channels', (numberOfChannels) => {
    const samples = Array.from({ length: numberOfChannels }, (_, i) => wave(32, 16, i));
    const { data, header } = decodeFlac([oneFrame({ samples, bits: 16, subframes })]);
    expect(data).toEqual(encoded(samples, 16));
    const masks = [0, 0, 7, 0x33, 0x37, 0x3f, 0x70f, 0x63f];
    expect(header.format).toMatchObject({
      numberOfChannels,
      channelMask: masks[numberOfChannels - 1],
    });
  });

  test.each([
    [1, 192],
    [2, 576],
    [5, 4608],
    [6, 1],
    [6, 256],
    [7, 1],
    [7, 65535],
    [8, 256],
    [15, 32768],
  ])('codes block sizes: %i, %i frames', (blockCode, frames) => {
    const samples = [wave(frames, 8, 1)];
    const { data, warnings } = decodeFlac([
      oneFrame({ samples, bits: 8, subframes, blockCode }, new Uint8Array(16)),
    ]);
    expect(warnings).toEqual([]);
    expect(Buffer.compare(data, encoded(samples, 8))).toBe(0);
  });

  test.each([
    [1, 88200],
    [2, 176400],
    [3, 192000],
    [4, 8000],
    [5, 16000],
    [6, 22050],
    [7, 24000],
    [8, 32000],
    [9, 44100],
    [10, 48000],
    [11, 96000],
    [12, 22000, 22],
    [13, 12345, 12345],
    [14, 655350, 65535],
  ])('codes rates: %i', (code, sampleRate, value?: number) => {
    const samples = [wave(16, 8, 1)];
    const rate = value === undefined ? { code } : { code, value };
    const shape = { bits: 8, sampleRate, numberOfChannels: 1, blockFrames: 16, numberOfFrames: 16 };
    const frame = frameBytes({ number: 0, samples, bits: 8, subframes, rate });
    expect(decodeFlac([fileBytes(shape, [frame])])).toMatchObject({
      data: encoded(samples, 8),
      warnings: [],
    });
    const wrong = fileBytes({ ...shape, sampleRate: sampleRate - 1 }, [frame]);
    expect(() => decodeFlac([wrong])).toThrow(`a frame has ${sampleRate} Hz`);
  });

  test('numbers blocks, or frames of audio, in up to seven bytes', () => {
    const bits = 8;
    const samples = [wave(16, bits, 1)];
    for (const first of [0, 127, 128, 2047, 2048, 65535, 65536, 2 ** 21, 2 ** 26, 2 ** 31 - 2]) {
      for (const isVariable of [false, true]) {
        // Of a length that is not stated, it begins where it begins.
        const shape = { bits, numberOfChannels: 1, blockFrames: 16, numberOfFrames: 0 };
        const frames = [0, 1].map((i) =>
          frameBytes({
            number: isVariable ? 16 * (first + i) : first + i,
            isVariable,
            samples,
            bits,
            subframes,
          }),
        );
        const { data, warnings } = decodeFlac([fileBytes(shape, frames)]);
        expect(data).toEqual(encoded([[...samples[0]!, ...samples[0]!]], bits));
        expect(warnings.map(({ code }) => code)).toEqual(first === 0 ? [] : ['first-frame']);
      }
    }
  });
});

/** Frames of all kinds. */
function mixedFile(): { bytes: Uint8Array; samples: number[][]; frames: Uint8Array[] } {
  const kinds = Object.values(subframesOf(16));
  const samples = [wave(64 * kinds.length, 16, 8), wave(64 * kinds.length, 16, 9)];
  const frames = kinds.map((subframes, number) =>
    frameBytes({
      number,
      samples: samples.map((channel) => channel.slice(64 * number, 64 * (number + 1))),
      bits: 16,
      subframes,
    }),
  );
  const shape = {
    bits: 16,
    numberOfChannels: 2,
    blockFrames: 64,
    numberOfFrames: samples[0]!.length,
    md5: md5Of(samples, 16),
    metadata: [
      [1, new Uint8Array(30)],
      [4, Buffer.from('\x04\0\0\0test\0\0\0\0')],
    ] as const,
  };
  return { bytes: fileBytes(shape, frames), samples, frames };
}

describe('however a file is split, its samples are the same', () => {
  const { bytes, samples } = mixedFile();
  const whole = decodeFlac([bytes]);

  test('whole', () => {
    expect(whole).toMatchObject({ data: encoded(samples, 16), warnings: [] });
    expect(whole.numberOfFrames).toBe(samples[0]!.length);
  });

  test.each([1, 2, 7, 100])('in pieces of %i bytes', (byteLength) => {
    expect(decodeFlac(inPiecesOf(byteLength, bytes))).toEqual(whole);
  });

  test('in two pieces, at every place', () => {
    for (let at = 0; at <= bytes.length; at += 11) {
      expectBytes(decodeFlac([bytes.subarray(0, at), bytes.subarray(at)]).data, whole.data);
    }
  });

  test('in random pieces', () => {
    for (let seed = 0; seed < 20; seed++) {
      expect(decodeFlac(inRandomPieces(seed, bytes))).toEqual(whole);
    }
  });
});

describe('damage', () => {
  const { bytes, samples, frames } = mixedFile();
  const head = bytes.length - frames.reduce((sum, frame) => sum + frame.length, 0);
  const startOf = (frame: number) =>
    head + frames.slice(0, frame).reduce((sum, { length }) => sum + length, 0);
  /** The samples, with silence from one frame to before another. */
  const silenced = (from: number, to: number) =>
    encoded(
      samples.map((channel) => channel.map((x, i) => (i >= 64 * from && i < 64 * to ? 0 : x))),
      16,
    );
  const codesOf = (pieces: readonly Uint8Array[]) =>
    decodeFlac(pieces).warnings.map(({ code }) => code);

  // The last one may seem to be cut off.
  test.each(
    sampleOf(
      frames.slice(1).map((_, frame) => frame),
      4,
    ),
  )('of a bit of frame %i makes that frame silent, wherever the bit is', (frame) => {
    const silence = silenced(frame, frame + 1);
    for (let at = frame % 7; at < frames[frame]!.length; at += at < 16 ? 1 : 37) {
      const damaged = Uint8Array.from(bytes);
      damaged[startOf(frame) + at]! ^= 1 << (at & 7);
      const { data, warnings } = decodeFlac([damaged]);
      expectBytes(data, silence);
      expect(warnings).toMatchObject([{ code: 'lost-frames', byteOffset: startOf(frame) }]);
      expect(warnings[0]!.message).toContain('64 frames of audio');
      const inPieces = decodeFlac(inPiecesOf(33, damaged));
      expectBytes(inPieces.data, data);
      expect(inPieces.warnings).toEqual(warnings);
    }
  });

  test('of the last frame makes it silent, if its end was there', () => {
    const damaged = Uint8Array.from(bytes);
    damaged[damaged.length - 1]! ^= 1;
    const { data, warnings } = decodeFlac([damaged]);
    expectBytes(data, silenced(frames.length - 1, frames.length));
    expect(warnings.map(({ code }) => code)).toEqual(['lost-frames']);
  });

  test('of many frames makes all of them silent', () => {
    const damaged = Uint8Array.from(bytes).fill(0xff, startOf(2) + 1, startOf(5) + 3);
    const { data, warnings } = decodeFlac([damaged]);
    expect(data).toEqual(silenced(2, 6));
    expect(warnings).toMatchObject([{ code: 'lost-frames', byteOffset: startOf(2) }]);
  });

  test('that took frames out leaves silence for them', () => {
    const cut = Buffer.concat([bytes.subarray(0, startOf(3)), bytes.subarray(startOf(7))]);
    const { data, warnings } = decodeFlac([cut]);
    expect(data).toEqual(silenced(3, 7));
    expect(warnings).toMatchObject([{ code: 'lost-frames', byteOffset: startOf(3) }]);
    expect(warnings[0]!.message).toContain('256 frames of audio');
  });

  test('that put bytes between frames costs nothing', () => {
    const junk = Buffer.from('\xff\xf8\xff\xff junk \xff', 'latin1');
    const longer = Buffer.concat([bytes.subarray(0, startOf(3)), junk, bytes.subarray(startOf(3))]);
    const { data, warnings } = decodeFlac([longer]);
    expect(data).toEqual(encoded(samples, 16));
    expect(warnings).toMatchObject([{ code: 'junk', byteOffset: startOf(3) }]);
  });

  test('of the samples before they were encoded is told by the MD5', () => {
    const shape = { bits: 16, numberOfChannels: 2, blockFrames: 64, numberOfFrames: 0 };
    const md5 = md5Of([[1], [2]], 16);
    expect(codesOf([fileBytes({ ...shape, md5 }, frames)])).toEqual(['md5']);
    expect(codesOf([fileBytes({ ...shape, md5: md5Of(samples, 16) }, frames)])).toEqual([]);
  });

  test('of the end: what is whole is processed', () => {
    const left = encoded(samples, 16).slice(0, -256);
    for (let cut = 1; cut < frames.at(-1)!.length; cut++) {
      const { data, warnings, numberOfFrames } = decodeFlac([bytes.subarray(0, -cut)]);
      expect(numberOfFrames).toBe(samples[0]!.length - 64);
      expectBytes(data, left);
      expect(warnings).toMatchObject([
        { code: 'incomplete-frame', byteOffset: startOf(frames.length - 1) },
        { code: 'truncated-data', byteOffset: bytes.length - cut },
      ]);
    }
    const whole = bytes.subarray(0, startOf(frames.length - 1));
    expect(codesOf([whole])).toEqual(['truncated-data']);
  });

  test('after the end is told, but for tags', () => {
    const tag = Buffer.concat([Buffer.from('TAG'), Buffer.alloc(125)]);
    for (const byteLength of [1, 500]) {
      expect(codesOf(inPiecesOf(byteLength, Buffer.concat([bytes, tag])))).toEqual([]);
    }
    expect(codesOf([Buffer.concat([bytes, tag, Buffer.from('x')])])).toEqual(['trailing-junk']);
    const again = decodeFlac([Buffer.concat([bytes, bytes])]);
    expect(again.data).toEqual(encoded(samples, 16));
    expect(again.warnings.map(({ code }) => code)).toEqual(['trailing-junk']);
  });

  test('of the numbers moves nothing', () => {
    const kinds = frames.map((_, number) =>
      frameBytes({
        number: number === 4 ? 0 : number > 4 ? number + 100_000 : number,
        samples: samples.map((channel) => channel.slice(64 * number, 64 * (number + 1))),
        bits: 16,
        subframes: { type: 'verbatim' },
      }),
    );
    const numberOfFrames = samples[0]!.length;
    const shape = { bits: 16, numberOfChannels: 2, blockFrames: 64, numberOfFrames };
    const { data, warnings } = decodeFlac([fileBytes(shape, kinds)]);
    expect(data).toEqual(encoded(samples, 16));
    expect(warnings.map(({ code }) => code)).toEqual(['frame-number', 'frame-number']);
  });

  test('of more samples than are stated is told', () => {
    const shape = { bits: 16, numberOfChannels: 2, blockFrames: 64, numberOfFrames: 65 };
    const { data, warnings } = decodeFlac([fileBytes(shape, frames)]);
    expect(data).toEqual(encoded(samples, 16));
    expect(warnings.map(({ code }) => code)).toEqual(['excess-data']);
  });

  test('in very many places is told in few words, and at last refused', () => {
    const junked = frames.flatMap((frame) => [frame, Buffer.from('x')]);
    const many = Array.from({ length: 10 }, () => junked).flat();
    const shape = { bits: 16, numberOfChannels: 2, blockFrames: 64, numberOfFrames: 0 };
    const { warnings } = decodeFlac([fileBytes(shape, many)]);
    expect(warnings.length).toBeLessThanOrEqual(65);
    const broken = Uint8Array.from(
      frameBytes({ number: 0, samples: [[1], [2]], bits: 16, subframes: { type: 'constant' } }),
    ).fill(0, -2);
    const all = Array.from({ length: 4097 }, () => broken);
    expect(() => decodeFlac([fileBytes(shape, all)])).toThrow('in more than 4096 places');
    expect(codesOf([fileBytes(shape, all.slice(1))])).toEqual(['lost-frames']);
  });
});

describe('what stands before the frames', () => {
  const samples = [[1, 2, 3, 4]];
  const frame = frameBytes({ number: 0, samples, bits: 16, subframes: { type: 'verbatim' } });
  const shape = { bits: 16, numberOfChannels: 1, blockFrames: 4, numberOfFrames: 4 };
  const file = fileBytes(shape, [frame]);
  const id3 = (byteLength: number, flags = 0) =>
    Buffer.concat([
      Buffer.from([...Buffer.from('ID3\x04\0', 'latin1'), flags]),
      Buffer.from([21, 14, 7, 0].map((shift) => (byteLength >> shift) & 127)),
      Buffer.alloc(byteLength + (flags & 0x10 ? 10 : 0), 'fLaC'),
    ]);

  test('may be ID3 tags', () => {
    for (const tags of [[id3(0)], [id3(300)], [id3(7, 0x10), id3(100)]]) {
      const bytes = Buffer.concat([...tags, file]);
      for (const byteLength of [1, 1000]) {
        expect(decodeFlac(inPiecesOf(byteLength, bytes))).toMatchObject({
          data: encoded(samples, 16),
          warnings: [],
        });
      }
    }
  });

  test('may be a tag before something else, which is named', () => {
    const mp3 = Buffer.concat([id3(20), Buffer.from([0xff, 0xfb, 0x90, 0x64]), Buffer.alloc(50)]);
    expect(() => decodeFlac([mp3])).toThrow('a file with an ID3 tag');
    expect(() => decodeFlac([mp3.subarray(0, 12)])).toThrow('ends inside the metadata');
  });

  test('is passed on, but for what would lie', () => {
    const metadata = [
      [3, Buffer.alloc(18)],
      [2, Buffer.from('riff....')],
      [2, Buffer.from('test....')],
      [1, Buffer.alloc(5)],
      [6, Buffer.from('picture')],
      [5, Buffer.from('cues')],
      [42, Buffer.from('?')],
    ] as const;
    const { header, warnings } = decodeFlac([fileBytes({ ...shape, metadata }, [frame])]);
    expect(warnings).toEqual([]);
    expect(header).toMatchObject({
      container: 'FLAC',
      declaredFrames: 4,
      metadata: [
        { type: 2, bytes: new Uint8Array(Buffer.from('test....')) },
        { type: 6, bytes: new Uint8Array(Buffer.from('picture')) },
        { type: 5, bytes: new Uint8Array(Buffer.from('cues')) },
      ],
    });
  });

  test('is bounded', () => {
    const large = [2, Buffer.alloc(2 ** 24 - 1, 'x')] as const;
    const metadata = [large, [6, Buffer.from('pp')], [6, Buffer.from('p')]] as const;
    const { header, warnings } = decodeFlac([fileBytes({ ...shape, metadata }, [frame])]);
    expect(header).toMatchObject({ metadata: [{ type: 2 }, { type: 6 }] });
    expect(warnings).toMatchObject([{ code: 'metadata-size', byteOffset: 4 }]);
    expect(warnings[0]!.message).toContain('2 bytes of it are left out');
  });

  test.each([
    [
      'no STREAMINFO',
      Buffer.from([...Buffer.from('fLaC'), 0x84, 0, 0, 0]),
      'the first metadata block of the FLAC file is of type 4',
    ],
    ['a short one', Buffer.from([...Buffer.from('fLaC'), 0x80, 0, 0, 33]), 'has 33 bytes'],
    ['a rate of 0', fileBytes({ ...shape, sampleRate: 0 }, [frame]), '0 Hz'],
    ['3 bits', fileBytes({ ...shape, bits: 3 }, [frame]), '3 bits per sample'],
    [
      'a block of type 127',
      fileBytes({ ...shape, metadata: [[127, Buffer.alloc(1)]] }, [frame]),
      'type 127',
    ],
    ['an end in it', file.subarray(0, 41), 'ends inside STREAMINFO, after 41 bytes'],
    ['an end before it', file.subarray(0, 4), 'ends inside a metadata block'],
  ])('is refused: %s', (_, bytes, message) => {
    expect(() => decodeFlac([bytes])).toThrow(message);
    expect(() => decodeFlac(inPiecesOf(1, bytes))).toThrow(message);
  });

  test('may state no samples, and none follow', () => {
    const empty = fileBytes({ ...shape, numberOfFrames: 0, md5: md5Of([[]], 16) }, []);
    expect(decodeFlac([empty])).toMatchObject({ numberOfFrames: 0, warnings: [] });
  });

  test('says where the speakers stand, if it does', () => {
    const comments = (field: string) =>
      Buffer.concat([
        Buffer.from('\0\0\0\0\x02\0\0\0\x01\0\0\0x', 'latin1'),
        Buffer.from([field.length, 0, 0, 0]),
        Buffer.from(field),
      ]);
    const maskOf = (bytes: Uint8Array) =>
      decodeFlac([fileBytes({ ...shape, metadata: [[4, bytes]] }, [frame])]).header.format
        .channelMask;
    const field = comments('waveformatextensible_channel_mask=0x4');
    expect(maskOf(field)).toBe(4);
    expect(maskOf(field.subarray(0, -1))).toBe(0);
    expect(maskOf(comments('WAVEFORMATEXTENSIBLE_CHANNEL_MASK=4'))).toBe(0);
  });
});
