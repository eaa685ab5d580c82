// FLAC files to order, every bit of them as RFC 9639 has it: what encoders seldom write as well.

import { createHash } from 'node:crypto';
import { BitWriter, crcOf } from './bit-writer.ts';

/** How a residual is stored. */
export interface ResidualShape {
  /** Parameters of 4 bits or of 5. Default 0. */
  readonly method?: 0 | 1;
  /** Default 0. */
  readonly partitionOrder?: number;
  /** The Rice parameter of each partition, or `{ plain }`: signed integers of so many bits. Default 2. */
  readonly partitions?: readonly (number | { readonly plain: number })[];
}

/** How a channel is stored. */
export type Subframe = { readonly wasted?: number } & (
  | { readonly type: 'constant' | 'verbatim' }
  | ({ readonly type: 'fixed'; readonly order: number } & ResidualShape)
  | ({
      readonly type: 'linear';
      readonly coefficients: readonly number[];
      readonly precision: number;
      readonly shift: number;
    } & ResidualShape)
);

/** What a frame of {@link frameBytes} says. */
export interface FrameShape {
  readonly number: number;
  readonly isVariable?: boolean;
  /** One array for each channel; left and right where `stereo` says that one of them is stored as something else. */
  readonly samples: readonly (readonly number[])[];
  readonly stereo?: 'left-side' | 'side-right' | 'mid-side';
  readonly bits: number;
  /** How each channel is stored; one for all of them. */
  readonly subframes: readonly Subframe[] | Subframe;
  /** Code of the rate and what follows it. Default: as STREAMINFO has it. */
  readonly rate?: { readonly code: number; readonly value?: number };
  /** False: the code 0 for the bits, as STREAMINFO has them. Default true, where there is a code. */
  readonly statesBits?: boolean;
  /** How the number of frames is coded. Default: 16 bits. */
  readonly blockCode?: number;
}

const BIT_CODES: Readonly<Record<number, number>> = { 8: 1, 12: 2, 16: 4, 20: 5, 24: 6, 32: 7 };
const FIXED: readonly (readonly number[])[] = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]];

export function frameBytes(shape: FrameShape): Uint8Array {
  const { number, isVariable = false, samples, stereo, bits, subframes, rate } = shape;
  const { statesBits = true, blockCode = 7 } = shape;
  const frames = samples[0]!.length;
  const channelCode =
    stereo === undefined
      ? samples.length - 1
      : 8 + ['left-side', 'side-right', 'mid-side'].indexOf(stereo);
  const head = new BitWriter()
    .write(0b11111111111110, 14)
    .write(0, 1)
    .write(isVariable ? 1 : 0, 1)
    .write(blockCode, 4)
    .write(rate?.code ?? 0, 4)
    .write(channelCode, 4)
    .write(statesBits ? (BIT_CODES[bits] ?? 0) : 0, 3)
    .write(0, 1);
  for (const byte of codedNumber(number)) head.write(byte, 8);
  if (blockCode === 6) head.write(frames - 1, 8);
  if (blockCode === 7) head.write(frames - 1, 16);
  if (rate?.value !== undefined) head.write(rate.value, rate.code === 12 ? 8 : 16);
  head.write(crcOf(head.bytes(), 8), 8);
  const side = samples.length === 2 ? samples[0]!.map((x, i) => x - samples[1]![i]!) : [];
  const channels: readonly (readonly number[])[] =
    stereo === 'left-side'
      ? [samples[0]!, side]
      : stereo === 'side-right'
        ? [side, samples[1]!]
        : stereo === 'mid-side'
          ? [samples[0]!.map((x, i) => Math.floor((x + samples[1]![i]!) / 2)), side]
          : samples;
  const body = new BitWriter();
  channels.forEach((channel, i) => {
    const isSide = channel === side;
    const subframe = Array.isArray(subframes) ? subframes[i] : subframes;
    writeSubframe(body, channel, isSide ? bits + 1 : bits, subframe as Subframe);
  });
  const bytes = Buffer.concat([head.bytes(), body.bytes()]);
  return Buffer.concat([bytes, new BitWriter().write(crcOf(bytes, 16), 16).bytes()]);
}

/** As UTF-8 codes a character, for up to 36 bits. */
function codedNumber(number: number): number[] {
  if (number < 128) return [number];
  for (let more = 1; ; more++) {
    const firstBits = 6 - more;
    if (number < 2 ** (6 * more + firstBits)) {
      const bytes = [];
      for (let rest = number, i = 0; i < more; i++, rest = Math.floor(rest / 64)) {
        bytes.unshift(0x80 | (rest % 64));
      }
      const ones = (0xff << (7 - more)) & 0xff;
      return [ones | Math.floor(number / 64 ** more), ...bytes];
    }
  }
}

