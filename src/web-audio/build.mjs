// Bundles the audio worklet's script into dist/web-audio: as a file, for those who serve it, and as a text, for all others.

import { writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

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
const script = outputFiles[0].text;

await writeFile('dist/web-audio/processor.js', script);
await writeFile(
  'dist/web-audio/processor-source.js',
  `export const PROCESSOR_SOURCE = ${JSON.stringify(script)};\n`,
);
