import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SAMPLE_ENCODINGS } from '../../../src/audio-format.ts';
import { decodeSamples, encodeSamples } from '../../../src/formats/encoded-samples/sample-codec.ts';
import { parseFmtChunk } from '../../../src/formats/wav/fmt-chunk.ts';
import { createWavFormat, type WavFormat } from '../../../src/formats/wav/wav-format.ts';
import { timesOf } from '../../tools/depth.ts';
import { bytesOf, fmtContent, s16Samples } from '../../tools/wav-fixtures.ts';

const STEREO = { sampleRate: 16000, numberOfChannels: 2 } as const;

type Encoding = WavFormat['encoding'];

function mono(encoding: Encoding, container: WavFormat['container'] = 'RIFF'): WavFormat {
  return createWavFormat({ sampleRate: 16000, numberOfChannels: 1, encoding, container });
}

function decode(bytes: Uint8Array, format: WavFormat): number[] {
  const samples = new Float32Array(bytes.length / format.bytesPerFrame);
  decodeSamples(bytes, format, [samples]);
  return [...samples];
}

function encode(values: readonly number[], format: WavFormat) {
  const bytes = new Uint8Array(values.length * format.bytesPerFrame);
  const clipped = encodeSamples([Float32Array.from(values)], values.length, format, bytes);
  return { bytes, clipped };
}

/** x·2^(bits-1) rounded by the book: in integers, ties to even, saturated. */
function quantizeNaively(value: number, bits: number): { integer: number; clipped: boolean } {
  if (Number.isNaN(value)) return { integer: 0, clipped: true };
  const scaled = value * 2 ** (bits - 1);
  const floor = Math.floor(scaled);
  const fraction = scaled - floor;
  const isUp = fraction > 0.5 || (fraction === 0.5 && floor % 2 !== 0);
  const rounded = isUp ? floor + 1 : floor;
  const integer = Math.max(-(2 ** (bits - 1)), Math.min(2 ** (bits - 1) - 1, rounded));
  return { integer, clipped: integer !== rounded };
}

function readInteger(bytes: Uint8Array, encoding: Encoding, bigEndian = false): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  if (encoding === 'u8') return view.getUint8(0) - 128;
  if (encoding === 's16') return view.getInt16(0, !bigEndian);
  if (encoding === 's32') return view.getInt32(0, !bigEndian);
  return bigEndian
    ? view.getInt8(0) * 65536 + view.getUint16(1, false)
    : view.getInt8(2) * 65536 + view.getUint16(0, true);
}

/**
 * The quantised values of G.711, tables 1a and 2a, as its clauses construct them: eight segments of sixteen
 * equal steps whose widths double; for A-law the second segment has the first one's width.
 *
 * In units of 16-bit samples; index: the code word's seven low bits before inversion.
 */
function g711Magnitudes(law: 'alaw' | 'mulaw'): number[] {
  const magnitudes: number[] = [];
  if (law === 'alaw') {
    let decision = 0;
    for (let segment = 0; segment < 8; segment++) {
      const step = 16 * 2 ** Math.max(segment - 1, 0);
      for (let i = 0; i < 16; i++, decision += step) magnitudes.push(decision + step / 2);
    }
  } else {
    // The step around zero is a half one for each sign; its quantised value is 0.
    let decision = -4;
    for (let segment = 0; segment < 8; segment++) {
      const step = 8 * 2 ** segment;
      for (let i = 0; i < 16; i++, decision += step) magnitudes.push(decision + step / 2);
    }
  }
  return magnitudes;
}

function g711Linear(code: number, law: 'alaw' | 'mulaw'): number {
  const plain = law === 'alaw' ? code ^ 0x55 : code ^ 0x7f;
  const magnitude = g711Magnitudes(law)[plain & 0x7f]!;
  return plain & 0x80 ? magnitude : -magnitude;
}

