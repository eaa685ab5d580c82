import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeNoisyFile } from '../../src/audio-files/noisy-file.ts';
import { SAMPLE_ENCODINGS } from '../../src/audio-format.ts';
import {
  ClippingError,
  NonFiniteSignalError,
  SilentSignalError,
  SourceChangedError,
} from '../../src/errors.ts';
import { WavReader } from '../../src/formats/wav/wav-reader.ts';
import { randomChannels } from '../mix/signals.ts';
import { noisyOptions, sha256, temporaryFolder, wavBytes } from '../tools/wav-files.ts';
import { bytesOf, chunk, fmt, riff, s16Samples } from '../tools/wav-fixtures.ts';

const folder = temporaryFolder();
let count = 0;

function file(bytes: Uint8Array): string {
  const path = join(folder, `in-${count++}.wav`);
  writeFileSync(path, bytes);
  return path;
}

function outputName(): string {
  return join(folder, `out-${count++}.wav`);
}

function expectNothingAt(output: string): void {
  expect(existsSync(output)).toBe(false);
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
}

describe('a silent input', () => {
  const silent = [
    ['of no frames', wavBytes([new Float32Array(0)])],
    ['of one frame', wavBytes([new Float32Array(1)])],
    ['in stereo', wavBytes([new Float32Array(5000), new Float32Array(5000)])],
    ['in floats', wavBytes([new Float32Array(5000)], { encoding: 'f32' })],
    ['of bytes', wavBytes([new Float32Array(5001)], { encoding: 'u8' })],
    ['in µ-law', wavBytes([new Float32Array(50)], { encoding: 'mulaw' })],
    [
      'below what floats can be a ratio to',
      wavBytes([new Float32Array(50).fill(1e-40)], { encoding: 'f32' }),
    ],
  ] as const;

  test.each(silent)('%s is an error, and nothing is written', async (_, bytes) => {
    const output = outputName();
    const work = writeNoisyFile(file(bytes), output, noisyOptions());
    await expect(work).rejects.toThrow(SilentSignalError);
    expectNothingAt(output);
  });

  test.each(silent)('%s is skipped on demand', async (_, bytes) => {
    const output = outputName();
    const options = noisyOptions({ onSilence: 'skip', hash: true });
    const receipt = await writeNoisyFile(file(bytes), output, options);
    expectNothingAt(output);
    expect(receipt).toMatchObject({ output: null, silent: true, snr_achieved_db: null });
    expect(receipt.source_sha256).toBe(sha256(bytes));
    expect(receipt).not.toHaveProperty('output_sha256');
  });

  test.each(silent)('%s is passed on to the bit on demand', async (_, bytes) => {
    const output = outputName();
    const options = noisyOptions({ onSilence: 'pass', hash: true });
    const receipt = await writeNoisyFile(file(bytes), output, options);
    expect(readFileSync(output)).toEqual(Buffer.from(bytes));
    expect(receipt).toMatchObject({ output, silent: true, noise_std: 0, noise_dbfs: null });
    expect(receipt.output_sha256).toBe(sha256(bytes));
  });

  test('takes noise of an absolute level', async () => {
    const output = outputName();
    const target = { type: 'level', noiseDbfs: -20 } as const;
    const silence = file(wavBytes([new Float32Array(20_000)]));
    const receipt = await writeNoisyFile(silence, output, noisyOptions({ target }));
    // Five σ of the draw; rounding to 16 bits is far below.
    expect(Math.abs(receipt.noise_dbfs! - -20)).toBeLessThan(5 * 4.34 * Math.sqrt(2 / 20_000));
    expect(receipt).toMatchObject({ silent: false, signal_dbfs: null, snr_achieved_db: null });
  });
});

test('a signal of one frame gets its SNR', async () => {
  const input = file(wavBytes([Float32Array.of(0.5)], { encoding: 'f32' }));
  const receipt = await writeNoisyFile(input, outputName(), noisyOptions());
  expect(receipt.snr_achieved_db).toBeCloseTo(10, 3);
});

test('a weak signal in floats, 700 dB below full scale, gets its SNR', async () => {
  const input = file(
    wavBytes(
      randomChannels(1, 1, 5000, 1).map((x) => x.map((y) => y * 2 ** -115)),
      { encoding: 'f32' },
    ),
  );
  const receipt = await writeNoisyFile(input, outputName(), noisyOptions());
  expect(receipt.snr_achieved_db).toBeCloseTo(10, 3);
});

