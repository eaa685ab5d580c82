// Any bytes, in any pieces: the same header, samples and warnings as unsplit, or one of our errors; as many samples as are
// told, silence included. And any bytes as the body of a frame, which checksums would keep from being looked at.

import { createHash } from 'node:crypto';
import { FlacDecoder } from '../../../src/formats/flac/flac-decoder.ts';
import { BitWriter, crcOf } from '../../formats/flac/bit-writer.ts';
import { fileBytes } from '../../formats/flac/flac-builder.ts';
import { inRandomPieces } from '../../formats/wav/splitting.ts';
import { boundAllocations, must, mustEqual, mustNotDependOnPieces } from '../expect.ts';
import { FLAC_SEEDS } from '../flac-seeds.ts';

boundAllocations();
export const mostBytes = 1500;
export const seeds = FLAC_SEEDS;

/** A few bytes may be gigabytes of samples: after so many it is enough. */
const MOST_DATA_BYTES = 1 << 24;

function decode(pieces: readonly Uint8Array[]) {
  const decoder = new FlacDecoder();
  const hash = createHash('sha256');
  let header: unknown;
  let dataBytes = 0;
  let bytesPerFrame = 1;
  const isEnough = (events: ReturnType<FlacDecoder['push']>): boolean => {
    for (const event of events) {
      if (event.type === 'header') {
        must(header === undefined, 'one header');
        header = event.header;
        bytesPerFrame = event.header.format.bytesPerFrame;
      } else {
        must(header !== undefined && event.bytes.length > 0, 'data behind a header');
        must(event.bytes.length % bytesPerFrame === 0, 'whole frames');
        hash.update(event.bytes);
        dataBytes += event.bytes.length;
      }
      if (dataBytes > MOST_DATA_BYTES) return true;
    }
    return false;
  };
  for (const piece of pieces) if (isEnough(decoder.push(piece))) return undefined;
  if (isEnough(decoder.end())) return undefined;
  mustEqual(decoder.extent.numberOfFrames, dataBytes / bytesPerFrame, 'the number of frames');
  return { header, dataBytes, sha256: hash.digest('hex'), warnings: decoder.warnings };
}

/** A frame whose header is sound and whose body is anything. */
function framed(body: Uint8Array): Uint8Array {
  const [kind = 0, ...rest] = body;
  const bits = kind & 1 ? 32 : 16;
  const numberOfChannels = kind & 2 ? 2 : 1;
  const head = new BitWriter().write(0xfff8, 16).write(6, 4).write(0, 4);
  head.write(numberOfChannels === 2 ? 8 + ((kind >> 2) % 3) : 0, 4).write(0, 4);
  head.write(0, 8).write(kind, 8);
  head.write(crcOf(head.bytes(), 8), 8);
  const frame = Buffer.concat([head.bytes(), Uint8Array.from(rest)]);
  const shape = { bits, numberOfChannels, blockFrames: kind + 1, numberOfFrames: kind + 1 };
  const crc = new BitWriter().write(crcOf(frame, 16), 16).bytes();
  return fileBytes(shape, [frame, crc]);
}

export function run(input: Uint8Array): void {
  for (const bytes of [input, framed(input)]) mustNotDependOnPieces(bytes, decode, inRandomPieces);
}