describe('decodeSamples', () => {
  test('all 65536 values of s16 are v / 32768', () => {
    const values = Int16Array.from({ length: 65536 }, (_, i) => i - 32768);
    const samples = decode(new Uint8Array(values.buffer), mono('s16'));
    expect(samples).toEqual([...values].map((v) => v / 32768));
  });

  test('all 256 values of u8 are (v - 128) / 128', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect(decode(bytes, mono('u8'))).toEqual([...bytes].map((v) => (v - 128) / 128));
  });

  test.each(['alaw', 'mulaw'] as const)('all 256 code words of %s are those of G.711', (law) => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    const expected = [...bytes].map((code) => g711Linear(code, law) / 32768);
    // Negative zero is the µ-law code word 0x7F.
    expect(decode(bytes, mono(law)).map((v) => v + 0)).toEqual(expected.map((v) => v + 0));
  });

  test.each([
    ['s24', 'RIFF'],
    ['s24', 'RIFX'],
    ['s32', 'RIFF'],
    ['s32', 'RIFX'],
    ['s16', 'RIFX'],
  ] as const)(
    '%s of %s is the naive integer over full scale, rounded to a float',
    (encoding, container) => {
      const format = mono(encoding, container);
      const bits = 8 * format.slotBytes;
      fc.assert(
        fc.property(
          fc.uint8Array({ minLength: format.slotBytes, maxLength: format.slotBytes }),
          (bytes) => {
            const integer = readInteger(bytes, encoding, container === 'RIFX');
            expect(decode(bytes, format)).toEqual([Math.fround(integer / 2 ** (bits - 1))]);
          },
        ),
        { seed: 1, numRuns: timesOf(100, 500) },
      );
    },
  );

  test('f32 is copied, f64 rounded, in either byte order', () => {
    const values = [0, -0, 1, -1.5, 1e-40, 3.3, 16000, Number.NaN, Number.POSITIVE_INFINITY];
    for (const encoding of ['f32', 'f64'] as const) {
      for (const container of ['RIFF', 'RIFX'] as const) {
        const format = mono(encoding, container);
        const bytes = new Uint8Array(values.length * format.slotBytes);
        const view = new DataView(bytes.buffer);
        for (const [i, value] of values.entries()) {
          if (encoding === 'f32') view.setFloat32(4 * i, value, container === 'RIFF');
          else view.setFloat64(8 * i, value, container === 'RIFF');
        }
        expect(decode(bytes, format)).toEqual(values.map(Math.fround));
      }
    }
  });

  test.each(SAMPLE_ENCODINGS)('%s gives the same at every alignment in memory', (encoding) => {
    const format = createWavFormat({ sampleRate: 1, numberOfChannels: 2, encoding });
    const bytes = s16Samples(8 * 2 * 4).slice(0, 4 * format.bytesPerFrame);
    const expected = [new Float32Array(4), new Float32Array(4)];
    decodeSamples(bytes, format, expected);
    for (let shift = 1; shift < 9; shift++) {
      const shifted = bytesOf(new Uint8Array(shift), bytes).subarray(shift);
      const found = [new Float32Array(4), new Float32Array(4)];
      decodeSamples(shifted, format, found);
      expect(found).toEqual(expected);
    }
  });

  test('the unused byte of 24 bits in 4 does not matter', () => {
    const { format } = parseFmtChunk(fmtContent({ bits: 24, blockAlign: 4 }), 'RIFF', 0);
    for (const top of [0, 0xff, 0x55]) {
      expect(decode(bytesOf(0xff, 0xff, 0xff, top), format)).toEqual([-(2 ** -23)]);
    }
    const { format: swapped } = parseFmtChunk(
      fmtContent({ bits: 24, blockAlign: 4, bigEndian: true }),
      'RIFX',
      0,
    );
    for (const top of [0, 0xff, 0x55]) {
      expect(decode(bytesOf(top, 0x40, 0, 0), swapped)).toEqual([0.5]);
    }
  });

  test('u8 and G.711 in wide slots are their low byte', () => {
    const { format } = parseFmtChunk(fmtContent({ bits: 8, blockAlign: 2 }), 'RIFF', 0);
    expect(decode(bytesOf(192, 77), format)).toEqual([0.5]);
    const { format: swapped } = parseFmtChunk(
      fmtContent({ bits: 8, blockAlign: 2, bigEndian: true }),
      'RIFX',
      0,
    );
    expect(decode(bytesOf(77, 192), swapped)).toEqual([0.5]);
    expect(encode([0.5], swapped).bytes).toEqual(bytesOf(0, 192));
  });

  test('fewer frames than there are bytes for leave the rest of the arrays alone', () => {
    const samples = new Float32Array(3).fill(9);
    decodeSamples(s16Samples(3), mono('s16'), [samples], 2);
    expect([...samples]).toEqual([1 / 32768, 2 / 32768, 9]);
  });

  test('arrays that are too short or too few are a RangeError', () => {
    const format = mono('s16');
    const bytes = s16Samples(3);
    expect(() => decodeSamples(bytes, format, [])).toThrow(
      'channelData has 0 arrays; expected 1, one for each channel',
    );
    expect(() => decodeSamples(bytes, format, [new Float32Array(2)])).toThrow(
      'channelData has an array of 2 samples; expected 3',
    );
    expect(() => decodeSamples(bytes, format, [new Float32Array(9)], 4)).toThrow(
      '6 bytes are given; expected 4 frames of 2 bytes',
    );
    expect(() => encodeSamples([new Float32Array(4)], 4, format, bytes)).toThrow(RangeError);
  });
});

