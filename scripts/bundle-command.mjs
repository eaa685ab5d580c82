// Bundles the command line into dist/cli: an entry that does nothing but switch on the compile cache, and chunks
// that are loaded when a command needs them.

import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { build } from 'esbuild';
import { writeNotices } from './bundle-notices.mjs';
import { requiredBuiltIns } from './required-built-ins.mjs';

/**
 * meow brings its dependencies in one file, most of which finds and normalises a package.json: code and licence names
 * that take longer to load than all the rest. It is given the package, so it gets what it parses with, under the letters
 * that its bundler chose, and nothing for what looks for a package (a, n) or lays out a help text (r, t).
 *
 * c, d and e turn names of options from kebab-case into camelCase and back. Those of meow compile expressions for all
 * letters of Unicode, 4 ms of each start; the names of our options have only those of ASCII.
 */
const leanMeow = {
  name: 'lean-meow',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\/dependencies\.js$/ }, ({ importer }) =>
      /[\\/]meow[\\/]build[\\/]/.test(importer)
        ? { path: 'dependencies', namespace: 'lean-meow' }
        : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'lean-meow' }, () => ({
      contents: `
        import { camelCase } from '../src/options/option.ts';
        export { default as b } from 'minimist-options';
        export { default as y } from 'yargs-parser';
        const renamed = (rename) => (flags) =>
          Object.fromEntries(Object.entries(flags).map(([name, flag]) => [rename(name), flag]));
        export const e = (name) => name.replace(/[A-Z]/g, (letter) => '-' + letter.toLowerCase());
        export const [c, d] = [camelCase, e].map(renamed);
        export const [a, n, r, t] = [];
      `,
      resolveDir: import.meta.dirname,
    }));
  },
};

/**
 * To import `node:process` is to touch all its properties, `stdin`, `stdout` and `stderr` among them: streams are made,
 * and pipes made non-blocking, also for the programs that share them. The global object is the same and does not.
 */
const globalProcess = {
  name: 'global-process',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?process$/ }, () => ({
      path: 'process',
      namespace: 'global-process',
    }));
    onLoad({ filter: /.*/, namespace: 'global-process' }, () => ({
      contents: 'export default globalThis.process;',
    }));
  },
};

/**
 * Has whatever is loaded later import what the filter loads, and the workers what adding noise to a file needs. Then
 * these are one chunk each, whoever else shares parts of them: to find, read and link a chunk takes longer than to skip
 * over code in it.
 */
const fewChunks = {
  name: 'few-chunks',
  setup({ onResolve, onLoad }) {
    const filter = resolve('src/cli/run.ts');
    const loadedLater = new Set();
    const withExport = async (path, name, from) => ({
      contents: `${await readFile(path, 'utf8')}\nexport { ${name} } from ${JSON.stringify(from)};`,
      loader: 'ts',
    });
    onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, ({ path, kind, resolveDir }) => {
      const target = resolve(resolveDir, path);
      if (kind === 'dynamic-import' && target !== filter) loadedLater.add(target);
    });
    onLoad({ filter: /[\\/](file|memory)-worker\.ts$/ }, ({ path }) =>
      withExport(path, 'writeNoisyFile', resolve('src/audio-files/noisy-file.ts')),
    );
    onLoad({ filter: /\.ts$/ }, ({ path }) =>
      loadedLater.has(path) ? withExport(path, 'run', filter) : undefined,
    );
  },
};

/** The kernels' bytes are in files of the library. */
const kernelOfLibrary = {
  name: 'kernel-of-library',
  setup({ onResolve }) {
    onResolve({ filter: /\/(flac-)?kernel-bytes\.ts$/ }, ({ path }) => ({
      path: `../${basename(path, '.ts')}.js`,
      external: true,
    }));
  },
};

const { metafile } = await build({
  entryPoints: [
    'src/cli/main.ts',
    { in: 'src/corpus/containers/folder/file-worker.ts', out: 'file-worker' },
    { in: 'src/corpus/state/lock-heartbeat.ts', out: 'lock-heartbeat' },
    { in: 'src/corpus/containers/tar/memory-worker.ts', out: 'memory-worker' },
  ],
  outdir: 'dist/cli',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minify: true,
  legalComments: 'none',
  metafile: true,
  plugins: [leanMeow, globalProcess, requiredBuiltIns, fewChunks, kernelOfLibrary],
});

await writeNotices(metafile, 'dist/cli/third-party-licenses.txt');
