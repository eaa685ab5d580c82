import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { awgn, type Outcome, PROGRAM, until } from '../tools/awgn.ts';
import { digestsOf, speechLike } from '../tools/corpus-tree.ts';
import { sampleOf, timesOf } from '../tools/depth.ts';
import { tool, unshared } from '../tools/find-tool.ts';
import { temporaryFolder, wavBytes } from '../tools/wav-files.ts';

/** A folder with a corpus whose work takes a while: each utterance is made by a command that waits first. */
function slowCorpus({ utterances, seconds }: { utterances: number; seconds: number }) {
  const cwd = temporaryFolder();
  const data = join(cwd, 'data');
  mkdirSync(data);
  writeFileSync(join(cwd, 'a.wav'), wavBytes([speechLike(2000, 1)]));
  const ids = Array.from({ length: utterances }, (_, i) => `u${i}`);
  const lines = (of: (id: string) => string) => ids.map((id) => `${id} ${of(id)}\n`).join('');
  writeFileSync(
    join(data, 'wav.scp'),
    lines(() => `sleep ${seconds}; cat ${cwd}/a.wav |`),
  );
  writeFileSync(
    join(data, 'utt2spk'),
    lines(() => 's'),
  );
  const args = ['corpus', 'data', 'out', '--allow-commands', '--jobs', '1', '--seed', '1'];
  const lock = join(cwd, 'out/.awgn/lock');
  return { cwd, lock, args: [...args, '--snr', '5', '--resume'], out: join(cwd, 'out') };
}

/** Starts the program by another one. */
function startBy(words: readonly string[], args: readonly string[], options: SpawnOptions) {
  const [command, ...rest] = [...words, process.execPath, PROGRAM, ...args];
  const child = spawn(command!, rest, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr!.on('data', (bytes: Buffer) => {
    stderr += bytes;
  });
  const ended = new Promise<Pick<Outcome, 'status' | 'signal' | 'stderr'>>((resolve) => {
    child.on('close', (status, signal) => resolve({ status, signal, stderr }));
  });
  return { child, ended };
}

/** Leaves the lock of a run that was killed. */
async function killOne({ args, cwd, lock }: ReturnType<typeof slowCorpus>): Promise<void> {
  const { child, ended } = startBy([], args, { cwd });
  await until(() => existsSync(lock));
  child.kill('SIGKILL');
  await ended;
  expect(existsSync(lock)).toBe(true);
}

/** Words that start a program as process 1 of a namespace of its own. */
const inNamespace = () =>
  unshared('make PID namespaces', '--pid', '--fork', '--kill-child', '--mount-proc');

/** The only child of a process, by its number out here. */
function childOf({ pid }: ChildProcess): number | undefined {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return text === '' ? undefined : Number(text);
}

describe('a run in another PID namespace', () => {
  test('is not taken for dead, though both are process 1 of one host', {
    tags: 'thorough',
    timeout: 60_000,
  }, async () => {
    const namespace = inNamespace();
    const corpus = slowCorpus({ utterances: 3, seconds: 1 });
    const { cwd, args, lock } = corpus;
    const first = startBy(namespace, args, { cwd });
    await until(() => existsSync(lock));
    const second = startBy(namespace, args, { cwd });
    expect(await second.ended).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(
        /^awgn: out is being worked on by process 1 of \S+ \(last sign of life \d s ago\); expected one run at a time; wait for it; if it is gone, run this again in \d+ s\n$/,
      ),
    });
    expect(await first.ended).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('3 outputs of 3 utterances'),
    });
  });

  test('gives signs of life while its main thread waits', {
    tags: 'thorough',
    timeout: 60_000,
  }, async () => {
    const { cwd, args, lock } = slowCorpus({ utterances: 1, seconds: 9 });
    const { child, ended } = startBy(inNamespace(), args, { cwd });
    await until(() => existsSync(lock));
    const taken = statSync(lock).mtimeMs;
    await new Promise((resolve) => setTimeout(resolve, 7_500));
    expect(statSync(lock).mtimeMs - taken).toBeGreaterThan(2_500);
    child.kill('SIGKILL');
    await ended;
  });

  test('that is silent for long is taken over from, and stops when it wakes up', {
    tags: 'thorough',
    timeout: 90_000,
  }, async () => {
    const { cwd, args, lock, out } = slowCorpus({ utterances: 6, seconds: 0.5 });
    const first = startBy(inNamespace(), args, { cwd });
    await until(() => existsSync(join(out, '.awgn/journal.next.jsonl')));
    const sleeper = childOf(first.child)!;
    process.kill(sleeper, 'SIGSTOP');
    const longAgo = Date.now() / 1000 - 3600;
    utimesSync(lock, longAgo, longAgo);
    const second = startBy([], args, { cwd });
    await until(() => !readFileSync(lock, 'utf8').includes('"pid":1,'), 30_000);
    process.kill(sleeper, 'SIGCONT');
    const [outcome, other] = await Promise.all([first.ended, second.ended]);
    expect(other).toMatchObject({ status: 0, stderr: expect.stringContaining('6 outputs of 6') });
    expect(outcome.stderr).toMatch(
      /^awgn: out was taken over by process \d+ of \S+, since this run gave no sign of life for 30 s; [^\n]+\n$/,
    );
    expect(outcome.status).toBe(1);
    expect(readdirSync(out)).not.toContain('.awgn');
    expect(awgn(['verify', 'out', '-q'], { cwd }).status).toBe(0);
  });
});

