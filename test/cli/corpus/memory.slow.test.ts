// Minutes of work: AWGN_SLOW=1 npx vitest run test/cli/corpus/memory.slow.test.ts
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tarOf } from '../../corpus/kinds/webdataset/webdataset-archives.ts';
import { randomChannels } from '../../mix/signals.ts';
import { bash } from '../../tools/awgn.ts';
import { temporaryFolder, wavBytes } from '../../tools/wav-files.ts';

const MEGABYTES = 1e6;
/** The collector of garbage runs when it likes, in each thread; a kilobyte kept for each of 48,000 rows would show. */
const TOLERANCE_BYTES = 32 * MEGABYTES;
const MOST_BYTES = 250 * MEGABYTES;
const TIMEOUT_MS = 600_000;
const folder = temporaryFolder();

/** The most memory that the program had at once in a script of bash, in bytes. */
function peakMemory(script: string, args: readonly string[]): number {
  const meter = join(folder, 'memory');
  const report =
    'import { writeFileSync } from "node:fs"; import { isMainThread } from "node:worker_threads"; ' +
    `if (isMainThread) process.on("exit", () => writeFileSync(${JSON.stringify(meter)}, String(1024 * process.resourceUsage().maxRSS)));`;
  const hook = `--import=data:text/javascript,${encodeURIComponent(report)}`;
  const env = { ...process.env, NODE_OPTIONS: hook };
  expect(bash(script, args, { env, timeout: TIMEOUT_MS })).toMatchObject({ status: 0, stderr: '' });
  return Number(readFileSync(meter, 'utf8'));
}

function expectTheSame([few, many]: readonly number[]): void {
  expect(many, 'the most').toBeLessThanOrEqual(MOST_BYTES);
  expect(many! - few!, String([few, many])).toBeLessThanOrEqual(TOLERANCE_BYTES);
}

describe('a corpus takes the same memory', { timeout: TIMEOUT_MS, tags: 'slow' }, () => {
  const content = wavBytes(randomChannels(1, 1, 800));

  test('for 4,000 and for 32,000 samples of an archive from pipe to pipe', async () => {
    const peaks: number[] = [];
    for (const count of [4000, 32_000]) {
      const members = Array.from({ length: count }, (_, i) => ({ name: `${i}.wav`, content }));
      const archive = join(folder, 'in.tar');
      writeFileSync(archive, await tarOf(members));
      const script = 'cat "$1" | awgn corpus - - --snr 10 --jobs 2 -q | cat >/dev/null';
      peaks.push(peakMemory(script, [archive]));
      rmSync(archive);
    }
    expectTheSame(peaks);
  });

  test('for 16,000 and for 64,000 utterances of a Kaldi folder', () => {
    const audio = join(folder, 'a.wav');
    writeFileSync(audio, content);
    const peaks = [16_000, 64_000].map((count) => {
      const [source, result] = [join(folder, `k${count}`), join(folder, `out${count}`)];
      mkdirSync(source);
      const ids = Array.from({ length: count }, (_, i) => `utt${String(i).padStart(6, '0')}`);
      for (const [list, value] of [
        ['wav.scp', audio],
        ['text', 'a b'],
        ['utt2spk', 'spk'],
      ]) {
        writeFileSync(join(source, list!), ids.map((id) => `${id} ${value}\n`).join(''));
      }
      const peak = peakMemory('awgn corpus "$1" "$2" --snr 10 --jobs 2 -q', [source, result]);
      rmSync(result, { recursive: true });
      return peak;
    });
    expectTheSame(peaks);
  });
});
