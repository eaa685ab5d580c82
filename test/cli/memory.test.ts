import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { randomChannels } from '../mix/signals.ts';
import { PROGRAM } from '../tools/awgn.ts';
import { sampleOf } from '../tools/depth.ts';
import { temporaryFolder, wavBytes } from '../tools/wav-files.ts';

const MEGABYTES = 1e6;
/** Megabytes of the inputs that are compared. */
const [SMALL, LARGE] = process.env.AWGN_SLOW ? [10, 1000] : [10, 60];
/** The collector of garbage runs when it likes. */
const TOLERANCE_BYTES = 12 * MEGABYTES;
const folder = temporaryFolder();

/** A WAV file of about so many bytes: one second of sound, again and again. */
function makeFile(bytes: number): string {
  const path = join(folder, `${bytes}.wav`);
  const pattern = Buffer.from(wavBytes(randomChannels(1, 2, 250_000)));
  const repetitions = Math.ceil(bytes / 1_000_000);
  pattern.writeUInt32LE(36 + repetitions * 1_000_000, 4);
  pattern.writeUInt32LE(repetitions * 1_000_000, 40);
  const fd = openSync(path, 'w');
  writeSync(fd, pattern.subarray(0, 44));
  for (let i = 0; i < repetitions; i++) writeSync(fd, pattern.subarray(44));
  closeSync(fd);
  return path;
}

/** The most memory that the program had at once, in bytes. */
async function peakMemory(args: readonly string[], input: string): Promise<number> {
  const meter = join(folder, 'memory');
  const report =
    'import { writeFileSync } from "node:fs"; process.on("exit", () => ' +
    `writeFileSync(${JSON.stringify(meter)}, String(1024 * process.resourceUsage().maxRSS)));`;
  const hook = `data:text/javascript,${encodeURIComponent(report)}`;
  const isPiped = !args.includes('IN');
  const stdin = isPiped
    ? spawn('cat', [input], { stdio: ['ignore', 'pipe', 'ignore'] })
    : undefined;
  const command = args.map((arg) => (arg === 'IN' ? input : arg));
  const child = spawn(process.execPath, ['--import', hook, PROGRAM, '-q', '-f', ...command], {
    stdio: [stdin?.stdout ?? 'ignore', 'ignore', 'inherit'],
  });
  const status = await new Promise((resolve) => child.on('close', resolve));
  expect(status).toBe(0);
  return Number(readFileSync(meter, 'utf8'));
}

describe(`memory is the same for ${SMALL} MB and ${LARGE} MB, and no more than 100 MB,`, () => {
  const output = join(folder, 'out.wav');
  const ways: readonly [string, string[]][] = [
    ['from file to file', ['--snr', '10', 'IN', output]],
    ['from file to file in another encoding', ['--snr', '10', '--encoding', 'f32', 'IN', output]],
    [
      'in three passes with hashes',
      ['--snr', '0', '--clip', 'scale', '--report', 'json', 'IN', output],
    ],
    ['from pipe to pipe in one pass', ['--snr', '10', '--signal-level', '-20']],
  ];

  test.each(sampleOf(ways, 1))('%s', { timeout: 300_000 }, async (_, args) => {
    const peaks: number[] = [];
    for (const megabytes of [SMALL!, LARGE!]) {
      const input = makeFile(megabytes * MEGABYTES);
      peaks.push(await peakMemory(args, input));
      rmSync(input);
    }
    const [small, large] = peaks;
    expect(large).toBeLessThanOrEqual(100 * MEGABYTES);
    expect(large! - small!).toBeLessThanOrEqual(TOLERANCE_BYTES);
  });

  test('from a pipe that is spooled, once the spool is full', {
    timeout: 300_000,
    tags: 'thorough',
  }, async () => {
    const peaks: number[] = [];
    for (const megabytes of [30, LARGE!]) {
      const input = makeFile(megabytes * MEGABYTES);
      peaks.push(await peakMemory(['--snr', '10', '-', output], input));
      rmSync(input);
    }
    const [small, large] = peaks;
    expect(large).toBeLessThanOrEqual(100 * MEGABYTES);
    expect(large! - small!).toBeLessThanOrEqual(TOLERANCE_BYTES);
  });
});