describe('of two that resume where a run was killed', () => {
  const calls = [
    'link:%:when=1',
    'link:%:when=2',
    'rename:%:when=1',
    'unlink:%:when=1',
    'unlink:%:when=2',
  ];

  test.each(sampleOf(calls, 1))(
    'one goes on, also where the first is slow at its call %s',
    async (call) => {
      const program = tool('strace');
      const corpus = slowCorpus({ utterances: 1, seconds: 5 });
      await killOne(corpus);
      const { cwd, args, out } = corpus;
      const inject = `inject=${call.replace('%', 'delay_enter=2000000')}`;
      const calls = 'trace=link,rename,unlink';
      const strace = [program, '-f', '-qq', '-o', join(cwd, 'log'), '-e', calls, '-e', inject];
      const slow = startBy(strace, args, { cwd });
      await until(() =>
        /DELAYED|link|rename/.test(
          existsSync(join(cwd, 'log')) ? readFileSync(join(cwd, 'log'), 'utf8') : '',
        ),
      );
      const quick = startBy([], args, { cwd });
      const outcomes = await Promise.all([slow.ended, quick.ended]);
      const [winner, loser] = outcomes.toSorted((a, b) => a.status! - b.status!);
      expect(winner).toMatchObject({
        status: 0,
        stderr: expect.stringContaining('1 output of 1'),
      });
      expect(loser).toMatchObject({
        status: 1,
        stderr: expect.stringMatching(/^awgn: out is being worked on by process \d+ of [^\n]+\n$/),
      });
      expect(readdirSync(out)).not.toContain('.awgn');
      expect(digestsOf(out)).not.toEqual({});
    },
    60_000,
  );
});

describe('of many processes at one lock that is stale', () => {
  const PROCESSES = 8;
  const ROUNDS = timesOf(20, 60);
  /** Time for all of them to be at the same round. */
  const ROUND_MS = 40;

  test('exactly one wins, in every round', async () => {
    const folder = temporaryFolder();
    const outfile = join(folder, 'lock.mjs');
    await build({
      stdin: {
        contents:
          "export { FolderLock } from './src/corpus/state/folder-lock.ts'; export { ownIdentity } from './src/corpus/state/process-identity.ts';",
        resolveDir: join(import.meta.dirname, '../..'),
      },
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile,
    });
    const { ownIdentity } = await import('../../src/corpus/state/process-identity.ts');
    for (let round = 0; round < ROUNDS; round++) {
      mkdirSync(join(folder, String(round)));
      const stale = { ...ownIdentity(), token: `t${round}`, pid: 4194305 };
      writeFileSync(join(folder, String(round), 'lock'), `${JSON.stringify(stale)}\n`);
    }
    const program = `
      import { FolderLock } from ${JSON.stringify(outfile)};
      process.stdin.once('data', (start) => {
        const won = [];
        for (let round = 0; round < ${ROUNDS}; round++) {
          while (Date.now() < Number(start) + round * ${ROUND_MS});
          try { FolderLock.take(round + '/lock', 'out').checkNow(); won.push(round); }
          catch (error) { if (!/worked on/.test(error.message)) throw error; }
        }
        console.log(JSON.stringify(won));
      });
      console.log('ready');`;
    const children = Array.from({ length: PROCESSES }, () =>
      spawn(process.execPath, ['--input-type=module', '--eval', program], { cwd: folder }),
    );
    const outputs = children.map(() => '');
    children.forEach((child, i) => {
      child.stdout.on('data', (bytes: Buffer) => {
        outputs[i] = `${outputs[i]}${bytes}`;
      });
    });
    await until(() => outputs.every((output) => output.includes('ready')), 30_000);
    const start = String(Date.now() + 200);
    for (const child of children) child.stdin.write(start);
    // Nobody ends before all are done: the lock of one that ended would be stale.
    await until(() => outputs.every((output) => output.includes(']')), 60_000);
    const ends = children.map((child) => new Promise((resolve) => child.once('close', resolve)));
    for (const child of children) child.stdin.end();
    await Promise.all(ends);
    const won = outputs.flatMap(
      (output) => JSON.parse(output.slice(output.indexOf('['))) as number[],
    );
    expect(won.toSorted((a, b) => a - b)).toEqual(Array.from({ length: ROUNDS }, (_, i) => i));
    for (let round = 0; round < ROUNDS; round++) {
      expect(readdirSync(join(folder, String(round)))).toEqual(['lock']);
    }
  }, 120_000);
});
