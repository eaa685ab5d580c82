import { execFileSync } from 'node:child_process';
import { createReadStream, mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable, Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, expect, test } from 'vitest';
import {
  type AudioBlock,
  type AudioNoiseOptions,
  addNoiseToFile,
  createWavFormat,
  gaussianNoise,
  type SampleEncoding,
  WavReader,
  WavWriter,
  wavDecode,
  wavEncode,
} from '../../src/index.ts';
import { sampleOf } from '../tools/depth.ts';
import { temporaryFolder } from '../tools/wav-files.ts';

const directory = temporaryFolder();

const SAMPLES = readdirSync('samples').filter((name) => name.endsWith('.wav'));

/** Bytes in pieces of a fixed size. */
function* pieces(bytes: Uint8Array, pieceBytes: number): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    yield bytes.subarray(start, start + pieceBytes);
  }
}

async function collect(...stages: (Readable | Transform)[]): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  await pipeline([...stages, sink]);
  return Buffer.concat(chunks);
}

/** What the streams make of a WAV file. */
function noisy(
  bytes: Uint8Array,
  options: AudioNoiseOptions,
  { encoding, pieceBytes = 65536 }: { encoding?: SampleEncoding; pieceBytes?: number } = {},
): Promise<Buffer> {
  const decode = wavDecode();
  const encode = wavEncode({ from: decode, ...(encoding && { encoding }) });
  return collect(Readable.from(pieces(bytes, pieceBytes)), decode, gaussianNoise(options), encode);
}

/** What the file function makes of it. */
async function noisyFile(
  input: string,
  options: Partial<Parameters<typeof addNoiseToFile>[2]>,
): Promise<Buffer> {
  const output = join(directory, 'noisy.wav');
  await addNoiseToFile(input, output, {
    snrDb: 10,
    seed: 7,
    key: 'k',
    overwrite: true,
    ...options,
  });
  return readFileSync(output);
}

function sineBlock(numberOfFrames: number, frameIndex: number): AudioBlock {
  const samples = Float32Array.from({ length: numberOfFrames }, (_, i) =>
    Math.sin((frameIndex + i) / 10),
  );
  return {
    format: { sampleRate: 8000, numberOfChannels: 1 },
    frameIndex,
    channelData: [samples],
  };
}

describe('the streams and the file function', () => {
  test.each(SAMPLES)('write the same bytes for %s at an exact SNR', async (name) => {
    const path = join('samples', name);
    const expected = await noisyFile(path, {});
    const actual = await noisy(readFileSync(path), { snrDb: 10, seed: 7, key: 'k' });
    expect(actual.equals(expected)).toBe(true);
  });

  test.each(SAMPLES)('write the same bytes for %s at a known level, in one pass', async (name) => {
    const path = join('samples', name);
    const expected = await noisyFile(path, { signalLevelDbfs: -20, encoding: 'f32' });
    const options = { snrDb: 10, signalLevelDbfs: -20, seed: 7, key: 'k' };
    const actual = await noisy(readFileSync(path), options, { encoding: 'f32' });
    expect(actual.equals(expected)).toBe(true);
  });

  test('write the same bytes with a fixed standard deviation and mean', async () => {
    const path = 'samples/two-speakers-44khz-s16-stereo.wav';
    const expected = await noisyFile(path, { snrDb: undefined, std: 0.02, mean: 0.01 });
    const options = { std: 0.02, mean: 0.01, seed: 7, key: 'k' };
    expect((await noisy(readFileSync(path), options)).equals(expected)).toBe(true);
  });

  test('write the same bytes with a fixed noise level', async () => {
    const path = 'samples/male-16khz-s16-mono.wav';
    const expected = await noisyFile(path, { snrDb: undefined, noiseLevelDbfs: -40 });
    const options = { noiseLevelDbfs: -40, seed: 7, key: 'k' };
    expect((await noisy(readFileSync(path), options)).equals(expected)).toBe(true);
  });
});

