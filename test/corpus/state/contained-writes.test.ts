import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readSources } from '../../layers.ts';

const SRC = fileURLToPath(new URL('../../../src/', import.meta.url));
const sources = readSources(SRC);

/** Calls of node:fs that change what is there. (What is opened is looked at by its flags.) */
const CHANGING =
  /\b(?:append|chmod|chown|copyFile|cp|createWriteStream|fchmod|link|lutimes|mkdir|rename|rm|rmdir|symlink|truncate|unlink|utimes|writeFile)(?:Sync)?\b(?=\s*[,(}]| as )/g;

/** Besides `output-tree` and `make-folder`: what each does in a folder that is this run's alone, or empty. */
const OWN_PLACES: Readonly<Record<string, readonly string[]>> = {
  'corpus/audio/audio-source.ts': ['unlinkSync'],
  // In the folder of what is not finished, which is the run's own.
  'corpus/audio/kept-recordings.ts': ['renameSync', 'rmSync', 'writeFileSync'],
  'corpus/plan/case-clash.ts': ['unlinkSync'],
  'corpus/audit/clean-audio.ts': ['rmSync'],
  'corpus/state/corpus-folder.ts': ['rmdirSync'],
  // Files of its own kind beside the lock, told by their content; nothing is opened there through a link.
  'corpus/state/folder-lock.ts': ['linkSync', 'renameSync', 'rmSync'],
  'corpus/shards/run-shard.ts': ['rmdirSync'],
  'corpus/containers/folder/corpus-size.ts': ['rmSync'],
  'corpus/lists/sorted-run.ts': ['unlinkSync'],
};

/** They write one byte into the lock that the run holds. */
const LOCKS = ['corpus/state/folder-lock.ts', 'corpus/state/lock-heartbeat.ts'];

function changesIn(text: string): string[] {
  const imports = [...text.matchAll(/import [^;]*? from 'node:fs(?:\/promises)?';/g)];
  return imports.flatMap(([one]) => [...one.matchAll(CHANGING)].map(([name]) => name));
}

describe('what a corpus writes', () => {
  test('goes through OutputTree: nothing else in src/corpus renames, copies, removes or makes folders', () => {
    const found = Object.fromEntries(
      [...sources]
        .filter(([path]) => path.startsWith('corpus/'))
        .map(([path, text]) => [path, changesIn(text)] as const)
        .filter(([path, names]) => names.length > 0 && !/output-tree|make-folder/.test(path)),
    );
    expect(found).toEqual(OWN_PLACES);
    expect(changesIn(sources.get('io/output-tree.ts')!).sort()).toEqual([
      'copyFileSync',
      'renameSync',
      'rmSync',
    ]);
  });

  test('is opened as a new file only, which neither follows a link nor writes over anything', () => {
    for (const [path, text] of sources) {
      if (!path.startsWith('corpus/')) continue;
      if (LOCKS.includes(path)) {
        expect(text, path).toMatch(/openSync\(path, OWN_FILE\)/);
        expect(text, path).not.toMatch(/openSync\([^,]+, '[^r']*r\+/);
        continue;
      }
      for (const [call, flags] of text.matchAll(/openSync\([^,()]+(?:, '([^']*)')?/g)) {
        expect(['r', 'wx', 'wx+'], `${path}: ${call}`).toContain(flags);
      }
    }
  });

  test.each([
    'import { a, renameSync as b } from',
    'import { mkdirSync } from',
    'import {\n  rm,\n} from',
  ])('is found by this test where it would be hidden: %j', (text) =>
    expect(changesIn(`${text} 'node:fs';`)).toHaveLength(1),
  );
});

test('folders are made in one place, which is bounded: Node’s recursive mkdir never ends in /proc', () => {
  const makers = [...sources].filter(([, text]) =>
    changesIn(text).some((name) => /^mkdir/.test(name)),
  );
  expect(makers.map(([path]) => path)).toEqual(['io/make-folder.ts']);
  expect(readFileSync(`${SRC}io/make-folder.ts`, 'utf8')).not.toMatch(/recursive:/);
});
