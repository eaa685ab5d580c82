import { instantiateKernel, type Kernel } from '../kernel/kernel.ts';
import { drawSeed } from '../noise/noise-key.ts';
import { NOISE_BLOCK_FRAMES, NormalStream } from '../noise/normal-stream.ts';
import { checkOptions } from '../options/check-options.ts';
import { shown } from '../shown.ts';
import { listArrayNoiseOptions, listGaussianOptions } from './array-options.ts';
import { type ElementRange, elementRange, type NumberArray } from './number-array.ts';

/** Options of {@link gaussian}: which normals. */
export interface GaussianOptions {
  /** Standard deviation. Default 1. */
  readonly std?: number | undefined;
  /** Mean. Default 0. */
  readonly mean?: number | undefined;
  /** Integer from 0 to 2^53 - 1; drawn when it is not given, so that every call is another. */
  readonly seed?: number | undefined;
  /** Any text, such as the number of an epoch or the name of a sample. Default: the empty one. */
  readonly key?: string | undefined;
  /** Index of the first normal in the endless stream of seed and key. Default 0. */
  readonly offset?: number | undefined;
}

/** Options of {@link addGaussianNoise}: which noise is added, and what comes out. */
export interface ArrayNoiseOptions<Out extends NumberArray> extends GaussianOptions {
  /** Standard deviation, in units of the array's elements. */
  readonly std: number;
  /** Least value that comes out. Default: what the array can hold. */
  readonly min?: number | undefined;
  /** Largest value that comes out. Default: what the array can hold. */
  readonly max?: number | undefined;
  /** Where the sums go: of any kind, as long as the array. Default: the array itself. */
  readonly out?: Out | undefined;
}

/** The same, checked. */
interface ArrayNoise {
  readonly std: number;
  readonly mean: number;
  readonly seed: number | undefined;
  readonly key: string;
  readonly offset: number;
  readonly min: number;
  readonly max: number;
}

const GAUSSIAN_OPTIONS = { list: listGaussianOptions };
const ARRAY_NOISE_OPTIONS = { list: listArrayNoiseOptions };

/** What to do with each normal and each sum. */
interface Arithmetic {
  readonly std: number;
  readonly mean: number;
  readonly least: number;
  readonly most: number;
  readonly isInteger: boolean;
}

/** Room in the kernel's memory for a block at work, in whole vectors. */
const ROOM_BYTES = 4 * (NOISE_BLOCK_FRAMES + 4);

/** Calls do not overlap, so one kernel serves them all: to make one takes longer than a million normals. */
let kernel: Kernel | undefined;
/** A block at work in 64 bits. */
let scratch: Float64Array | undefined;

/**
 * Fills an array with normals.
 *
 * Element i is `mean + std · normal(offset + i)` of channel 0 of noise stream v1: the same for the same seed and key on every
 * machine, however an array is cut. Arrays of integers get it rounded to the nearest, ties to even, and clamped.
 *
 * @param out taken as one row of elements, whatever its shape stands for.
 * @returns `out`.
 * @throws RangeError or TypeError for options that are unknown or out of range, or no array of numbers.
 */
export function gaussian<Out extends NumberArray>(out: Out, options: GaussianOptions = {}): Out {
  const values = checkOptions(GAUSSIAN_OPTIONS, options, 'gaussian');
  const { std = 1, mean, offset } = values;
  if (out instanceof Float32Array && std === 1 && mean === 0) {
    const stream = openStream(values);
    forEachBlock(out.length, offset, (start, end, blockIndex, first) => {
      out.set(stream.block(0, blockIndex).subarray(first, first + end - start), start);
    });
    return out;
  }
  elementRange('out', out);
  out.fill(0);
  return addTo(out, out, { ...values, std, min: -Infinity, max: Infinity });
}

/**
 * Adds Gaussian noise to an array, in place or into `out`.
 *
 * Element i gets `mean + std · normal(offset + i)`, as {@link gaussian} gives it. Where array and `out` are of 32-bit floats or of
 * 8 or 16 bits all is computed in 32-bit floats, as in audio, and else in 64-bit floats. Arrays of integers get the sum
 * rounded to the nearest, ties to even, and clamped to what they can hold. NaN stays NaN.
 *
 * @param array taken as one row of elements, whatever its shape stands for.
 * @returns `out` where it is given, else `array`.
 * @throws RangeError or TypeError for options that are unknown or out of range, no arrays of numbers, or an `out` of another
 *   length.
 */
export function addGaussianNoise<In extends NumberArray, Out extends NumberArray = In>(
  array: In,
  options: ArrayNoiseOptions<Out>,
): Out {
  const { out, std, ...values } = checkOptions(ARRAY_NOISE_OPTIONS, options, 'addGaussianNoise');
  if (std === undefined) {
    throw new TypeError('std is undefined; expected the standard deviation of the noise');
  }
  return addTo(array, (out ?? array) as NumberArray as Out, { ...values, std });
}