describe('encodeSamples', () => {
  test('all 65536 values of s16 come back', () => {
    const values = Int16Array.from({ length: 65536 }, (_, i) => i - 32768);
    const { bytes, clipped } = encode(
      [...values].map((v) => v / 32768),
      mono('s16'),
    );
    expect(new Int16Array(bytes.buffer)).toEqual(values);
    expect(clipped).toBe(0);
  });

  test.each(['alaw', 'mulaw'] as const)('all 256 code words of %s come back', (law) => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    const expected = bytes.slice();
    // Both zeros of µ-law expand to 0, which is written as the positive one.
    if (law === 'mulaw') expected[0x7f] = 0xff;
    expect(encode(decode(bytes, mono(law)), mono(law)).bytes).toEqual(expected);
  });

  test.each(['alaw', 'mulaw'] as const)(
    'every 16-bit sample gets a code word of %s within half a step',
    (law) => {
      const magnitudes = g711Magnitudes(law);
      const values = Array.from({ length: 65536 }, (_, i) => i - 32768);
      const codes = encode(
        values.map((v) => v / 32768),
        mono(law),
      ).bytes;
      const top = magnitudes.at(-1)!;
      for (const [i, value] of values.entries()) {
        const found = g711Linear(codes[i]!, law);
        if (Math.abs(value) > top) {
          expect(Math.abs(found)).toBe(top);
          continue;
        }
        // Half the step of the segment in which the code word lies.
        const index = magnitudes.indexOf(Math.abs(found));
        const width = (magnitudes[index + 1] ?? Number.POSITIVE_INFINITY) - magnitudes[index]!;
        if (Math.abs(value - found) > width / 2) throw new Error(`${value} became ${found}`);
      }
    },
  );

  test.each(['u8', 's16', 's24', 's32'] as const)(
    '%s is the nearest integer, ties to even, saturated',
    (encoding) => {
      const format = mono(encoding);
      const bits = 8 * format.slotBytes;
      const lsb = 2 ** (1 - bits);
      const anyFloat = fc.oneof(
        fc.float({ min: -2, max: 2 }),
        fc.float(),
        // Halves of the least significant bit: ties.
        fc.integer({ min: -(2 ** 9), max: 2 ** 9 }).map((n) => (n * lsb) / 2),
        fc.constantFrom(1, -1, 1 - lsb, 1 - lsb / 2, -1 - lsb / 2, -1 - lsb, 0, -0, Number.NaN),
        fc.constantFrom(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 3e38, -3e38),
      );
      fc.assert(
        fc.property(anyFloat, (value) => {
          const float = Math.fround(value);
          const { bytes, clipped } = encode([float], format);
          const expected = quantizeNaively(float, bits);
          expect(readInteger(bytes, encoding)).toBe(expected.integer + 0);
          expect(clipped).toBe(expected.clipped ? 1 : 0);
        }),
        { seed: 2, numRuns: timesOf(600, 3000) },
      );
    },
  );

  test('+1.0 clips to the highest integer and is counted; -1.0 is not clipped', () => {
    const { bytes, clipped } = encode(
      [1, -1, 32767.5 / 32768, 32767.49 / 32768, -32768.5 / 32768],
      mono('s16'),
    );
    expect([...new Int16Array(bytes.buffer)]).toEqual([32767, -32768, 32767, 32767, -32768]);
    expect(clipped).toBe(2);
    expect(encode([1], mono('s32')).bytes).toEqual(bytesOf(0xff, 0xff, 0xff, 0x7f));
  });

  test('silence is the positive zero of G.711', () => {
    expect(encode([0, -0], mono('alaw')).bytes).toEqual(bytesOf(0xd5, 0xd5));
    expect(encode([0, -0], mono('mulaw')).bytes).toEqual(bytesOf(0xff, 0xff));
  });

  test('NaN becomes silence in integers and is counted', () => {
    expect(encode([Number.NaN], mono('u8'))).toEqual({ bytes: bytesOf(128), clipped: 1 });
    expect(encode([Number.NaN], mono('mulaw'))).toEqual({ bytes: bytesOf(0xff), clipped: 1 });
  });

  test('floats are never clipped', () => {
    const values = [1e6, -16000, Number.NaN, Number.POSITIVE_INFINITY];
    for (const encoding of ['f32', 'f64'] as const) {
      for (const container of ['RIFF', 'RIFX'] as const) {
        const format = mono(encoding, container);
        const { bytes, clipped } = encode(values, format);
        expect(clipped).toBe(0);
        expect(decode(bytes, format)).toEqual(values);
      }
    }
  });

  test('the unused byte of 24 bits in 4 takes the sign', () => {
    const { format } = parseFmtChunk(fmtContent({ bits: 24, blockAlign: 4 }), 'RIFF', 0);
    expect(encode([-(2 ** -23), 0.5], format).bytes).toEqual(
      bytesOf(255, 255, 255, 255, 0, 0, 0x40, 0),
    );
  });

  test('16 bits in 8 bytes are extended with their sign', () => {
    const { format } = parseFmtChunk(fmtContent({ blockAlign: 8 }), 'RIFF', 0);
    expect(encode([-1, 1 / 32768], format).bytes).toEqual(
      bytesOf(0, 0x80, 255, 255, 255, 255, 255, 255, 1, 0, 0, 0, 0, 0, 0, 0),
    );
  });

  test('low bits below the valid ones are written too', () => {
    const { format } = parseFmtChunk(fmtContent({ bits: 12 }), 'RIFF', 0);
    expect(encode([1 / 32768], format).bytes).toEqual(bytesOf(1, 0));
  });

  test.each(SAMPLE_ENCODINGS)(
    '%s of more frames than are quantised at once comes back, in every channel',
    (encoding) => {
      const format = createWavFormat({ sampleRate: 1, numberOfChannels: 3, encoding });
      const frames = 2500;
      const bytes = new Uint8Array(frames * format.bytesPerFrame);
      const source = [1, 2, 3].map((c) =>
        Float32Array.from({ length: frames }, (_, i) => ((i * c) % 200) / 256),
      );
      encodeSamples(source, frames, format, bytes);
      const first = source.map(() => new Float32Array(frames));
      decodeSamples(bytes, format, first);
      const again = new Uint8Array(bytes.length);
      encodeSamples(first, frames, format, again);
      expect(again).toEqual(bytes);
      const tolerance = encoding === 'alaw' || encoding === 'mulaw' ? 1 / 64 : 1 / 256;
      for (const [c, samples] of first.entries()) {
        expect(samples.every((x, i) => Math.abs(x - source[c]![i]!) <= tolerance)).toBe(true);
      }
    },
  );
});

