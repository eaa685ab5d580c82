import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RegularFiles } from '../../../src/corpus/audio/regular-files.ts';
import { temporaryFolder } from '../../tools/wav-files.ts';

const folder = temporaryFolder();
const root = join(folder, 'root');
mkdirSync(join(root, 'inner'), { recursive: true });
mkdirSync(join(folder, 'outer'));
for (const path of ['root/a.wav', 'root/inner/b.wav', 'outer/c.wav']) {
  writeFileSync(join(folder, path), path);
}
symlinkSync('inner/b.wav', join(root, 'to-b.wav'));
symlinkSync('../outer/c.wav', join(root, 'to-c.wav'));
symlinkSync('inner', join(root, 'to-inner'));
symlinkSync('../outer', join(root, 'to-outer'));
symlinkSync('root', join(folder, 'to-root'));

const fileAt = (path: string, within?: string) => ({
  type: 'file' as const,
  path: join(folder, path),
  name: path,
  ...(within !== undefined && { within: join(folder, within) }),
});

describe('a file that a row names', () => {
  test.each([
    ['root/a.wav', 'root', 'root/a.wav'],
    ['root/inner/b.wav', 'root', 'root/inner/b.wav'],
    ['root/to-b.wav', 'root', 'root/inner/b.wav'],
    ['root/to-inner/b.wav', 'root', 'root/inner/b.wav'],
    ['to-root/a.wav', 'to-root', 'root/a.wav'],
    ['outer/c.wav', undefined, 'outer/c.wav'],
  ])('%s is found within %s', (path, within, real) => {
    const files = new RegularFiles();
    // The second time its folder is known.
    for (let i = 0; i < 2; i++) {
      const found = files.find(fileAt(path, within));
      expect(found).toEqual({ path: join(folder, real), bytes: real.length });
    }
  });

  test.each(['root/to-c.wav', 'root/to-outer/c.wav'])('%s leaves its root', (path) => {
    const files = new RegularFiles();
    for (let i = 0; i < 2; i++) {
      expect(() => files.find(fileAt(path, 'root'))).toThrow(/^.* is a symbolic link that leaves /);
    }
  });

  test('that is a folder is no regular file, with a root or without', () => {
    const files = new RegularFiles();
    expect(() => files.find(fileAt('root/inner', 'root'))).toThrow(/is no regular file/);
    expect(() => files.find(fileAt('root/inner'))).toThrow(/is no regular file/);
  });

  test('that becomes a link after its folder was looked up is followed', () => {
    const files = new RegularFiles();
    writeFileSync(join(root, 'later.wav'), 'x');
    files.find(fileAt('root/later.wav', 'root'));
    symlinkSync('../outer/c.wav', join(root, 'later.new'));
    renameSync(join(root, 'later.new'), join(root, 'later.wav'));
    expect(() => files.find(fileAt('root/later.wav', 'root'))).toThrow(/symbolic link that leaves/);
  });
});
