// A decoder of FLAC, straight from RFC 9639: one bit after the other, all sums in BigInt. Whole and sound files only.

import { createHash } from 'node:crypto';
import { crcOf } from './bit-writer.ts';

class BitReader {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, byteOffset: number) {
    this.#bytes = bytes;
    this.#at = 8 * byteOffset;
  }

  get byteOffset(): number {
    return Math.ceil(this.#at / 8);
  }

  unsigned(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++, this.#at++) {
      value = 2 * value + ((this.#bytes[this.#at >> 3]! >> (7 - (this.#at & 7))) & 1);
    }
    return value;
  }

  signed(count: number): number {
    const value = this.unsigned(count);
    return count > 0 && value >= 2 ** (count - 1) ? value - 2 ** count : value;
  }

  unary(): number {
    let zeros = 0;
    while (this.unsigned(1) === 0) zeros++;
    return zeros;
  }

  align(): void {
    this.#at = 8 * this.byteOffset;
  }
}

/** The samples of a file, interleaved. @throws Error for anything that is not as it must be. */
export function decodeByOracle(bytes: Uint8Array): number[] {
  must(Buffer.from(bytes.subarray(0, 4)).toString() === 'fLaC', 'fLaC');
  let at = 4;
  const info = new BitReader(bytes, at + 4);
  for (let isLast = false; !isLast; ) {
    const head = new BitReader(bytes, at);
    isLast = head.unsigned(1) === 1;
    must(at === 4 ? head.unsigned(7) === 0 : head.unsigned(7) !== 0, 'STREAMINFO first');
    at += 4 + head.unsigned(24);
  }
  const [minBlock, maxBlock] = [info.unsigned(16), info.unsigned(16)];
  const [minFrame, maxFrame] = [info.unsigned(24), info.unsigned(24)];
  const sampleRate = info.unsigned(20);
  const channels = info.unsigned(3) + 1;
  const bits = info.unsigned(5) + 1;
  const total = info.unsigned(36);
  const md5 = Buffer.from(Array.from({ length: 16 }, () => info.unsigned(8))).toString('hex');

  const samples: number[] = [];
  for (let number = 0; at < bytes.length; number++) {
    const reader = new BitReader(bytes, at);
    must(reader.unsigned(15) === 0b111111111111100, 'sync');
    must(reader.unsigned(1) === 0, 'blocks of one length');
    const [blockCode, rateCode] = [reader.unsigned(4), reader.unsigned(4)];
    const [channelCode, bitsCode] = [reader.unsigned(4), reader.unsigned(3)];
    must(reader.unsigned(1) === 0, 'a reserved bit');
    must(codedNumber(reader) === number, 'the number of a block');
    const frames = blockCode === 7 ? reader.unsigned(16) + 1 : 2 ** blockCode;
    must(blockCode === 7 || frames === 4096, 'a code for the block size that is known here');
    must(rateOf(rateCode, reader) === (rateCode === 0 ? 0 : sampleRate), 'the rate');
    must([0, 8, 12, 0, 16, 20, 24, 32][bitsCode] === bits, 'the bits');
    must(reader.unsigned(8) === crcOf(bytes.subarray(at, reader.byteOffset - 1), 8), 'CRC-8');
    const isStereo = channelCode > 7;
    must(channels === (isStereo ? 2 : channelCode + 1), 'the channels');
    const sideChannel = channelCode === 9 ? 0 : isStereo ? 1 : -1;
    const parts = Array.from({ length: channels }, (_, channel) =>
      readSubframe(reader, frames, bits + (channel === sideChannel ? 1 : 0)),
    );
    reader.align();
    const end = reader.byteOffset;
    must(reader.unsigned(16) === crcOf(bytes.subarray(at, end), 16), 'CRC-16');
    const isLast = end + 2 === bytes.length;
    must(isLast || (frames >= minBlock && frames <= maxBlock), 'the length of a block');
    must(end + 2 - at >= minFrame && (end + 2 - at <= maxFrame || maxFrame === 0), 'frame sizes');
    at = end + 2;
    for (let i = 0; i < frames; i++)
      samples.push(
        ...joined(
          channelCode,
          parts.map((part) => part[i]!),
        ),
      );
  }
  must(total === samples.length / channels, 'the number of frames');
  const sampleBytes = Math.ceil(bits / 8);
  const hashed = Buffer.alloc(samples.length * sampleBytes);
  for (const [i, sample] of samples.entries()) {
    hashed.writeIntLE(sample, i * sampleBytes, sampleBytes);
  }
  must(createHash('md5').update(hashed).digest('hex') === md5, 'MD5');
  return samples;
}

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(`not as it must be: ${what}`);
}