describe.each([
  ...SAMPLE_ENCODINGS.map(
    (encoding) => [encoding, createWavFormat({ ...STEREO, encoding })] as const,
  ),
  ...[
    { bits: 8, blockAlign: 4 },
    { bits: 16, blockAlign: 6 },
    { bits: 24, blockAlign: 8 },
  ].map((options) => {
    const { format } = parseFmtChunk(fmtContent({ ...options, channels: 2 }), 'RIFF', 0);
    return [`${format.encoding} in ${format.slotBytes} bytes`, format] as const;
  }),
])('two channels of %s', (_name, little) => {
  const big: WavFormat = { ...little, container: 'RIFX', bigEndian: true };
  const { bytesPerFrame, slotBytes } = little;
  const source = [
    Float32Array.of(0.5, -0.25, 0.75, -1, 0.125),
    Float32Array.of(-0.75, 0.0625, -0.5, 0.25, 0.875),
  ];
  const frames = 3;
  const encodeAll = (format: WavFormat) => {
    const bytes = new Uint8Array(frames * bytesPerFrame);
    encodeSamples(source, frames, format, bytes);
    return bytes;
  };

  test('are, big-endian, the same bytes with each slot turned round', () => {
    const turned = encodeAll(little);
    for (let at = 0; at < turned.length; at += slotBytes) {
      turned.subarray(at, at + slotBytes).reverse();
    }
    expect(encodeAll(big)).toEqual(turned);
  });

  test.each([
    ['little-endian', little],
    ['big-endian', big],
  ])('come back, %s, each in its place, and nothing else is touched', (_order, format) => {
    for (const shift of [0, 1]) {
      const room = new Uint8Array(shift + 5 * bytesPerFrame).fill(0xaa);
      const out = room.subarray(shift);
      encodeSamples(source, frames, format, out);
      expect(out.subarray(0, frames * bytesPerFrame)).toEqual(encodeAll(format));
      const untouched = [...room.subarray(0, shift), ...out.subarray(frames * bytesPerFrame)];
      expect(untouched).toEqual(untouched.map(() => 0xaa));

      const found = [new Float32Array(5).fill(9), new Float32Array(5).fill(9)];
      decodeSamples(out, format, found, frames);
      for (const [channel, samples] of found.entries()) {
        expect([...samples.subarray(frames)]).toEqual([9, 9]);
        for (let i = 0; i < frames; i++) {
          // The coarsest, G.711, has steps of a 32nd of the sample.
          expect(Math.abs(samples[i]! - source[channel]![i]!)).toBeLessThan(1 / 32);
        }
      }
    }
  });
});
