import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compareFiles } from '../../src/analysis/compare-files.ts';
import { measureFile } from '../../src/analysis/measure-file.ts';
import { probeAudio } from '../../src/audio-files/audio-probe.ts';
import { writeLiveFile } from '../../src/audio-files/live-file.ts';
import { writeNoisyFile } from '../../src/audio-files/noisy-file.ts';
import { addNoiseToOpenFile } from '../../src/audio-files/open-noisy-file.ts';
import type { AudioBlock } from '../../src/audio-format.ts';
import { AudioOpener } from '../../src/corpus/audio/audio-source.ts';
import type { AudioEvent } from '../../src/formats/audio-decoder.ts';
import type { AudioFileFormat } from '../../src/formats/audio-file-format.ts';
import { AUDIO_FORMATS } from '../../src/formats/audio-formats.ts';
import { SniffingDecoder } from '../../src/formats/sniffing-decoder.ts';
import { WavReader } from '../../src/formats/wav/wav-reader.ts';
import { audioDecode } from '../../src/streams/audio-decode.ts';
import { speechLike } from '../tools/corpus-tree.ts';
import { MemorySink, MemorySource } from '../tools/memory-bytes.ts';
import { noisyOptions, temporaryFolder, wavBytes } from '../tools/wav-files.ts';
import { createToyFormat, toyBytes } from './toy-format.ts';

const toy = createToyFormat();
const formats = AUDIO_FORMATS as AudioFileFormat[];
beforeAll(() => formats.push(toy));
afterAll(() => formats.splice(formats.indexOf(toy), 1));

const folder = temporaryFolder();
const CHANNELS = [speechLike(70_000, 1), speechLike(70_000, 2)];
const WAV = join(folder, 'speech.wav');
const TOY = join(folder, 'speech.toy');
writeFileSync(WAV, wavBytes(CHANNELS));
writeFileSync(TOY, toyBytes(samplesOf(readFileSync(WAV)), 2));

/** The interleaved 16-bit samples of a plain WAV file. */
function samplesOf(wav: Uint8Array): Int16Array {
  return new Int16Array(new Uint8Array(wav.subarray(44)).buffer);
}

function decoded(wav: Uint8Array): number[][] {
  const reader = new WavReader();
  const blocks = [...reader.push(wav), ...reader.end()];
  return [0, 1].map((channel) => blocks.flatMap((block) => [...block.channelData[channel]!]));
}

/** What a run does, but for the name of what was read. */
async function noisy(input: string, options: Parameters<typeof noisyOptions>[0]) {
  const output = join(folder, 'noisy.wav');
  const {
    source: _,
    source_sha256: __,
    ...receipt
  } = await writeNoisyFile(input, output, {
    ...noisyOptions(options),
    hash: true,
  });
  return { receipt, bytes: readFileSync(output) };
}

test.each([
  ['an SNR', {}],
  ['an SNR of the active level without DC', { level: 'active', removeDc: true }],
  ['24 bits that must not clip', { encoding: 's24', clip: 'scale' }],
] as const)(
  'a file of a format that loads late gets the noise of a WAV file: %s',
  async (_, options) => {
    const before = toy.opened;
    // The receipts hold the SHA-256 of the outputs.
    expect((await noisy(TOY, options)).receipt).toEqual((await noisy(WAV, options)).receipt);
    // What was decoded is kept for the other passes.
    expect(toy.opened - before).toBe(1);
  },
);

test('of an unknown length it goes through in one pass, and the header is put right', async () => {
  const options = { target: { type: 'level', noiseDbfs: -30 } } as const;
  const of = { toy: await noisy(TOY, options), wav: await noisy(WAV, options) };
  expect(of.toy.receipt).toEqual({
    ...of.wav.receipt,
    output_sha256: of.toy.receipt.output_sha256,
  });
  expect(decoded(of.toy.bytes)).toEqual(decoded(of.wav.bytes));
  expect((await measureFile(join(folder, 'noisy.wav'))).warnings).toEqual([]);
});

test('bytes that stay in memory are decoded anew for each pass, where the decoder overwrites what it gives', async () => {
  const { bytes } = await noisy(WAV, {});
  const sink = new MemorySink();
  const opener = new AudioOpener(folder, '0');
  const source = await opener.open({ type: 'file', path: TOY, name: TOY });
  await addNoiseToOpenFile(source, { noisy: sink }, noisyOptions());
  expect(Buffer.compare(Buffer.from(sink.bytes), bytes)).toBe(0);
});

test('live noise is that of a WAV file', async () => {
  const options = { snrDb: 10, seed: 1, key: '', overwrite: true };
  const output = join(folder, 'live.wav');
  const { source: _, ...live } = await writeLiveFile(TOY, output, options);
  const bytes = readFileSync(output);
  const { source: __, ...expected } = await writeLiveFile(WAV, output, options);
  expect(live).toEqual(expected);
  expect(decoded(bytes)).toEqual(decoded(readFileSync(output)));
});

