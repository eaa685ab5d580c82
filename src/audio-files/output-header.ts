import type { Hash } from 'node:crypto';
import type { WavFormat } from '../formats/wav/wav-format.ts';
import type { WavHeader } from '../formats/wav/wav-header-parser.ts';
import type { WavWarning } from '../formats/wav/wav-warning.ts';
import { WavWriter } from '../formats/wav/wav-writer.ts';
import type { ByteSink } from '../io/byte-sink.ts';
import { createSha256 } from '../io/sha256.ts';
import { BYTES_PER_TURN, turn } from '../io/turns.ts';

/** What is known of an output before its first sample is written. */
export interface OutputExtent {
  readonly numberOfFrames: number;
  /** Bytes of the chunks after the samples. */
  readonly tailBytes: number;
}

/**
 * A writer for what becomes of an input: its other chunks are kept.
 *
 * @param extent what was counted; without it, what the input's header states is believed.
 */
export function createWavWriter(
  { chunksBeforeData, fmtIndex, declaredFrames, declaredTailBytes }: WavHeader,
  format: WavFormat,
  sink: ByteSink,
  extent?: OutputExtent,
): WavWriter {
  return new WavWriter({
    format,
    chunksBeforeData,
    fmtIndex,
    numberOfFrames: extent?.numberOfFrames ?? declaredFrames,
    tailBytes: extent?.tailBytes ?? declaredTailBytes,
    reserveDs64: sink.isSeekable && extent === undefined && declaredFrames === undefined,
  });
}

/**
 * Sets right what the header states, where it was written before that was known.
 *
 * @returns the hash of the output: `hash` itself where no byte was overwritten; and a warning where the header states
 *   something wrong and cannot be written to again.
 */
export async function mendHeader(
  writer: WavWriter,
  sink: ByteSink,
  hash: Hash | undefined,
): Promise<{ hash: Hash | undefined; warnings: WavWarning[] }> {
  const patches = writer.headerPatches();
  if (sink.isSeekable) {
    for (const { byteOffset, bytes } of patches) sink.patch(byteOffset, bytes);
    const isStale = hash !== undefined && patches.length > 0;
    return { hash: isStale ? await hashOf(sink) : hash, warnings: [] };
  }
  if (patches.length === 0 || writer.declaredFrames === undefined) return { hash, warnings: [] };
  const isCountRight = writer.declaredFrames === writer.framesWritten;
  const wrong = isCountRight
    ? 'the RIFF size in the output does not fit the chunks after the samples'
    : `the output's header states ${writer.declaredFrames} frames and ${writer.framesWritten} came`;
  const message = `${wrong}; it was written before that was known`;
  return {
    hash,
    warnings: [{ code: isCountRight ? 'riff-size' : 'truncated-data', message, byteOffset: 0 }],
  };
}

async function hashOf(sink: ByteSink): Promise<Hash> {
  const hash = createSha256();
  const buffer = new Uint8Array(BYTES_PER_TURN);
  for (let byteOffset = 0; ; ) {
    const count = sink.read(byteOffset, buffer);
    if (count === 0) return hash;
    hash.update(buffer.subarray(0, count));
    byteOffset += count;
    await turn();
  }
}
