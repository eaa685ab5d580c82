import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FlacHeader } from '../../../src/formats/flac/flac-header-parser.ts';
import { FLAC_WRITER } from '../../../src/formats/flac/flac-writer.ts';
import { sampleOf } from '../../tools/depth.ts';
import { tool } from '../../tools/find-tool.ts';
import { SAMPLES, temporaryFolder } from '../../tools/wav-files.ts';
import { inPiecesOf, seededRandom } from '../wav/splitting.ts';
import { decodeFlac } from './decoding.ts';
import { encodeFlac, formatOf } from './encoding.ts';
import { fileBytes } from './flac-builder.ts';
import { decodeByOracle } from './flac-oracle.ts';
import { signal, storedSamples } from './signals.ts';

const folder = temporaryFolder();

/** Encodes samples, and has them decoded by the oracle and by the decoder. */
function expectRoundTrip(samples: readonly number[], numberOfChannels: number, bits: number) {
  const stored = storedSamples(samples, bits);
  const { bytes } = encodeFlac([stored], { format: formatOf(numberOfChannels, bits) });
  const { data, warnings } = decodeFlac([bytes]);
  expect(warnings).toEqual([]);
  expect(Buffer.compare(data, stored)).toBe(0);
  const oracle = decodeByOracle(bytes);
  expect(oracle.length).toBe(samples.length);
  expect(oracle.findIndex((sample, i) => sample !== samples[i])).toBe(-1);
  return bytes;
}

const KINDS: Readonly<Record<string, (bits: number, channels: number) => number[]>> = {
  speech: (bits, channels) => signal(5000, channels, bits),
  silence: (_, channels) => new Array(4100 * channels).fill(0),
  'a constant': (bits, channels) => new Array(4100 * channels).fill(-(2 ** (bits - 1))),
  'full-scale noise': (bits, channels) => {
    const random = seededRandom(bits);
    return Array.from(
      { length: 4500 * channels },
      () => Math.floor(random() * 2 ** bits) - 2 ** (bits - 1),
    );
  },
  extremes: (bits, channels) =>
    Array.from({ length: 4200 * channels }, (_, i) =>
      i % (channels + 1) === 0 ? 2 ** (bits - 1) - 1 : -(2 ** (bits - 1)),
    ),
  'a square wave': (bits, channels) =>
    Array.from({ length: 4200 * channels }, (_, i) =>
      Math.floor(i / channels / 40) % 2 === 0 ? 2 ** (bits - 1) - 1 : -(2 ** (bits - 1)),
    ),
  'an impulse in silence': (bits, channels) => {
    const samples = new Array<number>(4200 * channels).fill(0);
    samples[2000 * channels] = 2 ** (bits - 1) - 1;
    return samples;
  },
  'wasted bits': (bits, channels) => signal(4200, channels, bits - 3).map((sample) => sample * 8),
  'channels that are equal': (bits, channels) =>
    signal(4200, 1, bits).flatMap((sample) => new Array<number>(channels).fill(sample)),
  'channels that are opposite': (bits, channels) =>
    signal(4200, 1, bits).flatMap((sample) =>
      Array.from({ length: channels }, (_, i) => (i % 2 === 0 ? sample : -1 - sample)),
    ),
};

describe.each(sampleOf([16, 8, 24, 32], 2))('samples of %i bits come back', (bits) => {
  test.each(Object.keys(KINDS))('%s', (kind) => {
    for (const channels of [1, 2, 3]) expectRoundTrip(KINDS[kind]!(bits, channels), channels, bits);
  });

  test.each([0, 1, 2, 3, 4, 5, 7, 8, 9, 31, 33, 36, 63, 64, 4095, 4096, 4097])(
    'of a file of %i frames',
    (frames) => {
      expectRoundTrip(signal(2000 + frames, 2, bits).slice(4000), 2, bits);
    },
  );
});

test('however the samples are split, the file is the same', () => {
  const stored = storedSamples(signal(9000, 2, 16), 16);
  const format = formatOf(2, 16);
  const whole = encodeFlac([stored], { format }).bytes;
  for (const byteLength of [4, 400, 4096 * 4, 4097 * 4]) {
    const { bytes } = encodeFlac(inPiecesOf(byteLength, stored), { format });
    expect(Buffer.compare(bytes, whole)).toBe(0);
  }
});

