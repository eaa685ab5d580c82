import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { decode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { sampleOf } from './tools/depth.ts';
import { temporaryFolder } from './tools/wav-files.ts';

const root = resolve(import.meta.dirname, '..');
const folder = join(root, 'samples/embedding');
const out = temporaryFolder();

/** What each prints, where it says that it worked. */
const PRINTED: Record<string, RegExp> = {
  'adversarial.mjs':
    /clean +100\.0 % right\nnoise +9\d\.\d % right\nnoise, then FGSM +[45]\d\.\d % right/,
  'agent-actions.mjs': /a replay gives the same actions/,
  'anomaly-detection.mjs': /200 windows: 20 anomalies found, 0 missed, 0 false alarms/,
  'audio.mjs': /whole buffer: 10\.000 dB .*\nloop and stream: the same samples, 2 × 62656/,
  'data-generator.mjs': /9 draws, all different; the same again in any order/,
  'denoising-pairs.mjs': /(asked (-?\d+\.\d+) dB {2}got \2 dB[^\n]*\n[^\n]*?){5}/,
  'image.mjs': /256 × 192, 12\.\d % of the values at 0 or 255/,
  'latent-vectors.mjs': /64 fake samples.*\nbatch 1 alone is batch 1 of the run/,
  'weights.mjs': /σ = 0: 0 of 64 .*\n.*σ = 0.5: 6\d of 64/,
};

const run = (name: string): string =>
  execFileSync('node', [join(folder, name), out], { cwd: root, encoding: 'utf8' });

describe('the samples of embedding', () => {
  const names = readdirSync(folder);

  test('are all known here', () => {
    expect(names.sort()).toEqual(Object.keys(PRINTED).sort());
  });

  test.each(sampleOf(names, 3))('%s runs and does what it shows', (name) => {
    expect(run(name)).toMatch(PRINTED[name]!);
  });

  test.each(names)('%s is short, says what it shows, and how it is run', (name) => {
    const lines = readFileSync(join(folder, name), 'utf8').split('\n');
    expect(lines.length).toBeGreaterThanOrEqual(20);
    expect(lines.length).toBeLessThanOrEqual(70);
    expect(lines[0]).toMatch(/^\/\/ .{20,}/);
    expect(lines.slice(0, 6).join('\n')).toContain(`node samples/embedding/${name}`);
  });

  test('the image is a PNG whose values differ from the clean ones by σ = 50 where nothing clips', () => {
    run('image.mjs');
    const { width, height, channels, data } = decode(readFileSync(join(out, 'noisy-image.png')));
    expect([width, height, channels]).toEqual([256, 192, 3]);
    // The hill's red: 60 without noise, so it is below the median with half of the probability.
    const reds = Array.from({ length: 40 * 256 }, (_, i) => data[3 * (152 * 256 + i)]!);
    const aboveMean = reds.filter((red) => red > 60).length / reds.length;
    const aboveSigma = reds.filter((red) => red > 110).length / reds.length;
    // A share p of n values has the deviation √(p (1 - p) / n): 0.005 here; rounding moves it by half a step, 0.004.
    expect(Math.abs(aboveMean - 0.5)).toBeLessThan(0.03);
    expect(Math.abs(aboveSigma - 0.1587)).toBeLessThan(0.02);
  });
});
