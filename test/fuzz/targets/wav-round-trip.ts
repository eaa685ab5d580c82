// What is read, written and read again is the same: samples, chunks, tail.

import { AwgnError } from '../../../src/errors.ts';
import { WavReader } from '../../../src/formats/wav/wav-reader.ts';
import { WavWriter } from '../../../src/formats/wav/wav-writer.ts';
import { bytesOf } from '../../tools/wav-fixtures.ts';
import { boundAllocations, mustEqual, orOurs } from '../expect.ts';
import { WAV_SEEDS } from '../wav-seeds.ts';

boundAllocations();
export const seeds = WAV_SEEDS;

function read(bytes: Uint8Array) {
  const reader = new WavReader();
  const blocks = [...reader.push(bytes), ...reader.end()];
  return {
    header: reader.header!,
    blocks,
    tail: reader.takeTail(),
    frames: reader.framesRead,
    isCutShort: reader.warnings.some(({ code }) => code === 'truncated-chunk'),
  };
}

function write({ header, blocks, tail, frames }: ReturnType<typeof read>): Uint8Array {
  const { format, chunksBeforeData, fmtIndex } = header;
  const inside = tail.filter(({ outsideRiff }) => !outsideRiff);
  const tailBytes = inside.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const writer = new WavWriter({
    format,
    chunksBeforeData,
    fmtIndex,
    numberOfFrames: frames,
    tailBytes,
  });
  const parts = [writer.header(), ...blocks.map((block) => writer.write(block))];
  parts.push(writer.end(tail));
  mustEqual(writer.headerPatches(), [], 'headerPatches()');
  return bytesOf(...parts);
}

export function run(bytes: Uint8Array): void {
  const first = orOurs(() => read(bytes));
  if (first instanceof AwgnError) return;
  // The RIFF size that made it a chunk is not that of the output: behind no samples it would be taken for some.
  if (first.frames === 0 && first.isCutShort) return;
  const written = write(first);
  const second = read(written);
  mustEqual(second.frames, first.frames, 'framesRead');
  mustEqual(second.header.format, first.header.format, 'format');
  mustEqual(
    bytesOf(...second.tail.map((part) => part.bytes)),
    bytesOf(...first.tail.map((part) => part.bytes)),
    'the tail',
  );
  // Where the last chunk is cut short, the RIFF size that made it one is not that of the second file.
  if (!first.isCutShort) mustEqual(write(second), written, 'the second writing');
}
