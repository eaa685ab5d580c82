import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../formats/wav/splitting.ts';
import { namesIn, startAwgn } from '../tools/awgn.ts';
import { sampleOf, timesOf } from '../tools/depth.ts';
import { sha256, temporaryFolder } from '../tools/wav-files.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const;
const KILLS_EACH = process.env.AWGN_SLOW ? 30 : timesOf(1, 3);

const cases = [
  ['filter', ['--snr', '5', '--seed', '1', '-q', 'in.wav', 'out.wav'], 1],
  ['generate', ['generate', '--duration', '600', '--seed', '1', '-q', 'out.wav'], 2],
] as const;

describe.each(sampleOf(cases, 1))('%s that is killed at any moment', (_, args, seed) => {
  test('has the whole output or none, and only SIGKILL leaves a temporary file', async () => {
    const cwd = temporaryFolder();
    await startAwgn(['generate', '--duration', '600', '--seed', '2', '-q', 'in.wav'], { cwd })
      .ended;
    const started = performance.now();
    expect((await startAwgn(args, { cwd }).ended).status).toBe(0);
    const milliseconds = performance.now() - started;
    const whole = sha256(join(cwd, 'out.wav'));
    const random = seededRandom(seed);
    for (let i = 0; i < KILLS_EACH * SIGNALS.length; i++) {
      const signal = SIGNALS[i % SIGNALS.length]!;
      const own = temporaryFolder();
      const ownArgs = args.map((arg) => (arg === 'in.wav' ? join(cwd, arg) : arg));
      const { child, ended } = startAwgn(ownArgs, { cwd: own });
      await new Promise((resolve) => setTimeout(resolve, random() * milliseconds));
      child.kill(signal);
      const outcome = await ended;
      expect(outcome.stderr).toBe('');
      expect(outcome.signal === signal || outcome.status === 0).toBe(true);
      const out = join(own, 'out.wav');
      if (existsSync(out)) expect(sha256(out)).toBe(whole);
      if (outcome.status === 0) expect(statSync(out).isFile()).toBe(true);
      if (signal !== 'SIGKILL')
        expect(namesIn(own).filter((name) => name !== 'out.wav')).toEqual([]);
    }
  }, 300_000);
});
