import {
  AMBISONIC_TAIL,
  bytesOf,
  chunk,
  ds64,
  extensibleFmt,
  fmt,
  ramp,
  riff,
  s16Samples,
  u16,
  u32,
} from '../../tools/wav-fixtures.ts';

/** A file that is read, and what must come of it. */
export interface Fixture {
  readonly bytes: Uint8Array;
  /** Sample bytes that must come out. */
  readonly data: Uint8Array;
  /** Bytes after the samples that must come out: inside the RIFF, and behind it. Default: none. */
  readonly tail?: Uint8Array;
  readonly junk?: Uint8Array;
  /** Codes of the warnings, in order. Default: none. */
  readonly warnings?: readonly string[];
  readonly declaredFrames?: number | undefined;
  /** Whether reading and writing must give the same bytes. */
  readonly canonical?: boolean;
}

const six = s16Samples(6);
const data = chunk('data', six);
const list = chunk('LIST', 'INFOISFT\x04\0\0\0awgn');
const oddList = chunk('LIST', 'INFOISFT\x03\0\0\0abc');
const doubles = new Uint8Array(Float64Array.of(0.5, -0.25).buffer);
const bext = chunk('bext', new Uint8Array(602).fill(7));
const canonical = { data: six, declaredFrames: 6, canonical: true } as const;
const unknown = { data: six, declaredFrames: undefined } as const;

function dataOfSize(size: number, content = six): Uint8Array {
  return chunk('data', content, { size });
}

function placeholder(size: number, riffSize = size): Fixture {
  return { bytes: riff([fmt(), dataOfSize(size)], { size: riffSize }), ...unknown };
}

