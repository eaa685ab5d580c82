import { mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeFolder } from '../../src/io/make-folder.ts';
import { temporaryFolder } from '../tools/wav-files.ts';

describe('a folder', () => {
  test('is made with those it lies in, and says whether it was there', () => {
    const path = join(temporaryFolder(), 'a/b/c');
    expect(makeFolder(path)).toBe(true);
    expect(statSync(path).isDirectory()).toBe(true);
    expect(makeFolder(path)).toBe(false);
  });

  test('is made through links above it', () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'real'));
    symlinkSync('real', join(cwd, 'link'));
    expect(makeFolder(join(cwd, 'link/a'))).toBe(true);
    expect(statSync(join(cwd, 'real/a')).isDirectory()).toBe(true);
  });

  test.runIf(process.platform === 'linux')('that can never be made ends in one error', () => {
    for (const path of ['/proc/x', '/proc/x/y/z', '/proc/self/fd/x']) {
      expect(() => makeFolder(path)).toThrow(
        /^the folder \/proc\/\S+ cannot be created: \/proc\S* takes no new folders; choose another place$/,
      );
    }
  });

  test('is refused where a file, or a link to nothing, has its name', () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'file'), '');
    symlinkSync('no where', join(cwd, 'link'));
    expect(() => makeFolder(join(cwd, 'file'))).toThrow(/EEXIST/);
    expect(() => makeFolder(join(cwd, 'file/a/b'))).toThrow(/ENOTDIR/);
    for (const path of ['link', 'link/a']) {
      expect(() => makeFolder(join(cwd, path))).toThrow(
        `${join(cwd, 'link')} is a symbolic link to ${join(cwd, 'no where')}, which does not exist; ` +
          `create that first: mkdir -p '${join(cwd, 'no where')}'`,
      );
    }
    rmSync(cwd, { recursive: true });
  });
});
