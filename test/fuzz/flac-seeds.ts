import { fileBytes, frameBytes, md5Of, type Subframe } from '../formats/flac/flac-builder.ts';

const RESIDUAL = { method: 0, partitionOrder: 1, partitions: [3, { plain: 9 }] } as const;

const SUBFRAMES: readonly Subframe[] = [
  { type: 'constant' },
  { type: 'verbatim' },
  { type: 'verbatim', wasted: 0 },
  { type: 'fixed', order: 0, ...RESIDUAL },
  { type: 'fixed', order: 2, ...RESIDUAL },
  { type: 'fixed', order: 4, ...RESIDUAL, method: 1 },
  { type: 'linear', coefficients: [900, -400], precision: 12, shift: 9, ...RESIDUAL },
  {
    type: 'linear',
    coefficients: Array.from({ length: 9 }, (_, i) => 7 - i),
    precision: 5,
    shift: 3,
    method: 0,
    partitions: [4],
  },
];

function fileOf(bits: number, numberOfChannels: number, subframes: Subframe, isVariable: boolean) {
  const blocks = [0, 1, 2].map((number) =>
    Array.from({ length: numberOfChannels }, (_, channel) =>
      Array.from({ length: 20 }, (_, i) =>
        subframes.type === 'constant' ? number : ((i * 7 + channel + number) % 16) - 8,
      ),
    ),
  );
  const samples = blocks[0]!.map((_, channel) => blocks.flatMap((block) => block[channel]!));
  const shape = { bits, numberOfChannels, blockFrames: 20, numberOfFrames: 60 };
  const frames = blocks.map((block, number) =>
    frameBytes({
      number: isVariable ? 20 * number : number,
      isVariable,
      samples: block,
      bits,
      subframes,
      ...(numberOfChannels === 2 && { stereo: 'mid-side' as const }),
    }),
  );
  return fileBytes({ ...shape, md5: md5Of(samples, bits) }, frames);
}

const METADATA = fileBytes(
  {
    bits: 16,
    numberOfChannels: 3,
    blockFrames: 16,
    numberOfFrames: 0,
    metadata: [
      [4, Buffer.from('\x04\0\0\0test\x01\0\0\0\x03\0\0\0A=b')],
      [2, Buffer.from('riffxxxx')],
      [6, Buffer.alloc(12, 'p')],
      [1, Buffer.alloc(9)],
    ],
  },
  [],
);

/** Files of all kinds of subframes, metadata, and a tag before a file. */
export const FLAC_SEEDS: readonly Uint8Array[] = [
  ...SUBFRAMES.flatMap((subframes) => [
    fileOf(16, 1, subframes, false),
    fileOf(8, 2, subframes, true),
    fileOf(32, 2, subframes, false),
  ]),
  METADATA,
  Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0\x05aaaaa'), METADATA]),
];
