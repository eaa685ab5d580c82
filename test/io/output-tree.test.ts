import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { StagedOutput } from '../../src/corpus/run/staged-output.ts';
import { OutputTree } from '../../src/io/output-tree.ts';
import { temporaryFolder } from '../tools/wav-files.ts';

/** A run ends where it meets one. */
const REFUSED = expect.objectContaining({ name: 'CorpusError', code: 'ERR_PLACE_REFUSED' });

let cwd: string;
let tree: OutputTree;
const at = (path: string) => join(cwd, path);

/** `out/` is the result, `elsewhere/` somebody else's. */
beforeEach(() => {
  cwd = temporaryFolder();
  for (const folder of ['out/tmp', 'elsewhere/deep']) mkdirSync(at(folder), { recursive: true });
  for (const name of ['elsewhere/a.wav', 'elsewhere/deep/a.wav']) {
    writeFileSync(at(name), 'precious');
  }
  writeFileSync(at('out/tmp/new'), 'new');
  tree = new OutputTree(at('out'));
});

function expectPrecious(): void {
  expect(readFileSync(at('elsewhere/a.wav'), 'utf8')).toBe('precious');
  expect(readFileSync(at('elsewhere/deep/a.wav'), 'utf8')).toBe('precious');
  expect(readdirSync(at('elsewhere')).sort()).toEqual(['a.wav', 'deep']);
}

/** All that changes something, at a file and at a folder. */
const CHANGES: readonly [string, (tree: OutputTree, path: string) => void][] = [
  ['expect', (tree, path) => tree.expect(path)],
  ['put', (tree, path) => tree.put(at('out/tmp/new'), path)],
  ['create', (tree, path) => void tree.create(path)],
  ['copy', (tree, path) => tree.copy(at('out/tmp/new'), path)],
  ['makeFolder', (tree, path) => tree.makeFolder(path)],
  ['remove', (tree, path) => tree.remove(path)],
  ['removeFolder', (tree, path) => tree.removeFolder(path)],
];

describe('through a link below the result', () => {
  test.each(CHANGES)('%s goes nowhere, and names the link', (_, change) => {
    symlinkSync('../elsewhere', at('out/spk'));
    for (const path of ['out/spk/a.wav', 'out/spk/deep', 'out/spk/deep/a.wav']) {
      expect(() => change(tree, at(path))).toThrow(REFUSED);
      expect(() => change(tree, at(path))).toThrow(
        `${at('out/spk')} is a symbolic link (to ../elsewhere), and nothing is written through a link inside the ` +
          `result; remove it: rm ${at('out/spk')}`,
      );
    }
    expectPrecious();
    expect(readFileSync(at('out/tmp/new'), 'utf8')).toBe('new');
  });

  test.each(CHANGES)('%s goes nowhere, where the link was planted after a look', (_, change) => {
    mkdirSync(at('out/spk/deep'), { recursive: true });
    tree.makeFolder(at('out/spk/deep'));
    renameSync(at('out/spk'), at('moved'));
    symlinkSync(at('elsewhere'), at('out/spk'));
    if (change !== CHANGES[0]![1]) {
      expect(() => change(tree, at('out/spk/deep/a.wav'))).toThrow(REFUSED);
    }
    expectPrecious();
    expect(readdirSync(at('moved/deep'))).toEqual([]);
  });

  test('a folder of the result that was moved away is not followed to where it is', () => {
    mkdirSync(at('out/spk/deep'), { recursive: true });
    tree.makeFolder(at('out/spk/deep'));
    renameSync(at('out/spk'), at('moved'));
    symlinkSync(at('moved'), at('out/spk'));
    expect(() => tree.put(at('out/tmp/new'), at('out/spk/deep/b.wav'))).toThrow(REFUSED);
    expect(readdirSync(at('moved/deep'))).toEqual([]);
  });
});