function codedNumber(reader: BitReader): number {
  const first = reader.unsigned(8);
  if (first < 0x80) return first;
  let more = 1;
  while (first & (0x40 >> more)) more++;
  let number = first & (0x3f >> more);
  for (let i = 0; i < more; i++) {
    must(reader.unsigned(2) === 0b10, 'a byte of a number');
    number = number * 64 + reader.unsigned(6);
  }
  return number;
}

function rateOf(code: number, reader: BitReader): number {
  const rates = [0, 88200, 176400, 192000, 8000, 16000, 22050, 24000, 32000, 44100, 48000, 96000];
  if (code === 12) return 1000 * reader.unsigned(8);
  if (code === 13) return reader.unsigned(16);
  if (code === 14) return 10 * reader.unsigned(16);
  return rates[code]!;
}

function joined(channelCode: number, values: number[]): number[] {
  const [first, second] = values as [number, number];
  if (channelCode === 8) return [first, first - second];
  if (channelCode === 9) return [first + second, second];
  if (channelCode !== 10) return values;
  const sum = 2 * first + (((second % 2) + 2) % 2);
  return [(sum + second) / 2, (sum - second) / 2];
}

const FIXED: readonly (readonly number[])[] = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]];

function readSubframe(reader: BitReader, frames: number, channelBits: number): number[] {
  must(reader.unsigned(1) === 0, 'a zero before a subframe');
  const type = reader.unsigned(6);
  const wasted = reader.unsigned(1) === 1 ? reader.unary() + 1 : 0;
  const bits = channelBits - wasted;
  let samples: number[];
  if (type === 0) samples = new Array<number>(frames).fill(reader.signed(bits));
  else if (type === 1) samples = Array.from({ length: frames }, () => reader.signed(bits));
  else {
    must((type >= 8 && type <= 12) || type >= 32, 'a type of subframe');
    const order = type < 32 ? type - 8 : type - 31;
    samples = Array.from({ length: order }, () => reader.signed(bits));
    const precision = type < 32 ? 0 : reader.unsigned(4) + 1;
    const shift = type < 32 ? 0 : reader.signed(5);
    must(precision < 16 && shift >= 0, 'precision and shift');
    const coefficients =
      type < 32 ? FIXED[order]! : Array.from({ length: order }, () => reader.signed(precision));
    for (const residual of readResidual(reader, frames, order)) {
      const sum = coefficients.reduce(
        (all, coefficient, j) => all + BigInt(coefficient) * BigInt(samples.at(-1 - j)!),
        0n,
      );
      samples.push(residual + Number(sum >> BigInt(shift)));
    }
  }
  const full = 2 ** (bits - 1);
  must(
    samples.every((sample) => sample >= -full && sample < full),
    'samples of so many bits',
  );
  return samples.map((sample) => sample * 2 ** wasted);
}

function readResidual(reader: BitReader, frames: number, order: number): number[] {
  const method = reader.unsigned(2);
  must(method < 2, 'a method of coding residuals');
  const partitions = 2 ** reader.unsigned(4);
  const residual: number[] = [];
  for (let partition = 0; partition < partitions; partition++) {
    const count = frames / partitions - (partition === 0 ? order : 0);
    must(Number.isInteger(count) && count >= 0, 'the length of a partition');
    const parameter = reader.unsigned(4 + method);
    const isPlain = parameter === 2 ** (4 + method) - 1;
    const plainBits = isPlain ? reader.unsigned(5) : 0;
    for (let i = 0; i < count; i++) {
      if (isPlain) residual.push(reader.signed(plainBits));
      else {
        const folded = reader.unary() * 2 ** parameter + reader.unsigned(parameter);
        residual.push(folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2);
      }
    }
  }
  return residual;
}
