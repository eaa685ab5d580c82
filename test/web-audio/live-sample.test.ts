import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { timesOf } from '../tools/depth.ts';
import { independentNoise, readIndependently } from '../tools/independent-reader.ts';
import './built.ts';
import { temporaryFolder, wavBytes } from '../tools/wav-files.ts';
import { webAudioEngine } from './engine.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const folder = temporaryFolder();

function runSample(args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
  webAudioEngine();
  const options = { cwd: ROOT, env, encoding: 'utf8', timeout: 60_000 } as const;
  return spawnSync(process.execPath, ['samples/live.mjs', ...args], options);
}

const read = (path: string) => readIndependently(readFileSync(path));

describe('samples/live.mjs', () => {
  test('puts noise on a file, another with another ratio, of the same length and channels', () => {
    const speech = read(join(ROOT, 'samples/two-speakers-44khz-s16-stereo.wav'));
    // The engine hands each 128 frames from thread to thread.
    const clean = speech.map((samples) => samples.slice(10_000, timesOf(14_000, samples.length)));
    const input = join(folder, 'clean.wav');
    writeFileSync(
      input,
      wavBytes(
        clean.map((samples) => Float32Array.from(samples)),
        { sampleRate: 44_100 },
      ),
    );
    const stds = ['0', '20'].map((snr) => {
      const output = join(folder, `at-${snr}.wav`);
      const { status, stdout, stderr } = runSample([
        '--input',
        input,
        '--output',
        output,
        '--snr',
        snr,
      ]);
      expect({ status, stderr }).toMatchObject({ status: 0 });
      expect(stdout).toContain(`${output}: `);
      const noisy = read(output);
      expect(noisy.map((samples) => samples.length)).toEqual(clean.map(({ length }) => length));
      return independentNoise(clean, noisy).std;
    });
    // 20 dB are a factor of 10; rounding to 16 bits adds a little to the weaker one, clipping takes from the stronger.
    expect(stds[0]! / stds[1]!).toBeGreaterThan(9);
    expect(stds[0]! / stds[1]!).toBeLessThan(11);
  });

  test('says so where there is no sound card', { tags: 'thorough' }, () => {
    // With a sound card it would play for ten seconds, and record whoever is near: ALSA without its configuration has none.
    const env = { ...process.env, ALSA_CONFIG_PATH: '/dev/null' };
    const { status, stdout, stderr } = runSample([], env);
    expect(status).toBe(0);
    expect(stderr).toMatch(/^no microphone \(/m);
    expect(stderr).toMatch(/^no speakers \(/m);
    expect(stdout).toMatch(/noisy\/live\.wav: 1\.\d\d s at 10 dB/);
  });
});
