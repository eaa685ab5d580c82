import { instantiateKernel, type Kernel } from '../kernel/kernel.ts';
import { type ColourFilter, FILTER_PERIOD_FRAMES } from './colour-filter.ts';
import { rootsOfUnity } from './colour-transform.ts';

// As in kernel/assembly/colour.ts.
const SEGMENT_BYTES = 4 * FILTER_PERIOD_FRAMES;
const SPLIT_NODES = FILTER_PERIOD_FRAMES / 4;
const ROOTS_FLOATS = 6 * SPLIT_NODES;
const WORK_BYTES = 3 * SEGMENT_BYTES + 4 * ROOTS_FLOATS;

/** Angles t of the nodes' roots w, in 16384ths of a turn: t(4 j + m) = t(j) / 4 + m · 1024. */
const ROOT_ANGLES: Uint16Array = new Uint16Array(SPLIT_NODES);
for (let node = 1; node < SPLIT_NODES; node++) {
  ROOT_ANGLES[node] = ROOT_ANGLES[node >> 2]! / 4 + (node & 3) * (FILTER_PERIOD_FRAMES / 16);
}

let rootPowers: Float32Array | undefined;

/**
 * Filters two segments of white noise at a time, in a kernel of its own, as if they were periodic.
 *
 * The first and the last 2048 samples of a segment so get something of its other end, and are of no use.
 */
export class ColourConvolver {
  /** Draws the white noise; its memory holds the segments. */
  readonly kernel: Kernel;
  /** The two segments, {@link FILTER_PERIOD_FRAMES} samples each: white noise before {@link run}, coloured after. */
  readonly segments: readonly [Float32Array, Float32Array];

  constructor({ response }: ColourFilter) {
    const kernel = instantiateKernel(WORK_BYTES);
    const view = (byteOffset: number, size: number) =>
      new Float32Array(kernel.exports.memory.buffer, kernel.audioAddress + byteOffset, size);
    this.kernel = kernel;
    this.segments = [view(0, FILTER_PERIOD_FRAMES), view(SEGMENT_BYTES, FILTER_PERIOD_FRAMES)];
    fillResponse(view(2 * SEGMENT_BYTES, FILTER_PERIOD_FRAMES), response);
    rootPowers ??= computeRootPowers();
    view(3 * SEGMENT_BYTES, ROOTS_FLOATS).set(rootPowers);
  }

  /** Filters both segments in place. */
  run(): void {
    this.kernel.exports.filterSegments(this.kernel.audioAddress);
  }
}

/** The response over 16384, a power of two, in the order in which the transform gives its values. */
function fillResponse(values: Float32Array, response: Float32Array): void {
  for (let node = 0; node < SPLIT_NODES; node++) {
    for (let child = 0; child < 4; child++) {
      const k = ROOT_ANGLES[node]! + child * (FILTER_PERIOD_FRAMES / 4);
      const mirrored = Math.min(k, FILTER_PERIOD_FRAMES - k);
      values[16 * (node >> 2) + 4 * child + (node & 3)] =
        response[mirrored]! / FILTER_PERIOD_FRAMES;
    }
  }
}

/** w, w² and w³ of every node, rounded to 32-bit floats. */
function computeRootPowers(): Float32Array {
  const { cosines, sines } = rootsOfUnity(FILTER_PERIOD_FRAMES);
  const powers = new Float32Array(ROOTS_FLOATS);
  for (let node = 0; node < SPLIT_NODES; node++) {
    for (let power = 1; power <= 3; power++) {
      const angle = power * ROOT_ANGLES[node]!;
      const at = 24 * (node >> 2) + 8 * (power - 1) + (node & 3);
      powers[at] = cosines[angle]!;
      powers[at + 4] = sines[angle]!;
    }
  }
  return powers;
}
