import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findTool, isHidden, tool } from './find-tool.ts';
import hideTools from './hide-tools.ts';
import { temporaryFolder } from './wav-files.ts';

const ROOT = resolve(import.meta.dirname, '..');
const OWN = relative(ROOT, import.meta.filename);
const sources = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(ts|mjs|cjs|sh)$/.test(path) && path !== OWN)
  .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));

/** What of the sources matches, with the path. */
function found(pattern: RegExp): string[] {
  return sources.flatMap(({ path, text }) =>
    [...text.matchAll(pattern)].map(([all]) => `${path}: ${all.trim()}`),
  );
}

describe('no test', () => {
  test('names a program by its absolute path, but for the shell and env', () => {
    // What is in a chroot has a variable before it, or stands in a list of PATH.
    const paths = found(/(?<![\w}:])(\/usr(\/local)?)?\/s?bin\/[\w.-]+/g);
    expect(paths.filter((one) => !/: (\/bin\/sh|\/usr\/bin\/env)$/.test(one))).toEqual([]);
  });

  test('starts a program that not every machine has without looking for it', () => {
    const started = found(/\b(spawn|spawnSync|execFile|execFileSync)\(\s*'[^']+'/g);
    expect(started.filter((one) => isHiddenByAll(one.split("'")[1]!))).toEqual([]);
  });

  test('is skipped for the want of something by other means than the name of that', () => {
    expect(found(/\b(skipIf|runIf)\((?!process\.platform)|context\.skip\(\)/g)).toEqual([]);
  });
});

function isHiddenByAll(name: string): boolean {
  vi.stubEnv('AWGN_HIDE_TOOLS', 'all');
  return isHidden(name);
}

// The run itself may hide something.
beforeEach(() => void vi.stubEnv('AWGN_HIDE_TOOLS', ''));
afterEach(() => void vi.unstubAllEnvs());

/** A folder with programs of these names, which print where they are. */
function folderOf(...names: string[]): string {
  const folder = temporaryFolder();
  for (const name of names)
    writeFileSync(join(folder, name), '#!/bin/sh\necho "$0"\n', { mode: 0o755 });
  return folder;
}

describe('a tool', () => {
  test('is the first program of the name in PATH', () => {
    const [first, second] = [folderOf('b'), folderOf('a', 'b')];
    vi.stubEnv('PATH', `${first}:${second}`);
    expect(findTool('b')).toBe(join(first, 'b'));
    expect(findTool('missing', 'a')).toBe(join(second, 'a'));
    writeFileSync(join(first, 'a'), 'no program', { mode: 0o644 });
    expect(findTool('a')).toBe(join(second, 'a'));
    expect(findTool('missing')).toBeUndefined();
  });

  test('that is hidden is found neither by us nor by what we start', { tags: 'thorough' }, () => {
    vi.stubEnv('PATH', `${folderOf('a', 'b')}:${process.env.PATH}`);
    const start = (name: string) => spawnSync('sh', ['-c', name]).status;
    expect([start('a'), start('b')]).toEqual([0, 0]);
    vi.stubEnv('AWGN_HIDE_TOOLS', 'a,c');
    expect([findTool('a'), findTool('b') !== undefined]).toEqual([undefined, true]);
    const reveal = hideTools()!;
    expect([start('a'), start('b')]).toEqual([127, 0]);
    reveal();
  });

  test('is hidden by `all` unless every machine has it', () => {
    vi.stubEnv('PATH', `${folderOf('a')}:${process.env.PATH}`);
    vi.stubEnv('AWGN_HIDE_TOOLS', 'all');
    expect(findTool('a')).toBeUndefined();
    expect(findTool('sh')).toBeDefined();
  });

  test('that is missing skips the test, which says so', (context) => {
    const skip = vi.spyOn(context, 'skip').mockImplementation((() => {
      throw new Error('skipped');
    }) as never);
    vi.stubEnv('AWGN_HIDE_TOOLS', 'strace');
    expect(() => tool('strace')).toThrow('skipped');
    expect(skip).toHaveBeenCalledWith('strace is missing');
  });
});
