// Any bytes as a SPHERE file, in any pieces: the same events as unsplit, or one of our errors.

import { encodeShorten } from '../../formats/sphere/shorten-encoder.ts';
import { decodeSphere, sphereHeader, spherePcm } from '../../formats/sphere/sphere-files.ts';
import { inRandomPieces, seededRandom } from '../../formats/wav/splitting.ts';
import { boundAllocations, mustNotDependOnPieces } from '../expect.ts';

boundAllocations();

const SAMPLES = Int16Array.from({ length: 300 }, (_, i) => 900 * Math.sin(i / 7) + 8 * (i % 9));

/** A header of few bytes, so that what follows is changed as often. */
const shorten = (type: number, fields: Record<string, number | string>) =>
  Buffer.concat([
    sphereHeader({ channel_count: 1, sample_rate: 8000, ...fields }, 256),
    encodeShorten(type === 0 ? SAMPLES.map((sample) => sample & 0xff) : SAMPLES, {
      version: 2,
      channels: 1,
      blockSamples: 64,
      mostOrder: 4,
      means: 4,
      type,
      shifts: type === 0,
      resizes: true,
      random: seededRandom(type),
    }),
  ]);

export const seeds = [
  spherePcm(SAMPLES, 2),
  Buffer.concat([
    sphereHeader(
      { channel_count: 1, sample_rate: 8000, sample_n_bytes: 1, sample_coding: 'pculaw' },
      160,
    ),
    Buffer.from('samples of some kind'),
  ]),
  shorten(3, {
    sample_n_bytes: 2,
    sample_byte_format: '01',
    sample_coding: 'pcm,embedded-shorten-v2.00',
  }),
  shorten(0, {
    sample_n_bytes: 1,
    sample_coding: 'ulaw,embedded-shorten-v2.00',
    sample_count: 299,
  }),
];

export function run(bytes: Uint8Array): void {
  mustNotDependOnPieces(bytes, decodeSphere, inRandomPieces);
}