test.each([1, 8000, 16000, 22050, 44100, 12345, 37000, 96010, 192000, 254000, 655350, 700001])(
  'a rate of %i Hz is stated',
  (sampleRate) => {
    const stored = storedSamples([1, 2, 3], 16);
    const { bytes } = encodeFlac([stored], { format: formatOf(1, 16, sampleRate) });
    const { header, data, warnings } = decodeFlac([bytes]);
    expect(header.format.sampleRate).toBe(sampleRate);
    expect(warnings).toEqual([]);
    expect(Buffer.compare(data, stored)).toBe(0);
  },
);

test('of four equal samples it is, to the last byte', () => {
  const { bytes } = encodeFlac([storedSamples([5, 5, 5, 5], 16)], { format: formatOf(1, 16) });
  expect(Buffer.from(bytes).toString('hex')).toBe(
    [
      '664c6143',
      // STREAMINFO: blocks of 4096, frames of 13 bytes; 16000 Hz, 1 channel, 16 bits, 4 frames; MD5.
      '00000022 1000 1000 00000d 00000d 03e800f000000004 7f199e1363c4b754eb03cf4d0ba8d343',
      '8400000c 04000000 6177676e 00000000',
      // A constant.
      'fff8 75 08 00 0003 fe 00 0005 7526',
    ]
      .join('')
      .replaceAll(' ', ''),
  );
});

describe('what is written beside the samples', () => {
  const stored = storedSamples(signal(5000, 2, 16), 16);
  const format = formatOf(2, 16);
  const comments = (...fields: string[]) => {
    const texts = ['their encoder', ...fields].map((text) => Buffer.from(text));
    const [vendor, ...others] = texts.map((text) =>
      Buffer.concat([Buffer.from([text.length, 0, 0, 0]), text]),
    );
    return Buffer.concat([vendor!, Buffer.from([fields.length, 0, 0, 0]), ...others]);
  };
  const headerWith = (metadata: readonly (readonly [number, Uint8Array])[], channels = 2) =>
    decodeFlac([
      fileBytes(
        { bits: 16, numberOfChannels: channels, blockFrames: 16, numberOfFrames: 5000, metadata },
        [],
      ),
    ]).header;
  const metadataOf = (bytes: Uint8Array) =>
    (decodeFlac([bytes]).header as FlacHeader).metadata.map(({ type, bytes: content }) => [
      type,
      Buffer.from(content).toString('latin1'),
    ]);

  test('is what a FLAC file had, but what would not be true', () => {
    const from = headerWith([
      [6, Buffer.from('picture')],
      [4, comments('TITLE=a', 'replaygain_track_gain=-3 dB', 'R128_TRACK_GAIN=1', 'ARTIST=\u00e4')],
      [3, Buffer.alloc(18)],
      [2, Buffer.from('test1234')],
      [2, Buffer.from('riff1234')],
      [5, Buffer.from('cues')],
    ]);
    expect(metadataOf(encodeFlac([stored], { format, from }).bytes)).toEqual([
      [4, comments('TITLE=a', 'ARTIST=\u00e4').toString('latin1')],
      [6, 'picture'],
      [2, 'test1234'],
      [5, 'cues'],
    ]);
  });

  test('is not what a WAV file had, nor what is damaged', () => {
    const plain = [[4, '\x04\0\0\0awgn\0\0\0\0']];
    const wav = { container: 'RIFF', format, declaredFrames: 5000, dataByteOffset: 44 };
    expect(metadataOf(encodeFlac([stored], { format, from: wav }).bytes)).toEqual(plain);
    for (const damaged of [Buffer.alloc(0), Buffer.from('\x09\0\0\0abc')]) {
      const from = headerWith([[4, damaged]]);
      expect(metadataOf(encodeFlac([stored], { format, from }).bytes)).toEqual(plain);
    }
  });

  test('says where the speakers stand, if it goes not without saying', () => {
    const fieldsOf = (numberOfChannels: number, channelMask: number) => {
      const of = { ...formatOf(numberOfChannels, 16), channelMask };
      const { bytes } = encodeFlac([], { format: of });
      expect(decodeFlac([bytes]).header.format.channelMask).toBe(
        channelMask || [0, 0, 0, 7][numberOfChannels],
      );
      return metadataOf(bytes)[0]![1]!.toString().slice(12);
    };
    expect(fieldsOf(3, 7)).toBe('');
    expect(fieldsOf(3, 0)).toBe('');
    expect(fieldsOf(3, 11)).toBe('\x25\0\0\0WAVEFORMATEXTENSIBLE_CHANNEL_MASK=0xB');
    expect(fieldsOf(1, 4)).toContain('=0x4');
  });

  test('is right from the start as far as it is known, and at the end where it can be set right', () => {
    const infoOf = (bytes: Uint8Array) => (decodeFlac([bytes]).header as FlacHeader).streamInfo;
    const unknown = encodeFlac([stored], { format });
    expect(infoOf(unknown.unpatchedBytes)).toMatchObject({
      numberOfFrames: undefined,
      md5: undefined,
      minFrameBytes: 0,
      maxFrameBytes: 0,
    });
    expect(unknown.encoder.unpatched()).toBeUndefined();
    const extent = { numberOfFrames: 5000, tailBytes: 0 };
    const known = encodeFlac([stored], { format, extent });
    expect(infoOf(known.unpatchedBytes)).toMatchObject({ numberOfFrames: 5000, md5: undefined });
    expect(known.encoder.unpatched()).toBeUndefined();
    expect(Buffer.compare(known.bytes, unknown.bytes)).toBe(0);
    const wrong = encodeFlac([stored], { format, extent: { numberOfFrames: 6000, tailBytes: 0 } });
    expect(wrong.encoder.unpatched()).toMatchObject({
      code: 'truncated-data',
      message: expect.stringContaining('states 6000 frames and 5000 came'),
    });
    expect(Buffer.compare(wrong.bytes, unknown.bytes)).toBe(0);
  });

  test('is refused where FLAC has no room for it', () => {
    for (const encoding of ['f32', 'f64'] as const) {
      expect(() => FLAC_WRITER.sampleFormat(format, encoding)).toThrow(`(${encoding})`);
    }
    expect(FLAC_WRITER.sampleFormat(format, 'alaw').encoding).toBe('s16');
    expect(FLAC_WRITER.sampleFormat(format, 'mulaw').encoding).toBe('s16');
    expect(() => encodeFlac([], { format: formatOf(9, 16) })).toThrow('room for 8 channels');
    expect(() => encodeFlac([], { format: formatOf(1, 16, 2 ** 20) })).toThrow('1048576 Hz');
    expect(() => encodeFlac([], { format: formatOf(8, 16, 2 ** 20 - 1) })).not.toThrow();
  });

  test('takes whole frames alone, and none after the end', () => {
    const { encoder } = encodeFlac([stored], { format });
    expect(() => encoder.write(stored)).toThrow('samples follow the end');
    const other = FLAC_WRITER.createEncoder({ format });
    expect(() => other.write(stored.subarray(0, 5))).toThrow('whole frames of 4 bytes');
    expect(other.writeTail({ bytes: stored })).toEqual(new Uint8Array(0));
  });
});

