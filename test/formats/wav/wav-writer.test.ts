import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AudioBlock, SAMPLE_ENCODINGS } from '../../../src/audio-format.ts';
import { UnsupportedAudioError } from '../../../src/errors.ts';
import {
  createWavFormat,
  type WavContainer,
  type WavFormat,
} from '../../../src/formats/wav/wav-format.ts';
import { WavReader } from '../../../src/formats/wav/wav-reader.ts';
import {
  type WavPatch,
  WavWriter,
  type WavWriterOptions,
} from '../../../src/formats/wav/wav-writer.ts';
import { sampleOf, timesOf } from '../../tools/depth.ts';
import { bytesOf, chunk, ds64, fmt, riff, s16Samples, u16, u32 } from '../../tools/wav-fixtures.ts';
import { FIXTURES } from './odd-files.ts';
import { inPiecesOf, parse } from './splitting.ts';

const CONTAINERS: readonly WavContainer[] = ['RIFF', 'RIFX', 'RF64', 'BW64'];
const mono16 = createWavFormat({ sampleRate: 16000, numberOfChannels: 1, encoding: 's16' });
const mono8 = createWavFormat({ sampleRate: 16000, numberOfChannels: 1, encoding: 'u8' });
const list = chunk('LIST', 'INFO');

/** Reads a file and writes it again as a pipe would, block by block. */
function copy(pieces: readonly Uint8Array[]): Uint8Array {
  const reader = new WavReader({ maxBlockFrames: 4 });
  const parts: Uint8Array[] = [];
  let writer: WavWriter | undefined;
  const write = (blocks: readonly AudioBlock[]) => {
    const { header } = reader;
    if (header === undefined) return;
    if (writer === undefined) {
      writer = new WavWriter({
        ...header,
        numberOfFrames: header.declaredFrames,
        tailBytes: header.declaredTailBytes,
      });
      parts.push(writer.header());
    }
    for (const block of blocks) parts.push(writer.write(block));
    for (const tail of reader.takeTail()) parts.push(writer.writeTail(tail));
  };
  for (const piece of pieces) write(reader.push(piece));
  write(reader.end());
  if (writer === undefined) throw new Error('no header');
  parts.push(writer.end());
  return patched(bytesOf(...parts), writer.headerPatches());
}

function patched(bytes: Uint8Array, patches: readonly WavPatch[]): Uint8Array {
  const end = Math.max(bytes.length, ...patches.map((p) => p.byteOffset + p.bytes.length));
  const result = new Uint8Array(end);
  result.set(bytes);
  for (const patch of patches) result.set(patch.bytes, patch.byteOffset);
  return result;
}

function blockOf(format: WavWriterOptions['format'], frames: number): AudioBlock {
  const channelData = Array.from({ length: format.numberOfChannels }, (_, c) =>
    Float32Array.from({ length: frames }, (_, i) => ((c + i) % 100) / 128),
  );
  return { format, frameIndex: 0, channelData };
}

describe('a file that is read and written', () => {
  const canonical = Object.entries(FIXTURES).filter(([, fixture]) => fixture.canonical);

  // The top byte of a slot is the sign's when written; the samples of this fixture put garbage there.
  const withGarbage = ['s24-in-4-bytes', 'rifx-extensible-24-bits-in-4-bytes'];
  test.each(canonical.filter(([name]) => !withGarbage.includes(name)))(
    'comes out byte for byte: %s',
    (_name, { bytes }) => {
      expect(copy([bytes])).toEqual(bytes);
      expect(copy(inPiecesOf(3, bytes))).toEqual(bytes);
    },
  );

  test.each(Object.entries(FIXTURES))(
    'can be read again without a warning that was not there: %s',
    (name, fixture) => {
      const written = copy([fixture.bytes]);
      const before = parse([fixture.bytes]);
      const after = parse([written]);
      if (!withGarbage.includes(name)) expect(after.data).toEqual(before.data);
      expect(after.tail).toEqual(before.tail);
      expect(after.junk).toEqual(before.junk);
      const kept = ['channel-mask', 'trailing-junk', 'truncated-chunk', 'late-chunk', 'ds64'];
      for (const { code } of after.warnings) {
        expect(kept).toContain(code);
        expect(fixture.warnings).toContain(code);
      }
    },
  );

  test('takes the sign into the unused bytes of its slots', () => {
    const bytes = riff([
      fmt({ bits: 24, blockAlign: 4 }),
      chunk('data', bytesOf(1, 2, 0x83, 0, 4, 5, 6, 9)),
    ]);
    const samples = chunk('data', bytesOf(1, 2, 0x83, 255, 4, 5, 6, 0));
    expect(copy([bytes])).toEqual(riff([fmt({ bits: 24, blockAlign: 4 }), samples]));
  });
});

