// An encoder of Shorten that takes every way through the format, chosen by chance: the opposite of what an encoder is for.

import { ulawCodesByRank } from '../../../src/formats/sphere/ulaw-ranks.ts';

/** How a stream is written. */
export interface ShortenOptions {
  readonly version: 1 | 2 | 3;
  readonly channels: number;
  readonly blockSamples: number;
  readonly mostOrder: number;
  readonly means: number;
  /** 0: µ-law, 3 and 5: 16 bits, 8: µ-law with two zeros. */
  readonly type: number;
  /** Whether blocks may be written in coarser steps, where their samples allow it. */
  readonly shifts: boolean;
  /** Whether blocks before the last one may differ in size. */
  readonly resizes: boolean;
  readonly random: () => number;
}

/** Bits, most significant first. */
class BitWriter {
  readonly #bytes: number[] = [];
  #bits = 0;

  bit(bit: number): void {
    if (this.#bits % 8 === 0) this.#bytes.push(0);
    if (bit) this.#bytes[this.#bytes.length - 1]! |= 0x80 >> (this.#bits % 8);
    this.#bits++;
  }

  byte(value: number): void {
    for (let bit = 7; bit >= 0; bit--) this.bit((value >> bit) & 1);
  }

  unsigned(value: number, lowBits: number): void {
    for (let high = Math.floor(value / 2 ** lowBits); high > 0; high--) this.bit(0);
    this.bit(1);
    for (let bit = lowBits - 1; bit >= 0; bit--) this.bit(Math.floor(value / 2 ** bit) % 2);
  }

  signed(value: number, lowBits: number): void {
    this.unsigned(value < 0 ? -2 * value - 1 : 2 * value, lowBits + 1);
  }

  long(value: number): void {
    const lowBits = value === 0 ? 0 : Math.ceil(Math.log2(value + 1)) - 1;
    this.unsigned(Math.max(0, lowBits), 2);
    this.unsigned(value, Math.max(0, lowBits));
  }

  /** In whole words of four bytes, as Shorten writes them. */
  end(): Uint8Array {
    while (this.#bytes.length % 4 !== 0) this.byte(0);
    return Uint8Array.from(this.#bytes);
  }
}

/** @param samples interleaved; 16-bit samples, or codes of µ-law. */
export function encodeShorten(samples: ArrayLike<number>, options: ShortenOptions): Uint8Array {
  const { version, channels, mostOrder, means, type, random } = options;
  const bits = new BitWriter();
  for (const letter of 'ajkg') bits.byte(letter.charCodeAt(0));
  bits.byte(version);
  for (const value of [type, channels, options.blockSamples, mostOrder, means, 2]) bits.long(value);
  bits.unsigned(65, 7);
  bits.unsigned(3, 7);
  const history = Math.max(3, mostOrder);
  const past = Array.from({ length: channels }, () => new Array<number>(history).fill(0));
  const offsets = Array.from({ length: channels }, () => new Array<number>(means).fill(0));
  const frames = samples.length / channels;
  let size = options.blockSamples;
  let shift = 0;
  for (let start = 0; start < frames; start += size) {
    const wanted =
      options.resizes && start > 0 && random() < 0.1
        ? 1 + Math.floor(random() * options.blockSamples)
        : size;
    const next = Math.min(wanted, frames - start);
    if (next !== size) {
      bits.unsigned(5, 2);
      bits.long(next);
      size = next;
    }
    if (random() < 0.1) {
      bits.unsigned(9, 2);
      bits.unsigned(2, 5);
      bits.unsigned(7, 8);
      bits.unsigned(255, 8);
    }
    for (let channel = 0; channel < channels; channel++) {
      const values = Array.from(
        { length: size },
        (_, i) => samples[(start + i) * channels + channel]!,
      );
      const most = options.shifts ? mostShift(values, type) : 0;
      const wantedShift =
        random() < 0.3 ? Math.floor(random() * (most + 1)) : Math.min(most, shift);
      if (wantedShift !== shift) {
        bits.unsigned(6, 2);
        bits.unsigned(wantedShift, 2);
        shift = wantedShift;
      }
      writeBlock(
        values.map((value) => numberOf(value, type, shift)),
        past[channel]!,
        offsets[channel]!,
      );
    }
  }
  bits.unsigned(4, 2);
  return bits.end();

  function writeBlock(block: number[], past: number[], offsets: number[]): void {
    const all = [...past, ...block];
    const rounding = version > 1 ? Math.floor(offsets.length / 2) : 0;
    let mean = 0;
    if (offsets.length > 0) {
      mean = Math.trunc(offsets.reduce((sum, value) => sum + value, rounding) / offsets.length);
      if (version > 1 && shift > 0) mean = (mean >> (shift - 1)) >> 1;
    }
    const at = past.length;
    const command = block.every((value) => value === 0)
      ? 8
      : [0, 1, 2, 3, 7][Math.floor(random() * (mostOrder > 0 ? 5 : 4))]!;
    const order = 1 + Math.floor(random() * Math.min(mostOrder, 8));
    const coefficients = Array.from({ length: order }, () => Math.floor(random() * 33) - 16);
    const residual = block.map((value, i) => {
      const [a, b, c] = [all[at + i - 1]!, all[at + i - 2]!, all[at + i - 3]!];
      if (command === 0) return value - mean;
      if (command === 1) return value - a;
      if (command === 2) return value - (2 * a - b);
      if (command === 3) return value - (3 * (a - b) + c);
      const sum = coefficients.reduce(
        (total, coefficient, j) => total + coefficient * (all[at + i - 1 - j]! - mean),
        version > 1 ? 32 : 0,
      );
      return value - mean - Math.floor(sum / 32);
    });
    bits.unsigned(command, 2);
    if (command !== 8) {
      const largest = Math.max(...residual.map(Math.abs), 1);
      const lowBits = Math.max(0, Math.floor(Math.log2(largest)) - Math.floor(random() * 4));
      bits.unsigned(lowBits, 3);
      if (command === 7) {
        bits.unsigned(order, 2);
        for (const coefficient of coefficients) bits.signed(coefficient, 5);
      }
      for (const value of residual) bits.signed(value, lowBits);
    }
    if (offsets.length > 0) {
      const sum = block.reduce(
        (total, value) => total + value,
        version > 1 ? block.length >> 1 : 0,
      );
      offsets.shift();
      offsets.push(Math.trunc(sum / block.length) * (version > 1 ? 2 ** shift : 1));
    }
    past.splice(0, past.length, ...all.slice(-past.length));
  }
}

/** The coarsest steps that a block's samples are all multiples of. */
function mostShift(values: readonly number[], type: number): number {
  const isUlaw = type === 0 || type === 8;
  for (let shift = isUlaw ? 12 : 14; shift > 0; shift--) {
    if (values.every((value) => (isUlaw ? isUsable(value, shift) : value % 2 ** shift === 0)))
      return shift;
  }
  return 0;
}

/** Codes that stand among the ordered ones, not among the others at the ends. */
function isUsable(code: number, shift: number): boolean {
  const codes = [...ulawCodesByRank(shift)];
  const rank = codes.indexOf(code) - 128;
  const magnitudes = codes.slice(128, 128 + Math.abs(rank) + 1);
  return rank >= 0
    ? magnitudes.every((value, i) => i === 0 || value < magnitudes[i - 1]!)
    : code === 0x7f || code < 0x7f;
}

/** What stands in the stream for a sample. */
function numberOf(value: number, type: number, shift: number): number {
  if (type !== 0 && type !== 8) return value / 2 ** shift;
  const rank = [...ulawCodesByRank(shift)].indexOf(value) - 128;
  if (type === 0 || rank >= 0) return rank;
  return value === 0x7f ? -1 : rank - 1;
}
