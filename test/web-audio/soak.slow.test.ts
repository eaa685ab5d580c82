// Two minutes of real time: AWGN_SLOW=1 npx vitest run test/web-audio/soak.slow.test.ts

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import './built.ts';

const SOAK = fileURLToPath(new URL('soak.mjs', import.meta.url));
const SECONDS = 60;

interface Soak {
  readonly reports: number;
  readonly underrunRatio: number;
  readonly lagSeconds: number;
}

function soak(graph: string): Soak {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SOAK, graph, String(SECONDS)], {
    encoding: 'utf8',
  });
  expect({ status, stderr }).toMatchObject({ status: 0 });
  return JSON.parse(stdout);
}

describe.runIf(process.env.AWGN_SLOW)('a minute of 48 kHz stereo in real time', () => {
  // What a machine with other work to do misses, it misses with a worklet that does nothing as well.
  test('misses no more deadlines than a worklet that only passes on, within 2 %', () => {
    const idle = soak('pass');
    const noise = soak('known');
    expect(noise.reports).toBeGreaterThan(SECONDS / 2);
    expect(noise.underrunRatio).toBeLessThan(idle.underrunRatio + 0.02);
    expect(noise.lagSeconds).toBeLessThan(Math.max(0, idle.lagSeconds) + 0.25);
  }, 300_000);
});