function writeSubframe(
  to: BitWriter,
  channel: readonly number[],
  channelBits: number,
  subframe: Subframe,
): void {
  const { wasted = 0 } = subframe;
  const bits = channelBits - wasted;
  const samples = channel.map((sample) => sample / 2 ** wasted);
  const types = { constant: 0, verbatim: 1, fixed: 8, linear: 31 };
  const order =
    subframe.type === 'fixed'
      ? subframe.order
      : subframe.type === 'linear'
        ? subframe.coefficients.length
        : 0;
  to.write(0, 1).write(types[subframe.type] + order, 6);
  to.write(wasted > 0 ? 1 : 0, 1);
  if (wasted > 0) to.writeUnary(wasted - 1);
  if (subframe.type === 'constant') {
    to.write(samples[0]!, bits);
    return;
  }
  if (subframe.type === 'verbatim') {
    for (const sample of samples) to.write(sample, bits);
    return;
  }
  for (const sample of samples.slice(0, order)) to.write(sample, bits);
  const shift = subframe.type === 'linear' ? subframe.shift : 0;
  const coefficients = subframe.type === 'linear' ? subframe.coefficients : FIXED[order]!;
  if (subframe.type === 'linear') {
    to.write(subframe.precision - 1, 4).write(shift, 5);
    for (const coefficient of coefficients) to.write(coefficient, subframe.precision);
  }
  const residual = samples.slice(order).map((sample, i) => {
    const sum = coefficients.reduce(
      (all, coefficient, j) => all + BigInt(coefficient) * BigInt(samples[order + i - 1 - j]!),
      0n,
    );
    return sample - Number(sum >> BigInt(shift));
  });
  writeResidual(to, residual, samples.length, order, subframe as ResidualShape);
}

function writeResidual(
  to: BitWriter,
  residual: readonly number[],
  frames: number,
  order: number,
  { method = 0, partitionOrder = 0, partitions = [] }: ResidualShape,
): void {
  to.write(method, 2).write(partitionOrder, 4);
  const parameterBits = 4 + method;
  const partitionFrames = frames / 2 ** partitionOrder;
  for (let partition = 0; partition < 2 ** partitionOrder; partition++) {
    const start = Math.max(0, partition * partitionFrames - order);
    const part = residual.slice(start, (partition + 1) * partitionFrames - order);
    const shape = partitions[partition] ?? partitions.at(-1) ?? 2;
    if (typeof shape === 'object') {
      to.write(2 ** parameterBits - 1, parameterBits).write(shape.plain, 5);
      for (const value of part) to.write(value, shape.plain);
      continue;
    }
    to.write(shape, parameterBits);
    for (const value of part) {
      const folded = value < 0 ? -2 * value - 1 : 2 * value;
      to.writeUnary(Math.floor(folded / 2 ** shape)).write(folded % 2 ** shape, shape);
    }
  }
}

/** What a STREAMINFO of {@link fileBytes} says. */
export interface FileShape {
  readonly bits: number;
  readonly sampleRate?: number;
  readonly numberOfChannels: number;
  readonly blockFrames: number;
  readonly minBlockFrames?: number;
  /** 0: not stated. */
  readonly numberOfFrames: number;
  /** Default: not stated. */
  readonly md5?: Uint8Array;
  /** Other metadata, each a type and its content. */
  readonly metadata?: readonly (readonly [type: number, bytes: Uint8Array])[];
}

/** A file of frames. */
export function fileBytes(shape: FileShape, frames: readonly Uint8Array[]): Uint8Array {
  const { metadata = [] } = shape;
  return Buffer.concat([
    Buffer.from('fLaC'),
    metadataBlock(0, streamInfoBytes(shape), metadata.length === 0),
    ...metadata.map(([type, bytes], i) => metadataBlock(type, bytes, i === metadata.length - 1)),
    ...frames,
  ]);
}

export function streamInfoBytes(shape: FileShape): Uint8Array {
  const { bits, sampleRate = 16000, numberOfChannels, blockFrames, numberOfFrames, md5 } = shape;
  const info = new BitWriter()
    .write(shape.minBlockFrames ?? blockFrames, 16)
    .write(blockFrames, 16)
    .write(0, 48)
    .write(sampleRate, 20)
    .write(numberOfChannels - 1, 3)
    .write(bits - 1, 5)
    .write(numberOfFrames, 36);
  for (const byte of md5 ?? new Uint8Array(16)) info.write(byte, 8);
  return info.bytes();
}

export function metadataBlock(type: number, bytes: Uint8Array, isLast: boolean): Uint8Array {
  const head = new BitWriter().write(isLast ? 1 : 0, 1).write(type, 7);
  return Buffer.concat([head.write(bytes.length, 24).bytes(), bytes]);
}

/** The samples as STREAMINFO's MD5 wants them: signed, little-endian, in whole bytes, shifted up by `shift`. */
export function interleaved(
  samples: readonly (readonly number[])[],
  bits: number,
  shift = 0,
): Uint8Array {
  const sampleBytes = Math.ceil(bits / 8);
  const frames = samples[0]?.length ?? 0;
  const bytes = Buffer.alloc(frames * samples.length * sampleBytes);
  let at = 0;
  for (let frame = 0; frame < frames; frame++) {
    for (const channel of samples) {
      bytes.writeIntLE(channel[frame]! * 2 ** shift, at, sampleBytes);
      at += sampleBytes;
    }
  }
  return bytes;
}

/** What a decoder gives for the samples: those of odd numbers of bits at the top of their bytes, 8 bits with an offset. */
export function encoded(samples: readonly (readonly number[])[], bits: number): Uint8Array {
  const sampleBytes = Math.ceil(bits / 8);
  const bytes = interleaved(samples, bits, 8 * sampleBytes - bits);
  return Uint8Array.from(bytes, (byte) => (sampleBytes === 1 ? byte ^ 0x80 : byte));
}

export function md5Of(samples: readonly (readonly number[])[], bits: number): Uint8Array {
  return createHash('md5').update(interleaved(samples, bits)).digest();
}
