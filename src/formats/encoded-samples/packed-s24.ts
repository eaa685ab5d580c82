import { instantiateKernel, type KernelExports } from '../../kernel/kernel.ts';
import type { SampleFormat } from '../sample-format.ts';

/** Samples at work at a time; the kernel writes four bytes past them, and reads as many. */
const SAMPLES_AT_ONCE = 4096;
const PACKED_BYTES = 3 * SAMPLES_AT_ONCE + 16;

/** The kernel's memory: samples as in the file, then as floats. */
interface Room {
  readonly exports: KernelExports;
  readonly packed: Uint8Array;
  readonly floats: Float32Array;
}

/** Calls do not overlap, so one serves them all. */
let room: Room | undefined;

function openRoom(): Room {
  if (room !== undefined) return room;
  const { exports, audioAddress } = instantiateKernel(PACKED_BYTES + 4 * SAMPLES_AT_ONCE);
  const { buffer } = exports.memory;
  const packed = new Uint8Array(buffer, audioAddress, PACKED_BYTES);
  const floats = new Float32Array(buffer, audioAddress + PACKED_BYTES, SAMPLES_AT_ONCE);
  room = { exports, packed, floats };
  return room;
}

/** Whether the samples are as nearly all 24-bit files have them: little-endian, in three bytes. */
export function isPackedS24(format: SampleFormat): boolean {
  return format.slotBytes === 3 && format.significantBytes === 3 && !format.bigEndian;
}

/** As `decodeSamples`, for such samples, in the kernel. */
export function decodePackedS24(
  bytes: Uint8Array,
  channelData: readonly Float32Array[],
  numberOfFrames: number,
): void {
  const { exports, packed, floats } = openRoom();
  const channels = channelData.length;
  const framesAtOnce = Math.floor(SAMPLES_AT_ONCE / channels);
  for (let start = 0; start < numberOfFrames; start += framesAtOnce) {
    const frames = Math.min(framesAtOnce, numberOfFrames - start);
    const count = frames * channels;
    const from = 3 * start * channels;
    packed.set(bytes.subarray(from, from + 3 * count));
    exports.decodeS24(packed.byteOffset, count, floats.byteOffset);
    for (const [channel, samples] of channelData.entries()) {
      if (channels === 1) samples.set(floats.subarray(0, count), start);
      else takeChannel(floats, channel, channels, samples, start, frames);
    }
  }
}

/** As `encodeSamples`, for such samples, in the kernel. */
export function encodePackedS24(
  channelData: readonly Float32Array[],
  numberOfFrames: number,
  out: Uint8Array,
): number {
  const { exports, packed, floats } = openRoom();
  const channels = channelData.length;
  const framesAtOnce = Math.floor(SAMPLES_AT_ONCE / channels);
  let clipped = 0;
  for (let start = 0; start < numberOfFrames; start += framesAtOnce) {
    const frames = Math.min(framesAtOnce, numberOfFrames - start);
    const count = frames * channels;
    for (const [channel, samples] of channelData.entries()) {
      if (channels === 1) floats.set(samples.subarray(start, start + frames));
      else putChannel(floats, channel, channels, samples, start, frames);
    }
    // The last vector counts as a whole.
    floats.fill(0, count, (count + 3) & ~3);
    clipped += exports.encodeS24(floats.byteOffset, count, packed.byteOffset);
    out.set(packed.subarray(0, 3 * count), 3 * start * channels);
  }
  return clipped;
}

function takeChannel(
  floats: Float32Array,
  channel: number,
  channels: number,
  samples: Float32Array,
  start: number,
  frames: number,
): void {
  for (let i = 0, at = channel; i < frames; i++, at += channels) samples[start + i] = floats[at]!;
}

function putChannel(
  floats: Float32Array,
  channel: number,
  channels: number,
  samples: Float32Array,
  start: number,
  frames: number,
): void {
  for (let i = 0, at = channel; i < frames; i++, at += channels) floats[at] = samples[start + i]!;
}
