// Headerless samples from the command line and in a program: what they become is what those of a WAV file become.

import { createReadStream, createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { describe, expect, test } from 'vitest';
import {
  addNoiseToFile,
  decodeRaw,
  gaussianNoise,
  measureFile,
  rawDecode,
  wavEncode,
} from '../../src/index.ts';
import { awgn, bash, expectComplaint, namesIn, receiptIn } from '../tools/awgn.ts';
import { speechLike } from '../tools/corpus-tree.ts';
import { tool } from '../tools/find-tool.ts';
import { temporaryFolder, wavBytes } from '../tools/wav-files.ts';

const OPTIONS = ['--snr', '10', '--seed', '1', '--quiet'];
const HEADER_BYTES = 44;

/** A folder with the same 16-bit samples of two channels in a WAV file and without a header, in both byte orders. */
function folder(): string {
  const cwd = temporaryFolder();
  const wav = wavBytes([speechLike(8000, 1), speechLike(8000, 2)], { sampleRate: 48_000 });
  writeFileSync(join(cwd, 'a.wav'), wav);
  const samples = Buffer.from(wav.subarray(HEADER_BYTES));
  writeFileSync(join(cwd, 'a.pcm'), samples);
  writeFileSync(join(cwd, 'swapped.pcm'), Buffer.from(samples).swap16());
  return cwd;
}

const RAW = ['--raw', 's16', '--rate', '48000', '--input-channels', '2'];

describe('headerless samples', () => {
  test('get the noise of a WAV file, from a name and from a pipe, as WAV and headerless', () => {
    const cwd = folder();
    awgn([...OPTIONS, 'a.wav', 'noisy.wav'], { cwd });
    const noisy = readFileSync(join(cwd, 'noisy.wav'));
    expect(awgn([...OPTIONS, ...RAW, 'a.pcm', 'out.wav'], { cwd }).status).toBe(0);
    expect(readFileSync(join(cwd, 'out.wav')).equals(noisy)).toBe(true);
    const input = readFileSync(join(cwd, 'a.pcm'));
    expect(awgn([...OPTIONS, ...RAW], { cwd, input }).stdout.equals(noisy)).toBe(true);
    const headerless = noisy.subarray(HEADER_BYTES);
    const piped = awgn([...OPTIONS, ...RAW, '--container', 'raw'], { cwd, input });
    expect(piped.stdout.equals(headerless)).toBe(true);
    awgn([...OPTIONS, ...RAW, '--container', 'raw', 'a.pcm', 'out.pcm'], { cwd });
    expect(readFileSync(join(cwd, 'out.pcm')).equals(headerless)).toBe(true);
    // And those of a WAV file alone.
    awgn([...OPTIONS, '--container', 'raw', 'a.wav', 'b.raw'], { cwd });
    expect(readFileSync(join(cwd, 'b.raw')).equals(headerless)).toBe(true);
  });

  test('of the other byte order keep it where the output is headerless', {
    tags: 'thorough',
  }, () => {
    const cwd = folder();
    const raw = ['--raw', 's16be', '--rate', '48000', '--input-channels', '2'];
    awgn([...OPTIONS, ...RAW, '--container', 'raw', 'a.pcm', 'out.pcm'], { cwd });
    awgn([...OPTIONS, ...raw, '--container', 'raw', 'swapped.pcm', 'out2.pcm'], { cwd });
    const swapped = readFileSync(join(cwd, 'out2.pcm')).swap16();
    expect(swapped.equals(readFileSync(join(cwd, 'out.pcm')))).toBe(true);
  });

  test('are measured, compared and named in the receipt', () => {
    const cwd = folder();
    awgn([...OPTIONS, 'a.wav', 'noisy.wav'], { cwd });
    awgn([...OPTIONS, '--container', 'raw', 'a.wav', 'noisy.pcm'], { cwd });
    const measured = (file: string, raw: readonly string[]) => {
      const {
        source: _,
        container,
        ...rest
      } = JSON.parse(awgn(['measure', '--json', ...raw, file], { cwd }).stdout.toString());
      return { container, rest };
    };
    const { container, rest } = measured('a.pcm', RAW);
    expect(container).toBe('RAW');
    expect(rest).toEqual(measured('a.wav', []).rest);
    const compared = (...files: readonly string[]) => {
      const {
        clean: _,
        noisy: __,
        ...found
      } = JSON.parse(awgn(['compare', '--json', ...files], { cwd }).stdout.toString());
      return found;
    };
    expect(compared(...RAW, 'a.pcm', 'noisy.pcm')).toEqual(compared('a.wav', 'noisy.wav'));
    const { stderr } = awgn(['--snr', '3', '--report', 'json', ...RAW, 'a.pcm', 'r.wav'], { cwd });
    expect(receiptIn(stderr)).toMatchObject({ raw: 's16', sample_rate: 48_000, channels: 2 });
  });

  test('are followed live', { tags: 'thorough' }, () => {
    const cwd = folder();
    const input = readFileSync(join(cwd, 'a.pcm'));
    const live = ['--snr', '10', '--seed', '1', '--live', '--quiet'];
    const expected = awgn([...live, 'a.wav', '-'], { cwd }).stdout.subarray(HEADER_BYTES);
    const { stdout } = awgn([...live, ...RAW, '--container', 'raw'], { cwd, input });
    expect(stdout.equals(expected)).toBe(true);
  });

  test('a last frame that is cut off is left out and told', () => {
    const cwd = folder();
    const input = readFileSync(join(cwd, 'a.pcm')).subarray(0, -1);
    const { status, stderr, stdout } = awgn(
      ['--snr', '1', ...RAW, '--report', 'none', '--container', 'raw'],
      { cwd, input },
    );
    expect(status).toBe(0);
    expect(stdout).toHaveLength(31_996);
    expect(stderr).toBe(
      'awgn: standard input: the samples end with 3 bytes of a frame of 4; they are dropped\n',
    );
  });

  test('SoX reads and writes the same', () => {
    tool('sox');
    const cwd = folder();
    const run = bash(
      'sox a.wav -t raw - | awgn --raw s16 --rate 48000 --input-channels 2 --snr 10 --seed 1 --quiet --container raw' +
        ' | sox -t raw -r 48000 -e signed -b 16 -c 2 - -t wav - | cat > sox.wav',
      [],
      { cwd },
    );
    expect(run.status).toBe(0);
    awgn([...OPTIONS, 'a.wav', 'noisy.wav'], { cwd });
    // SoX cannot go back in a pipe, so that its header states no length; the samples are what counts.
    const samples = readFileSync(join(cwd, 'sox.wav')).subarray(HEADER_BYTES);
    expect(samples.equals(readFileSync(join(cwd, 'noisy.wav')).subarray(HEADER_BYTES))).toBe(true);
  });

  test.each<[what: string, args: readonly string[], status: 1 | 2, message: RegExp]>([
    ['without a rate', ['--raw', 's16', 'a.pcm', 'x.wav'], 2, /give --rate 16000/],
    ['a rate alone', ['--rate', '8000', 'a.wav', 'x.wav'], 2, /--rate is for --raw/],
    ['channels alone', ['--input-channels', '2', 'a.wav', 'x.wav'], 2, /is for --raw/],
    ['arecord names', ['--raw', 'S16_LE', 'a.pcm', 'x.wav'], 2, /did you mean s16\?/],
    ['a WAV file', [...RAW, 'a.wav', 'x.wav'], 1, /read it without --raw/],
    ['an output of that name', [...RAW, 'a.pcm', 'x.pcm'], 2, /give --container raw/],
    ['a WAV name', [...RAW, '--container', 'raw', 'a.pcm', 'x.wav'], 2, /name of a WAV file/],
    ['no --raw', ['a.pcm', 'x.wav'], 1, /awgn --raw s16 --rate 16000 ... a.pcm out.wav/],
  ])('%s: one line, and nothing is written', (_, args, status, message) => {
    const cwd = folder();
    const before = namesIn(cwd);
    expectComplaint(awgn(['--snr', '10', ...args], { cwd }), status, message);
    expect(namesIn(cwd)).toEqual(before);
  });

  test('noise alone is written without a header', { tags: 'thorough' }, () => {
    const args = ['generate', '--frames', '100', '--seed', '1', '--quiet'];
    const wav = awgn(args).stdout;
    const raw = awgn([...args, '--container', 'raw']).stdout;
    expect(raw.equals(wav.subarray(HEADER_BYTES))).toBe(true);
  });

  test('a corpus is not written without headers: its lists could not say what they are', () => {
    const cwd = folder();
    const outcome = awgn(['corpus', '.', 'out', '--snr', '1', '--container', 'raw'], { cwd });
    expectComplaint(outcome, 2, '--container is "raw"; expected wav or flac');
  });
});

describe('headerless samples in a program', () => {
  const format = { encoding: 's16', sampleRate: 48_000, numberOfChannels: 2 } as const;

  test('come through a Node stream in pieces that end anywhere', async () => {
    const cwd = folder();
    const noise = gaussianNoise({ snrDb: 10, seed: 1 });
    await pipeline(
      createReadStream(join(cwd, 'a.pcm'), { highWaterMark: 1001 }),
      rawDecode(format),
      noise,
      wavEncode({ encoding: 's16' }),
      createWriteStream(join(cwd, 'out.wav')),
    );
    awgn([...OPTIONS, 'a.wav', 'noisy.wav'], { cwd });
    const samples = readFileSync(join(cwd, 'out.wav')).subarray(HEADER_BYTES);
    expect(samples.equals(readFileSync(join(cwd, 'noisy.wav')).subarray(HEADER_BYTES))).toBe(true);
  });

  test('come as blocks, with what was odd about them', async () => {
    const blocks = decodeRaw([new Uint8Array(7), new Uint8Array(6)], format);
    const frames: number[] = [];
    for await (const { channelData, frameIndex } of blocks)
      frames.push(frameIndex, channelData.length);
    expect(frames).toEqual([0, 2]);
    expect(blocks.header?.format).toMatchObject({ numberOfChannels: 2, sampleRate: 48_000 });
    expect(blocks.warnings.map(({ code }) => code)).toEqual(['incomplete-frame']);
  });

  test('are read and written by name', { tags: 'thorough' }, async () => {
    const cwd = folder();
    const raw = { raw: 's16', sampleRate: 48_000, inputChannels: 2 } as const;
    const output = join(cwd, 'out.pcm');
    await addNoiseToFile(join(cwd, 'a.pcm'), output, {
      ...raw,
      container: 'raw',
      snrDb: 10,
      seed: 1,
    });
    awgn([...OPTIONS, 'a.wav', 'noisy.wav'], { cwd });
    const noisy = readFileSync(join(cwd, 'noisy.wav')).subarray(HEADER_BYTES);
    expect(readFileSync(output).equals(noisy)).toBe(true);
    expect(await measureFile(output, raw)).toMatchObject({ container: 'RAW', frames: 8000 });
  });

  test('must be described', () => {
    // biome-ignore lint/suspicious/noExplicitAny: a program that does not look at types.
    const untyped = (options: unknown) => options as any;
    expect(() => rawDecode(untyped({ sampleRate: 8000 }))).toThrow('encoding is missing');
    expect(() => decodeRaw([], untyped({ encoding: 's16' }))).toThrow('sampleRate is missing');
    expect(() => rawDecode(untyped({ encoding: 's16', rate: 1 }))).toThrow(TypeError);
  });
});
