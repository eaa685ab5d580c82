import { spawnSync } from 'node:child_process';
import { relative } from 'node:path';
import { type Outcome, PROGRAM } from '../tools/awgn.ts';
import { tool } from '../tools/find-tool.ts';

/** A system call that fails, for a file or wherever it is made. */
export interface FailingCall {
  /** Such as `read:error=EIO:when=2`, as strace understands it. */
  readonly inject: string;
  /** Only where this path is concerned, absolute. */
  readonly path?: string;
}

/** Runs the program, one system call of which fails: strace sees to it. */
export function awgnWithFailing(
  { inject, path }: FailingCall,
  args: readonly string[],
  cwd: string,
): Outcome {
  // A file is known by its descriptor, and by the name that it is opened by.
  const only = path === undefined ? [] : ['-P', path, '-P', relative(cwd, path)];
  const strace = ['-f', '-qq', '-o', '/dev/null', ...only, '-e', `inject=${inject}`];
  const { error, status, signal, stdout, stderr } = spawnSync(
    tool('strace'),
    [...strace, process.execPath, PROGRAM, ...args],
    { cwd, timeout: 60_000, maxBuffer: 2 ** 28 },
  );
  if (error) throw error;
  // strace tells of the name that it has made absolute.
  const said = stderr.toString().replace(/^\S*strace: [^\n]*\n/gm, '');
  return { status, signal, stdout, stderr: said };
}