describe('round trip', () => {
  test.each(sampleOf(CONTAINERS, 2))(
    'every encoding and number of channels survives in %s',
    (container) => {
      const arbitrary = fc.record({
        encoding: fc.constantFrom(...SAMPLE_ENCODINGS),
        numberOfChannels: fc.integer({ min: 1, max: 20 }),
        extensible: fc.boolean(),
        sampleRate: fc.integer({ min: 1, max: 400000 }),
        frames: fc.integer({ min: 0, max: 50 }),
        pieceBytes: fc.integer({ min: 1, max: 300 }),
        isKnown: fc.boolean(),
      });
      fc.assert(
        fc.property(arbitrary, ({ frames, pieceBytes, isKnown, ...options }) => {
          const format = createWavFormat({ ...options, container });
          const numberOfFrames = isKnown ? frames : undefined;
          const writer = new WavWriter({ format, numberOfFrames });
          const block = blockOf(format, frames);
          const bytes = bytesOf(writer.header(), writer.write(block), writer.end());
          expect(writer.headerPatches().length > 0).toBe(!isKnown);
          for (const file of [bytes, patched(bytes, writer.headerPatches())]) {
            const reader = new WavReader();
            const blocks = inPiecesOf(pieceBytes, file).flatMap((piece) => reader.push(piece));
            blocks.push(...reader.end());
            expect(reader.warnings).toEqual([]);
            expect(reader.header?.format).toEqual(format);
            expect(reader.framesRead).toBe(frames);
            const again = new WavWriter({ format, numberOfFrames });
            const samples = blocks.map((b) => again.write(b));
            const dataOffset = writer.header().length;
            const data = file.slice(dataOffset, dataOffset + frames * format.bytesPerFrame);
            expect(bytesOf(...samples)).toEqual(data);
          }
        }),
        { seed: 3, numRuns: timesOf(30, 150) },
      );
    },
  );
});

