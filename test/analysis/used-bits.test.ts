import { describe, expect, test } from 'vitest';
import { UsedBits } from '../../src/analysis/used-bits.ts';
import type { SampleEncoding } from '../../src/audio-format.ts';
import { decodeSamples } from '../../src/formats/encoded-samples/sample-codec.ts';
import {
  createWavFormat,
  type WavContainer,
  type WavFormat,
} from '../../src/formats/wav/wav-format.ts';

function bitsOf(format: WavFormat, bytes: Uint8Array): number | undefined {
  const channelData = [new Float32Array(bytes.length / format.bytesPerFrame)];
  decodeSamples(bytes, format, channelData);
  const bits = new UsedBits(format);
  bits.process({ format, frameIndex: 0, channelData, bytes });
  return bits.bits;
}

function formatOf(encoding: SampleEncoding, container: WavContainer = 'RIFF'): WavFormat {
  return createWavFormat({ sampleRate: 8000, numberOfChannels: 1, encoding, container });
}

function int32(values: number[], littleEndian = true): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (const [i, value] of values.entries()) view.setInt32(4 * i, value, littleEndian);
  return new Uint8Array(view.buffer);
}

describe('bits used', () => {
  test('of 16-bit integers are 16 less the zeros below the lowest bit ever set', () => {
    const bytes = (...values: number[]) => new Uint8Array(Int16Array.from(values).buffer);
    expect(bitsOf(formatOf('s16'), bytes(0, 2, -4))).toBe(15);
    expect(bitsOf(formatOf('s16'), bytes(256, -512, 32512))).toBe(8);
    expect(bitsOf(formatOf('s16'), bytes(8, 1))).toBe(16);
    expect(bitsOf(formatOf('s16'), bytes(-32768))).toBe(1);
  });

  test('of silence are 0', () => {
    expect(bitsOf(formatOf('s16'), new Uint8Array(8))).toBe(0);
    expect(bitsOf(formatOf('f64'), new Uint8Array(16))).toBe(0);
  });

  test('of 32-bit integers are counted where floats have no more bits', () => {
    expect(bitsOf(formatOf('s32'), int32([0x7fffffff]))).toBe(32);
    expect(bitsOf(formatOf('s32'), int32([0x12340000, -0x10000]))).toBe(16);
    expect(bitsOf(formatOf('s32', 'RIFX'), int32([0x7fffff00], false))).toBe(24);
  });

  test.each<WavContainer>(['RIFF', 'RIFX'])(
    'of integers in wider slots are found in %s',
    (container) => {
      const format: WavFormat = {
        ...formatOf('s32', container),
        slotBytes: 6,
        bytesPerFrame: 6,
      };
      const integer = int32([0x00000100], container === 'RIFF');
      // What the slot holds besides is not looked at.
      const bytes = container === 'RIFF' ? [...integer, 0x55, 0x55] : [0x55, 0x55, ...integer];
      expect(bitsOf(format, Uint8Array.from(bytes))).toBe(24);
    },
  );

  test('of floats are those of the narrowest integers that hold them', () => {
    const f32 = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);
    const f64 = (...values: number[]) => new Uint8Array(Float64Array.from(values).buffer);
    expect(bitsOf(formatOf('f32'), f32(1 / 32768, -1))).toBe(16);
    expect(bitsOf(formatOf('f32'), f32(0.5 + 2 ** -23))).toBe(24);
    expect(bitsOf(formatOf('f32'), f32(2 ** -32))).toBeUndefined();
    expect(bitsOf(formatOf('f64'), f64(0.5 + 2 ** -31))).toBe(32);
    expect(bitsOf(formatOf('f64'), f64(0.1))).toBeUndefined();
  });

  test.each([1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'of floats as far as %d are of no integers',
    (value) => {
      const bytes = new Uint8Array(Float32Array.of(0.5, value).buffer);
      expect(bitsOf(formatOf('f32'), bytes)).toBeUndefined();
    },
  );

  test('of A-law are 13, of µ-law 14: the widths of G.711', () => {
    const codes = Uint8Array.from({ length: 256 }, (_, code) => code);
    expect(bitsOf(formatOf('alaw'), codes)).toBe(13);
    expect(bitsOf(formatOf('mulaw'), codes)).toBe(14);
  });
});
