import type { WavFormat } from '../formats/wav/wav-format.ts';
import { isBigEndian } from '../formats/wav/wav-format.ts';

/** Bytes of samples that the kernel is handed at a time: they stay in the second-level cache. */
export const MIX_BYTES = 1 << 19;

/** Whether the kernel can work on the samples as they stand: little-endian 16-bit integers without padding. */
export function isPlainS16(format: WavFormat): boolean {
  return format.encoding === 's16' && format.slotBytes === 2 && !isBigEndian(format);
}
