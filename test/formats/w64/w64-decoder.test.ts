import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { WavParser } from '../../../src/formats/wav/wav-parser.ts';
import { tool } from '../../tools/find-tool.ts';
import { SPEECH, temporaryFolder } from '../../tools/wav-files.ts';
import { bytesOf, extensibleFmt, fmtContent, ramp } from '../../tools/wav-fixtures.ts';
import { collectEvents } from '../collected-events.ts';
import { inPiecesOf, inRandomPieces } from '../wav/splitting.ts';
import { decodeW64, w64, w64Chunk } from './w64-files.ts';

const FMT = w64Chunk('fmt ', fmtContent());

test('samples are what stands in data, by the format that a WAV file would have', () => {
  const fmt = extensibleFmt({ channels: 2, bits: 24 }).subarray(8);
  const file = w64(w64Chunk('fmt ', fmt), w64Chunk('data', ramp(60)), w64Chunk('levl', 'x'));
  const { header, data, warnings } = decodeW64([file]);
  expect(data.equals(ramp(60))).toBe(true);
  expect(header).toMatchObject({ container: 'W64', declaredFrames: 10 });
  expect(header.format).toMatchObject({ encoding: 's24', numberOfChannels: 2, extensible: true });
  expect(warnings).toEqual([]);
});

test('the same bytes split anywhere are the same file', () => {
  const file = w64(
    w64Chunk('fact', ramp(5)),
    FMT,
    w64Chunk('data', ramp(34)),
    w64Chunk('x   ', ''),
  );
  const whole = decodeW64([file]);
  for (const pieces of [inPiecesOf(1, file), inPiecesOf(11, file), inRandomPieces(5, file)]) {
    expect(decodeW64(pieces)).toEqual(whole);
  }
  const { dataByteOffset } = whole.header;
  expect(file.subarray(dataByteOffset, dataByteOffset! + 34)).toEqual(ramp(34));
});

describe('odd files are read, and told', () => {
  test.each<[what: string, file: Uint8Array, bytes: number, codes: string[]]>([
    ['of no stated size', w64(FMT, w64Chunk('data', ramp(10), 0n)).subarray(0, -6), 10, []],
    ['as ffmpeg writes it to a pipe', w64(FMT, w64Chunk('data', ramp(8), 2n ** 63n - 1n)), 8, []],
    ['no samples', w64(FMT, w64Chunk('data', '')), 0, []],
    [
      'cut off',
      w64(FMT, w64Chunk('data', ramp(16))).subarray(0, -3),
      12,
      ['incomplete-frame', 'truncated-data'],
    ],
    [
      'a fmt chunk of 17 bytes',
      w64(w64Chunk('fmt ', bytesOf(fmtContent(), '\0')), w64Chunk('data', ramp(8))),
      8,
      ['fmt-size'],
    ],
  ])('%s', (_, file, bytes, codes) => {
    const { data, warnings } = decodeW64([file]);
    expect(data).toHaveLength(bytes);
    expect(warnings.map(({ code }) => code)).toEqual(codes);
  });
});

describe('what cannot be read is refused', () => {
  test.each<[what: string, file: Uint8Array, message: RegExp]>([
    ['another type', bytesOf(w64().subarray(0, 24), ramp(40)), /its type is not WAVE/],
    ['data before fmt', w64(w64Chunk('data', ramp(8))), /data stands before its fmt chunk/],
    ['a size below its header', w64(w64Chunk('fact', ramp(8), 23n)), /a size of 23 bytes/],
    ['a gigantic size', w64(w64Chunk('fact', ramp(8), 2n ** 63n)), /a size of 9223372036854775808/],
    ['another codec', w64(w64Chunk('fmt ', fmtContent({ tag: 2 }))), /Microsoft ADPCM/],
    ['no data', w64(FMT), /the Wave64 file ends after 80 bytes, before any sample/],
    ['nothing', w64().subarray(0, 20), /ends after 20 bytes/],
  ])('%s', (_, file, message) => {
    for (const pieces of [[file], inPiecesOf(1, file)]) {
      expect(() => decodeW64(pieces)).toThrow(message);
    }
  });
});

describe('files of other programs have the samples of their WAV files', () => {
  test.each([
    ['sox', 'pcm_s16le', (wav: string, out: string) => [wav, out]],
    ['ffmpeg', 'pcm_f32le', (wav: string, out: string) => ['-i', wav, '-c:a', 'pcm_f32le', out]],
    ['ffmpeg', 'pcm_s24le', (wav: string, out: string) => ['-i', wav, '-c:a', 'pcm_s24le', out]],
    ['ffmpeg', 'pcm_alaw', (wav: string, out: string) => ['-i', wav, '-c:a', 'pcm_alaw', out]],
  ])('%s, %s', { tags: ['thorough'] }, (program, codec, args) => {
    const folder = temporaryFolder();
    const file = join(folder, 'a.w64');
    execFileSync(tool(program), args(SPEECH, file), { stdio: 'ignore' });
    const wav = join(folder, 'oracle.wav');
    execFileSync(tool('ffmpeg'), ['-v', 'error', '-i', file, '-c:a', codec, wav]);
    const oracle = collectEvents(new WavParser(), [readFileSync(wav)]);
    const { header, data, warnings } = decodeW64([readFileSync(file)]);
    expect(warnings).toEqual([]);
    expect(header.declaredFrames).toBe(oracle.header.declaredFrames);
    expect(data.subarray(0, 1000)).toHaveLength(1000);
    expect(data.equals(oracle.data.subarray(0, data.length))).toBe(true);
  });
});