describe('a link at the name itself', () => {
  test.each([
    ['to a file', '../elsewhere/a.wav'],
    ['to a folder', '../elsewhere'],
    ['to nothing', '../elsewhere/b.wav'],
  ])('%s is refused by name, and stays', (_, end) => {
    symlinkSync(end, at('out/a.wav'));
    for (const change of [
      () => tree.expect(at('out/a.wav')),
      () => tree.put(at('out/tmp/new'), at('out/a.wav')),
    ]) {
      expect(change).toThrow(`${at('out/a.wav')} is a symbolic link (to ${end})`);
    }
    expectPrecious();
  });

  test('is removed by itself, as a file and as a folder', () => {
    symlinkSync('../elsewhere/a.wav', at('out/a.wav'));
    tree.remove(at('out/a.wav'));
    for (const name of ['out/spk', 'out/spk.removed']) symlinkSync('../elsewhere', at(name));
    tree.removeFolder(at('out/spk'));
    expect(readdirSync(at('out'))).toEqual(['tmp']);
    expectPrecious();
  });

  test('of a file that is not finished is replaced, and so is a hard link: neither is written over', () => {
    symlinkSync('../elsewhere/a.wav', at('out/.list.part'));
    linkSync(at('elsewhere/a.wav'), at('out/.other.part'));
    linkSync(at('elsewhere/deep/a.wav'), at('out/copied.part'));
    for (const name of ['out/.list.part', 'out/.other.part']) {
      writeFileSync(tree.create(at(name)), 'begun');
      expect(readFileSync(at(name), 'utf8')).toBe('begun');
    }
    tree.copy(at('out/tmp/new'), at('out/copied.part'));
    expectPrecious();
  });
});

describe('the result itself', () => {
  test('may be a link', () => {
    mkdirSync(at('scratch'));
    symlinkSync('scratch', at('linked'));
    const linked = new OutputTree(at('linked'));
    linked.expect(at('linked/spk/a.wav'));
    linked.put(at('out/tmp/new'), at('linked/spk/a.wav'));
    expect(readFileSync(at('scratch/spk/a.wav'), 'utf8')).toBe('new');
    linked.remove(at('linked/spk/a.wav'));
    linked.removeFolder(at('linked/spk'));
    expect(readdirSync(at('scratch'))).toEqual([]);
  });

  test.each(['elsewhere/a.wav', 'outside/a.wav', 'a.wav'])(
    'has nothing put outside: %s',
    (path) => {
      for (const [, change] of CHANGES) {
        expect(() => change(tree, at(path))).toThrow(/lies outside the result/);
      }
      expectPrecious();
    },
  );
});

describe('a source', () => {
  test('shares no folder with an output, under whatever name the folder is met', () => {
    symlinkSync('elsewhere', at('alias'));
    // Not below the result, so that no link is in the way: only device and inode tell.
    const over = new OutputTree(at('alias'));
    over.sources.addFileOf(at('elsewhere/deep/a.wav'));
    for (const path of ['alias/deep/a.wav', 'alias/deep/new.wav']) {
      expect(() => over.expect(at(path))).toThrow(REFUSED);
      expect(() => over.put(at('out/tmp/new'), at(path))).toThrow(
        `${at('alias/deep')} is the source folder ${at('elsewhere/deep')}, and outputs are never put beside sources; ` +
          'choose another folder for the result',
      );
    }
    over.put(at('out/tmp/new'), at('alias/beside.wav'));
    expect(readFileSync(at('elsewhere/deep/a.wav'), 'utf8')).toBe('precious');
  });

  test('that is a link is protected where it leads, too', () => {
    symlinkSync('../../elsewhere/a.wav', at('out/tmp/link.wav'));
    const over = new OutputTree(at('elsewhere'));
    over.sources.addFileOf(at('out/tmp/link.wav'));
    expect(() => over.expect(at('elsewhere/a.wav'))).toThrow(/never put beside sources/);
  });

  test('is not replaced by what is made of it under a hard link', () => {
    linkSync(at('elsewhere/a.wav'), at('out/a.wav'));
    for (const change of [
      () => tree.expect(at('out/a.wav'), at('elsewhere/a.wav')),
      () => tree.put(at('out/tmp/new'), at('out/a.wav'), at('elsewhere/a.wav')),
    ]) {
      expect(change).toThrow(
        `is the same file as the source ${at('elsewhere/a.wav')} (a hard link)`,
      );
    }
  });
});

test('a staged output whose folder becomes a link while it is written is refused at the renaming', async () => {
  mkdirSync(at('out/spk'));
  tree.expect(at('out/spk/a.wav'));
  const output = new StagedOutput({
    name: 'spk/a.wav',
    path: at('out/spk/a.wav'),
    temporaryPath: at('out/tmp/1.part'),
    tree,
  });
  output.write(Buffer.from('noisy'));
  renameSync(at('out/spk'), at('moved'));
  symlinkSync('../elsewhere', at('out/spk'));
  await expect(output.commit()).rejects.toThrow(REFUSED);
  output.discard();
  expectPrecious();
  expect(readdirSync(at('out/tmp'))).toEqual(['new']);
});
