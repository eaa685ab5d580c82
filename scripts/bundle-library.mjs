// Bundles the library: dist/index.js and dist/corpus.js for Node, dist/browser.js for browsers and dist/web-audio/index.js for
// both, over files that they share. To find and read a hundred modules takes longer than all they do at the start. Of what tsc emitted,
// the types stay that the public ones are made of.

import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';
import { writeNotices } from './bundle-notices.mjs';
import { bundleProcessor, processorSource } from './bundle-processor.mjs';
import { requiredBuiltIns } from './required-built-ins.mjs';

/**
 * through2 is written for readable-stream, Node's streams copied for browsers. Here Node's own are at hand: to load the copy
 * would cost more than all the rest.
 */
const nodeStreams = {
  name: 'node-streams',
  setup({ onResolve }) {
    onResolve({ filter: /^readable-stream$/ }, () => ({ path: 'node:stream', external: true }));
  },
};

/**
 * To import `node:fs` is to touch all its properties, and with that to load its promises and streams: most of what the library
 * would cost at the start. The module itself does not.
 */
const leanFs = {
  name: 'lean-fs',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:fs$/ }, () => ({ path: 'fs', namespace: 'lean-fs' }));
    onLoad({ filter: /.*/, namespace: 'lean-fs' }, () => ({
      contents: "module.exports = process.getBuiltinModule('node:fs');",
    }));
  },
};

/**
 * The kernels' bytes are files of their own, which the command line reads, too: a tenth of the package. What imports them is shared
 * by several entries, so it stands in a chunk beside them; but for what is of Web Audio alone, one folder below.
 */
const kernelsBeside = {
  name: 'kernels-beside',
  setup({ onResolve }) {
    onResolve({ filter: /\/(flac-)?kernel-bytes\.ts$/ }, ({ path, importer }) => ({
      path: `${/[\\/]web-audio[\\/]/.test(importer) ? '..' : '.'}/${basename(path, '.ts')}.js`,
      external: true,
    }));
  },
};

/** The files that type declarations are made of, those first given among them. */
async function declarationsOf(path, found = new Set()) {
  if (found.has(path)) return found;
  found.add(path);
  const text = await readFile(path, 'utf8');
  for (const [, target] of text.matchAll(/(?:from|import\()\s*['"](\.[^'"]+)\.[jt]s['"]/g)) {
    await declarationsOf(join(dirname(path), `${target}.d.ts`), found);
  }
  return found;
}

const declarations = new Set();
for (const entry of ['index', 'corpus/index', 'web-audio/index']) {
  await declarationsOf(join('dist', `${entry}.d.ts`), declarations);
}
for (const entry of await readdir('dist', { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  if (entry.isFile() && !declarations.has(path)) await rm(path);
}
const processor = await bundleProcessor();
await writeFile(join('dist', 'web-audio', 'processor.js'), processor);
/** What both bundles have in common. */
const library = {
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  // Node's modules are left to be imported; a test sees that browser.js has none.
  platform: 'node',
  target: 'es2022',
  minify: true,
  // A stack then names functions, files and lines as they are in the checkout; the texts themselves would double the package.
  sourcemap: true,
  sourcesContent: false,
  metafile: true,
};

const { metafile } = await build({
  ...library,
  entryPoints: ['src/index.ts', 'src/browser.ts', 'src/web-audio/index.ts'],
  chunkNames: 'core-[hash]',
  plugins: [nodeStreams, leanFs, kernelsBeside, processorSource(processor)],
});
await build({
  entryPoints: ['src/kernel/kernel-bytes.ts', 'src/kernel/flac-kernel-bytes.ts'],
  outdir: 'dist',
  format: 'esm',
  target: 'es2022',
  minify: true,
  sourcemap: true,
  sourcesContent: false,
});

/**
 * Corpora are a bundle of their own, lest the core falls into more pieces. What a program compares, the classes of errors, is
 * that of the library.
 */
const partsOfLibrary = {
  name: 'parts-of-library',
  setup({ onResolve }) {
    const external = (path) => () => ({ path, external: true });
    onResolve({ filter: /\/errors\.ts$/ }, external('./browser.js'));
  },
};

const { metafile: corpusMetafile } = await build({
  ...library,
  // All in one folder: a run finds its workers beside the file that it stands in, whichever that is.
  entryPoints: [
    { in: 'src/corpus/index.ts', out: 'corpus' },
    { in: 'src/corpus/containers/folder/file-worker.ts', out: 'file-worker' },
    { in: 'src/corpus/containers/tar/memory-worker.ts', out: 'memory-worker' },
    { in: 'src/corpus/state/lock-heartbeat.ts', out: 'lock-heartbeat' },
  ],
  chunkNames: 'corpus-[hash]',
  plugins: [requiredBuiltIns, leanFs, kernelsBeside, partsOfLibrary],
});

const inputs = { ...metafile.inputs, ...corpusMetafile.inputs };
await writeNotices({ inputs }, join('dist', 'third-party-licenses.txt'));
