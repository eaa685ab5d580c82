// Bundles the library: dist/index.js for Node, dist/browser.js for browsers and dist/web-audio/index.js for both, over files
// that they share. To find and read a hundred modules takes longer than all they do at the start. Of what tsc emitted,
// the types stay that the public ones are made of.

import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { writeNotices } from './bundle-notices.mjs';
import { bundleProcessor, processorSource } from './bundle-processor.mjs';

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

const declarations = await declarationsOf(
  join('dist', 'web-audio', 'index.d.ts'),
  await declarationsOf(join('dist', 'index.d.ts')),
);
for (const entry of await readdir('dist', { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  if (entry.isFile() && !declarations.has(path)) await rm(path);
}
const processor = await bundleProcessor();
await writeFile(join('dist', 'web-audio', 'processor.js'), processor);
const { metafile } = await build({
  entryPoints: [
    'src/index.ts',
    'src/browser.ts',
    'src/web-audio/index.ts',
    // A file of its own, which the command line reads, too: a tenth of the package.
    { in: 'src/kernel/kernel-bytes.ts', out: 'kernel-bytes' },
  ],
  outdir: 'dist',
  chunkNames: 'core-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  // Node's modules are left to be imported; a test sees that browser.js has none.
  platform: 'node',
  target: 'es2022',
  minify: true,
  metafile: true,
  plugins: [nodeStreams, leanFs, processorSource(processor)],
});
await writeNotices(metafile, join('dist', 'third-party-licenses.txt'));
