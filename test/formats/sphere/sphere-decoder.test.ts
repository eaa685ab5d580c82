import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ulawCodesByRank } from '../../../src/formats/sphere/ulaw-ranks.ts';
import { tool } from '../../tools/find-tool.ts';
import { temporaryFolder } from '../../tools/wav-files.ts';
import { inPiecesOf, inRandomPieces, seededRandom } from '../wav/splitting.ts';
import { encodeShorten, type ShortenOptions } from './shorten-encoder.ts';
import {
  checksumOf,
  type Decoded,
  decodeSphere,
  fieldsOf,
  sphereHeader,
  spherePcm,
} from './sphere-files.ts';

/** The same however the file is split. */
function decodeInAnyPieces(file: Uint8Array): Decoded {
  const whole = decodeSphere([file]);
  expect(decodeSphere(inPiecesOf(1, file))).toEqual(whole);
  expect(decodeSphere(inRandomPieces(1, file))).toEqual(whole);
  return whole;
}

/** The first bytes that differ are told, not all of them. */
function expectSameBytes(found: Uint8Array, expected: Uint8Array): void {
  const at = expected.findIndex((byte, i) => byte !== found[i]);
  expect({ at, length: found.length }).toEqual({ at: -1, length: expected.length });
}

function speechLike(length: number, seed: number): Int16Array {
  const random = seededRandom(seed);
  return Int16Array.from(
    { length },
    (_, i) => 3000 * Math.sin(i / 9) * Math.sin(i / 700) ** 2 + 40 * (random() - 0.5),
  );
}

const warningsOf = ({ warnings }: Decoded) => warnings.map(({ code }) => code);

describe('plain samples', () => {
  test('come as they stand, with what the header says of them', () => {
    const samples = speechLike(600, 1);
    const { header, data, warnings } = decodeInAnyPieces(spherePcm(samples, 2));
    expect(header).toMatchObject({
      container: 'SPHERE',
      declaredFrames: 300,
      dataByteOffset: 1024,
      format: { encoding: 's16', numberOfChannels: 2, sampleRate: 16000, bigEndian: false },
    });
    expect(new Int16Array(Uint8Array.from(data).buffer)).toEqual(samples);
    expect(warnings).toEqual([]);
  });

  test('may have their high byte first', () => {
    const samples = speechLike(100, 2);
    const bytes = Buffer.from(Uint8Array.from(new Uint8Array(samples.buffer))).swap16();
    const fields = { ...fieldsOf(samples), sample_byte_format: '10' };
    const { header, data, warnings } = decodeInAnyPieces(
      Buffer.concat([sphereHeader(fields), bytes]),
    );
    expect(header.format.bigEndian).toBe(true);
    expect(data).toEqual(bytes);
    expect(warnings).toEqual([]);
  });

  test.each([
    ['ulaw', 'mulaw'],
    ['mu-law', 'mulaw'],
    ['alaw', 'alaw'],
  ])('of %s are %s', (sample_coding, encoding) => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    const fields = { channel_count: 1, sample_rate: 8000, sample_n_bytes: 1, sample_coding };
    for (const sample_checksum of [checksumOf(bytes), checksumOf(new Int8Array(bytes))]) {
      const header = sphereHeader({ ...fields, sample_count: 256, sample_checksum });
      const decoded = decodeInAnyPieces(Buffer.concat([header, bytes]));
      expect(decoded.header.format.encoding).toBe(encoding);
      expect(decoded.data).toEqual(bytes);
      expect(decoded.warnings).toEqual([]);
    }
  });

  test('of pculaw have the bits of their bytes turned round, 8-bit integers a sign', () => {
    const fields = { channel_count: 1, sample_rate: 8000, sample_n_bytes: 1 };
    const of = (sample_coding: string, bytes: number[]) =>
      decodeInAnyPieces(
        Buffer.concat([sphereHeader({ ...fields, sample_coding }), Buffer.from(bytes)]),
      );
    expect(of('pculaw', [0x01, 0x80, 0xfe, 0x0f]).data.toJSON().data).toEqual([
      0x80, 1, 0x7f, 0xf0,
    ]);
    const { header, data } = of('pcm', [0x00, 0x7f, 0x80, 0xff]);
    expect(header).toMatchObject({ format: { encoding: 'u8' }, declaredFrames: undefined });
    expect(data.toJSON().data).toEqual([0x80, 0xff, 0x00, 0x7f]);
  });

  test('may be fewer or more than was stated, or others: told, with the number', () => {
    const samples = speechLike(100, 3);
    const short = decodeInAnyPieces(spherePcm(samples).subarray(0, 1024 + 151));
    expect(warningsOf(short)).toEqual(['truncated-data']);
    expect(short.warnings[0]!.message).toContain('states 100 frames and the input ends after 75;');
    expect(short.data.length).toBe(150);
    const long = decodeInAnyPieces(Buffer.concat([spherePcm(samples), Buffer.alloc(7)]));
    expect(warningsOf(long)).toEqual(['trailing-junk']);
    expect(long.warnings[0]).toMatchObject({
      byteOffset: 1224,
      message: expect.stringContaining('7 bytes stand after the 100 frames'),
    });
    expect(long.data.length).toBe(200);
    const other = decodeInAnyPieces(spherePcm(samples, 1, { sample_checksum: 1 }));
    expect(warningsOf(other)).toEqual(['checksum']);
    expect(other.warnings[0]!.message).toContain(`the checksum ${checksumOf(samples)} and`);
  });

  test('that were counted in all channels are all there', () => {
    const samples = speechLike(100, 4);
    expect(decodeInAnyPieces(spherePcm(samples, 2, { sample_count: 100 })).warnings).toEqual([]);
  });
});