function addTo<Out extends NumberArray>(array: NumberArray, out: Out, options: ArrayNoise): Out {
  const { fitsFloat32 } = elementRange('array', array);
  const range = elementRange('out', out);
  if (out.length !== array.length) {
    throw new RangeError(`out has ${out.length} elements; expected ${array.length} as the array`);
  }
  if (fitsFloat32 && range.fitsFloat32) addIn32Bits(array, out, options, range);
  else addIn64Bits(array, out, options, range);
  return out;
}

function addIn32Bits(
  array: NumberArray,
  out: NumberArray,
  options: ArrayNoise,
  range: ElementRange,
): void {
  const { std, mean, least, most, isInteger } = arithmeticOf(options, range, Math.fround);
  const stream = openStream(options);
  const { exports, normals, audioAddress } = stream.kernel;
  const room = new Float32Array(exports.memory.buffer, audioAddress, NOISE_BLOCK_FRAMES);
  forEachBlock(array.length, options.offset, (start, end, blockIndex, first) => {
    stream.block(0, blockIndex);
    const count = end - start;
    room.set(array.subarray(start, end));
    const drawn = normals.byteOffset + 4 * first;
    exports.mixF32(audioAddress, drawn, count, std, mean, least, most, isInteger);
    out.set(room.subarray(0, count), start);
  });
}

function addIn64Bits(
  array: NumberArray,
  out: NumberArray,
  options: ArrayNoise,
  range: ElementRange,
): void {
  const arithmetic = arithmeticOf(options, range, (value) => value);
  const stream = openStream(options);
  scratch ??= new Float64Array(NOISE_BLOCK_FRAMES);
  const room = scratch;
  forEachBlock(array.length, options.offset, (start, end, blockIndex, first) => {
    const normals = stream.block(0, blockIndex);
    room.set(array.subarray(start, end));
    addFloat64(room, end - start, normals, first, arithmetic);
    out.set(room.subarray(0, end - start), start);
  });
}

function openStream({ seed = drawSeed(), key }: Pick<ArrayNoise, 'seed' | 'key'>): NormalStream {
  kernel ??= instantiateKernel(ROOM_BYTES);
  return new NormalStream(seed, key, kernel);
}

function arithmeticOf(
  { std, mean, min, max }: ArrayNoise,
  { lowest, highest, isInteger }: ElementRange,
  round: (value: number) => number,
): Arithmetic {
  // What 64-bit floats hold may be beyond 32-bit ones.
  if (!Number.isFinite(round(std))) {
    throw new RangeError(`std is ${std}; expected at most 3.4e38, as 32-bit floats hold`);
  }
  if (!Number.isFinite(round(mean))) {
    throw new RangeError(
      `mean is ${mean}; expected a number within ±3.4e38, as 32-bit floats hold`,
    );
  }
  // What is clamped to whole numbers first stays within when it is rounded.
  const least = Math.max(lowest, isInteger ? Math.ceil(min) : round(min));
  const most = Math.min(highest, isInteger ? Math.floor(max) : round(max));
  if (!(least <= most)) {
    throw new RangeError(
      `min is ${shown(min)} and max ${shown(max)}; expected min <= max, with a value between that the array can hold`,
    );
  }
  return { std: round(std), mean: round(mean), least, most, isInteger };
}

/** Cuts elements along the blocks of the stream; `first` is where in its block an element `start` is. */
function forEachBlock(
  length: number,
  offset: number,
  work: (start: number, end: number, blockIndex: number, first: number) => void,
): void {
  for (let start = 0; start < length; ) {
    const blockIndex = Math.floor((offset + start) / NOISE_BLOCK_FRAMES);
    const first = offset + start - blockIndex * NOISE_BLOCK_FRAMES;
    const end = Math.min(length, start + NOISE_BLOCK_FRAMES - first);
    work(start, end, blockIndex, first);
    start = end;
  }
}

/** 1.5 · 2^52: a number that is added to it and taken off again is rounded to the nearest even integer. */
const ROUNDER = 6755399441055744;

/** In place. */
function addFloat64(
  values: Float64Array,
  count: number,
  normals: Float32Array,
  first: number,
  { std, mean, least, most, isInteger }: Arithmetic,
): void {
  for (let i = 0, j = first; i < count; i++, j++) {
    const sum = values[i]! + (std * normals[j]! + mean);
    values[i] = sum < least ? least : sum > most ? most : sum;
  }
  if (!isInteger) return;
  for (let i = 0; i < count; i++) values[i] = values[i]! + ROUNDER - ROUNDER;
}