describe('WavWriter', () => {
  test('states sizes of 0xFFFFFFFF while the number of frames is unknown, and then patches them', () => {
    const writer = new WavWriter({ format: mono16 });
    const header = writer.header();
    expect(header).toEqual(riff([fmt(), bytesOf('data', u32(0xffffffff))], { size: 0xffffffff }));
    writer.writeEncoded(s16Samples(3));
    const end = writer.end([{ bytes: list, outsideRiff: false }]);
    expect(end).toEqual(list);
    const bytes = bytesOf(header, s16Samples(3), end);
    expect(patched(bytes, writer.headerPatches())).toEqual(
      riff([fmt(), chunk('data', s16Samples(3)), list]),
    );
  });

  test('has nothing to patch where all was declared rightly', () => {
    const writer = new WavWriter({ format: mono16, numberOfFrames: 3, tailBytes: list.length });
    writer.writeEncoded(s16Samples(3));
    writer.end([{ bytes: list, outsideRiff: false }]);
    expect(writer.headerPatches()).toEqual([]);
  });

  test('patches what was declared wrongly', () => {
    const writer = new WavWriter({ format: mono16, numberOfFrames: 1000, tailBytes: 8 });
    writer.writeEncoded(s16Samples(3));
    const bytes = bytesOf(writer.header(), s16Samples(3), writer.end());
    expect(patched(bytes, writer.headerPatches())).toEqual(
      riff([fmt(), chunk('data', s16Samples(3))]),
    );
  });

  test('pads an odd number of sample bytes before the tail or at the end', () => {
    const options = { format: mono8, numberOfFrames: 3 };
    const writer = new WavWriter({ ...options, tailBytes: list.length });
    const parts = [writer.header(), writer.write(blockOf(mono8, 3))];
    parts.push(writer.writeTail({ bytes: list.slice(0, 5), outsideRiff: false }));
    parts.push(writer.writeTail({ bytes: list.slice(5), outsideRiff: false }), writer.end());
    const samples = bytesOf(128, 129, 130);
    expect(bytesOf(...parts)).toEqual(riff([fmt({ bits: 8 }), chunk('data', samples), list]));

    const plain = new WavWriter(options);
    plain.writeEncoded(samples);
    expect(plain.end()).toEqual(bytesOf(0));
    expect(plain.headerPatches()).toEqual([]);
  });

  test('leaves the pad byte of an unknown number of frames to the patches', () => {
    const writer = new WavWriter({ format: mono8 });
    const samples = bytesOf(128, 129, 130);
    writer.writeEncoded(samples);
    expect(writer.end()).toEqual(bytesOf());
    const bytes = bytesOf(writer.header(), samples);
    expect(parse([bytes]).data).toEqual(samples);
    expect(patched(bytes, writer.headerPatches())).toEqual(
      riff([fmt({ bits: 8 }), chunk('data', samples)]),
    );
  });

  test('does not count what stands outside the RIFF', () => {
    const writer = new WavWriter({ format: mono16, numberOfFrames: 1 });
    writer.writeEncoded(s16Samples(1));
    const end = writer.end([{ bytes: bytesOf('junk'), outsideRiff: true }]);
    const bytes = bytesOf(writer.header(), s16Samples(1), end);
    expect(bytes).toEqual(riff([fmt(), chunk('data', s16Samples(1))], { junk: bytesOf('junk') }));
    expect(writer.headerPatches()).toEqual([]);
  });

  test('becomes an RF64 where the declared frames do not fit into 4 GiB', () => {
    const numberOfFrames = 2 ** 31;
    const header = new WavWriter({ format: mono16, numberOfFrames, tailBytes: 10 }).header();
    const riffBytes = 4 + 36 + 24 + 8 + 2 ** 32 + 10;
    const size = 0xffffffff;
    expect(header).toEqual(
      riff([ds64(riffBytes, 2 ** 32, numberOfFrames), fmt(), bytesOf('data', u32(size))], {
        id: 'RF64',
        size,
      }),
    );
  });

  test('stays a RIFF up to just below 4 GiB', () => {
    const least = 0xffffff00;
    const frames = (least - 36 - 2) / 2;
    const idOf = (numberOfFrames: number) =>
      String.fromCharCode(
        ...new WavWriter({ format: mono16, numberOfFrames }).header().slice(0, 4),
      );
    expect(idOf(frames)).toBe('RIFF');
    expect(idOf(frames + 1)).toBe('RF64');
  });

  test('keeps a place for 64-bit sizes on request, and uses it only if it must', () => {
    const small = new WavWriter({ format: mono16, reserveDs64: true });
    const place = chunk('JUNK', new Uint8Array(28));
    expect(small.header()).toEqual(
      riff([place, fmt(), bytesOf('data', u32(0xffffffff))], { size: 0xffffffff }),
    );
    small.writeEncoded(s16Samples(2));
    small.end();
    const bytes = bytesOf(small.header(), s16Samples(2));
    expect(patched(bytes, small.headerPatches())).toEqual(
      riff([place, fmt(), chunk('data', s16Samples(2))]),
    );

    const large = new WavWriter({ format: mono16, reserveDs64: true });
    const piece = new Uint8Array(2 ** 24);
    for (let i = 0; i < 256; i++) large.writeEncoded(piece);
    large.end();
    const patchedHeader = patched(large.header(), large.headerPatches());
    const riffBytes = 4 + 36 + 24 + 8 + 2 ** 32;
    const size = 0xffffffff;
    expect(patchedHeader).toEqual(
      riff([ds64(riffBytes, 2 ** 32, 2 ** 31), fmt(), bytesOf('data', u32(size))], {
        id: 'RF64',
        size,
      }),
    );
  });

  test('uses the place that the input kept for 64-bit sizes', () => {
    const chunksBeforeData = [{ id: 'JUNK', bytes: new Uint8Array(28).fill(5) }];
    const options = { format: mono16, chunksBeforeData, fmtIndex: 1, reserveDs64: true };
    const small = new WavWriter({ ...options, numberOfFrames: 0 });
    expect(small.header()).toEqual(
      riff([chunk('JUNK', new Uint8Array(28).fill(5)), fmt(), chunk('data', '')]),
    );
    const large = new WavWriter({ ...options, numberOfFrames: 2 ** 31 });
    expect(large.header().length).toBe(small.header().length);
    expect(String.fromCharCode(...large.header().slice(12, 16))).toBe('ds64');
  });

  test('says 0xFFFFFFFF of more than 4 GiB without a place for 64-bit sizes', () => {
    const writer = new WavWriter({ format: mono16, numberOfFrames: 1 });
    const piece = new Uint8Array(2 ** 24);
    for (let i = 0; i < 256; i++) writer.writeEncoded(piece);
    writer.end();
    const header = patched(writer.header(), writer.headerPatches());
    expect(header).toEqual(riff([fmt(), bytesOf('data', u32(0xffffffff))], { size: 0xffffffff }));
  });

  test('refuses a RIFX of more than 4 GiB', () => {
    const format = createWavFormat({ ...mono16, container: 'RIFX' });
    const make = () => new WavWriter({ format, numberOfFrames: 2 ** 31 });
    expect(make).toThrow(UnsupportedAudioError);
    expect(make).toThrow(/2147483648 frames of 2 bytes do not fit into a RIFX file/);
    const reserved = new WavWriter({ format, reserveDs64: true, numberOfFrames: 0 });
    expect(reserved.header().length).toBe(44);
  });

  test('counts frames in the fact chunk of all encodings but integers', () => {
    const format = createWavFormat({ ...mono16, encoding: 'f32' });
    const f32Fmt = fmt({ tag: 3, bits: 32, extension: u16(0) });
    const header = new WavWriter({ format, numberOfFrames: 0 }).header();
    expect(header).toEqual(riff([f32Fmt, chunk('fact', u32(0)), chunk('data', '')]));
    const writer = new WavWriter({ format });
    expect(writer.header().slice(12 + 26 + 8, 12 + 26 + 12)).toEqual(u32(0xffffffff));
    writer.writeEncoded(new Uint8Array(4 * 77));
    const after = patched(writer.header(), writer.headerPatches());
    expect(after.slice(12 + 26 + 8, 12 + 26 + 12)).toEqual(u32(77));
  });

  test('counts frames in a fact chunk that is too short to', () => {
    const chunksBeforeData = [{ id: 'fact', bytes: bytesOf(1) }];
    const header = new WavWriter({ format: mono16, chunksBeforeData, numberOfFrames: 0 }).header();
    expect(header).toEqual(riff([fmt(), chunk('fact', u32(0)), chunk('data', '')]));
  });

  test('counts clipped samples, its own and those of other encoders', () => {
    const writer = new WavWriter({ format: mono16 });
    writer.write({ format: mono16, frameIndex: 0, channelData: [Float32Array.of(2, 0, -2)] });
    writer.writeEncoded(s16Samples(4), 3);
    expect(writer.clippedSamples).toBe(5);
    expect(writer.framesWritten).toBe(7);
  });

  test.each([
    [{ numberOfFrames: -1 }, 'numberOfFrames is -1; expected a whole number from 0'],
    [
      { numberOfFrames: 2 ** 52 },
      'numberOfFrames is 4503599627370496; expected a whole number from 0',
    ],
    [{ tailBytes: 0.5 }, 'tailBytes is 0.5; expected a whole number from 0'],
    [{ fmtIndex: 1 }, 'fmtIndex is 1; expected a whole number from 0 to 0'],
  ])('options that cannot be are a RangeError: %o', (options, message) => {
    expect(() => new WavWriter({ format: mono16, ...options })).toThrow(RangeError);
    expect(() => new WavWriter({ format: mono16, ...options })).toThrow(message);
  });

  test('calls out of order are errors', () => {
    const writer = new WavWriter({ format: mono16 });
    expect(() => writer.writeEncoded(bytesOf(1))).toThrow(
      '1 bytes are given; expected whole frames of 2 bytes',
    );
    expect(() =>
      writer.write(blockOf(createWavFormat({ ...mono16, numberOfChannels: 2 }), 1)),
    ).toThrow(RangeError);
    writer.writeTail({ bytes: list, outsideRiff: false });
    expect(() => writer.write(blockOf(mono16, 1))).toThrow('samples follow the tail or the end');
    writer.end();
    expect(() => writer.writeTail({ bytes: list, outsideRiff: false })).toThrow(
      'a tail follows the end',
    );
  });
});

test('a format that does not say how long a frame is, is refused by name, not with a bound of NaN', () => {
  const { sampleRate, numberOfChannels, encoding } = mono16;
  const format = { sampleRate, numberOfChannels, encoding } as WavFormat;
  const make = () => new WavWriter({ format, numberOfFrames: 27_047 });
  expect(make).toThrow(TypeError);
  expect(make).toThrow(
    /^format\.bytesPerFrame is undefined; expected a whole number, as in a format of createWavFormat/,
  );
});