/** Odd and sound files by their property. */
export const FIXTURES: Readonly<Record<string, Fixture>> = {
  's16-mono': { bytes: riff([fmt(), data]), ...canonical },
  's16-stereo': { bytes: riff([fmt({ channels: 2 }), data]), ...canonical, declaredFrames: 3 },
  'u8-odd-data': {
    bytes: riff([fmt({ bits: 8 }), chunk('data', ramp(5))]),
    ...canonical,
    data: ramp(5),
    declaredFrames: 5,
  },
  's24-in-3-bytes': {
    bytes: riff([fmt({ bits: 24 }), data]),
    ...canonical,
    declaredFrames: 4,
  },
  's24-in-4-bytes': {
    bytes: riff([fmt({ bits: 24, blockAlign: 4 }), data]),
    ...canonical,
    declaredFrames: 3,
  },
  's32-extensible-24-valid-bits': {
    bytes: riff([extensibleFmt({ bits: 32, validBits: 24, mask: 4 }), data]),
    ...canonical,
    declaredFrames: 3,
  },
  's16-12-bits': { bytes: riff([fmt({ bits: 12 }), data]), ...canonical },
  's16-9-bits': { bytes: riff([fmt({ bits: 9 }), data]), ...canonical },
  's24-20-bits': { bytes: riff([fmt({ bits: 20 }), data]), ...canonical, declaredFrames: 4 },
  's32-31-bits': { bytes: riff([fmt({ bits: 31 }), data]), ...canonical, declaredFrames: 3 },
  's32-20-bits-in-4-bytes': {
    bytes: riff([fmt({ bits: 20, blockAlign: 4 }), data]),
    ...canonical,
    declaredFrames: 3,
  },
  'f32-with-fact': {
    bytes: riff([fmt({ tag: 3, bits: 32, extension: u16(0) }), chunk('fact', u32(3)), data]),
    ...canonical,
    declaredFrames: 3,
  },
  'f64-without-fact': {
    bytes: riff([fmt({ tag: 3, bits: 64, extension: u16(0) }), chunk('data', doubles)]),
    data: doubles,
    declaredFrames: 2,
  },
  'alaw-with-longer-fact': {
    bytes: riff([
      fmt({ tag: 6, bits: 8, extension: u16(0) }),
      chunk('fact', bytesOf(u32(12), 'more')),
      data,
    ]),
    ...canonical,
    declaredFrames: 12,
  },
  'mulaw-fmt-16': {
    bytes: riff([fmt({ tag: 7, bits: 8 }), data]),
    data: six,
    declaredFrames: 12,
  },
  'mulaw-16-bits-stated': {
    bytes: riff([fmt({ tag: 7, bits: 16 }), data]),
    data: six,
    declaredFrames: 12,
    warnings: ['bits-per-sample', 'block-align'],
  },
  'one-frame': {
    bytes: riff([fmt(), chunk('data', s16Samples(1))]),
    ...canonical,
    data: s16Samples(1),
    declaredFrames: 1,
  },
  'no-frames': {
    bytes: riff([fmt(), chunk('data', '')]),
    ...canonical,
    data: new Uint8Array(0),
    declaredFrames: 0,
  },
  'chunks-around-fmt-and-data': {
    bytes: riff([bext, fmt(), list, chunk('fact', u32(6)), data, oddList, chunk('cue ', u32(0))]),
    ...canonical,
    tail: bytesOf(oddList, chunk('cue ', u32(0))),
  },
  'junk-place-for-ds64': {
    bytes: riff([chunk('JUNK', new Uint8Array(28)), fmt(), data]),
    ...canonical,
  },
  'riff-size-counts-no-pad': {
    bytes: riff([fmt({ bits: 8 }), chunk('data', ramp(5))], { size: 4 + 24 + 8 + 5 }),
    data: ramp(5),
    declaredFrames: 5,
  },
  'fmt-17-bytes': {
    bytes: riff([fmt({ extension: bytesOf(9) }), data]),
    data: six,
    warnings: ['fmt-size'],
  },
  'fmt-18-bytes': { bytes: riff([fmt({ extension: u16(0) }), data]), data: six },
  'fmt-18-bytes-cbsize-garbage': {
    bytes: riff([fmt({ extension: u16(0x6164) }), data]),
    data: six,
    warnings: ['fmt-size'],
  },
  'fmt-40-bytes-pcm': {
    bytes: riff([fmt({ extension: new Uint8Array(24) }), data]),
    data: six,
    warnings: ['fmt-size'],
  },
  'extensible-stereo': {
    bytes: riff([extensibleFmt({ channels: 2, mask: 3 }), data]),
    ...canonical,
    declaredFrames: 3,
  },
  'extensible-cbsize-2': {
    bytes: riff([extensibleFmt({ cbSize: 2 }), data]),
    data: six,
    warnings: ['fmt-size'],
  },
  'extensible-20-bytes': {
    bytes: riff([fmt({ tag: 0xfffe, extension: bytesOf(u16(2), u16(16)) }), data]),
    data: six,
    warnings: ['sub-format'],
  },
  'extensible-mask-too-many-speakers': {
    bytes: riff([extensibleFmt({ mask: 0x3f }), data]),
    ...canonical,
    warnings: ['channel-mask'],
  },
  'extensible-mask-too-few-speakers': {
    bytes: riff([extensibleFmt({ channels: 3, mask: 3 }), data]),
    ...canonical,
    declaredFrames: 2,
    warnings: ['channel-mask'],
  },
  'extensible-valid-bits-too-many': {
    bytes: riff([extensibleFmt({ validBits: 24 }), data]),
    data: six,
    warnings: ['bits-per-sample'],
  },
  'extensible-valid-bits-zero': { bytes: riff([extensibleFmt({ validBits: 0 }), data]), data: six },
  'extensible-20-channels': {
    bytes: riff([extensibleFmt({ channels: 20, bits: 8 }), chunk('data', ramp(40))]),
    ...canonical,
    data: ramp(40),
    declaredFrames: 2,
  },
  'extensible-ambisonic': {
    bytes: riff([extensibleFmt({ channels: 3, guidTail: AMBISONIC_TAIL }), data]),
    ...canonical,
    declaredFrames: 2,
  },
  'rifx-s16': {
    bytes: riff([fmt({ bigEndian: true }), chunk('data', six, { bigEndian: true })], {
      id: 'RIFX',
    }),
    ...canonical,
  },
  'rifx-extensible-24-bits-in-4-bytes': {
    bytes: riff(
      [
        extensibleFmt({ bits: 24, blockAlign: 4, bigEndian: true }),
        chunk('data', six, { bigEndian: true }),
      ],
      { id: 'RIFX' },
    ),
    ...canonical,
    declaredFrames: 3,
  },
  'rifx-extensible-guid-little-endian': {
    bytes: riff(
      [
        extensibleFmt({
          bigEndian: true,
          subTag: 0x01000000,
          guidTail: [0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71],
        }),
        chunk('data', six, { bigEndian: true }),
      ],
      { id: 'RIFX' },
    ),
    data: six,
    warnings: ['sub-format'],
  },
  'block-align-0': {
    bytes: riff([fmt({ blockAlign: 0, byteRate: 32000 }), data]),
    data: six,
    warnings: ['block-align'],
  },
  'block-align-of-one-channel': {
    bytes: riff([fmt({ channels: 2, blockAlign: 2, byteRate: 64000 }), data]),
    data: six,
    warnings: ['block-align'],
    declaredFrames: 3,
  },
  'block-align-too-wide': {
    bytes: riff([fmt({ blockAlign: 4, byteRate: 32000 }), data]),
    data: six,
    warnings: ['block-align'],
    declaredFrames: 6,
  },
  's24-in-4-bytes-byte-rate-wrong': {
    bytes: riff([fmt({ bits: 24, blockAlign: 4, byteRate: 1 }), data]),
    data: six,
    declaredFrames: 3,
    warnings: ['block-align'],
  },
  'bits-0': {
    bytes: riff([fmt({ bits: 0, blockAlign: 2 }), data]),
    data: six,
    warnings: ['bits-per-sample'],
  },
  'float-bits-0': {
    bytes: riff([fmt({ tag: 3, bits: 0, blockAlign: 4 }), data]),
    data: six,
    declaredFrames: 3,
    warnings: ['bits-per-sample'],
  },
  'two-fmt-chunks-identical': {
    bytes: riff([fmt(), fmt(), data]),
    data: six,
    warnings: ['duplicate-fmt'],
  },
  'two-fmt-chunks-of-other-length': {
    bytes: riff([fmt(), fmt({ extension: u16(0) }), data]),
    data: six,
    warnings: ['duplicate-fmt'],
  },
  'fmt-after-data-too': {
    bytes: riff([fmt(), data, fmt({ channels: 2 }), list]),
    data: six,
    tail: list,
    warnings: ['late-chunk'],
  },
  'ds64-after-data': {
    bytes: riff([fmt(), data, ds64(84, 12), list]),
    data: six,
    tail: list,
    warnings: ['late-chunk'],
  },
  'fact-after-data': {
    bytes: riff([fmt(), data, chunk('fact', u32(5)), list]),
    data: six,
    tail: list,
    warnings: ['late-chunk'],
  },
  'fact-before-and-after-data': {
    bytes: riff([
      fmt({ tag: 3, bits: 32, extension: u16(0) }),
      chunk('fact', u32(3)),
      data,
      chunk('fact', u32(3)),
    ]),
    data: six,
    declaredFrames: 3,
    warnings: ['late-chunk'],
  },
  'second-data-chunk': {
    bytes: riff([fmt(), data, data]),
    ...canonical,
    tail: data,
    warnings: ['late-chunk'],
  },
  'size-0': placeholder(0, 36),
  'size-0-riff-0': placeholder(0),
  'size-ffffffff': placeholder(0xffffffff),
  'size-ffffff9b': placeholder(0xffffff9b, 0xffffffbf),
  'size-ffffffdb': placeholder(0xffffffdb, 0xffffffff),
  'size-7fffffff': placeholder(0x7fffffff),
  'size-7fffffff-riff-80000023': placeholder(0x7fffffff, 0x80000023),
  'size-7ffff000': placeholder(0x7ffff000, 0x7ffff024),
  'size-7fffffff-riff-true': placeholder(0x7fffffff, 48),
  'size-0-then-nothing-riff-0': {
    bytes: riff([fmt(), dataOfSize(0, new Uint8Array(0))], { size: 0 }),
    data: new Uint8Array(0),
    declaredFrames: 0,
  },
  'size-0-then-metadata': {
    bytes: riff([fmt(), chunk('data', ''), list, bext]),
    ...canonical,
    data: new Uint8Array(0),
    declaredFrames: 0,
    tail: bytesOf(list, bext),
  },
  'size-0-then-unknown-chunk-inside-riff': {
    bytes: riff([fmt(), chunk('data', ''), chunk('abcd', 'efgh')]),
    ...canonical,
    data: new Uint8Array(0),
    declaredFrames: 0,
    tail: chunk('abcd', 'efgh'),
  },
  'size-0-then-printable-samples': {
    bytes: riff([fmt(), dataOfSize(0, bytesOf('abcd', u32(2), 'ef'))], { size: 36 }),
    data: bytesOf('abcd', u32(2), 'ef'),
    declaredFrames: undefined,
  },
  'size-0-then-quiet-samples': {
    bytes: riff([fmt(), dataOfSize(0, bytesOf(1, 2, 0, 0, 0, 0, 0, 0, 5, 0, 6, 0))]),
    data: bytesOf(1, 2, 0, 0, 0, 0, 0, 0, 5, 0, 6, 0),
    declaredFrames: undefined,
  },
  'size-0-then-4-bytes': {
    bytes: riff([fmt(), dataOfSize(0, s16Samples(2))], { size: 36 }),
    data: s16Samples(2),
    declaredFrames: undefined,
  },
  'size-unknown-incomplete-frame': {
    bytes: riff([fmt(), bytesOf('data', u32(0xffffffff), six, 1)], { size: 0xffffffff }),
    data: six,
    warnings: ['incomplete-frame'],
  },
  'data-truncated': {
    bytes: riff([fmt(), dataOfSize(1000)], { size: 1036 }),
    data: six,
    declaredFrames: 500,
    warnings: ['truncated-data'],
  },
  // 12,435,439 bytes are EF BF BD 00: the RIFF size bears them out.
  'data-size-that-looks-like-utf8': {
    bytes: riff([fmt({ bits: 8 }), dataOfSize(0xbd_bf_ef)], { size: 36 + 0xbd_bf_ef }),
    data: six,
    declaredFrames: 0xbd_bf_ef,
    warnings: ['truncated-data'],
  },
  'data-truncated-inside-frame': {
    bytes: riff([fmt({ channels: 2 }), dataOfSize(1000, s16Samples(5))], { size: 1036 }),
    data: s16Samples(4),
    declaredFrames: 250,
    warnings: ['incomplete-frame', 'truncated-data'],
  },
  'data-truncated-to-nothing': {
    bytes: riff([fmt(), dataOfSize(1000, new Uint8Array(0))], { size: 1036 }),
    data: new Uint8Array(0),
    warnings: ['truncated-data'],
  },
  'data-with-incomplete-last-frame': {
    bytes: riff([fmt({ channels: 2 }), chunk('data', bytesOf(six, 9)), list]),
    data: six,
    tail: list,
    declaredFrames: 3,
    warnings: ['incomplete-frame'],
  },
  'riff-size-too-small-by-2': {
    bytes: riff([fmt(), data, list], { size: 36 + 12 + list.length - 2 }),
    data: six,
    tail: list,
    warnings: ['riff-size'],
  },
  'riff-size-too-small-by-24': {
    bytes: riff([fmt(), data, list], { size: 36 + 12 + list.length - 24 }),
    data: six,
    tail: list,
    warnings: ['riff-size'],
  },
  'riff-size-ends-before-data': {
    bytes: riff([fmt(), data], { size: 20 }),
    data: six,
    warnings: ['riff-size'],
  },
  'riff-size-twice-the-file': {
    bytes: riff([fmt(), data], { size: 96 }),
    data: six,
    warnings: ['riff-size'],
  },
  'pad-byte-missing-after-data': {
    bytes: riff([fmt({ bits: 8 }), chunk('data', ramp(5), { pad: undefined }), list]),
    data: ramp(5),
    tail: list,
    warnings: ['pad-byte'],
  },
  'pad-byte-missing-at-the-end': {
    bytes: riff([fmt({ bits: 8 }), chunk('data', ramp(5), { pad: undefined })]),
    data: ramp(5),
    warnings: ['pad-byte'],
  },
  'pad-byte-not-zero-after-data': {
    bytes: riff([fmt({ bits: 8 }), chunk('data', ramp(5), { pad: 0x4c }), list]),
    data: ramp(5),
    tail: list,
    warnings: ['pad-byte'],
  },
  'pad-byte-not-zero-at-the-end': {
    bytes: riff([fmt({ bits: 8 }), chunk('data', ramp(5), { pad: 1 })]),
    data: ramp(5),
    warnings: ['pad-byte'],
  },
  'pad-byte-missing-before-data': {
    bytes: riff([chunk('JUNK', 'odd', { pad: undefined }), fmt(), data]),
    data: six,
    warnings: ['pad-byte'],
  },
  'pad-byte-not-zero-before-data': {
    bytes: riff([fmt(), chunk('LIST', 'odd', { pad: 0xff }), data]),
    data: six,
    warnings: ['pad-byte'],
  },
  'pad-byte-missing-in-tail': {
    bytes: riff([fmt(), data, chunk('LIST', 'odd', { pad: undefined }), list]),
    data: six,
    tail: bytesOf(chunk('LIST', 'odd'), list),
    warnings: ['pad-byte'],
  },
  'pad-byte-missing-after-last-chunk': {
    bytes: riff([fmt(), data, chunk('LIST', 'odd', { pad: undefined })]),
    data: six,
    tail: chunk('LIST', 'odd'),
    warnings: ['pad-byte'],
  },
  'pad-byte-missing-then-short-junk': {
    bytes: riff([fmt({ bits: 8 }), chunk('data', ramp(5), { pad: undefined })], {
      junk: bytesOf('xyz'),
    }),
    data: ramp(5),
    junk: bytesOf('xyz'),
    warnings: ['pad-byte', 'trailing-junk'],
  },
  'pad-byte-missing-then-junk': {
    bytes: riff([fmt({ bits: 8 }), chunk('data', ramp(5), { pad: undefined })], {
      junk: bytesOf('made with a tool'),
    }),
    data: ramp(5),
    junk: bytesOf('made with a tool'),
    warnings: ['pad-byte', 'trailing-junk'],
  },
  'chunk-truncated': {
    bytes: riff([fmt(), data, chunk('LIST', 'cut off', { size: 100, pad: undefined })]),
    data: six,
    tail: chunk('LIST', 'cut off', { size: 100, pad: undefined }),
    warnings: ['truncated-chunk'],
  },
  'chunk-of-unknown-size-after-data': {
    bytes: riff([fmt(), data, chunk('LIST', 'INFO', { size: 0xffffffff })]),
    data: six,
    tail: chunk('LIST', 'INFO', { size: 0xffffffff }),
    warnings: ['truncated-chunk'],
  },
  'trailing-junk': {
    bytes: riff([fmt(), data], { junk: new Uint8Array(21) }),
    ...canonical,
    junk: new Uint8Array(21),
    warnings: ['trailing-junk'],
  },
  'trailing-junk-without-samples': {
    bytes: riff([fmt(), chunk('data', bytesOf(1))], { junk: bytesOf('no chunk at all') }),
    data: bytesOf(),
    warnings: ['incomplete-frame', 'trailing-junk'],
  },
  'trailing-junk-text': {
    bytes: riff([fmt(), data, list], { junk: bytesOf('Made with a tool. ') }),
    ...canonical,
    tail: list,
    junk: bytesOf('Made with a tool. '),
    warnings: ['trailing-junk'],
  },
  'trailing-junk-3-bytes': {
    bytes: riff([fmt(), data], { junk: bytesOf(1, 2, 3) }),
    ...canonical,
    junk: bytesOf(1, 2, 3),
    warnings: ['trailing-junk'],
  },
  'rf64-sizes-in-ds64': {
    bytes: riff([ds64(84, 12, 6), fmt(), dataOfSize(0xffffffff)], {
      id: 'RF64',
      size: 0xffffffff,
    }),
    ...canonical,
  },
  'rf64-with-chunks': {
    bytes: riff([ds64(84 + list.length, 12, 6), fmt(), dataOfSize(0xffffffff), list], {
      id: 'RF64',
      size: 0xffffffff,
    }),
    ...canonical,
    tail: list,
  },
  'rf64-true-32-bit-sizes': {
    bytes: riff([ds64(84, 12, 6), fmt(), data], { id: 'RF64' }),
    data: six,
    declaredFrames: 6,
  },
  'rf64-sizes-contradict': {
    bytes: riff([ds64(84, 14), fmt(), data], { id: 'RF64' }),
    data: six,
    declaredFrames: 6,
    warnings: ['ds64'],
  },
  'rf64-size-0-true-in-ds64': {
    bytes: riff([ds64(84, 12, 6), fmt(), dataOfSize(0)], { id: 'RF64', size: 0 }),
    data: six,
    declaredFrames: 6,
  },
  'rf64-without-ds64': {
    bytes: riff([fmt(), dataOfSize(0xffffffff)], { id: 'RF64', size: 0xffffffff }),
    ...unknown,
    warnings: ['ds64'],
  },
  'rf64-without-ds64-true-sizes': {
    bytes: riff([fmt(), data], { id: 'RF64' }),
    data: six,
    declaredFrames: 6,
    warnings: ['ds64'],
  },
  'rf64-ds64-empty': {
    bytes: riff([ds64(0, 0), fmt(), dataOfSize(0xffffffff)], { id: 'RF64', size: 0xffffffff }),
    ...unknown,
  },
  'rf64-ds64-all-ones': {
    bytes: riff([ds64(2n ** 64n - 1n, 2n ** 64n - 1n), fmt(), dataOfSize(0xffffffff)], {
      id: 'RF64',
      size: 0xffffffff,
    }),
    ...unknown,
  },
  'rf64-ds64-with-table': {
    bytes: riff(
      [
        chunk('ds64', bytesOf(ds64(0, 12).subarray(8, 32), u32(1), 'LIST', u32(4), u32(0))),
        fmt(),
        dataOfSize(0xffffffff),
        chunk('LIST', 'INFO', { size: 0xffffffff }),
      ],
      { id: 'RF64', size: 0xffffffff },
    ),
    data: six,
    tail: chunk('LIST', 'INFO'),
    declaredFrames: 6,
  },
  'rf64-ds64-with-another-size-for-a-chunk-that-states-its-own': {
    bytes: riff(
      [
        chunk('ds64', bytesOf(ds64(0, 12).subarray(8, 32), u32(1), 'LIST', u32(99), u32(0))),
        fmt(),
        dataOfSize(0xffffffff),
        list,
      ],
      { id: 'RF64', size: 0xffffffff },
    ),
    data: six,
    tail: list,
    declaredFrames: 6,
  },
  'rf64-ds64-with-table-of-chunks-before-data': {
    bytes: riff(
      [
        chunk(
          'ds64',
          bytesOf(
            ds64(0, 12).subarray(8, 32),
            u32(2),
            ...['axml', u32(4), u32(0), 'bext', u32(99), u32(0)],
          ),
        ),
        fmt(),
        chunk('axml', '<a/>', { size: 0xffffffff }),
        bext,
        dataOfSize(0xffffffff),
      ],
      { id: 'RF64', size: 0xffffffff },
    ),
    data: six,
    declaredFrames: 6,
  },
  'rf64-data-size-not-in-ds64': {
    bytes: riff([ds64(84, 0), fmt(), data], { id: 'RF64' }),
    data: six,
    declaredFrames: 6,
  },
  'rf64-riff-sizes-contradict': {
    bytes: riff([ds64(1000, 12), fmt(), data], { id: 'RF64' }),
    data: six,
    declaredFrames: 6,
  },
  'riff-with-unneeded-ds64': {
    bytes: riff([ds64(0, 12), fmt(), data]),
    data: six,
    declaredFrames: 6,
    warnings: ['ds64'],
  },
  bw64: {
    bytes: riff([ds64(84, 12), fmt(), dataOfSize(0xffffffff)], { id: 'BW64', size: 0xffffffff }),
    ...canonical,
  },
};
