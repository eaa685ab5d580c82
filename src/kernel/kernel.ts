import { KERNEL_BASE64 } from './kernel-bytes.ts';

/** Frames that one seeding of the generators serves: the grid of noise stream v1. */
export const BLOCK_FRAMES = 4096;

/** Filters samples that are `step` bytes apart; returns `energy` and the squares of the outcome. */
export type Weigh = (
  samples: number,
  step: number,
  count: number,
  filter: number,
  energy: number,
) => number;

/** What assembly/kernel.ts exports. Addresses are bytes of the linear memory. */
export interface KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly clippedSamples: { readonly value: number };
  readonly signalEnergy: { readonly value: number };
  drawNormals(
    to: number,
    blockLow: number,
    blockHigh: number,
    channel: number,
    keyLow: number,
    keyHigh: number,
  ): void;
  fillNormals(
    blockLow: number,
    blockHigh: number,
    channel: number,
    keyLow: number,
    keyHigh: number,
  ): void;
  normalsEnergy(
    blockLow: number,
    blockHigh: number,
    channel: number,
    keyLow: number,
    keyHigh: number,
  ): number;
  addNormalsEnergies(
    energy: number,
    firstBlock: number,
    blocks: number,
    channel: number,
    keyLow: number,
    keyHigh: number,
  ): number;
  sumSquaresS16(samples: number, count: number): number;
  sumLanesS16(samples: number, count: number, sums: number): number;
  scaleNormals(noise: number, channels: number, frames: number, gain: number, mean: number): void;
  mixS16(samples: number, noise: number, count: number): number;
  mixNormalsS16(
    samples: number,
    count: number,
    firstBlock: number,
    channel: number,
    keyLow: number,
    keyHigh: number,
    gain: number,
    mean: number,
  ): number;
  mixF32(
    samples: number,
    normals: number,
    count: number,
    std: number,
    mean: number,
    least: number,
    most: number,
    rounds: boolean,
  ): void;
  mixF32AndSum(
    samples: number,
    normals: number,
    count: number,
    std: number,
    mean: number,
    sum: number,
  ): void;
  addMixSumsF32(samples: number, mixed: number, count: number, scale: number, sums: number): void;
  addSumsF32(samples: number, count: number, offset: number, sums: number): number;
  mixS16AndSubtract(samples: number, noise: number, count: number): number;
  filterSegments(first: number, second: number, plan: number, to: number): void;
  fillRoots(cosines: number, size: number): void;
  transformCosines(values: number, half: number, cosines: number, work: number): void;
  fillKaiserWindow(to: number, size: number, beta: number): void;
  orderResponse(response: number, to: number): void;
  orderRoots(cosines: number, to: number): void;
  sumSquaresF32(samples: number, count: number): number;
  sumSquaresOfThreeF32(samples: number, count: number, sums: number): void;
  peakF32(samples: number, count: number, peak: number): number;
  followSpeechF32(samples: number, count: number, speech: number, activity: number): number;
  decodeS16(from: number, channels: number, frames: number, to: number): void;
  decodeS24(from: number, count: number, to: number): void;
  encodeS24(from: number, count: number, to: number): number;
  addLagProducts(samples: number, count: number, lags: number, sums: number): void;
  readonly weighByThreeF32: Weigh;
  readonly weighByTwoF32: Weigh;
}

/** A kernel with memory of its own. */
export interface Kernel {
  readonly exports: KernelExports;
  /** The normals that the last `fillNormals` left: {@link BLOCK_FRAMES} of them. */
  readonly normals: Float32Array;
  /** Address of the caller's audio memory. */
  readonly audioAddress: number;
}

// As in assembly/layout.ts.
const NORMALS_ADDRESS = 18432;
const AUDIO_ADDRESS = 65536;
const PAGE_BYTES = 65536;

/** {@link instantiateKernel}, or what lends kernels in its stead. */
export type CreateKernel = (audioBytes?: number, zeroedFrom?: number) => Kernel;

let compiled: WebAssembly.Module | undefined;

/**
 * A new instance of the kernel, synchronously; instances share nothing but the compiled code.
 *
 * @param audioBytes memory for the caller at `audioAddress`, zeroed; it never moves, so views of it stay valid.
 */
export function instantiateKernel(audioBytes = 0): Kernel {
  compiled ??= new WebAssembly.Module(kernelBytes());
  return withAudioMemory(
    new WebAssembly.Instance(compiled).exports as unknown as KernelExports,
    audioBytes,
  );
}

function kernelBytes(): Uint8Array<ArrayBuffer> {
  const characters = atob(KERNEL_BASE64);
  const bytes = new Uint8Array(characters.length);
  // What calls a function for each byte takes as long as to compile them.
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}

/** The kernel with so much audio memory; growing it leaves the views of before without any. */
export function withAudioMemory(exports: KernelExports, audioBytes: number): Kernel {
  const missing = AUDIO_ADDRESS + audioBytes - exports.memory.buffer.byteLength;
  if (missing > 0) {
    exports.memory.grow(Math.ceil(missing / PAGE_BYTES));
  }
  return {
    exports,
    normals: new Float32Array(exports.memory.buffer, NORMALS_ADDRESS, BLOCK_FRAMES),
    audioAddress: AUDIO_ADDRESS,
  };
}
