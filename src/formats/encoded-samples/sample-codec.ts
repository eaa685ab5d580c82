import type { SampleFormat } from '../sample-format.ts';
import { ALAW_TO_LINEAR, linearToAlaw, linearToMulaw, MULAW_TO_LINEAR } from './g711.ts';
import { decodePackedS24, encodePackedS24, isPackedS24 } from './packed-s24.ts';

/**
 * Decodes whole frames into planar 32-bit floats, full scale 1.
 *
 * Integers of n bits are divided by 2^(n-1), `u8` after subtracting 128; A-law and µ-law are expanded to 16 bits
 * (G.711) and divided by 2^15. All of these are exact in 32-bit floats but `s32`, which is rounded to nearest even,
 * as is `f64`. `f32` is copied, NaN and infinities included.
 *
 * @param bytes the frames as they stand in the file.
 * @param channelData one array per channel, each of at least `numberOfFrames` samples; overwritten from its start.
 * @param numberOfFrames default: as many as `bytes` holds.
 * @throws RangeError where an array is too short, or there is not one per channel.
 */
export function decodeSamples(
  bytes: Uint8Array,
  format: SampleFormat,
  channelData: readonly Float32Array[],
  numberOfFrames: number = Math.floor(bytes.length / format.bytesPerFrame),
): void {
  checkArrays(bytes, format, channelData, numberOfFrames);
  if (isPackedS24(format) && channelData.length <= MOST_CHANNELS_PACKED) {
    decodePackedS24(bytes, channelData, numberOfFrames);
    return;
  }
  if (isCopyOfFloats(format)) {
    const [samples] = channelData as [Float32Array];
    bytesOf(samples, numberOfFrames).set(bytes.subarray(0, 4 * numberOfFrames));
    return;
  }
  const isFloat = format.encoding === 'f32' || format.encoding === 'f64';
  const byteTable = BYTE_TABLES[format.encoding];
  const native = nativeView(bytes, format);
  for (const [channel, samples] of channelData.entries()) {
    if (byteTable !== undefined)
      decodeBytes(bytes, format, channel, samples, numberOfFrames, byteTable);
    else if (native !== undefined) decodeNative(native, format, channel, samples, numberOfFrames);
    else if (isFloat) decodeFloats(bytes, format, channel, samples, numberOfFrames);
    else decodeIntegers(bytes, format, channel, samples, numberOfFrames);
  }
}

/**
 * Encodes frames as they stand in the file: the inverse of {@link decodeSamples}.
 *
 * Integers are the nearest to x·2^(n-1), ties to even, and saturate; so +1.0 becomes 2^(n-1) - 1. NaN becomes 0.
 * A-law and µ-law compress the 16-bit integer (G.711). The unused bytes of a slot take the sign (`u8`, A-law and
 * µ-law: 0). `f32` and `f64` keep every value, NaN and infinities included.
 *
 * @param channelData one array per channel, each of at least `numberOfFrames` samples.
 * @param out at least `numberOfFrames * format.bytesPerFrame` bytes; overwritten from its start.
 * @returns the number of samples clipped: rounded, they were out of the integers' range, or they were NaN.
 * @throws RangeError where an array is too short, or there is not one per channel.
 */
export function encodeSamples(
  channelData: readonly Float32Array[],
  numberOfFrames: number,
  format: SampleFormat,
  out: Uint8Array,
): number {
  checkArrays(out, format, channelData, numberOfFrames);
  if (isCopyOfFloats(format)) {
    out.set(bytesOf((channelData as [Float32Array])[0], numberOfFrames));
    return 0;
  }
  if (format.encoding === 'f32' || format.encoding === 'f64') {
    encodeFloats(channelData, numberOfFrames, format, out);
    return 0;
  }
  if (isPackedS24(format) && channelData.length <= MOST_CHANNELS_PACKED) {
    return encodePackedS24(channelData, numberOfFrames, out);
  }
  const bits = INTEGER_BITS[format.encoding];
  const native = nativeView(out, format);
  const integers = new Int32Array(Math.min(numberOfFrames, INTEGERS_AT_ONCE));
  let clipped = 0;
  for (const [channel, samples] of channelData.entries()) {
    for (let frame = 0; frame < numberOfFrames; frame += INTEGERS_AT_ONCE) {
      const end = Math.min(frame + INTEGERS_AT_ONCE, numberOfFrames);
      clipped += quantize(samples, frame, end, bits, integers);
      toCodeWords(integers, end - frame, format.encoding);
      if (native !== undefined) storeNative(integers, native, format, channel, frame, end);
      else storeBytes(integers, out, format, channel, frame, end);
    }
  }
  return clipped;
}

