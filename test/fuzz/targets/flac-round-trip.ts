// Any samples of 8 to 32 bits: encoded and decoded they are the same, whatever pieces they come in, and the independent decoder
// finds every number in the file right.

import { decodeFlac } from '../../formats/flac/decoding.ts';
import { encodeFlac, formatOf } from '../../formats/flac/encoding.ts';
import { decodeByOracle } from '../../formats/flac/flac-oracle.ts';
import { inPiecesOf } from '../../formats/wav/splitting.ts';
import { must, mustEqual } from '../expect.ts';

export const mostBytes = 3000;
export const seeds = [0, 1, 2, 3, 16, 17, 18, 19, 33, 34, 35].map((kind) =>
  Uint8Array.from({ length: 400 }, (_, i) => (i === 0 ? kind : (i * i * (kind + 1)) >> (kind % 7))),
);

export function run(bytes: Uint8Array): void {
  const [kind = 0, repeats = 0] = bytes;
  const bits = 8 * ((kind & 3) + 1);
  const numberOfChannels = ((kind >> 4) % 3) + 1;
  const format = formatOf(numberOfChannels, bits);
  // Some are longer than a block.
  const long = Buffer.concat(new Array<Uint8Array>((repeats % 4) + 1).fill(bytes.subarray(1)));
  const samples = long.subarray(0, long.length - (long.length % format.bytesPerFrame));
  const { bytes: file } = encodeFlac([samples], { format });
  const { data, warnings } = decodeFlac([file]);
  mustEqual(warnings, [], 'no warnings');
  must(Buffer.compare(data, samples) === 0, 'the samples come back');
  must(
    decodeByOracle(file).length === samples.length / format.slotBytes,
    'and are found independently',
  );
  const split = encodeFlac(inPiecesOf(format.bytesPerFrame * 7, samples), { format }).bytes;
  must(Buffer.compare(split, file) === 0, 'the same file from pieces');
}