describe('gaussianNoise', () => {
  const path = 'samples/male-16khz-s16-mono.wav';

  test.each(sampleOf([777, 1 << 20, 1], 2))(
    'gives the same bytes for input pieces of %d bytes',
    async (pieceBytes) => {
      const bytes = readFileSync(path);
      const whole = await noisy(bytes, { snrDb: 5, seed: 1 });
      expect((await noisy(bytes, { snrDb: 5, seed: 1 }, { pieceBytes })).equals(whole)).toBe(true);
    },
  );

  test('draws a seed when none is given, and another one the next time', async () => {
    const seeds = [gaussianNoise({ std: 0.1 }).seed, gaussianNoise({ std: 0.1 }).seed];
    expect(seeds[0]).not.toBe(seeds[1]);
    expect(seeds.every(Number.isSafeInteger)).toBe(true);
  });

  test('makes the same noise again from the seed it drew', async () => {
    const bytes = readFileSync(path);
    const stream = gaussianNoise({ snrDb: 10 });
    const decode = wavDecode();
    const first = await collect(
      Readable.from([bytes]),
      decode,
      stream,
      wavEncode({ from: decode }),
    );
    expect((await noisy(bytes, { snrDb: 10, seed: stream.seed })).equals(first)).toBe(true);
  });

  test('says what it measured', async () => {
    const stream = gaussianNoise({ snrDb: 20, seed: 1 });
    expect(stream.std).toBeUndefined();
    const blocks = [sineBlock(8000, 0), sineBlock(8000, 8000)];
    await collect(Readable.from(blocks), stream, wavEncode());
    // A sine has half the power of full scale: -3.01 dBFS.
    expect(stream.signalDbfs).toBeCloseTo(-3.01, 2);
    // The noise, 20 dB below, by a draw of 16000 samples: σ of its RMS is 1/√(2·16000) = 0.6 %, five of them 3 %.
    expect(stream.std! / Math.sqrt(0.005)).toBeGreaterThan(0.97);
    expect(stream.std! / Math.sqrt(0.005)).toBeLessThan(1.03);
  });

  test('stands between other streams', async () => {
    const halve = new Transform({
      objectMode: true,
      transform(block: AudioBlock, _encoding, done) {
        for (const samples of block.channelData) {
          for (let i = 0; i < samples.length; i++) samples[i] = samples[i]! / 2;
        }
        done(null, block);
      },
    });
    const decode = wavDecode();
    const bytes = readFileSync(path);
    const chain = [decode, halve, gaussianNoise({ std: 0, seed: 1 })];
    const out = await collect(Readable.from([bytes]), ...chain, wavEncode({ encoding: 'f32' }));
    const before = new WavReader().push(bytes)[0]!.channelData[0]!;
    const after = new WavReader().push(out)[0]!.channelData[0]!;
    expect(after).toEqual(before.map((sample) => sample / 2));
  });

  test('fails on a silent signal with the name of the option that helps', async () => {
    const silent = { ...sineBlock(0, 0), channelData: [new Float32Array(100)] };
    const work = collect(Readable.from([silent]), gaussianNoise({ snrDb: 0 }), wavEncode());
    await expect(work).rejects.toMatchObject({
      code: 'ERR_SIGNAL_SILENT',
      message: expect.stringContaining('noiseLevelDbfs'),
    });
  });

  test('fails on a NaN with its place', async () => {
    const block = sineBlock(100, 0);
    block.channelData[0]![42] = Number.NaN;
    const work = collect(Readable.from([block]), gaussianNoise({ snrDb: 0 }), wavEncode());
    await expect(work).rejects.toMatchObject({
      code: 'ERR_SIGNAL_NOT_FINITE',
      message: expect.stringContaining('sample 42 of channel 1 is NaN'),
    });
  });

  test('fails on blocks that do not follow one another', async () => {
    const blocks = [sineBlock(100, 0), sineBlock(100, 200)];
    const work = collect(Readable.from(blocks), gaussianNoise({ snrDb: 0 }), wavEncode());
    await expect(work).rejects.toThrow(/begins at frame 200; expected 100/);
  });

  test.each([
    [{ snrDb: Number.NaN }, RangeError, /snrDb is NaN/],
    [{ snrDb: '10' as unknown as number }, TypeError, /snrDb is "10"; expected a number/],
    [{ snrDb: 10, signalLevelDbfs: Infinity }, RangeError, /signalLevelDbfs is Infinity/],
    [{ noiseLevelDbfs: Number.NaN }, RangeError, /noiseLevelDbfs is NaN/],
    [{ std: -1 }, RangeError, /std is -1/],
    [{ snrDb: 10, seed: 1.5 }, RangeError, /seed is 1.5/],
  ])('refuses %o at once', (options, type, message) => {
    expect(() => gaussianNoise(options)).toThrow(type);
    expect(() => gaussianNoise(options)).toThrow(message);
  });

  test('keeps memory for a signal of 200 MB of floats bounded, and leaves no temporary file', {
    tags: 'thorough',
  }, async () => {
    const script = `
      import { Readable, Writable } from 'node:stream';
      import { pipeline } from 'node:stream/promises';
      import { gaussianNoise } from './dist/index.js';
      const format = { sampleRate: 48000, numberOfChannels: 2 };
      function* blocks() {
        for (let i = 0; i < 400; i++) {
          const channelData = [0, 1].map(() => new Float32Array(65536).fill(0.1));
          yield { format, frameIndex: i * 65536, channelData };
        }
      }
      let frames = 0;
      const sink = new Writable({
        objectMode: true,
        write(block, _, done) { frames += block.channelData[0].length; done(); },
      });
      await pipeline(Readable.from(blocks(), { highWaterMark: 1 }), gaussianNoise({ snrDb: 10, seed: 1 }), sink);
      console.log(JSON.stringify({ frames, maxRSS: process.resourceUsage().maxRSS }));
    `;
    const TMPDIR = mkdtempSync(join(directory, 'spool-'));
    const printed = execFileSync('node', ['--input-type=module', '-e', script], {
      env: { ...process.env, TMPDIR },
      encoding: 'utf8',
    });
    const { frames, maxRSS } = JSON.parse(printed);
    expect(frames).toBe(400 * 65536);
    // 40 MB of Node, 16 MiB of spool, and what the collector lets stand of blocks of half a megabyte.
    expect(maxRSS / 1024).toBeLessThan(190);
    expect(readdirSync(TMPDIR)).toEqual([]);
  });
});

