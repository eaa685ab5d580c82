import { describe, expect, test } from 'vitest';
import { decodeSamples } from '../../../src/formats/encoded-samples/sample-codec.ts';
import { RawDecoder } from '../../../src/formats/raw/raw-decoder.ts';
import {
  createRawFormat,
  RAW_ENCODINGS,
  rawFormatWithEncoding,
} from '../../../src/formats/raw/raw-format.ts';
import { RAW_WRITER } from '../../../src/formats/raw/raw-writer.ts';
import { plainSampleFormat } from '../../../src/formats/sample-format.ts';
import { bytesOf, ramp } from '../../tools/wav-fixtures.ts';
import { collectEvents } from '../collected-events.ts';
import { inPiecesOf, inRandomPieces } from '../wav/splitting.ts';

const STEREO = { sampleRate: 8000, numberOfChannels: 2 };

function decode(pieces: readonly Uint8Array[], encoding: (typeof RAW_ENCODINGS)[number] = 's16') {
  const decoder = new RawDecoder(createRawFormat(STEREO, encoding));
  const { header, data } = collectEvents(decoder, pieces);
  return { header, data, warnings: decoder.warnings, extent: decoder.extent };
}

test.each(RAW_ENCODINGS)('%s: the samples are the bytes, whatever the pieces', (encoding) => {
  const bytes = ramp(1200);
  const whole = decode([bytes], encoding);
  expect(whole.header).toMatchObject({ container: 'RAW', dataByteOffset: 0 });
  expect(whole.data.equals(bytes)).toBe(true);
  expect(whole.warnings).toEqual([]);
  expect(whole.extent.numberOfFrames).toBe(1200 / whole.header.format.bytesPerFrame);
  for (const pieces of [inPiecesOf(1, bytes), inPiecesOf(13, bytes), inRandomPieces(1, bytes)]) {
    expect(decode(pieces, encoding)).toEqual(whole);
  }
});

test.each([
  ['s16', [0, 0x40], 0.5],
  ['s16be', [0x40, 0], 0.5],
  ['s24', [0, 0, 0xc0], -0.5],
  ['s24be', [0xc0, 0, 0], -0.5],
  ['s32be', [0x40, 0, 0, 0], 0.5],
  ['f32be', [0x3f, 0, 0, 0], 0.5],
  ['f64be', [0x3f, 0xe0, 0, 0, 0, 0, 0, 0], 0.5],
  ['u8', [0xc0], 0.5],
] as const)('%s of %j is %d', (encoding, bytes, value) => {
  const format = createRawFormat({ sampleRate: 8000, numberOfChannels: 1 }, encoding);
  const samples = new Float32Array(1);
  decodeSamples(Uint8Array.from(bytes), format, [samples], 1);
  expect(samples[0]).toBe(value);
});

test('a last frame that is cut off is left out, with a warning that says where', () => {
  for (const pieces of [[ramp(403)], inPiecesOf(1, ramp(403))]) {
    const { data, warnings } = decode(pieces);
    expect(data).toHaveLength(400);
    expect(warnings).toEqual([
      {
        code: 'incomplete-frame',
        message: 'the samples end with 3 bytes of a frame of 4; they are dropped',
        byteOffset: 400,
      },
    ]);
  }
});

test('fewer bytes than a frame are no frames, and a warning', () => {
  expect(decode([ramp(3)])).toMatchObject({ extent: { numberOfFrames: 0 } });
  expect(decode([ramp(3)]).warnings).toHaveLength(1);
});

test('an empty input is refused', () => {
  expect(() => decode([])).toThrow('the input is empty (0 bytes)');
});

describe('a file with a header is refused', () => {
  test.each([
    'RIFF\x24\0\0\0WAVEfmt ',
    'RF64\xff\xff\xff\xffWAVEds64',
    'FORM\0\0\0\0AIFC',
    'riff.\x91\xcf\x11\xa5\xd6\x28\xdb',
    'fLaC\0\0\0\x22\x10\0\x10\0',
    'OggS\0\x02\0\0\0\0\0\0',
    'NIST_1A\n   1024\n',
    '.SoX\x2c\0\0\0\0\0\0\0',
  ])('%j', (head) => {
    for (const pieces of [[bytesOf(head)], inPiecesOf(1, bytesOf(head))]) {
      expect(() => decode(pieces)).toThrow(/^the input is a file with a header .* without --raw/);
    }
  });

  test('and samples that look a little like one are not', () => {
    expect(decode([bytesOf('RIFFRIFFRIFFRIFF')]).extent.numberOfFrames).toBe(4);
  });
});

describe('headerless samples as an output', () => {
  test('keep the byte order of an input without a header, and are little-endian otherwise', () => {
    const swapped = createRawFormat(STEREO, 's16be');
    expect(rawFormatWithEncoding(swapped, 's16').rawEncoding).toBe('s16be');
    expect(rawFormatWithEncoding(swapped, 'f32').rawEncoding).toBe('f32be');
    expect(rawFormatWithEncoding(swapped, 'mulaw')).toMatchObject({ rawEncoding: 'mulaw' });
    const rifx = { ...plainSampleFormat(STEREO, 's16'), bigEndian: true };
    expect(rawFormatWithEncoding(rifx, 's16')).toMatchObject({ bigEndian: false });
  });

  test('have no gaps between samples, whatever the input has', () => {
    const gaps = { ...plainSampleFormat(STEREO, 's24'), slotBytes: 4, bytesPerFrame: 8 };
    expect(rawFormatWithEncoding(gaps, 's24')).toMatchObject({ slotBytes: 3, bytesPerFrame: 6 });
  });

  test('are the samples alone', () => {
    const encoder = RAW_WRITER.createEncoder({ format: createRawFormat(STEREO, 's16') });
    const written = [
      encoder.header(),
      encoder.write(ramp(8)),
      encoder.writeTail({ bytes: ramp(5) }),
      encoder.end(),
    ];
    expect(Buffer.concat(written).equals(ramp(8))).toBe(true);
    expect(encoder.patches()).toEqual([]);
  });
});
