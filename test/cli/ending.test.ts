import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { awgn, bash, PROGRAM } from '../tools/awgn.ts';
import { sampleOf } from '../tools/depth.ts';
import { SPEECH, temporaryFolder } from '../tools/wav-files.ts';

/** https://github.com/nodejs/node/issues/54918, brought about: see full-heap.mjs. */
const FULL_HEAP = [
  '--allow-natives-syntax',
  '--concurrent-recompilation-delay=800',
  '--concurrent-recompilation-queue-length=99',
  '--import',
  new URL('full-heap.mjs', import.meta.url).href,
].join(' ');

/** Milliseconds after which a command that has not ended hangs. */
const LIMIT = 90_000;

/** Runs the program with a heap that is full at its end. */
function awgnInFullHeap(args: readonly string[], input = '/dev/null') {
  return bash(
    `exec "${process.execPath}" ${FULL_HEAP} "${PROGRAM}" "\${@:2}" < "$1"`,
    [input, ...args],
    {
      timeout: LIMIT,
      killSignal: 'SIGKILL',
    },
  );
}

let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(() => {
  folder = temporaryFolder();
  mkdirSync(at('clean'));
  for (const name of ['a.wav', 'b.wav']) copyFileSync(SPEECH, at(`clean/${name}`));
  awgn(['--snr', '10', '--quiet', SPEECH, at('noisy.wav')]);
  awgn(['corpus', at('clean'), at('made'), '--snr', '10', '--quiet']);
  for (const shard of ['1/2', '2/2']) {
    awgn(['corpus', at('clean'), at('shards'), '--snr', '10', '--shard', shard, '--quiet']);
  }
}, LIMIT);

describe('where the compiler waits for memory at its end', { timeout: 2 * LIMIT }, () => {
  const commands: [string, () => string[]][] = [
    ['compare', () => ['compare', SPEECH, at('noisy.wav')]],
    ['the filter', () => ['--snr', '10', SPEECH, at('out.wav')]],
    ['measure', () => ['measure', SPEECH]],
    ['generate', () => ['generate', '--duration', '1', '--std', '0.1', at('noise.wav')]],
    ['corpus', () => ['corpus', at('clean'), at('corpus'), '--snr', '10', '--jobs', '1']],
    [
      'corpus with several threads',
      () => ['corpus', at('clean'), at('threads'), '--snr', '10', '--jobs', '2'],
    ],
    ['corpus merge', () => ['corpus', 'merge', at('shards')]],
    ['verify', () => ['verify', at('made')]],
    ['summarize', () => ['summarize', at('made')]],
    ['the version', () => ['--version']],
  ];

  test.each(sampleOf(commands, 1))('%s ends', (_, args) => {
    expect(awgnInFullHeap(args())).toMatchObject({ status: 0 });
  });

  test('a command that fails ends', () => {
    expect(awgnInFullHeap(['measure', at('none.wav')])).toMatchObject({ status: 1 });
  });

  test('a corpus on standard output that fails ends', { tags: 'thorough' }, () => {
    expect(awgnInFullHeap(['corpus', '-', '-', '--snr', '10'], SPEECH)).toMatchObject({
      status: 1,
    });
  });
});