test('it is measured and compared', async () => {
  const { source: _, container, ...toyMeasured } = await measureFile(TOY);
  const { source: __, container: ___, ...measured } = await measureFile(WAV);
  expect(toyMeasured).toEqual(measured);
  expect(container).toBe('TOY');
  await noisy(WAV, {});
  const { clean: ____, ...compared } = await compareFiles(TOY, join(folder, 'noisy.wav'));
  const { clean: _____, ...expected } = await compareFiles(WAV, join(folder, 'noisy.wav'));
  expect(compared).toEqual(expected);
});

test.each([1, 64, 65_537])(
  'the stream decoder gives its blocks, in pieces of %i bytes',
  async (size) => {
    const file = readFileSync(TOY).subarray(0, size === 1 ? 5000 : undefined);
    const found: number[][] = [[], []];
    const stream = audioDecode();
    await pipeline(
      function* () {
        for (let at = 0; at < file.length; at += size) yield file.subarray(at, at + size);
      },
      stream,
      async (blocks: AsyncIterable<AudioBlock>) => {
        for await (const { channelData } of blocks) {
          for (const [channel, samples] of channelData.entries()) found[channel]!.push(...samples);
        }
      },
    );
    const expected = decoded(readFileSync(WAV)).map((samples) =>
      samples.slice(0, found[0]!.length),
    );
    expect(found).toEqual(expected);
    expect(found[0]!.length).toBe(size === 1 ? 663 : CHANNELS[0]!.length);
    expect(stream.header?.container).toBe('TOY');
  },
);

test('a corpus knows its length and cuts parts out of it', async () => {
  expect((await probeAudio(TOY, TOY)).numberOfFrames).toBe(CHANNELS[0]!.length);
  const opener = new AudioOpener(folder, '1');
  for (const [startSeconds, durationSeconds] of [
    [0.1, 0.5],
    [3, undefined],
    [0, 4.2999],
  ] as const) {
    const cut = async (path: string) => {
      const part = { startSeconds, ...(durationSeconds && { durationSeconds }) };
      const audio = { type: 'file', path, name: 'speech', ...part } as const;
      const source = await opener.open(audio);
      const readings: Buffer[] = [];
      for (let i = 0; i < 2; i++) {
        const pieces: Uint8Array[] = [];
        for (let bytes = await source.read(); bytes !== undefined; bytes = await source.read())
          pieces.push(bytes.slice());
        readings.push(Buffer.concat(pieces));
        source.rewind();
      }
      expect(readings[0]!.length).toBe(source.totalBytes);
      source.close();
      return readings;
    };
    const [first, again] = await cut(TOY);
    expect(Buffer.compare(first!, again!)).toBe(0);
    expect(Buffer.compare(first!, (await cut(WAV))[0]!)).toBe(0);
  }
});

test('however the start of a file is split, its format is told by as many bytes as that takes', async () => {
  for (const path of [WAV, TOY]) {
    const bytes = readFileSync(path).subarray(0, 2000);
    for (const size of [1, 3, 11, 2000]) {
      const decoder = new SniffingDecoder();
      const types: string[] = [];
      for (let at = 0; at < bytes.length; at += size) {
        for (const { type } of await decoder.push(bytes.subarray(at, at + size))) types.push(type);
      }
      for (const { type } of await decoder.end()) types.push(type);
      expect(types.filter((type) => type === 'header')).toHaveLength(1);
      expect(types.at(-1)).toBe('data');
    }
  }
});

test('the start of a file may be overwritten once it was taken, a Buffer too', () => {
  const bytes = readFileSync(WAV).subarray(0, 2000);
  const piece = Buffer.alloc(4);
  const decoder = new SniffingDecoder();
  const types: string[] = [];
  for (let at = 0; at < bytes.length; at += piece.length) {
    bytes.copy(piece, 0, at);
    const events = [...(decoder.push(piece) as Iterable<AudioEvent>)];
    types.push(...events.map(({ type }) => type));
  }
  expect(types.filter((type) => type === 'header')).toHaveLength(1);
});

test('what no format knows is named, once it is plain that none will', async () => {
  const decoder = new SniffingDecoder();
  expect(decoder.push(Buffer.from('caff\0\0\0\x22'))).toEqual([]);
  expect(() => decoder.push(Buffer.from('and '))).toThrow(
    'is a Core Audio (CAF) file, which is not read here',
  );
  const short = new SniffingDecoder();
  expect(short.push(Buffer.from('caff\0\0\0\x22'))).toEqual([]);
  expect(() => short.end()).toThrow('the input is a Core Audio (CAF) file, which is not read here');
  expect(() => new SniffingDecoder().end()).toThrow('the input is empty');
});

test('a decoder that fails to load fails the run', async () => {
  const late = {
    ...toy,
    recognizes: () => true,
    createDecoder: () => Promise.reject(new Error('no package')),
  };
  formats.unshift(late);
  try {
    const work = addNoiseToOpenFile(
      new MemorySource(Buffer.from('x')),
      { noisy: new MemorySink() },
      noisyOptions(),
    );
    await expect(work).rejects.toThrow('no package');
  } finally {
    formats.shift();
  }
});
