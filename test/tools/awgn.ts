import { type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { tool } from './find-tool.ts';

/** The program as it is installed: built, bundled. */
export const PROGRAM: string = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

if (!existsSync(PROGRAM)) {
  throw new Error(`${PROGRAM} is not there; run "npm run build" first (npm test does)`);
}

export interface Outcome {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface Surroundings extends SpawnOptions {
  /** Bytes for the standard input, a pipe; by default it is empty. */
  readonly input?: Uint8Array;
}

/** Runs the program to its end. */
export function awgn(args: readonly string[], { input, ...options }: Surroundings = {}): Outcome {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], {
    maxBuffer: 2 ** 28,
    timeout: 25_000,
    ...(options as object),
    ...(input !== undefined && { input }),
  });
  return {
    status,
    signal,
    stdout: Buffer.from(stdout ?? ''),
    stderr: Buffer.from(stderr ?? '').toString(),
  };
}

/**
 * Runs a script of bash, in which `awgn` is the program and `$1`, `$2`, ... are the further arguments. A pipeline
 * fails where any of its commands does.
 */
export function bash(script: string, args: readonly string[] = [], options: SpawnOptions = {}) {
  const prelude = `set -o pipefail; awgn() { "${process.execPath}" "${PROGRAM}" "$@"; }`;
  const run = spawnSync(tool('bash'), ['-c', `${prelude}\n${script}`, 'bash', ...args], {
    maxBuffer: 2 ** 28,
    timeout: 25_000,
    ...(options as object),
  });
  return { status: run.status, stdout: run.stdout, stderr: run.stderr.toString() };
}

/** Starts the program, with pipes. */
export function startAwgn(args: readonly string[], options: SpawnOptions = {}) {
  const child = spawn(process.execPath, [PROGRAM, ...args], { ...options, stdio: 'pipe' });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout!.on('data', (bytes: Buffer) => stdout.push(bytes));
  child.stderr!.on('data', (bytes: Buffer) => stderr.push(bytes));
  child.stdin!.on('error', () => {});
  const ended = new Promise<Outcome>((resolve) =>
    child.on('close', (status, signal) =>
      resolve({
        status,
        signal,
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString(),
      }),
    ),
  );
  return { child, ended };
}

/** Waits until something holds. */
export async function until(condition: () => boolean, milliseconds = 10_000): Promise<void> {
  for (const start = Date.now(); !condition(); ) {
    if (Date.now() - start > milliseconds) throw new Error(`not after ${milliseconds} ms`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** One line on standard error, from us, without stack or control characters; nothing on standard output. */
export function expectComplaint(outcome: Outcome, status: 1 | 2, message?: string | RegExp): void {
  expect(outcome.stderr).toMatch(/^awgn: [^\p{Cc}]+\n$/u);
  expect(outcome.stderr).not.toMatch(/\bat .*:\d+:\d+|node:/);
  if (message !== undefined) expect(outcome.stderr).toMatch(message);
  expect(outcome.stdout.length).toBe(0);
  expect(outcome.status).toBe(status);
}

/** Names in a folder, hidden ones included. */
export function namesIn(folder: string): string[] {
  return readdirSync(folder).sort();
}

export interface JsonReceipt {
  readonly [name: string]: string | number | boolean | null | string[];
}

/** The receipt in a text that is nothing else. */
export function receiptIn(text: string): JsonReceipt {
  return JSON.parse(text) as JsonReceipt;
}

/** The descriptors of a process, and what the system calls the files behind them. */
export function openFilesOf(pid: number): { fd: string; target: string }[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((number) => {
    const fd = `/proc/${pid}/fd/${number}`;
    try {
      return [{ fd, target: readlinkSync(fd) }];
    } catch {
      // Closed meanwhile.
      return [];
    }
  });
}
