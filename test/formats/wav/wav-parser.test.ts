import { describe, expect, test } from 'vitest';
import { AwgnError } from '../../../src/errors.ts';
import { WavParser } from '../../../src/formats/wav/wav-parser.ts';
import { bytesOf, chunk, ds64, fmt, riff, s16Samples, u32 } from '../../tools/wav-fixtures.ts';
import { FIXTURES } from './odd-files.ts';
import { REFUSALS } from './refused-files.ts';
import { inPiecesOf, parse } from './splitting.ts';

const nothing = new Uint8Array(0);

describe.each(Object.entries(FIXTURES))('%s', (_name, fixture) => {
  const parseWhole = () => parse([fixture.bytes]);

  test('gives its samples, its tail and its warnings', () => {
    const whole = parseWhole();
    expect(whole.data).toEqual(fixture.data);
    expect(whole.tail).toEqual(fixture.tail ?? nothing);
    expect(whole.junk).toEqual(fixture.junk ?? nothing);
    expect(whole.warnings.map(({ code }) => code)).toEqual(fixture.warnings ?? []);
    if ('declaredFrames' in fixture) {
      expect(whole.header.declaredFrames).toBe(fixture.declaredFrames);
    }
  });

  test('places its warnings inside the file and says what it found', () => {
    for (const { message, byteOffset } of parseWhole().warnings) {
      expect(byteOffset).toBeGreaterThanOrEqual(0);
      expect(byteOffset).toBeLessThanOrEqual(fixture.bytes.length);
      expect(message.length).toBeGreaterThan(20);
    }
  });

  test('gives the same byte by byte', () => {
    expect(parse(inPiecesOf(1, fixture.bytes))).toEqual(parseWhole());
  });
});

describe('refused:', () => {
  function errorOf(pieces: readonly Uint8Array[]): AwgnError {
    try {
      parse(pieces);
    } catch (error) {
      if (error instanceof AwgnError) return error;
      throw error;
    }
    throw new Error('it was not refused');
  }

  test.each(Object.entries(REFUSALS))(
    '%s, by a message that tells what it is',
    (_name, refusal) => {
      const error = errorOf([refusal.bytes]);
      expect(error).toMatchObject({ code: refusal.code, byteOffset: refusal.byteOffset });
      expect(error.message).toMatch(refusal.message);
    },
  );

  test.each(Object.entries(REFUSALS))('%s, the same byte by byte', (_name, refusal) => {
    const error = errorOf([refusal.bytes]);
    const error1 = errorOf(inPiecesOf(1, refusal.bytes));
    expect(error1.message).toBe(error.message);
    expect(error1.byteOffset).toBe(error.byteOffset);
  });

  test('again at every later call, by the same error', () => {
    const parser = new WavParser();
    const calls = [
      () => parser.push(bytesOf('fLaC', u32(1), u32(2))),
      () => parser.push(bytesOf(1)),
      () => parser.end(),
    ];
    const errors = calls.map((call) => {
      try {
        return call();
      } catch (error) {
        return error;
      }
    });
    expect(errors[0]).toMatchObject({ message: expect.stringContaining('a FLAC file') });
    expect(errors.map((error) => error === errors[0])).toEqual([true, true, true]);
  });
});

