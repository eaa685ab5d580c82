import { spawnSync } from 'node:child_process';
import { PROGRAM } from './awgn.ts';
import { tool } from './find-tool.ts';

/**
 * Runs a command line of the shell with a terminal for all three standard streams, by means of `script`, which
 * Debian has in bsdutils and other systems in util-linux.
 */
export function onTerminal(command: string, cwd: string) {
  const awgn = `awgn() { '${process.execPath}' '${PROGRAM}' "$@"; }`;
  const run = spawnSync(tool('script'), ['-qec', `${awgn}; ${command}`, '/dev/null'], {
    cwd,
    env: { ...process.env, SHELL: '/bin/sh' },
    input: '',
    timeout: 20_000,
  });
  const text = run.stdout.toString().replaceAll('\r\n', '\n');
  return { status: run.status, text: text.replaceAll('\r\u001b[K', '<wipe>') };
}
