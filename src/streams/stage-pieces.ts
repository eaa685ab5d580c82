import type { AudioBlock } from '../audio-format.ts';
import { shown } from '../shown.ts';

/**
 * Sees that a stage gets what it works on.
 *
 * @param stage its name, for the message.
 * @throws TypeError for anything but a block.
 */
export function requireBlock(piece: unknown, stage: string): asserts piece is AudioBlock {
  if (isBlock(piece)) return;
  throw new TypeError(
    `${stage} takes blocks of audio, and got ${shown(piece)}; ${remedyFor(piece)}`,
  );
}

/**
 * The same for a stage that works on bytes.
 *
 * @throws TypeError for anything but bytes.
 */
export function requireBytes(piece: unknown, stage: string): asserts piece is Uint8Array {
  if (piece instanceof Uint8Array) return;
  const remedy = isBlock(piece)
    ? 'leave it out, since what it gets is decoded already'
    : 'give it the bytes of a file';
  throw new TypeError(
    `${stage} takes bytes, in Uint8Arrays or Buffers, and got ${isBlock(piece) ? 'a block of audio' : shown(piece)}; ${remedy}`,
  );
}

function isBlock(piece: unknown): piece is AudioBlock {
  const { format, frameIndex, channelData } = (piece ?? {}) as Partial<AudioBlock>;
  return (
    typeof format === 'object' &&
    typeof frameIndex === 'number' &&
    Array.isArray(channelData) &&
    channelData.every((samples) => samples instanceof Float32Array)
  );
}

function remedyFor(piece: unknown): string {
  if (piece instanceof Uint8Array) return 'put wavDecode() or audioDecode() before it';
  if (typeof (piece as { getChannelData?: unknown } | null)?.getChannelData === 'function') {
    return 'make a block of it with audioBufferToBlock() of awgn/web-audio';
  }
  return 'give it { format, frameIndex, channelData }, with a Float32Array for each channel';
}
