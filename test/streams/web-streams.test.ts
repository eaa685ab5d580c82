import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { addNoiseToBlocks as addNoiseInMemory } from '../../src/browser.ts';
import {
  type AudioBlock,
  type AudioNoiseOptions,
  addNoiseToBlocks,
  decodeWav,
  encodeWav,
  gaussianNoise,
  gaussianNoiseTransform,
  wavDecode,
  wavDecodeTransform,
  wavEncode,
  wavEncodeTransform,
} from '../../src/index.ts';

const MONO = join('samples', 'male-16khz-s16-mono.wav');
const STEREO = join('samples', 'two-speakers-44khz-s16-stereo.wav');

function* pieces(bytes: Uint8Array, pieceBytes: number): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    yield bytes.subarray(start, start + pieceBytes);
  }
}

async function throughNode(bytes: Uint8Array, options: AudioNoiseOptions): Promise<Buffer> {
  const decode = wavDecode();
  const noise = gaussianNoise(options);
  const encode = wavEncode({ from: decode });
  return buffer(Readable.from(pieces(bytes, 5000)).pipe(decode).pipe(noise).pipe(encode));
}

async function throughWeb(bytes: Uint8Array, options: AudioNoiseOptions): Promise<Buffer> {
  const decode = wavDecodeTransform();
  const source = Readable.toWeb(Readable.from(pieces(bytes, 5000)));
  const out = (source as unknown as ReadableStream<Uint8Array>)
    .pipeThrough(decode)
    .pipeThrough(gaussianNoiseTransform(options))
    .pipeThrough(wavEncodeTransform({ from: decode }));
  return collect(out as unknown as AsyncIterable<Uint8Array>);
}

async function throughIterables(
  bytes: Uint8Array,
  options: AudioNoiseOptions,
  addNoise = addNoiseToBlocks,
): Promise<Buffer> {
  const decoded = decodeWav(pieces(bytes, 5000));
  return collect(encodeWav(addNoise(decoded, options), { from: decoded }));
}

async function collect(parts: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return Buffer.concat(all);
}

function block(frameIndex: number, value = 0.1, frames = 100): AudioBlock {
  const channelData = [new Float32Array(frames).fill(value)];
  return { format: { sampleRate: 8000, numberOfChannels: 1 }, frameIndex, channelData };
}

const IDENTITY = { seed: 3, key: 'web' };

describe('Web Streams and iterables', () => {
  test.each<[string, AudioNoiseOptions]>([
    ['an exact SNR', { snrDb: 10 }],
    ['active speech, without DC', { snrDb: 5, level: 'active', removeDc: true }],
    ['pink noise, each channel apart', { snrDb: 5, color: 'pink', channels: 'separate' }],
    ['matched noise of a fixed level', { noiseLevelDbfs: -30, color: 'matched' }],
    ['a fixed σ', { std: 0.01, mean: 0.001 }],
    [
      'a known level, in a band',
      { snrDb: 0, signalLevelDbfs: -20, band: { lowHz: 0, highHz: 4000 } },
    ],
  ])('write the bytes of the Node streams: %s', async (_, wish) => {
    const options = { ...wish, ...IDENTITY };
    const bytes = readFileSync(STEREO);
    const expected = await throughNode(bytes, options);
    expect(expected.length).toBe(bytes.length);
    expect((await throughWeb(bytes, options)).equals(expected)).toBe(true);
    expect((await throughIterables(bytes, options)).equals(expected)).toBe(true);
    expect((await throughIterables(bytes, options, addNoiseInMemory)).equals(expected)).toBe(true);
  });

  test('say what they did', async () => {
    const decode = wavDecodeTransform();
    const noise = gaussianNoiseTransform({ snrDb: -20, ...IDENTITY });
    const encode = wavEncodeTransform({ from: decode, encoding: 's16' });
    expect([noise.noise.std, decode.isComplete]).toEqual([undefined, false]);
    const source = new Response(readFileSync(MONO)).body!;
    const out = source.pipeThrough(decode).pipeThrough(noise).pipeThrough(encode);
    await new Response(out).arrayBuffer();
    expect(decode.isComplete).toBe(true);
    const node = gaussianNoise({ snrDb: -20, ...IDENTITY });
    const nodeDecode = wavDecode();
    await buffer(
      Readable.from([readFileSync(MONO)])
        .pipe(nodeDecode)
        .pipe(node)
        .pipe(wavEncode()),
    );
    const { seed, key, std, stds, signalDbfs } = node;
    expect(std).toBeGreaterThan(0);
    const blocks = addNoiseToBlocks(decodeWav([readFileSync(MONO)]), { snrDb: -20, ...IDENTITY });
    for await (const _ of blocks);
    expect(blocks.noise).toMatchObject({ seed, key, std, stds, signalDbfs });
    expect(noise.noise).toMatchObject({ seed, key, std, stds, signalDbfs });
    expect(encode.clippedSamples).toBeGreaterThan(0);
  });

  test('fail with the error of the stage, and tell the source', async () => {
    let isCancelled = false;
    const source = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(Buffer.from('fLaC____________')),
      cancel: () => {
        isCancelled = true;
      },
    });
    const decoded = source.pipeThrough(wavDecodeTransform()).getReader();
    await expect(decoded.read()).rejects.toMatchObject({ code: 'ERR_AUDIO_FORMAT' });
    expect(isCancelled).toBe(true);
    const iterated = decodeWav([Buffer.from('fLaC____________')])[Symbol.asyncIterator]();
    await expect(iterated.next()).rejects.toMatchObject({ code: 'ERR_AUDIO_FORMAT' });
  });

  test.each([
    ['silence', [block(0, 0)], { code: 'ERR_SIGNAL_SILENT' }],
    ['nothing at all', [], { code: 'ERR_SIGNAL_SILENT' }],
    ['a NaN', [block(0, Number.NaN)], { code: 'ERR_SIGNAL_NOT_FINITE' }],
    ['a gap', [block(0), block(200)], { name: 'RangeError' }],
  ])('fail on %s', async (_, blocks, error) => {
    const noisy = addNoiseToBlocks(blocks, { snrDb: 10 });
    await expect(collectBlocks(noisy)).rejects.toMatchObject(error);
    const transform = gaussianNoiseTransform({ snrDb: 10 });
    const writer = transform.writable.getWriter();
    const writing = Promise.all([...blocks.map((next) => writer.write(next)), writer.close()]);
    writing.catch(() => {});
    await expect(transform.readable.getReader().read()).rejects.toMatchObject(error);
  });

  test('do not read on when nobody asks', async () => {
    let taken = 0;
    const source = new ReadableStream<AudioBlock>(
      { pull: (controller) => controller.enqueue(block(100 * taken++)) },
      { highWaterMark: 0 },
    );
    const reader = source.pipeThrough(gaussianNoiseTransform({ std: 1 })).getReader();
    await reader.read();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(taken).toBeLessThan(5);
    await reader.cancel();
  });

  test('leave the blocks that went in as they are', async () => {
    const blocks = [block(0), block(100)];
    for (const options of [{ std: 1 }, { snrDb: 0 }]) {
      await collectBlocks(addNoiseInMemory(blocks, options));
    }
    expect(blocks).toEqual([block(0), block(100)]);
  });
});

async function collectBlocks(blocks: AsyncIterable<AudioBlock>): Promise<AudioBlock[]> {
  const all: AudioBlock[] = [];
  for await (const next of blocks) all.push(next);
  return all;
}