describe('what clips', () => {
  const loud = randomChannels(2, 2, 10_000, 0.99);
  const integers = SAMPLE_ENCODINGS.filter((encoding) => encoding[0] !== 'f');

  test.each(integers)('is counted in %s', async (encoding) => {
    const output = outputName();
    const receipt = await writeNoisyFile(file(wavBytes(loud)), output, noisyOptions({ encoding }));
    expect(receipt.clipped).toBeGreaterThan(100);
    expect(receipt.snr_achieved_db).not.toBeCloseTo(10, 3);
  });

  test.each(integers)('is an error in %s on demand, and nothing is written', async (encoding) => {
    const output = outputName();
    const options = noisyOptions({ encoding, clip: 'fail' });
    await expect(writeNoisyFile(file(wavBytes(loud)), output, options)).rejects.toThrow(
      ClippingError,
    );
    expectNothingAt(output);
  });

  test.each(integers)('is scaled to just fit into %s on demand', async (encoding) => {
    const output = outputName();
    const options = noisyOptions({ encoding, clip: 'scale' });
    const receipt = await writeNoisyFile(file(wavBytes(loud)), output, options);
    expect(receipt.clipped).toBe(0);
    expect(receipt.gain_db).toBeLessThan(-1);
    const reader = new WavReader();
    const blocks = reader.push(readFileSync(output));
    const peak = Math.max(
      ...blocks.flatMap(({ channelData }) => channelData.map((x) => Math.max(...x.map(Math.abs)))),
    );
    // G.711's largest value is 32256 of 32768.
    expect(peak).toBeGreaterThan(0.98);
  });

  test.each(integers)('does not clip again in %s where the peak is positive', async (encoding) => {
    const input = file(wavBytes([Float32Array.of(1.5, -0.3)], { encoding: 'f32' }));
    const target = { type: 'std', std: 0, mean: 0 } as const;
    const options = noisyOptions({ target, encoding, clip: 'scale' });
    expect(await writeNoisyFile(input, outputName(), options)).toMatchObject({ clipped: 0 });
  });

  test.each(['f32', 'f64'] as const)(
    'cannot be in %s, where no policy matters',
    async (encoding) => {
      const input = file(wavBytes(loud));
      const hashes: (string | undefined)[] = [];
      for (const clip of ['saturate', 'scale', 'fail'] as const) {
        const options = noisyOptions({ encoding, clip, hash: true });
        const receipt = await writeNoisyFile(input, outputName(), options);
        expect(receipt).toMatchObject({ clipped: 0, gain_db: 0 });
        hashes.push(receipt.output_sha256);
      }
      expect(new Set(hashes).size).toBe(1);
    },
  );

  test.each(['scale', 'fail'] as const)(
    'is nothing in a file that just fits: --clip %s then changes nothing',
    async (clip) => {
      // -1 is within the range of integers, though +1 is not.
      const input = file(wavBytes([Float32Array.of(0.5, -1, 0.25)]));
      const target = { type: 'std', std: 0, mean: 0 } as const;
      const output = outputName();
      const receipt = await writeNoisyFile(input, output, noisyOptions({ target, clip }));
      expect(receipt).toMatchObject({ clipped: 0, gain_db: 0 });
      expect(readFileSync(output)).toEqual(readFileSync(input));
    },
  );
});