/** With more, few frames would fit into the kernel's memory at a time. */
const MOST_CHANNELS_PACKED = 64;

/** Samples quantised at a time, so that they stay in the nearest cache. */
const INTEGERS_AT_ONCE = 1024;

/** Bits of the integers that encodings have; G.711 compresses 16. */
const INTEGER_BITS = { u8: 8, s16: 16, s24: 24, s32: 32, alaw: 16, mulaw: 16 } as const;

type IntegerEncoding = keyof typeof INTEGER_BITS;

type NativeView = Uint8Array | Int16Array | Int32Array | Float32Array | Float64Array;

const HOST_IS_BIG_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 0;

/** Values of the 256 samples of one byte. */
const BYTE_TABLES: Readonly<Partial<Record<string, Float32Array>>> = {
  u8: Float32Array.from({ length: 256 }, (_, byte) => (byte - 128) / 128),
  alaw: Float32Array.from(ALAW_TO_LINEAR, (linear) => linear / 32768),
  mulaw: Float32Array.from(MULAW_TO_LINEAR, (linear) => linear / 32768),
};

function checkArrays(
  bytes: Uint8Array,
  { bytesPerFrame, numberOfChannels }: SampleFormat,
  channelData: readonly Float32Array[],
  numberOfFrames: number,
): void {
  if (channelData.length !== numberOfChannels) {
    throw new RangeError(
      `channelData has ${channelData.length} arrays; expected ${numberOfChannels}, one for each channel`,
    );
  }
  if (bytes.length < numberOfFrames * bytesPerFrame) {
    throw new RangeError(
      `${bytes.length} bytes are given; expected ${numberOfFrames} frames of ${bytesPerFrame} bytes`,
    );
  }
  for (const samples of channelData) {
    if (samples.length >= numberOfFrames) continue;
    throw new RangeError(
      `channelData has an array of ${samples.length} samples; expected ${numberOfFrames}, one for each frame`,
    );
  }
}

/** Whether the samples are in memory what they are in the file, one after the other: the payload of a NaN, too, is kept. */
function isCopyOfFloats(format: SampleFormat): boolean {
  return (
    format.encoding === 'f32' &&
    format.slotBytes === 4 &&
    format.numberOfChannels === 1 &&
    format.bigEndian === HOST_IS_BIG_ENDIAN
  );
}

function bytesOf(samples: Float32Array, count: number): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, 4 * count);
}

/** The bytes as an array of samples, where alignment, byte order and slots allow it. */
function nativeView(bytes: Uint8Array, format: SampleFormat): NativeView | undefined {
  const { encoding, slotBytes, significantBytes } = format;
  if (slotBytes !== significantBytes || bytes.byteOffset % slotBytes !== 0) return undefined;
  if (slotBytes > 1 && format.bigEndian !== HOST_IS_BIG_ENDIAN) return undefined;
  const length = Math.floor(bytes.length / slotBytes);
  switch (encoding) {
    case 's16':
      return new Int16Array(bytes.buffer, bytes.byteOffset, length);
    case 's32':
      return new Int32Array(bytes.buffer, bytes.byteOffset, length);
    case 'f32':
      return new Float32Array(bytes.buffer, bytes.byteOffset, length);
    case 'f64':
      return new Float64Array(bytes.buffer, bytes.byteOffset, length);
    case 's24':
      return undefined;
    default:
      return bytes;
  }
}

function decodeNative(
  native: NativeView,
  { encoding, numberOfChannels }: SampleFormat,
  channel: number,
  samples: Float32Array,
  numberOfFrames: number,
): void {
  const scale = encoding === 's16' ? 2 ** -15 : encoding === 's32' ? 2 ** -31 : 1;
  for (let frame = 0, i = channel; frame < numberOfFrames; frame++, i += numberOfChannels) {
    samples[frame] = native[i]! * scale;
  }
}

function decodeBytes(
  bytes: Uint8Array,
  format: SampleFormat,
  channel: number,
  samples: Float32Array,
  numberOfFrames: number,
  table: Float32Array,
): void {
  const { bytesPerFrame, slotBytes } = format;
  let at = channel * slotBytes + (format.bigEndian ? slotBytes - 1 : 0);
  for (let frame = 0; frame < numberOfFrames; frame++, at += bytesPerFrame) {
    samples[frame] = table[bytes[at]!]!;
  }
}

function decodeFloats(
  bytes: Uint8Array,
  format: SampleFormat,
  channel: number,
  samples: Float32Array,
  numberOfFrames: number,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const littleEndian = !format.bigEndian;
  const { encoding, bytesPerFrame, slotBytes } = format;
  for (
    let frame = 0, at = channel * slotBytes;
    frame < numberOfFrames;
    frame++, at += bytesPerFrame
  ) {
    samples[frame] =
      encoding === 'f32' ? view.getFloat32(at, littleEndian) : view.getFloat64(at, littleEndian);
  }
}

