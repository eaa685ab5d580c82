// Programs besides Node that tests run. A test that asks for a missing one is skipped, under its name.

import { spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { TestRunner } from 'vitest';

/** Programs that every machine with Node has: the POSIX shell, and coreutils. */
const PRESUMED: ReadonlySet<string> = new Set(
  [
    'node npm npx sh',
    '[ b2sum base32 base64 basename basenc cat chgrp chmod chown cksum comm cp csplit cut date dd df dirname du echo',
    'env expand expr factor false fmt fold groups head id install join link ln ls md5sum mkdir mkfifo mknod mktemp mv',
    'nice nl nohup nproc numfmt od paste pathchk pr printenv printf ptx pwd readlink realpath rm rmdir seq sha1sum',
    'sha224sum sha256sum sha384sum sha512sum shred shuf sleep sort split stat stdbuf stty sum sync tac tail tee test',
    'timeout touch tr true truncate tsort tty uname unexpand uniq unlink wc who whoami yes',
  ].flatMap((line) => line.split(' ')),
);

/**
 * True if the environment variable AWGN_HIDE_TOOLS hides a program: it lists names with commas between them, or is `all`
 * for whatever not every machine has.
 */
export function isHidden(name: string): boolean {
  const hidden = process.env.AWGN_HIDE_TOOLS?.split(',') ?? [];
  return hidden.includes(name) || (hidden.includes('all') && !PRESUMED.has(name));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Path of the first of these programs that is installed and not hidden. All look-ups go through here. */
export function findTool(...names: readonly string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return names
    .filter((name) => !isHidden(name))
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find(isProgram);
}

/** Path of a program. Without it the running test is skipped. */
export function tool(name: string): string {
  return findTool(name) ?? skipWithout(name);
}

/**
 * Words that start a program in a namespace of its own. Without unshare, or the right to it, the running test is skipped.
 *
 * @param right to what, in words.
 */
export function unshared(right: string, ...options: readonly string[]): readonly string[] {
  const unshare = tool('unshare');
  if (spawnSync(unshare, [...options, 'true']).status !== 0) skipWithout(`the right to ${right}`);
  return [unshare, ...options];
}

/** Path of `unshare`. Without it, or the right to mount, the running test is skipped. */
export function unshareToMount(): string {
  tool('mount');
  return unshared('mount', '-m')[0]!;
}

/** Skips the running test. */
export function skipWithout(missing: string): never {
  const test = TestRunner.getCurrentTest();
  const note = `${missing} is missing`;
  if (test === undefined) throw new Error(`${note}; ask for it in a test, which can be skipped`);
  return test.context.skip(note) as never;
}
