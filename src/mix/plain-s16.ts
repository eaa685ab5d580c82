import type { SampleFormat } from '../formats/sample-format.ts';

/** Bytes of samples that the kernel is handed at a time: they stay in the second-level cache. */
export const MIX_BYTES = 1 << 19;

/** Whether the kernel can work on the samples as they stand: little-endian 16-bit integers without padding. */
export function isPlainS16(format: SampleFormat): boolean {
  return format.encoding === 's16' && format.slotBytes === 2 && !format.bigEndian;
}