describe('a header', () => {
  const samples = speechLike(10, 1);

  test.each<[string, Record<string, number | string>, RegExp]>([
    [
      'with a compression',
      { sample_coding: 'pcm,embedded-wavpack' },
      /compressed by embedded-wavpack/,
    ],
    ['with shortpack', { sample_byte_format: 'shortpack-v0' }, /compressed by shortpack/],
    ['with another coding', { sample_coding: 'adpcm' }, /coded as "adpcm"/],
    [
      'with channels apart',
      { channels_interleaved: 'FALSE', channel_count: 2 },
      /channels stand one after the other/,
    ],
    ['without channels', { channel_count: 0 }, /states 0 as channel_count; expected 1 to 1024/],
    ['with a rate that is none', { sample_rate: 'x' }, /states "x" as sample_rate/],
    [
      'without an order',
      { sample_byte_format: '12' },
      /the byte order "12"; expected sample_byte_format 01 or 10/,
    ],
    ['with wide µ-law', { sample_coding: 'ulaw' }, /samples of ulaw with 2 bytes each; expected 1/],
  ])('%s is refused by name', (_, fields, message) => {
    expect(() => decodeSphere([spherePcm(samples, 1, fields)])).toThrow(message);
  });

  test('that ends too soon, or has no end or size, is refused', () => {
    const file = spherePcm(samples);
    expect(() => decodeSphere([file.subarray(0, 500)])).toThrow('after 500 of its 1024 bytes');
    expect(() => decodeSphere([file.subarray(0, 9)])).toThrow('after 9 of its 16 bytes');
    const text = file.toString('latin1');
    const change = (from: string, to: string) => Buffer.from(text.replace(from, to), 'latin1');
    expect(() => decodeSphere([change('end_head', 'end_haed')])).toThrow(
      'no end_head in its 1024 bytes',
    );
    expect(() => decodeSphere([change('   1024', '      x')])).toThrow('the SPHERE header states');
    expect(() => decodeSphere([change('   1024', '9999999')])).toThrow(
      'states 9999999 as its size',
    );
  });

  test('may be of two KiB, with strings that hold anything', () => {
    const file = Buffer.concat([
      sphereHeader(
        { ...fieldsOf(samples), speaker: 'end_head -i 3 x', database_id: 'TIMIT' },
        2048,
      ),
      Buffer.from(samples.buffer),
    ]);
    expect(decodeInAnyPieces(file).header).toMatchObject({ dataByteOffset: 2048 });
  });
});

