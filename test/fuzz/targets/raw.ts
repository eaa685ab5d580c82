// Any bytes as headerless samples, in any pieces: whole frames of the same bytes, or one of our errors.

import { RawDecoder } from '../../../src/formats/raw/raw-decoder.ts';
import { createRawFormat, RAW_ENCODINGS } from '../../../src/formats/raw/raw-format.ts';
import { collectEvents } from '../../formats/collected-events.ts';
import { inRandomPieces } from '../../formats/wav/splitting.ts';
import { ramp } from '../../tools/wav-fixtures.ts';
import { boundAllocations, must, mustNotDependOnPieces } from '../expect.ts';

boundAllocations();

export const seeds = [ramp(100), ramp(11), ramp(0)].map((bytes) => Buffer.from(bytes));

export function run(bytes: Uint8Array): void {
  const encoding = RAW_ENCODINGS[bytes.length % RAW_ENCODINGS.length]!;
  const format = createRawFormat({ sampleRate: 8000, numberOfChannels: 3 }, encoding);
  const decode = (pieces: readonly Uint8Array[]) => {
    const decoder = new RawDecoder(format);
    const { data } = collectEvents(decoder, pieces);
    must(data.equals(bytes.subarray(0, data.length)), 'other bytes');
    must(bytes.length - data.length < format.bytesPerFrame, 'a frame is missing');
    return { data, warnings: decoder.warnings };
  };
  mustNotDependOnPieces(bytes, decode, inRandomPieces);
}
