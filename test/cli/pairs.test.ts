import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { awgn, namesIn, startAwgn, until } from '../tools/awgn.ts';
import { sampleOf } from '../tools/depth.ts';
import { SPEECH, sha256, temporaryFolder, wavBytes } from '../tools/wav-files.ts';

const SEEDED = ['--snr', '10', '--seed', '1'];
const PAIR = ['--write-clean', 'clean.wav', '--write-noise', 'noise.wav'];

describe('--write-clean and --write-noise', () => {
  test('write beside the output what it is made of, and the reports say where', () => {
    const cwd = temporaryFolder();
    const run = awgn([...SEEDED, ...PAIR, SPEECH, 'noisy.wav'], { cwd });
    expect(run).toMatchObject({ status: 0 });
    expect(run.stderr).toContain(`${SPEECH} -> noisy.wav, clean.wav, noise.wav: SNR 10.00 dB`);
    expect(readdirSync(cwd).sort()).toEqual(['clean.wav', 'noise.wav', 'noisy.wav']);
    expect(readFileSync(join(cwd, 'clean.wav'))).toEqual(readFileSync(SPEECH));
    const again = awgn([...SEEDED, ...PAIR, '-f', '--report', 'json', SPEECH, 'noisy.wav'], {
      cwd,
    });
    expect(JSON.parse(again.stderr)).toMatchObject({
      clean_output: 'clean.wav',
      noise_output: 'noise.wav',
      clean_sha256: sha256(SPEECH),
      noise_sha256: sha256(join(cwd, 'noise.wav')),
    });
  });

  test('leave the output as it is, also in a pipe', () => {
    const cwd = temporaryFolder();
    const input = readFileSync(SPEECH);
    const alone = awgn(SEEDED, { cwd, input });
    const pair = awgn([...SEEDED, ...PAIR], { cwd, input });
    expect(pair.status).toBe(0);
    expect(pair.stdout.equals(alone.stdout)).toBe(true);
    expect(namesIn(cwd)).toEqual(['clean.wav', 'noise.wav']);
  });

  const wrong: [string[], RegExp][] = [
    [['--write-clean', '-'], /--write-clean is "-"; expected the name of a file/],
    [['--write-noise', ''], /--write-noise is ""; expected the name of a file/],
    [['--write-noise', 'a.wav', '--write-noise', 'b.wav'], /given 2 times; expected once/],
    [['--live', '--write-clean', 'c.wav'], /--live and --write-clean: it writes one output/],
    [['--live', '--write-noise', 'c.wav'], /--live and --write-noise: it writes one output/],
  ];
  test.each(sampleOf(wrong, 2))('%j is wrong usage', (args, message) => {
    const cwd = temporaryFolder();
    const run = awgn(['--snr', '10', ...args, SPEECH, 'noisy.wav'], { cwd });
    expect(run.status).toBe(2);
    expect(run.stderr).toMatch(message);
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
    expect(readdirSync(cwd)).toEqual([]);
  });

  const refused: [string[], RegExp][] = [
    [['--write-clean', 'noisy.wav'], /the clean output and the output at once/],
    [
      ['--write-clean', 'x.wav', '--write-noise', './x.wav'],
      /the noise output and the clean output/,
    ],
    [['--write-clean', 'in.wav', '-f'], /in\.wav is the input itself/],
    [['--write-noise', 'old.wav'], /old\.wav exists; give --force/],
    [
      ['--write-noise', 'x.wav', '--report-file', 'x.wav'],
      /the report would replace the noise output/,
    ],
    [['--write-noise', 'no/x.wav'], /no\/x\.wav cannot be written, for there is no folder no;/],
  ];
  test.each(sampleOf(refused, 3))(
    '%j is refused in one line, and nothing is written',
    (args, message) => {
      const cwd = temporaryFolder();
      writeFileSync(join(cwd, 'in.wav'), readFileSync(SPEECH));
      writeFileSync(join(cwd, 'old.wav'), 'precious');
      const run = awgn(['--snr', '10', ...args, 'in.wav', 'noisy.wav'], { cwd });
      expect(run.status).toBe(1);
      expect(run.stderr).toMatch(message);
      expect(run.stderr.trim().split('\n')).toHaveLength(1);
      expect(readdirSync(cwd).sort()).toEqual(['in.wav', 'old.wav']);
      expect(readFileSync(join(cwd, 'old.wav'), 'utf8')).toBe('precious');
      expect(readFileSync(join(cwd, 'in.wav')).equals(readFileSync(SPEECH))).toBe(true);
    },
  );

  test.each(sampleOf(['SIGINT', 'SIGTERM'] as const, 1))(
    'leave nothing behind at %s',
    async (signal) => {
      const cwd = temporaryFolder();
      const { child, ended } = startAwgn([...SEEDED, ...PAIR, '-', 'noisy.wav'], { cwd });
      child.stdin!.write(wavBytes([new Float32Array(30_000)]));
      await until(() => namesIn(cwd).length === 3);
      await new Promise((resolve) => setTimeout(resolve, 50));
      child.kill(signal);
      expect(await ended).toMatchObject({ status: null, signal, stderr: '' });
      expect(namesIn(cwd)).toEqual([]);
    },
  );
});
