// A minute of real time: AWGN_SLOW=1 npx vitest run test/web-audio/soak.slow.test.ts

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import './built.ts';
import { webAudioEngine } from './engine.ts';

const SOAK = fileURLToPath(new URL('soak.mjs', import.meta.url));
const SECONDS = 60;

interface Soak {
  /** Null where the engine got to no report. */
  readonly underrunRatio: number | null;
  readonly lagSeconds: number;
}

async function soak(graph: string): Promise<Soak> {
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [SOAK, graph, String(SECONDS)]);
  return JSON.parse(stdout);
}

describe('a minute of 48 kHz stereo in real time', { tags: ['slow', 'realtime'] }, () => {
  // What a machine with other work to do misses, it misses with a worklet that does nothing as well. How much of the
  // processor the noise takes, whatever else the machine does, is in processor.test.ts.
  test('misses no more deadlines than a worklet that only passes on, at the same time, within 2 %', async () => {
    webAudioEngine();
    const [idle, noise] = await Promise.all([soak('pass'), soak('known')]);
    const missed = ({ underrunRatio }: Soak) => underrunRatio ?? 1;
    expect(missed(noise!)).toBeLessThan(missed(idle!) + 0.02);
    expect(noise!.lagSeconds).toBeLessThan(Math.max(0, idle!.lagSeconds) + 0.25);
  }, 300_000);
});