describe('flac itself', () => {
  test.each(sampleOf([16, 8, 24, 32], 2))(
    'finds %i bits sound, and decodes what was encoded',
    (bits) => {
      for (const channels of [1, 2, 8]) {
        const stored = storedSamples(signal(9000, channels, bits), bits);
        const path = join(folder, 'sound.flac');
        writeFileSync(path, encodeFlac([stored], { format: formatOf(channels, bits) }).bytes);
        const tested = spawnSync(tool('flac'), ['--test', '--silent', path], { encoding: 'utf8' });
        expect(`${tested.status} ${tested.stderr}`).toBe('0 ');
        const sign = bits === 8 ? 'unsigned' : 'signed';
        const raw = ['--force-raw-format', '--endian=little', `--sign=${sign}`];
        const { stdout } = spawnSync(tool('flac'), [
          '--decode',
          '--stdout',
          '--silent',
          ...raw,
          path,
        ]);
        expect(Buffer.compare(stdout, stored)).toBe(0);
      }
    },
  );

  test('makes speech at least 1/1.03 times as large', () => {
    for (const name of ['female-16khz-s16-mono', 'two-speakers-44khz-s16-stereo']) {
      const wav = readFileSync(join(SAMPLES, `${name}.wav`));
      const channels = wav.readUInt16LE(22);
      const { bytes } = encodeFlac([wav.subarray(44)], { format: formatOf(channels, 16) });
      const path = join(folder, 'theirs.flac');
      const words = ['-5', '--silent', '--force', '--no-padding', '-o', path];
      spawnSync(tool('flac'), [...words, join(SAMPLES, `${name}.wav`)]);
      expect(bytes.length / statSync(path).size).toBeLessThan(1.03);
    }
  });
});
