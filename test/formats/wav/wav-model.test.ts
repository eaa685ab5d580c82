import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SAMPLE_ENCODINGS, type SampleEncoding } from '../../../src/audio-format.ts';
import { AwgnError } from '../../../src/errors.ts';
import { isIntegerPcm } from '../../../src/formats/sample-format.ts';
import { createWavFormat, type WavFormat } from '../../../src/formats/wav/wav-format.ts';
import { WavReader } from '../../../src/formats/wav/wav-reader.ts';
import { WavWriter } from '../../../src/formats/wav/wav-writer.ts';
import { timesOf } from '../../tools/depth.ts';
import { bytesOf, chunk } from '../../tools/wav-fixtures.ts';
import { FIXTURES } from './odd-files.ts';
import { inRandomPieces, parse } from './splitting.ts';

const CONTAINERS = ['RIFF', 'RIFX', 'RF64', 'BW64'] as const;

/** Formats of every encoding, container, number of valid bits, width of slot and number of channels. */
const formats = fc
  .record({
    encoding: fc.constantFrom<SampleEncoding>(...SAMPLE_ENCODINGS),
    container: fc.constantFrom(...CONTAINERS),
    numberOfChannels: fc.integer({ min: 1, max: 9 }),
    sampleRate: fc.oneof(fc.integer({ min: 1, max: 192000 }), fc.constant(0xffffffff)),
    extensible: fc.boolean(),
    surplusBits: fc.integer({ min: 0, max: 7 }),
    surplusBytes: fc.integer({ min: 0, max: 4 }),
  })
  .map(({ surplusBits, surplusBytes, ...options }): WavFormat => {
    const plain = createWavFormat(options);
    if (!isIntegerPcm(plain)) return plain;
    // Whole bytes in a wider slot are its low ones; other numbers of bits are those at the top of all of it.
    const isWide = surplusBits === 0 || options.encoding === 'u8';
    const slotBytes = plain.slotBytes + (isWide ? surplusBytes : 0);
    return {
      ...plain,
      slotBytes,
      bytesPerFrame: slotBytes * plain.numberOfChannels,
      validBits: plain.validBits - (options.encoding === 'u8' ? 0 : surplusBits),
    };
  });

const chunkIds = fc.constantFrom('LIST', 'bext', 'iXML', 'cue ', 'JUNK', 'abcd', '~~~~');
const chunks = fc.array(fc.record({ id: chunkIds, bytes: fc.uint8Array({ maxLength: 33 }) }), {
  maxLength: 4,
});

test('what is written is read: format, samples, chunks before them and after, in any pieces', () => {
  const files = fc.record({
    format: formats,
    frames: fc.integer({ min: 0, max: 12 }),
    before: chunks,
    after: chunks,
    fmtPlace: fc.integer({ min: 0, max: 4 }),
    seed: fc.integer(),
    isKnown: fc.boolean(),
  });
  fc.assert(
    fc.property(files, ({ format, frames, before, after, fmtPlace, seed, isKnown }) => {
      const littleEndian = format.container !== 'RIFX';
      const fmtIndex = Math.min(fmtPlace, before.length);
      const tail = bytesOf(
        ...after.map(({ id, bytes }) => chunk(id, bytes, { bigEndian: !littleEndian })),
      );
      const data = Uint8Array.from(
        { length: frames * format.bytesPerFrame },
        (_, i) => (i * 73 + seed) & 0xff,
      );
      const writer = new WavWriter({
        format,
        chunksBeforeData: before,
        fmtIndex,
        ...(isKnown && { numberOfFrames: frames, tailBytes: tail.length }),
      });
      writer.writeEncoded(data);
      const end = writer.end(tail.length > 0 ? [{ bytes: tail, outsideRiff: false }] : []);
      const patches = writer.headerPatches();
      expect(patches.length > 0).toBe(!isKnown);
      const file = Buffer.concat([writer.header(), data, end, Buffer.alloc(1)]);
      let length = file.length - 1;
      for (const { byteOffset, bytes } of patches) {
        file.set(bytes, byteOffset);
        length = Math.max(length, byteOffset + bytes.length);
      }
      const read = parse(inRandomPieces(seed, new Uint8Array(file.subarray(0, length))));
      expect(read.warnings).toEqual([]);
      expect(read.header.format).toEqual(format);
      expect(read.data).toEqual(data);
      expect(read.tail).toEqual(tail);
      expect(read.junk).toEqual(bytesOf());
      expect(read.header.declaredFrames).toBe(frames);
      const found = read.header.chunksBeforeData.filter(({ id }) => id !== 'fact');
      expect(found).toEqual(before);
      expect(read.header.chunksBeforeData.length - found.length).toBe(isIntegerPcm(format) ? 0 : 1);
    }),
    {
      seed: 7,
      numRuns: timesOf(100, 500),
      examples: [
        [
          {
            // Its bytes a second do not fit the field.
            format: {
              ...createWavFormat({ sampleRate: 0xffffffff, numberOfChannels: 1, encoding: 's16' }),
              slotBytes: 8,
              bytesPerFrame: 8,
            },
            frames: 2,
            before: [],
            after: [],
            fmtPlace: 0,
            seed: 0,
            isKnown: true,
          },
        ],
      ],
    },
  );
});

test('any bytes at any split are read, or refused with one of our errors, in memory that they account for', () => {
  const bodies = Object.values(FIXTURES).map(({ bytes }) => bytes);
  const mutated = fc
    .record({
      bytes: fc.constantFrom(...bodies),
      changes: fc.array(
        fc.tuple(fc.nat(200), fc.constantFrom(0, 1, 2, 3, 4, 16, 127, 128, 254, 255)),
      ),
      cut: fc.nat(300),
    })
    .map(({ bytes, changes, cut }) => {
      const copy = bytes.slice(0, 20 + cut);
      for (const [at, value] of changes) if (at < copy.length) copy[at] = value;
      return copy;
    });
  const inputs = fc.oneof(mutated, fc.uint8Array({ maxLength: 100 }));
  fc.assert(
    fc.property(inputs, fc.integer(), (bytes, seed) => {
      const outcomes = [[bytes], inRandomPieces(seed, bytes)].map((pieces) => {
        const reader = new WavReader();
        try {
          const blocks = pieces.flatMap((piece) => reader.push(piece));
          blocks.push(...reader.end());
          const samples = blocks.flatMap(({ channelData }) => channelData);
          const sampleBytes = samples.reduce((sum, { byteLength }) => sum + byteLength, 0);
          // A byte of a file becomes one float at most.
          expect(sampleBytes).toBeLessThanOrEqual(4 * bytes.length);
          return { frames: reader.framesRead, warnings: reader.warnings };
        } catch (error) {
          if (!(error instanceof AwgnError)) throw error;
          expect(error.message).not.toMatch(/NaN|undefined/);
          return { message: error.message, byteOffset: error.byteOffset };
        }
      });
      expect(outcomes[1]).toEqual(outcomes[0]);
    }),
    { seed: 8, numRuns: timesOf(100, 1000) },
  );
});
