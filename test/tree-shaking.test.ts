import { resolve } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');

/** What a bundler makes of a program for browsers that uses the built package. */
async function bundle(program: string, entry = 'dist/browser.js') {
  const { outputFiles, metafile } = await build({
    stdin: { contents: program, resolveDir: root },
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    alias: { awgn: resolve(root, entry) },
    logLevel: 'silent',
  });
  return { code: outputFiles[0]!.text, inputs: Object.keys(metafile.inputs) };
}

describe('the package in a browser', () => {
  test('is all there without a module of Node', async () => {
    const { code } = await bundle("export * from 'awgn';");
    expect(code).not.toMatch(/(?:from|import|require)\s*\(?\s*["'](?:node:|fs|path|stream|os)/);
    expect(code).toMatch(/wavDecodeTransform/);
  });

  test('is a bundle without what a program does not use', async () => {
    const { code } = await bundle(
      "import { gaussian } from 'awgn'; console.log(gaussian(new Float32Array(8), { seed: 1 }));",
    );
    // NormalStream, and what checks of options throw.
    expect(code.match(/\bclass\b/g)).toHaveLength(2);
    expect(code).not.toMatch(/node:|RIFF|Kaiser|pink|TransformStream/);
    // Some 21 kB are the kernel, and 5 the checks of options.
    expect(code.length).toBeLessThan(40_000);
  });

  test('is what the condition "browser" of the package names', async () => {
    const { code } = await bundle("export { gaussian } from 'awgn';");
    const { outputFiles } = await build({
      stdin: { contents: "export { gaussian } from '#self';", resolveDir: root },
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'browser',
      plugins: [
        {
          name: 'self',
          setup({ onResolve, resolve: resolvePath }) {
            // The package by its own name, from within.
            onResolve({ filter: /^#self$/ }, () =>
              resolvePath('awgn', { kind: 'import-statement', resolveDir: root }),
            );
          },
        },
      ],
    });
    expect(outputFiles[0]!.text).toBe(code);
  });

  test('runs: the bundled normals are those of Node', async () => {
    const { code } = await bundle("export { gaussian } from 'awgn';");
    const url = `data:text/javascript,${encodeURIComponent(code)}`;
    const { gaussian } = await import(/* @vite-ignore */ url);
    const here = await import('../src/index.ts');
    const expected = here.gaussian(new Float32Array(5000), { seed: 1 });
    expect(gaussian(new Float32Array(5000), { seed: 1 })).toEqual(expected);
  });
});
