// Colored noise, one number after the other, written from docs/noise-stream.md alone. It imports nothing of src/.

import { BLOCK_FRAMES, oracleNormals } from './oracle.ts';

const { fround } = Math;

const PERIOD = 16384;
const REACH = 2048;
/** Colored blocks that two segments give. */
const GROUP_BLOCKS = 6;

/** A complex sequence in 32-bit floats. */
interface Sequence {
  readonly real: number[];
  readonly imaginary: number[];
}

type Complex = readonly [real: number, imaginary: number];

const add = ([ar, ai]: Complex, [br, bi]: Complex): Complex => [fround(ar + br), fround(ai + bi)];
const subtract = ([ar, ai]: Complex, [br, bi]: Complex): Complex => [
  fround(ar - br),
  fround(ai - bi),
];
const multiply = ([ar, ai]: Complex, [br, bi]: Complex): Complex => [
  fround(fround(ar * br) - fround(ai * bi)),
  fround(fround(ar * bi) + fround(ai * br)),
];
/** a times the conjugate of b. */
const multiplyConjugate = ([ar, ai]: Complex, [br, bi]: Complex): Complex => [
  fround(fround(ar * br) + fround(ai * bi)),
  fround(fround(ai * br) - fround(ar * bi)),
];
const timesI = ([real, imaginary]: Complex): Complex => [-imaginary, real];

/** Angle of a node's root, in 16384ths of a turn. */
function angleOf(node: number): number {
  return node === 0 ? 0 : angleOf(node >> 2) / 4 + (node & 3) * 1024;
}

function power(node: number, exponent: number): Complex {
  const turns = (angleOf(node) * exponent) / PERIOD;
  return [fround(Math.cos(2 * Math.PI * turns)), fround(Math.sin(2 * Math.PI * turns))];
}

/** Filters what is the remainder at a node: splits it, filters the parts, merges them. */
function filterNode(sequence: Sequence, node: number, response: ArrayLike<number>): Sequence {
  const size = sequence.real.length / 4;
  const powers = [1, 2, 3].map((exponent) => power(node, exponent));
  const [w1, w2, w3] = powers as [Complex, Complex, Complex];
  const parts = [0, 1, 2, 3].map((): Sequence => ({ real: [], imaginary: [] }));
  for (let i = 0; i < size; i++) {
    const at = (quarter: number): Complex => [
      sequence.real[quarter * size + i]!,
      sequence.imaginary[quarter * size + i]!,
    ];
    const a = at(0);
    const b = multiply(at(1), w1);
    const c = multiply(at(2), w2);
    const d = multiply(at(3), w3);
    const turned = timesI(subtract(b, d));
    const results = [
      add(add(a, c), add(b, d)),
      add(subtract(a, c), turned),
      subtract(add(a, c), add(b, d)),
      subtract(subtract(a, c), turned),
    ];
    for (const [m, [real, imaginary]] of results.entries()) {
      parts[m]!.real.push(real);
      parts[m]!.imaginary.push(imaginary);
    }
  }
  const filtered = parts.map((part, m) =>
    size > 1 ? filterNode(part, 4 * node + m, response) : multiplyValue(part, node, m, response),
  );
  const merged: Sequence = { real: new Array(4 * size), imaginary: new Array(4 * size) };
  for (let i = 0; i < size; i++) {
    const value = (m: number): Complex => [filtered[m]!.real[i]!, filtered[m]!.imaginary[i]!];
    const [a, b, c, d] = [value(0), value(1), value(2), value(3)];
    const turned = timesI(subtract(b, d));
    const quarters = [
      add(add(a, c), add(b, d)),
      multiplyConjugate(subtract(subtract(a, c), turned), w1),
      multiplyConjugate(subtract(add(a, c), add(b, d)), w2),
      multiplyConjugate(add(subtract(a, c), turned), w3),
    ];
    for (const [quarter, [real, imaginary]] of quarters.entries()) {
      merged.real[quarter * size + i] = real;
      merged.imaginary[quarter * size + i] = imaginary;
    }
  }
  return merged;
}

function multiplyValue(
  { real, imaginary }: Sequence,
  node: number,
  child: number,
  response: ArrayLike<number>,
): Sequence {
  const k = angleOf(node) + 4096 * child;
  const h = response[Math.min(k, PERIOD - k)]! / PERIOD;
  return { real: [fround(real[0]! * h)], imaginary: [fround(imaginary[0]! * h)] };
}

/** Both segments, 16384 samples each, through the filter, as if they were periodic. */
export function oracleFilter(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  response: ArrayLike<number>,
): [Float32Array, Float32Array] {
  const sequence = { real: Array.from(first), imaginary: Array.from(second) };
  const { real, imaginary } = filterNode(sequence, 0, response);
  return [Float32Array.from(real), Float32Array.from(imaginary)];
}

/** Which noise. */
export interface ColoredAddress {
  readonly seed: number;
  readonly key: string;
  readonly channel: number;
  /** The blocks 6 g .. 6 g + 5. */
  readonly groupIndex: number;
}

/** The white normals of a group and of the block after it. */
export function whiteGroup({ groupIndex, ...address }: ColoredAddress): Float32Array {
  const white = new Float32Array((GROUP_BLOCKS + 1) * BLOCK_FRAMES);
  for (let i = 0; i <= GROUP_BLOCKS; i++) {
    const blockIndex = GROUP_BLOCKS * groupIndex + i;
    white.set(oracleNormals({ ...address, blockIndex }), i * BLOCK_FRAMES);
  }
  return white;
}

/** The 24576 colored samples of a group. */
export function oracleColoredGroup(
  address: ColoredAddress,
  response: ArrayLike<number>,
): Float32Array {
  const white = whiteGroup(address);
  const useful = PERIOD - 2 * REACH;
  const segments = oracleFilter(
    white.subarray(0, PERIOD),
    white.subarray(useful, useful + PERIOD),
    response,
  );
  const group = new Float32Array(2 * useful);
  for (const [i, segment] of segments.entries()) {
    group.set(segment.subarray(REACH, REACH + useful), i * useful);
  }
  return group;
}

/** Sum of squares: four sums in double precision, of the samples i = 0, 1, 2, 3 modulo 4. */
export function oracleEnergy(samples: ArrayLike<number>): number {
  const sums: [number, number, number, number] = [0, 0, 0, 0];
  for (let i = 0; i < samples.length; i++) sums[i % 4]! += samples[i]! * samples[i]!;
  return sums[0] + sums[1] + (sums[2] + sums[3]);
}
