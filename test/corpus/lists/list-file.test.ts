import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { ListFile } from '../../../src/corpus/lists/list-file.ts';
import { OutputTree } from '../../../src/io/output-tree.ts';
import { temporaryFolder } from '../../tools/wav-files.ts';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});

describe('a list', () => {
  test('appears under its name when it is committed, in a folder that is made', () => {
    const path = join(folder, 'a/b/text');
    const list = new ListFile(path, new OutputTree(folder));
    list.line('ä 😀');
    list.write('in ');
    list.write('parts\n');
    expect(existsSync(path)).toBe(false);
    list.commit();
    expect(readFileSync(path, 'utf8')).toBe('ä 😀\nin parts\n');
    expect(readdirSync(join(folder, 'a/b'))).toEqual(['text']);
  });

  test('replaces an older one only when it is whole', () => {
    const path = join(folder, 'text');
    writeFileSync(path, 'old');
    const list = new ListFile(path, new OutputTree(folder));
    list.line('new');
    expect(readFileSync(path, 'utf8')).toBe('old');
    list.discard();
    list.discard();
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['text']);
    const next = new ListFile(path, new OutputTree(folder));
    next.commit();
    next.discard();
    expect(readFileSync(path, 'utf8')).toBe('');
  });

  test('is whole when it is longer than what is held in memory', () => {
    const list = new ListFile(join(folder, 'text'), new OutputTree(folder));
    const line = '😀'.repeat(999);
    for (let i = 0; i < 500; i++) list.line(line);
    list.commit();
    expect(readFileSync(list.path, 'utf8')).toBe(`${line}\n`.repeat(500));
  });

  test('holds no descriptor once it is ended, and can still be committed or discarded', () => {
    const [kept, dropped] = ['kept', 'dropped'].map(
      (name) => new ListFile(join(folder, name), new OutputTree(folder)),
    );
    for (const list of [kept!, dropped!]) {
      list.line('x');
      list.end();
      list.end();
    }
    expect(readdirSync(folder).sort()).toEqual(['.dropped.part', '.kept.part']);
    kept!.commit();
    dropped!.discard();
    expect(readFileSync(kept!.path, 'utf8')).toBe('x\n');
    expect(readdirSync(folder)).toEqual(['kept']);
  });

  test('that cannot get its name says which', () => {
    const path = join(folder, 'text');
    mkdirSync(path);
    const list = new ListFile(path, new OutputTree(folder));
    expect(() => list.commit()).toThrow(expect.objectContaining({ path }));
    list.discard();
    expect(readdirSync(folder)).toEqual(['text']);
  });

  test('of a run that was thought dead neither spoils nor removes that of the run that took over', () => {
    const path = join(folder, 'list');
    const old = new ListFile(path, new OutputTree(folder));
    const next = new ListFile(path, new OutputTree(folder));
    next.line('next');
    old.line('old');
    old.end();
    old.discard();
    next.commit();
    expect(readFileSync(path, 'utf8')).toBe('next\n');
  });
});
