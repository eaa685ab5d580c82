// The audio worklet's script in one piece: served as a file where a page's policy wants that, and as a text, from which the
// node makes a URL, everywhere else.

import { build } from 'esbuild';

/** @returns the script. */
export async function bundleProcessor() {
  const { outputFiles } = await build({
    entryPoints: ['src/web-audio/processor.ts'],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    // The oldest engines that run the kernel's SIMD, and have private members: lowered they would be slow, and allocate.
    target: ['chrome91', 'firefox90', 'safari16.4'],
    minify: true,
    legalComments: 'none',
  });
  return outputFiles[0].text;
}

/** A plugin that puts the script where the source has a place for it. */
export function processorSource(script) {
  return {
    name: 'processor-source',
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]processor-source\.ts$/ }, () => ({
        contents: `export const PROCESSOR_SOURCE = ${JSON.stringify(script)};\n`,
      }));
    },
  };
}
