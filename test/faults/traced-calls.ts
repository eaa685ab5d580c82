import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Outcome, PROGRAM } from '../tools/awgn.ts';
import { tool } from '../tools/find-tool.ts';
import { temporaryFolder } from '../tools/wav-files.ts';

/** What changes a folder, or what is known to be on the disk. */
const CHANGING_CALLS = [
  'openat,write,pwrite64,writev,pwritev,ftruncate,fdatasync,fsync,chmod,fchmod',
  'rename,renameat2,link,symlink,mkdir,unlink,unlinkat,rmdir',
].join();

const FIXED_NAMES = fileURLToPath(new URL('fixed-names.cjs', import.meta.url));

/** One of the system calls of a run. */
export interface TracedCall {
  readonly name: string;
  /** Of the file that it is found again by, absolute. */
  readonly path: string;
  /** Which of the calls of that name that concern that file, from 1. */
  readonly nth: number;
  /** Whether it leaves the folder as it is, unless it fails: what syncs, or makes a folder that is there. */
  readonly changesNothing: boolean;
}

/** Names of temporary files, threads and the order of calls are the same in every run. */
function run(strace: readonly string[], args: readonly string[], cwd: string): Outcome {
  const { error, status, signal, stdout, stderr } = spawnSync(
    tool('strace'),
    ['-f', '-qq', ...strace, process.execPath, PROGRAM, ...args],
    {
      cwd,
      env: { ...process.env, UV_THREADPOOL_SIZE: '1', NODE_OPTIONS: `--require ${FIXED_NAMES}` },
      timeout: 60_000,
      maxBuffer: 2 ** 28,
    },
  );
  if (error) throw error;
  return { status, signal, stdout, stderr: stderr.toString() };
}

/**
 * Runs the program and lists the calls that change a folder, in their order.
 *
 * @param folder absolute.
 */
export function changingCalls(folder: string, args: readonly string[], cwd: string) {
  const log = join(temporaryFolder(), 'log');
  const outcome = run(
    ['--seccomp-bpf', '-y', '-s', '4096', '-o', log, '-e', `trace=${CHANGING_CALLS}`],
    args,
    cwd,
  );
  const counts = new Map<string, number>();
  const calls: TracedCall[] = [];
  for (const line of readFileSync(log, 'utf8').split('\n')) {
    const [, name, rest] = /^\d+ +(\w+)\((.*)/.exec(line) ?? [];
    if (name === undefined || rest === undefined) continue;
    // strace writes names of files in quotes, or beside a descriptor; and `write` has quotes around bytes.
    const named = name.includes('write') ? /^\d+<([^>]*)>/g : /(?<=^\d+<)[^>]*|(?<=")[^"]+(?=")/g;
    const paths = [...rest.matchAll(named)].map(([all, inner]) => inner ?? all);
    // Of a file that is renamed, strace finds the old name.
    if (name === 'rename') paths.length = 1;
    const own = paths.find((one) => one === folder || one.startsWith(`${folder}/`));
    for (const one of new Set(paths)) {
      const key = `${name} ${one}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    if (own === undefined || (name === 'openat' && !rest.includes('O_CREAT'))) continue;
    const changesNothing = /sync/.test(name) || / = -1 E/.test(rest) || /NULL, 0\)/.test(rest);
    calls.push({ name, path: own, nth: counts.get(`${name} ${own}`)!, changesNothing });
  }
  return { outcome, calls };
}

/**
 * Runs the program until something happens at a call, which is then not made.
 *
 * @param what such as `error=EIO` or `signal=KILL`.
 * @throws where the call did not come.
 */
export function awgnWithout(
  { name, path, nth }: TracedCall,
  what: string,
  args: readonly string[],
  cwd: string,
): Outcome {
  const inject = `inject=${name}:${what}:when=${nth}`;
  // Faster, but then strace (6.1) sends no signals.
  const seccomp = what.startsWith('signal') ? [] : ['--seccomp-bpf'];
  const log = join(temporaryFolder(), 'log');
  const options = [...seccomp, '-o', log, '-P', path, '-e', `trace=${name}`, '-e', inject];
  const outcome = run(options, args, cwd);
  if (!/\(INJECTED\)|killed by SIGKILL/.test(readFileSync(log, 'utf8'))) {
    throw new Error(`${name} ${nth} of ${path} did not come`);
  }
  return outcome;
}
