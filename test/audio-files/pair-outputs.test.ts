import {
  existsSync,
  linkSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type NoisyFileOptions, writeNoisyFile } from '../../src/audio-files/noisy-file.ts';
import { SAMPLE_ENCODINGS } from '../../src/audio-format.ts';
import { OutputRefusedError } from '../../src/io/byte-sink.ts';
import { LEVEL_DEFINITIONS } from '../../src/level/level-definitions.ts';
import { readIndependently } from '../tools/independent-reader.ts';
import { noisyOptions, SPEECH, sha256, temporaryFolder, wavBytes } from '../tools/wav-files.ts';
import { chunk, fmt, riff } from '../tools/wav-fixtures.ts';

/** Runs into a folder of its own, with all three outputs unless told otherwise. */
async function runPair(input: string, options: Partial<NoisyFileOptions> = {}) {
  const folder = temporaryFolder();
  const [noisy, clean, noise] = ['noisy.wav', 'clean.wav', 'noise.wav'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  const outputs = { writeClean: clean, writeNoise: noise };
  const receipt = await writeNoisyFile(input, noisy, noisyOptions({ ...outputs, ...options }));
  return { folder, noisy, clean, noise, receipt };
}

function written(bytes: Uint8Array): string {
  const path = join(temporaryFolder(), 'in.wav');
  writeFileSync(path, bytes);
  return path;
}

const INTEGERS = SAMPLE_ENCODINGS.filter((encoding) => /^[us]/.test(encoding));

describe('signal and noise apart', () => {
  test.each(INTEGERS)(
    'add up to the output in %s, as an independent reader finds them',
    async (encoding) => {
      const { noisy, clean, noise } = await runPair(SPEECH, { encoding });
      const [y, c, n] = [noisy, clean, noise].map(
        (path) => readIndependently(readFileSync(path))[0]!,
      );
      expect(y!.length).toBe(48_252);
      expect(y).toEqual(c!.map((x, i) => x + n![i]!));
    },
  );

  test('are as long as the output, of its format, with its other chunks before and after the samples', async () => {
    const sine = Int16Array.from({ length: 500 }, (_, i) => 3000 * Math.sin(i));
    const samples = new Uint8Array(sine.buffer);
    const list = chunk('LIST', 'INFOabc');
    const input = written(riff([fmt(), list, chunk('data', samples), chunk('cue ', 'abcd')]));
    const { noisy, clean, noise } = await runPair(input);
    expect(readFileSync(clean)).toEqual(readFileSync(input));
    const [a, b] = [noisy, noise].map((path) => Buffer.from(readFileSync(path)));
    const start = readFileSync(input).indexOf(Buffer.from(samples));
    a!.fill(0, start, start + samples.length);
    b!.fill(0, start, start + samples.length);
    expect(a).toEqual(b);
  });

  test.each(LEVEL_DEFINITIONS)('change neither the output nor its levels, by %s', async (level) => {
    for (const clip of ['saturate', 'scale'] as const) {
      const options = { level, clip, target: { type: 'snr', snrDb: -15 } } as const;
      const pair = await runPair(SPEECH, options);
      const alone = await runPair(SPEECH, {
        ...options,
        writeClean: undefined,
        writeNoise: undefined,
      });
      expect(sha256(pair.noisy)).toBe(sha256(alone.noisy));
      const {
        output: _,
        clean_output,
        noise_output,
        warnings,
        warning_codes,
        ...receipt
      } = pair.receipt;
      expect(alone.receipt).toMatchObject(receipt);
      expect([clean_output, noise_output]).toEqual([pair.clean, pair.noise]);
      expect(alone.receipt).not.toHaveProperty('clean_output');
      expect(alone.receipt).not.toHaveProperty('noise_output');
      // Neither the noise alone nor what is saturated by 15 dB of noise over speech stays within full scale.
      if (clip === 'saturate' && level === 'peak')
        expect(warnings.join()).toMatch(/of the noise alone/);
    }
  });

  test('are scaled as the output is: their SNR is the one that was asked for', async () => {
    const options = {
      clip: 'scale',
      target: { type: 'snr', snrDb: -10 },
      encoding: 's24',
    } as const;
    const { clean, noise, receipt } = await runPair(SPEECH, options);
    expect(receipt.gain_db).toBeLessThan(-0.3);
    const power = (path: string) =>
      readIndependently(readFileSync(path))[0]!.reduce((sum, x) => sum + x * x, 0);
    expect(10 * Math.log10(power(clean) / power(noise))).toBeCloseTo(-10, 3);
  });

  test('can be had one without the other', async () => {
    const both = await runPair(SPEECH);
    const one = await runPair(SPEECH, { writeClean: undefined });
    const other = await runPair(SPEECH, { writeNoise: undefined });
    expect(readdirSync(one.folder).sort()).toEqual(['noise.wav', 'noisy.wav']);
    expect(readdirSync(other.folder).sort()).toEqual(['clean.wav', 'noisy.wav']);
    expect(sha256(one.noise)).toBe(sha256(both.noise));
    expect(sha256(other.clean)).toBe(sha256(both.clean));
    expect(one.receipt).not.toHaveProperty('clean_output');
  });

  test('have their hashes in the receipt', async () => {
    const { receipt, clean, noise } = await runPair(SPEECH, { hash: true });
    expect(receipt).toMatchObject({ clean_sha256: sha256(clean), noise_sha256: sha256(noise) });
  });

  test('of silence that is passed on are the silence and none', async () => {
    const input = written(wavBytes([new Float32Array(999)]));
    const { clean, noise } = await runPair(input, { onSilence: 'pass' });
    expect(readFileSync(clean)).toEqual(readFileSync(input));
    expect(readFileSync(noise)).toEqual(readFileSync(input));
  });

  test('that do not fit into the encoding are warned of, each where it was asked for', async () => {
    const loud = written(wavBytes([Float32Array.of(-1.5, 0.9, -0.9, 0.5)], { encoding: 'f32' }));
    const target = { type: 'std', std: 1.5, mean: 0 } as const;
    const { receipt } = await runPair(loud, { target, encoding: 's16' });
    expect(receipt.warnings.join()).toMatch(/^1 samples of the signal alone .*clean\.wav/);
    const onlyNoise = await runPair(loud, { target, encoding: 's16', writeClean: undefined });
    expect(onlyNoise.receipt.warnings.join()).not.toMatch(/signal alone/);
    const roomy = await runPair(loud, { target, encoding: 'f32' });
    expect(roomy.receipt.warnings).toEqual([]);
  });
});

describe('of three outputs', () => {
  const existing = (folder: string, name: string) => {
    writeFileSync(join(folder, name), 'precious');
    return join(folder, name);
  };

  test('none is left when the input is bad, silent, or would clip', async () => {
    const speech = readFileSync(SPEECH);
    for (const [bytes, options] of [
      [speech.subarray(0, 30), {}],
      [wavBytes([new Float32Array(99)]), {}],
      [wavBytes([new Float32Array(99)]), { onSilence: 'skip' }],
      [speech, { clip: 'fail', target: { type: 'snr', snrDb: -30 } }],
    ] as const) {
      const folder = temporaryFolder();
      const at = (name: string) => join(folder, name);
      const pair = { writeClean: at('c.wav'), writeNoise: at('n.wav'), ...options };
      const work = writeNoisyFile(written(bytes), at('y.wav'), noisyOptions(pair));
      if ('onSilence' in options)
        expect(await work).toMatchObject({ output: null, clean_output: null, noise_output: null });
      else await expect(work).rejects.toThrow();
      expect(readdirSync(folder)).toEqual([]);
    }
  });

  test('one that exists is not replaced unless it is said so, and the others are not written', async () => {
    for (const name of ['clean.wav', 'noise.wav', 'noisy.wav']) {
      const folder = temporaryFolder();
      const kept = existing(folder, name);
      const at = (other: string) => join(folder, other);
      const pair = { writeClean: at('clean.wav'), writeNoise: at('noise.wav') };
      const work = (overwrite: boolean) =>
        writeNoisyFile(SPEECH, at('noisy.wav'), noisyOptions({ ...pair, overwrite }));
      await expect(work(false)).rejects.toThrow(`${kept} exists; give --force`);
      expect(readFileSync(kept, 'utf8')).toBe('precious');
      expect(readdirSync(folder)).toEqual([name]);
      await work(true);
      expect(readdirSync(folder).sort()).toEqual(['clean.wav', 'noise.wav', 'noisy.wav']);
    }
  });

  test('none is the input', async () => {
    const input = written(readFileSync(SPEECH));
    const hash = sha256(input);
    for (const role of ['writeClean', 'writeNoise'] as const) {
      const output = join(temporaryFolder(), 'y.wav');
      const work = writeNoisyFile(input, output, noisyOptions({ [role]: input }));
      await expect(work).rejects.toThrow(/is the input itself/);
      expect(existsSync(output)).toBe(false);
      expect(sha256(input)).toBe(hash);
    }
  });

  test('no two are the same file, under whatever names', async () => {
    const folder = temporaryFolder();
    const at = (name: string) => join(folder, name);
    linkSync(existing(folder, 'a.wav'), at('b.wav'));
    symlinkSync('a.wav', at('c.wav'));
    symlinkSync('.', at('d'));
    symlinkSync('z.wav', at('to-nothing.wav'));
    const names = readdirSync(folder);
    for (const [output, writeClean, writeNoise] of [
      [at('y.wav'), at('y.wav'), undefined],
      [at('y.wav'), undefined, `${folder}/./y.wav`],
      [at('y.wav'), at('d/y.wav'), undefined],
      [at('y.wav'), at('n.wav'), at('n.wav')],
      [at('a.wav'), at('b.wav'), undefined],
      [at('c.wav'), undefined, at('b.wav')],
      [at('to-nothing.wav'), at('z.wav'), undefined],
    ] as const) {
      const work = writeNoisyFile(SPEECH, output, noisyOptions({ writeClean, writeNoise }));
      await expect(work).rejects.toThrow(OutputRefusedError);
      await expect(work).rejects.toThrow(/at once; expected a file for each; give one of them/);
      expect(readdirSync(folder)).toEqual(names);
    }
    expect(readFileSync(at('a.wav'), 'utf8')).toBe('precious');
  });
});