describe('wavDecode', () => {
  test('fails on what is no WAV file, by name', async () => {
    const work = collect(
      Readable.from([Buffer.from('fLaC____________')]),
      wavDecode(),
      wavEncode(),
    );
    await expect(work).rejects.toMatchObject({
      code: 'ERR_AUDIO_FORMAT',
      message: expect.stringContaining('FLAC'),
    });
  });

  test('waits when nobody reads', async () => {
    const format = createWavFormat({ sampleRate: 8000, numberOfChannels: 1, encoding: 's16' });
    const writer = new WavWriter({ format, numberOfFrames: 1e6 });
    const bytes = Buffer.concat([writer.header(), Buffer.alloc(2e6)]);
    const decode = wavDecode();
    let taken = 0;
    const source = Readable.from(
      (function* () {
        for (const piece of pieces(bytes, 8192)) {
          taken += piece.length;
          yield piece;
        }
      })(),
      { highWaterMark: 1 },
    );
    source.pipe(decode);
    await new Promise((resolve) => setTimeout(resolve, 100));
    // A few pieces of 8 KiB wait in the two streams' buffers, and not the rest.
    expect(taken).toBeLessThan(100_000);
    decode.destroy();
  });
});

describe('wavEncode', () => {
  test('passes other chunks on and states the number of frames', async () => {
    const path = 'samples/male-16khz-s16-mono.wav';
    const bytes = readFileSync(path);
    const list = Buffer.from('LIST\x0c\0\0\0INFOINAM\0\0\0\0', 'latin1');
    const tagged = Buffer.concat([bytes, list]);
    tagged.writeUInt32LE(tagged.length - 8, 4);
    const out = await noisy(tagged, { std: 0, seed: 1 });
    expect(out.equals(tagged)).toBe(true);
  });

  test('writes 32-bit floats of unknown number where it knows nothing else', async () => {
    const out = await collect(Readable.from([sineBlock(10, 0)]), wavEncode());
    const reader = new WavReader();
    const [block] = reader.push(out);
    expect(reader.header!.format.encoding).toBe('f32');
    expect(reader.header!.declaredFrames).toBeUndefined();
    expect(block!.channelData[0]).toEqual(sineBlock(10, 0).channelData[0]);
  });

  test('counts clipped samples', async () => {
    const loud = { ...sineBlock(0, 0), channelData: [Float32Array.of(0, 2, -2, 1)] };
    const encode = wavEncode({ encoding: 's16' });
    await collect(Readable.from([loud]), encode);
    expect(encode.clippedSamples).toBe(3);
  });

  test('fails when the number of channels changes', async () => {
    const stereo = sineBlock(10, 10);
    const wide = {
      ...stereo,
      format: { sampleRate: 8000, numberOfChannels: 2 },
      channelData: [stereo.channelData[0]!, stereo.channelData[0]!],
    };
    const work = collect(Readable.from([sineBlock(10, 0), wide]), wavEncode());
    await expect(work).rejects.toThrow(/has 2 channels at 8000 Hz; expected 1 at 8000 Hz/);
  });

  test('works with the streams of node:stream around it', async () => {
    const decode = wavDecode();
    const input = createReadStream('samples/male-16khz-s16-mono.wav');
    const through = new PassThrough();
    const out = await collect(input, through, decode, wavEncode({ from: decode }));
    expect(out.length).toBe(statSync('samples/male-16khz-s16-mono.wav').size);
  });
});