describe('Shorten', () => {
  const shortenFile = (
    samples: ArrayLike<number>,
    options: Partial<ShortenOptions> & { seed: number },
    fields: Record<string, number | string> = {},
  ): Buffer => {
    const { channels = 1 } = options;
    const isUlaw = options.type === 0 || options.type === 8;
    const header = sphereHeader({
      channel_count: channels,
      sample_count: samples.length / channels,
      sample_rate: 16000,
      sample_n_bytes: isUlaw ? 1 : 2,
      sample_byte_format: isUlaw ? '1' : '10',
      sample_coding: `${isUlaw ? 'ulaw' : 'pcm'},embedded-shorten-v2.00`,
      sample_checksum: checksumOf(Array.from(samples)),
      ...fields,
    });
    const stream = encodeShorten(samples, {
      version: 2,
      blockSamples: 256,
      mostOrder: 0,
      means: 4,
      type: isUlaw ? 0 : 3,
      shifts: false,
      resizes: false,
      random: seededRandom(options.seed),
      channels,
      ...options,
    });
    return Buffer.concat([header, stream]);
  };
  const bytesOf = (samples: ArrayLike<number>, isUlaw: boolean) =>
    isUlaw ? Buffer.from(Array.from(samples)) : Buffer.from(Int16Array.from(samples).buffer);

  test('gives every stream of any options back to the last bit, in any pieces', () => {
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.integer(),
          version: fc.constantFrom(1, 2, 3),
          channels: fc.integer({ min: 1, max: 3 }),
          blockSamples: fc.integer({ min: 1, max: 300 }),
          mostOrder: fc.integer({ min: 0, max: 20 }),
          means: fc.integer({ min: 0, max: 5 }),
          type: fc.constantFrom(0, 3, 5, 8),
          shifts: fc.boolean(),
          resizes: fc.boolean(),
        }),
        fc.integer({ min: 0, max: 900 }),
        fc.integer({ min: 0, max: 12 }),
        (options, frames, coarse) => {
          const random = seededRandom(options.seed + 1);
          const isUlaw = options.type === 0 || options.type === 8;
          const step = 2 ** (options.shifts ? coarse : 0);
          const ranks = ulawCodesByRank(options.shifts ? coarse : 0);
          const samples = Array.from({ length: frames * options.channels }, (_, i) =>
            isUlaw
              ? ranks[128 + Math.round((random() - 0.5) * Math.min(20, 2 ** (12 - coarse) - 1))]!
              : step * Math.round(((random() - 0.5) * 2000 + 9000 * Math.sin(i / 30)) / step),
          );
          const decoded = decodeSphere(
            inRandomPieces(
              options.seed,
              shortenFile(samples, options as ShortenOptions & { seed: number }),
            ),
          );
          expectSameBytes(decoded.data, bytesOf(samples, isUlaw));
          expect(decoded.warnings).toEqual([]);
          expect(decoded.header.dataByteOffset).toBeUndefined();
        },
      ),
    );
  });

  test('is the same byte by byte', () => {
    const samples = speechLike(3000, 5);
    const { data } = decodeInAnyPieces(shortenFile(samples, { seed: 1, mostOrder: 6 }));
    expectSameBytes(data, bytesOf(samples, false));
  });

  test('is decoded by FFmpeg to the same samples', () => {
    const path = join(temporaryFolder(), 'a.sph');
    const samples = speechLike(20_000, 6);
    writeFileSync(path, shortenFile(samples, { seed: 2, channels: 2, mostOrder: 6, shifts: true }));
    const { stdout } = spawnSync(tool('ffmpeg'), ['-v', 'error', '-i', path, '-f', 's16le', '-']);
    expectSameBytes(
      decodeSphere([shortenFile(samples, { seed: 2, channels: 2, mostOrder: 6, shifts: true })])
        .data,
      stdout,
    );
  });

  test('that ends too soon, or is damaged, gives what came before, and says where', () => {
    const samples = speechLike(5000, 7);
    const file = shortenFile(samples, { seed: 3 });
    const cut = decodeInAnyPieces(file.subarray(0, 4000));
    expect(warningsOf(cut)).toEqual(['truncated-data']);
    expect(cut.data.length).toBeGreaterThan(1000);
    expect(cut.data).toEqual(bytesOf(samples, false).subarray(0, cut.data.length));
    const damaged = Buffer.from(file);
    damaged.fill(0, 3000, 3200);
    const found = decodeInAnyPieces(damaged);
    expect(found.data.subarray(0, 1024)).toEqual(bytesOf(samples, false).subarray(0, 1024));
    expect(found.warnings).toHaveLength(1);
  });

  test.each<[string, (file: Buffer) => void, RegExp]>([
    [
      'without a magic',
      (file) => file.write('ajkh', 1024),
      /cannot be decoded: it has no Shorten header/,
    ],
    [
      'of another version',
      (file) => file.writeUInt8(7, 1028),
      /of Shorten's version 7; expected 1 to 3/,
    ],
    ['of nothing but zeros', (file) => file.fill(0, 1029), /cannot be decoded: /],
  ])('%s is refused', (_, damage, message) => {
    const file = shortenFile(speechLike(100, 1), { seed: 1 });
    damage(file);
    expect(() => decodeSphere([file])).toThrow(message);
  });

  test('of other channels than the header states is refused', () => {
    const file = shortenFile(
      speechLike(100, 1),
      { seed: 1 },
      { channel_count: 2, sample_count: 50 },
    );
    expect(() => decodeSphere([file])).toThrow(
      'states 2 channels of s16, and its Shorten data 1 of s16',
    );
  });

  test('takes no memory that its bytes do not bring', () => {
    // A header of few bytes that asks for the most: 256 channels of 65536 samples, and a block that never ends.
    const before = process.memoryUsage.rss();
    const file = shortenFile([], { seed: 1 }, { channel_count: 200, sample_count: 1e12 });
    const zeros = Buffer.alloc(8 << 20);
    expect(() => decodeSphere([file.subarray(0, 1029), zeros])).toThrow(/cannot be decoded/);
    expect(process.memoryUsage.rss() - before).toBeLessThan(100 << 20);
  });
});
