import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { importsOf, layerFaults, readSources } from './layers.ts';

const SRC = fileURLToPath(new URL('../src/', import.meta.url));

describe('the layers of src', () => {
  const sources = readSources(SRC);

  test('are imported downwards only, and without a cycle', () => {
    expect(layerFaults(sources)).toEqual([]);
  });

  test('are really read: the checker sees imports of values and types, re-exports and dynamic ones', {
    tags: 'thorough',
  }, () => {
    const imports = importsOf(sources);
    expect(imports.get('noise/noise-gain.ts')).toEqual(['decibels.ts', 'noise/snr-envelope.ts']);
    expect(imports.get('index.ts')).toContain('streams/wav-decode.ts');
    expect(imports.get('index.ts')).toContain('browser.ts');
    expect(imports.get('cli/main.ts')).toEqual(['cli/run.ts']);
    expect(imports.get('cli/run.ts')).toContain('cli/completion.ts');
    expect(imports.get('level/rms-meter.ts')).toContain('audio-format.ts');
  });
});

describe('the checker of the layers', () => {
  const faultsOf = (files: Record<string, string>) => layerFaults(new Map(Object.entries(files)));
  const there = {
    'noise/a.ts': '',
    'formats/wav/a.ts': '',
    'level/a.ts': '',
    'cli/a.ts': '',
    'io/a.ts': '',
    'corpus/run/a.ts': '',
    'corpus/kinds/table/a.ts': '',
  };

  test.each([
    ['upwards', 'formats/wav/b.ts', "import { x } from '../../cli/a.ts';", 'cli/a.ts'],
    ['of types upwards', 'kernel/b.ts', "import type { X } from '../noise/a.ts';", 'noise/a.ts'],
    ['written inline upwards', 'kernel/b.ts', "let x: import('../level/a.ts').X;", 'level/a.ts'],
    ['for its effect upwards', 'errors.ts', "import './noise/a.ts';", 'noise/a.ts'],
    ['re-exported upwards', 'mix/b.ts', "export * from '../cli/a.ts';", 'cli/a.ts'],
    ['made dynamically upwards', 'mix/b.ts', "await import('../cli/a.ts');", 'cli/a.ts'],
    ['of what reads and writes by the core', 'mix/b.ts', "import '../io/a.ts';", 'io/a.ts'],
    ['from formats to noise', 'formats/wav/b.ts', "import '../../noise/a.ts';", 'noise/a.ts'],
    ['from noise to level', 'noise/b.ts', "import '../level/a.ts';", 'level/a.ts'],
    ['from level to formats', 'level/b.ts', "import '../formats/wav/a.ts';", 'formats/wav/a.ts'],
    ['of the command line by the library', 'index.ts', "export * from './cli/a.ts';", 'cli/a.ts'],
    ['upwards within a room', 'corpus/plan/b.ts', "import '../run/a.ts';", 'corpus/run/a.ts'],
    [
      'of a kind by another beside it',
      'corpus/kinds/nemo/b.ts',
      "import '../table/a.ts';",
      'corpus/kinds/table/a.ts',
    ],
  ])('finds an import %s', (_, path, text, target) => {
    expect(faultsOf({ ...there, [path]: text })).toEqual([`${path} may not import ${target}`]);
  });

  test('finds an import of the public index from within', () => {
    expect(faultsOf({ 'index.ts': '', 'cli/b.ts': "import '../index.ts';" })).toEqual([
      'cli/b.ts may not import index.ts',
    ]);
  });

  test('finds an import of the whole by the part for browsers, but not the other way round', () => {
    expect(
      faultsOf({
        'index.ts': "export * from './browser.ts';",
        'browser.ts': "import './index.ts';",
      }),
    ).toContain('browser.ts may not import index.ts');
    expect(faultsOf({ 'index.ts': "export * from './browser.ts';", 'browser.ts': '' })).toEqual([]);
  });

  test('finds a cycle inside a folder, where no layer is crossed', () => {
    const a = "import './b.ts';";
    const b = "import type { C } from './c.ts';";
    const c = "export * from './a.ts';";
    expect(faultsOf({ 'mix/a.ts': a, 'mix/b.ts': b, 'mix/c.ts': c })).toEqual([
      'a cycle: mix/a.ts -> mix/b.ts -> mix/c.ts -> mix/a.ts',
    ]);
  });

  test('finds a file in no layer, also within a room, and an import of nothing', () => {
    expect(
      faultsOf({
        'utils/b.ts': '',
        'corpus/misc/b.ts': '',
        'mix/inner/b.ts': '',
        'mix/b.ts': "import './missing.ts';",
      }),
    ).toEqual([
      'utils/b.ts belongs to no layer',
      'corpus/misc/b.ts belongs to no layer',
      'mix/inner/b.ts belongs to no layer',
      'mix/b.ts imports mix/missing.ts, which is not there',
    ]);
  });

  test('lets pass what is allowed: the same folder, anything lower, packages', () => {
    const cli = "import './b.ts'; import '../noise/a.ts'; import 'node:fs'; import '../errors.ts';";
    const run = "import './a.ts'; import '../kinds/table/a.ts';";
    expect(
      faultsOf({
        ...there,
        'cli/c.ts': cli,
        'cli/b.ts': '',
        'errors.ts': '',
        'corpus/run/b.ts': run,
      }),
    ).toEqual([]);
  });
});