describe('a file', () => {
  test('keeps its other chunks and its junk', async () => {
    const list = chunk('LIST', bytesOf('INFOISFT', 4, 0, 0, 0, 'abc', 0));
    const cue = chunk('cue ', bytesOf(1, 2, 3));
    const samples = s16Samples(5000);
    const junk = bytesOf('junk');
    const input = file(riff([list, fmt(), chunk('data', samples), cue], { junk }));
    const output = outputName();
    const receipt = await writeNoisyFile(input, output, noisyOptions());
    const [before, after] = [readFileSync(input), readFileSync(output)];
    expect(after.length).toBe(before.length);
    const dataEnd = before.length - cue.length - junk.length;
    const dataStart = dataEnd - samples.length;
    expect(after.subarray(0, dataStart)).toEqual(before.subarray(0, dataStart));
    expect(after.subarray(dataEnd)).toEqual(before.subarray(dataEnd));
    expect(receipt.warnings.length).toBe(1);
  });

  test.each([
    ['in two passes', {}],
    ['in one pass', { signalLevelDbfs: -20 }],
    ['in two passes that look for clipping', { signalLevelDbfs: -20, clip: 'fail' }],
  ] as const)('of unknown size has right sizes %s, and a right hash', async (_, more) => {
    const samples = s16Samples(5000);
    const placeholder = riff([fmt(), chunk('data', samples, { size: 0xffffffff })], {
      size: 0xffffffff,
    });
    const input = file(placeholder);
    const output = outputName();
    const receipt = await writeNoisyFile(input, output, noisyOptions({ hash: true, ...more }));
    const bytes = readFileSync(output);
    expect(bytes.readUInt32LE(4)).toBe(bytes.length - 8);
    expect(bytes.readUInt32LE(bytes.length - samples.length - 4)).toBe(samples.length);
    expect(receipt.output_sha256).toBe(sha256(output));
    expect(receipt.source_sha256).toBe(sha256(placeholder));
  });

  test('that is cut short has right sizes in one pass too, a warning and a right hash', async () => {
    const whole = wavBytes(randomChannels(3, 1, 5000));
    const input = file(whole.subarray(0, whole.length - 1001));
    const output = outputName();
    const options = noisyOptions({ signalLevelDbfs: -20, hash: true });
    const receipt = await writeNoisyFile(input, output, options);
    const bytes = readFileSync(output);
    expect(bytes.readUInt32LE(40)).toBe(10_000 - 1002);
    expect(bytes.length).toBe(44 + 10_000 - 1002);
    expect(receipt.warnings.join()).toContain('ends after 8999');
    expect(receipt.output_sha256).toBe(sha256(output));
  });

  test('with NaN in it is refused, and nothing is written', async () => {
    const input = file(wavBytes([Float32Array.of(0.1, Number.NaN)], { encoding: 'f32' }));
    const output = outputName();
    const targets = [{ type: 'snr', snrDb: 1 } as const, { type: 'level', noiseDbfs: 1 } as const];
    for (const target of targets) {
      await expect(writeNoisyFile(input, output, noisyOptions({ target }))).rejects.toThrow(
        NonFiniteSignalError,
      );
      expectNothingAt(output);
    }
  });

  const changes: readonly [string, (path: string, bytes: Uint8Array) => void][] = [
    ['grows', (path) => appendFileSync(path, 'more')],
    ['shrinks', (path, bytes) => writeFileSync(path, bytes.subarray(0, bytes.length - 1000))],
    ['is written again', (path, bytes) => writeFileSync(path, Buffer.from(bytes).reverse())],
  ];
  test.each(changes)('that %s between the passes is refused', async (_, change) => {
    // More than 4 MiB, so that the first pass lets somebody else have a turn.
    const bytes = wavBytes(randomChannels(4, 1, 2_300_000));
    const input = file(bytes);
    const output = outputName();
    let turns = 0;
    const options = noisyOptions({
      onProgress: () => {
        if (turns++ === 0) change(input, bytes);
      },
    });
    await expect(writeNoisyFile(input, output, options)).rejects.toThrow(SourceChangedError);
    expect(turns).toBeGreaterThan(0);
    expectNothingAt(output);
  });

  test('takes part of the work after the other: progress rises from 0 to 1', {
    tags: 'thorough',
  }, async () => {
    const input = file(wavBytes(randomChannels(5, 1, 9_000_000)));
    const parts: number[] = [];
    const options = noisyOptions({
      clip: 'scale',
      onProgress: (done) => void parts.push(done!),
    });
    await writeNoisyFile(input, outputName(), options);
    expect(parts.length).toBe(12);
    expect([...parts].sort((a, b) => a - b)).toEqual(parts);
    expect(parts[0]).toBeCloseTo(2 ** 22 / 18_000_044 / 3, 2);
    expect(parts.at(-1)).toBeGreaterThan(0.9);
    expect(parts.at(-1)).toBeLessThanOrEqual(1);
  });
});

test('where signal and noise exceed the largest float is an error, and nothing is written', async () => {
  const loud = Float32Array.from({ length: 1000 }, (_, i) => 3e38 * Math.sin(i));
  const input = file(wavBytes([loud], { encoding: 'f32' }));
  const output = outputName();
  const options = noisyOptions({ target: { type: 'snr', snrDb: 0 } });
  await expect(writeNoisyFile(input, output, options)).rejects.toThrow(
    /beyond the largest 32-bit float.*scale it down first$/,
  );
  expect(existsSync(output)).toBe(false);
});