/** Two to four significant bytes, of either byte order, anywhere in a slot. */
function decodeIntegers(
  bytes: Uint8Array,
  format: SampleFormat,
  channel: number,
  samples: Float32Array,
  numberOfFrames: number,
): void {
  const { bytesPerFrame, slotBytes, significantBytes } = format;
  // `step` leads from the least significant byte to the next. The integer is put together at the top of 32 bits,
  // so that its sign is theirs.
  const step = format.bigEndian ? -1 : 1;
  const bottomShift = 32 - 8 * significantBytes;
  let at = channel * slotBytes + (format.bigEndian ? slotBytes - 1 : 0);
  for (let frame = 0; frame < numberOfFrames; frame++, at += bytesPerFrame) {
    let integer = 0;
    for (let shift = bottomShift, i = at; shift < 32; shift += 8, i += step) {
      integer |= bytes[i]! << shift;
    }
    samples[frame] = integer * 2 ** -31;
  }
}

/** Added to and subtracted from a double below 2^51, it leaves the nearest integer, ties to even. */
const ROUND_TO_INTEGER = 1.5 * 2 ** 52;

/** Rounds the samples [start, end) to integers of `bits` bits; returns how many had to be clipped. */
function quantize(
  samples: Float32Array,
  start: number,
  end: number,
  bits: number,
  integers: Int32Array,
): number {
  const scale = 2 ** (bits - 1);
  const highest = scale - 1;
  const lowest = -scale;
  let clipped = 0;
  for (let frame = start; frame < end; frame++) {
    let rounded = samples[frame]! * scale + ROUND_TO_INTEGER - ROUND_TO_INTEGER;
    // Written so that NaN is out of range too.
    if (!(rounded >= lowest && rounded <= highest)) {
      rounded = rounded > highest ? highest : rounded < lowest ? lowest : 0;
      clipped++;
    }
    integers[frame - start] = rounded;
  }
  return clipped;
}

/** Turns integers into what stands in the file, in place. */
function toCodeWords(integers: Int32Array, length: number, encoding: IntegerEncoding): void {
  if (encoding === 'u8') {
    for (let i = 0; i < length; i++) integers[i]! += 128;
  } else if (encoding === 'alaw') {
    for (let i = 0; i < length; i++) integers[i] = linearToAlaw(integers[i]!);
  } else if (encoding === 'mulaw') {
    for (let i = 0; i < length; i++) integers[i] = linearToMulaw(integers[i]!);
  }
}

function storeNative(
  integers: Int32Array,
  native: NativeView,
  { numberOfChannels }: SampleFormat,
  channel: number,
  start: number,
  end: number,
): void {
  let at = start * numberOfChannels + channel;
  for (let frame = start; frame < end; frame++, at += numberOfChannels) {
    native[at] = integers[frame - start]!;
  }
}

/** Slots of any size in either byte order; bytes above the integer's four take its sign. */
function storeBytes(
  integers: Int32Array,
  out: Uint8Array,
  format: SampleFormat,
  channel: number,
  start: number,
  end: number,
): void {
  const { bytesPerFrame, slotBytes } = format;
  const step = format.bigEndian ? -1 : 1;
  let at = start * bytesPerFrame + channel * slotBytes + (format.bigEndian ? slotBytes - 1 : 0);
  for (let frame = start; frame < end; frame++, at += bytesPerFrame) {
    let rest = integers[frame - start]!;
    for (let n = 0, i = at; n < slotBytes; n++, i += step) {
      out[i] = rest;
      rest >>= 8;
    }
  }
}

function encodeFloats(
  channelData: readonly Float32Array[],
  numberOfFrames: number,
  format: SampleFormat,
  out: Uint8Array,
): void {
  const native = nativeView(out, format);
  const view = new DataView(out.buffer, out.byteOffset, out.byteLength);
  const littleEndian = !format.bigEndian;
  const { encoding, bytesPerFrame, slotBytes, numberOfChannels } = format;
  for (const [channel, samples] of channelData.entries()) {
    if (native !== undefined) {
      for (let frame = 0, i = channel; frame < numberOfFrames; frame++, i += numberOfChannels) {
        native[i] = samples[frame]!;
      }
      continue;
    }
    let at = channel * slotBytes;
    for (let frame = 0; frame < numberOfFrames; frame++, at += bytesPerFrame) {
      if (encoding === 'f32') view.setFloat32(at, samples[frame]!, littleEndian);
      else view.setFloat64(at, samples[frame]!, littleEndian);
    }
  }
}