describe('WavParser', () => {
  test('tells the header as soon as the data chunk begins', () => {
    const parser = new WavParser();
    const header = riff([fmt(), bytesOf('data', u32(100))]);
    expect(parser.push(header.slice(0, -1))).toEqual([]);
    expect(parser.push(header.slice(-1)).map(({ type }) => type)).toEqual(['header']);
  });

  test('passes samples on without copying them', () => {
    const parser = new WavParser();
    parser.push(riff([fmt(), bytesOf('data', u32(0xffffffff))]));
    const piece = s16Samples(100);
    const [event] = parser.push(piece);
    expect(event).toMatchObject({ type: 'data', bytes: piece });
    expect(event?.type === 'data' && event.bytes.buffer).toBe(piece.buffer);
  });

  test('keeps a frame that is split and passes on the rest without copying it', () => {
    const parser = new WavParser();
    parser.push(riff([fmt(), bytesOf('data', u32(0xffffffff))]));
    const samples = s16Samples(50);
    expect(
      parser.push(samples.slice(0, 3)).map((e) => e.type === 'data' && e.bytes.length),
    ).toEqual([2]);
    const rest = samples.slice(3);
    const events = parser.push(rest);
    expect(events.map((e) => e.type === 'data' && e.bytes.length)).toEqual([2, 96]);
    expect(events[1]?.type === 'data' && events[1].bytes.buffer).toBe(rest.buffer);
  });

  test('refuses bytes after the end', () => {
    const parser = new WavParser();
    parser.push(riff([fmt(), chunk('data', s16Samples(1))]));
    parser.end();
    expect(() => parser.push(bytesOf(1))).toThrow(/push\(\) after end\(\)/);
  });

  test('reads 64-bit sizes of more than 4 GiB', () => {
    const dataBytes = 5 * 2 ** 32;
    const tailBytes = 100;
    const riffBytes = 4 + 36 + 24 + 8 + dataBytes + tailBytes;
    const parser = new WavParser();
    const [event] = parser.push(
      riff([ds64(riffBytes, dataBytes), fmt({ channels: 2 }), bytesOf('data', u32(0xffffffff))], {
        id: 'RF64',
        size: 0xffffffff,
      }),
    );
    expect(event).toMatchObject({
      header: {
        declaredDataBytes: dataBytes,
        declaredFrames: dataBytes / 4,
        declaredTailBytes: tailBytes,
        dataByteOffset: 80,
      },
    });
  });

  test('ends 64-bit data where ds64 says, 4 GiB on', () => {
    const parser = new WavParser();
    const frames = 2 ** 32 + 2 ** 20;
    const size = 0xffffffff;
    const head = riff([ds64(0, frames), fmt({ bits: 8 }), bytesOf('data', u32(size))], {
      id: 'RF64',
      size,
    });
    parser.push(head);
    const piece = new Uint8Array(2 ** 20);
    let dataBytes = 0;
    for (let i = 0; i < 2 ** 12 + 1; i++) {
      for (const event of parser.push(piece))
        if (event.type === 'data') dataBytes += event.bytes.length;
    }
    const events = [...parser.push(chunk('LIST', 'INFO')), ...parser.end()];
    expect(dataBytes).toBe(frames);
    expect(events.map(({ type }) => type)).toEqual(['tail', 'tail']);
    expect(parser.warnings).toEqual([]);
  });

  test('takes 0x7FFFF000 for a true size where the RIFF has room for chunks after it', () => {
    const size = 0x7ffff000;
    const parser = new WavParser();
    const header = riff([fmt(), bytesOf('data', u32(size))], { size: 36 + size + 65536 });
    expect(parser.push(header)[0]).toMatchObject({
      header: { declaredDataBytes: size, declaredTailBytes: 65536 },
    });
  });

  test('takes sizes as they are stated by SoX for a true size only where a chunk has room after them', () => {
    const size = 0x7ffff0ff;
    const declared = (room: number) =>
      new WavParser().push(
        riff([fmt({ bits: 8 }), bytesOf('data', u32(size))], { size: 36 + size + room }),
      )[0];
    for (const room of [0, 7]) {
      expect(declared(room)).toMatchObject({ header: { declaredDataBytes: undefined } });
    }
    expect(declared(8)).toMatchObject({ header: { declaredDataBytes: size } });
  });

  test('believes any size in ds64', () => {
    const size = 0xffffffff;
    const header = riff([ds64(0, 0x7ffff000), fmt(), bytesOf('data', u32(size))], {
      id: 'RF64',
      size,
    });
    expect(new WavParser().push(header)[0]).toMatchObject({
      header: { declaredDataBytes: 0x7ffff000, declaredTailBytes: undefined },
    });
  });

  test('states how many bytes of chunks follow the samples by the RIFF size', () => {
    const tail = chunk('LIST', 'INFOabcd');
    const declared = (bytes: Uint8Array) => parse([bytes]).header.declaredTailBytes;
    expect(declared(riff([fmt(), chunk('data', s16Samples(3)), tail]))).toBe(16);
    expect(declared(riff([fmt({ bits: 8 }), chunk('data', 'odd'), tail]))).toBe(16);
    expect(declared(riff([fmt(), chunk('data', s16Samples(3))], { size: 44 }))).toBe(0);
    expect(declared(riff([fmt(), chunk('data', s16Samples(3)), tail], { size: 57 }))).toBe(16);
    expect(declared(riff([fmt(), chunk('data', s16Samples(3)), chunk('LIST', '')]))).toBe(8);
    expect(declared(riff([fmt(), chunk('data', s16Samples(3))], { size: 0 }))).toBeUndefined();
    const untold = riff([fmt(), chunk('data', s16Samples(6), { size: 0 })]);
    expect(declared(untold)).toBeUndefined();
  });

  test.each([0, 0xffffffff])(
    'takes the RIFF size from ds64 where %i stands in its place',
    (size) => {
      const of = (riffBytes: number) =>
        parse([
          riff([ds64(riffBytes, 6), fmt(), chunk('data', s16Samples(3)), chunk('LIST', 'INFO')], {
            id: 'RF64',
            size,
          }),
        ]).header.declaredTailBytes;
      expect(of(4 + 36 + 24 + 14 + 12)).toBe(12);
      expect(of(0)).toBeUndefined();
    },
  );

  test('keeps metadata of many kinds in order and tells where fmt stood', () => {
    const bytes = riff([
      chunk('bext', 'a'),
      chunk('JUNK', 'bc'),
      fmt(),
      chunk('LIST', 'def'),
      chunk('data', s16Samples(1)),
    ]);
    const { header } = parse(inPiecesOf(5, bytes));
    expect(header.fmtIndex).toBe(2);
    expect(header.chunksBeforeData).toEqual([
      { id: 'bext', bytes: bytesOf('a') },
      { id: 'JUNK', bytes: bytesOf('bc') },
      { id: 'LIST', bytes: bytesOf('def') },
    ]);
  });

  test('reads metadata that is longer than the pieces it arrives in', () => {
    const metadata = new Uint8Array(50_000).map((_, i) => i % 251);
    const bytes = riff([chunk('axml', metadata), fmt(), chunk('data', s16Samples(1))]);
    expect(parse(inPiecesOf(777, bytes)).header.chunksBeforeData[0]?.bytes).toEqual(metadata);
  });
});
